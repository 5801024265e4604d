"""The verification statement (核证表): the one text its digest and signature cover, and its PDF."""

from __future__ import annotations

import hashlib
from datetime import UTC
from pathlib import Path

from tanhui.foundation.documents.typeset import set_pdf
from tanhui.foundation.periods import local_moment
from tanhui.foundation.signing import Signature, verify
from tanhui.foundation.trail.chain import canonical
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.verification.models import Engagement, Statement
from tanhui.lifecycle.verification.states import FINDING_KINDS

PURPOSE = "verification-statement"
TEMPLATE = Path(__file__).parent / "typst" / "statement.typ"


def signed_text(row: Statement) -> bytes:
    """Return the canonical text of a statement, as hashed and signed."""
    facts = {
        "engagement": row.engagement_id,
        "number": row.number,
        "report": row.report_id,
        "report_digest": row.report_digest,
        "verified_tonnes": row.verified_tonnes,
        "lines": row.lines,
        "conclusion": row.conclusion,
        "correction_reason": row.correction_reason,
        "signed_by": row.signed_by_id,
        "signed_at": row.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return canonical(facts).encode()


def digest(row: Statement) -> str:
    """Return the SHA-256 of a statement's canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(signed_text(row)).hexdigest()


def is_signed(row: Statement) -> bool:
    """Whether the stored signature covers what the row says now."""
    signature = Signature(row.algorithm, row.key_id, row.signature)
    return digest(row) == row.digest and verify(PURPOSE, signed_text(row), signature)


def pdf(row: Statement, *, signature: Signature, engagement: Engagement) -> bytes:
    """Set the statement with everything a reader needs to check it."""
    report = accounting.report(engagement.report_id)
    project = accounting.project(engagement.project_id)
    findings = [
        {"kind": FINDING_KINDS[each.kind], "part": each.part, "text": each.text, "conclusion": each.conclusion}
        for each in engagement.findings.all()
    ]
    facts = {
        "number": row.number,
        "report_digest": row.report_digest,
        "verified_tonnes": row.verified_tonnes,
        "lines": row.lines,
        "conclusion": row.conclusion,
        "correction_reason": row.correction_reason,
        "signed_at": f"{local_moment(row.signed_at):%Y-%m-%d %H:%M:%S}（北京时间）",
        "project": {"code": project.code, "name": project.name, "owner": project.public_owner},
        "verifier": engagement.verifier.name,
        "contract_no": engagement.contract_no,
        "methodology": f"{project.methodology_slug} {project.methodology_version}",
        "period": f"{report.period.start} 至 {report.period.last_day}",
        "reported_tonnes": report.issuable_tonnes,
        "findings": findings,
        "digest": row.digest,
        "signature": signature.as_dict(),
        "demonstration": project.demonstration,
    }
    return set_pdf(TEMPLATE, facts)
