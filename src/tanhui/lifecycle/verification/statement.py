"""The verification statement (核证表): its digest and its PDF. The digest is what the signature covers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tanhui.foundation.documents.typeset import set_pdf
from tanhui.foundation.signing import Signature
from tanhui.lifecycle.accounting import queries as accounting
from tanhui.lifecycle.verification.models import Engagement
from tanhui.lifecycle.verification.states import FINDING_KINDS

TEMPLATE = Path(__file__).parent / "typst" / "statement.typ"


def digest(canonical_text: str) -> str:
    """Return the SHA-256 of a statement's canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_text.encode()).hexdigest()


def pdf(signed: dict[str, Any], *, digest: str, signature: Signature, engagement: Engagement) -> bytes:
    """Set the statement with everything a reader needs to check it."""
    report = accounting.report_row(engagement.report_id)
    project = accounting.project_row(engagement.project_id)
    findings = [
        {"kind": FINDING_KINDS[each.kind], "part": each.part, "text": each.text, "conclusion": each.conclusion}
        for each in engagement.findings.all()
    ]
    facts = {
        **signed,
        "project": {"code": project.code, "name": project.name, "owner": project.owner},
        "verifier": engagement.verifier.name,
        "contract_no": engagement.contract_no,
        "methodology": f"{report.methodology_slug} {report.methodology_version}",
        "period": f"{report.period.start} 至 {report.period.last_day}",
        "reported_tonnes": report.issuable_tonnes,
        "findings": findings,
        "digest": digest,
        "signature": signature.as_dict(),
        "demonstration": project.demonstration,
    }
    return set_pdf(TEMPLATE, facts)
