"""Read retirements and check certificates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.documents.storage import DamagedDocument
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.reconcile import Discrepancy
from tanhui.foundation.ledger.serials import SerialRange, format_range, merge
from tanhui.foundation.ledger.whereabouts import runs_of_batch
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_moment
from tanhui.foundation.procedure.tasks import Task
from tanhui.foundation.signing import Signature, verify
from tanhui.lifecycle.retirement import certificates
from tanhui.lifecycle.retirement.models import Certificate, Retirement
from tanhui.lifecycle.retirement.rules import PURPOSES
from tanhui.lifecycle.retirement.states import STATES


@dataclass(frozen=True)
class RetirementRow:
    """A retirement, ordered or executed."""

    id: int
    number: str
    holder_id: int
    holder: str
    beneficiary: str
    purpose: str
    purpose_zh: str
    reference: str
    tonnes: int
    batch_id: int
    project_ref: str
    vintage: str
    serials: tuple[str, ...]
    state: str
    state_zh: str
    requested_at: datetime
    retired_at: datetime | None
    entry_seq: int | None


@dataclass(frozen=True)
class Check:
    """One thing a certificate is checked for: what, whether it holds, what was found."""

    zh: str
    holds: bool
    found: str


@dataclass(frozen=True)
class CertificateRow:
    """A certificate's current version, and every check made on it just now."""

    retirement: RetirementRow
    version: int
    facts: dict[str, Any]
    document_id: int
    document_sha256: str
    algorithm: str
    key_id: str
    signature: str
    checks: tuple[Check, ...]
    superseded: int

    @property
    def is_genuine(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True)
class Examination:
    """What a file is: genuine, superseded (an earlier version of ours), altered, or unknown."""

    verdict: str
    number: str
    version: int | None

    @property
    def zh(self) -> str:
        """What to tell whoever asks."""
        return VERDICTS[self.verdict]


VERDICTS = {
    "genuine": "与登记簿签发的证书文件逐字节一致",
    "superseded": "是登记簿签发过的文件，但已被更正版取代，请以最新版为准",
    "altered": "与登记簿签发的文件不一致，内容已被改动或并非原件，不可采信",
    "unknown": "登记簿没有签发过这份文件，不可采信",
}


def rows(state: str | None = None, holder_id: int | None = None) -> QuerySet[Retirement]:
    """Return retirements, newest first, for a list."""
    found = _loaded().order_by("-retired_at", "-pk")
    if state is not None:
        found = found.filter(state=state)
    return found if holder_id is None else found.filter(holder_id=holder_id)


def latest(limit: int = 5) -> list[RetirementRow]:
    """Return the newest retirements."""
    return [row_of(each) for each in rows("retired")[:limit]]


def retirement_row(retirement_id: int) -> RetirementRow:
    """Return one retirement."""
    return row_of(_loaded().get(pk=retirement_id))


def by_month() -> list[tuple[str, int]]:
    """Return the tonnes retired in each month (YYYY-MM), oldest first."""
    months: Counter[str] = Counter()
    for at, tonnes in Retirement.objects.filter(state="retired").values_list("retired_at", "tonnes"):
        if at is not None:
            months[f"{local_moment(at):%Y-%m}"] += tonnes
    return sorted(months.items())


def certificate(number: str) -> CertificateRow | None:
    """Return the certificate that counts under a number, checked against the ledger and its signature; None if unknown."""
    row = _certificates().filter(retirement__number=number).last()
    if row is None:
        return None
    retirement = retirement_row(row.retirement_id)
    return CertificateRow(
        retirement=retirement,
        version=row.version,
        facts=row.facts,
        document_id=row.document_id,
        document_sha256=row.document.sha256,
        algorithm=row.algorithm,
        key_id=row.key_id,
        signature=row.signature,
        checks=_checks(row, retirement),
        superseded=row.version - 1,
    )


def _loaded() -> QuerySet[Retirement]:
    return Retirement.objects.select_related("holder", "batch").prefetch_related("certificates")


def _checks(row: Certificate, retirement: RetirementRow) -> tuple[Check, ...]:
    text = certificates.signed_text(row.facts)
    signed = verify(certificates.PURPOSE, text, Signature(row.algorithm, row.key_id, row.signature))
    ranges = [SerialRange(first, last) for first, last in row.retirement.serials]
    runs = runs_of_batch(row.retirement.batch_id)
    retired = merge(SerialRange(run.first, run.last) for run in runs if run.kind == "retired")
    in_ledger = all(any(run.first <= each.first and each.last <= run.last for run in retired) for each in ranges)
    total = sum(each.tonnes for each in ranges)
    stated = row.facts
    agrees = (
        list(retirement.serials) == stated["serials"]
        and (retirement.number, retirement.tonnes, retirement.purpose, retirement.entry_seq)
        == (stated["number"], stated["tonnes"], stated["purpose"], stated["journal"])
        and certificates.digest(text) == row.sha256
    )
    return (
        Check("登记簿中有此证书号", True, retirement.number),
        Check("编号区间已在账簿中注销", in_ledger and total == retirement.tonnes, f"{total} 吨"),
        Check("证书内容与登记簿一致", agrees, f"第 {row.version} 版，{len(ranges)} 个区间"),
        Check("数字签名有效", signed, f"{row.algorithm} {row.key_id}"),
        Check("证书文件完好", _is_whole(row.document_id), row.document.sha256),
    )


def _is_whole(document_id: int) -> bool:
    try:
        return bool(documents.content(document_id))
    except DamagedDocument:
        return False


def file_of(number: str) -> tuple[str, bytes] | None:
    """Return the name and bytes of the certificate that counts under a number."""
    row = _certificates().filter(retirement__number=number).last()
    return (row.document.name, documents.content(row.document_id)) if row else None


def _certificates() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("retirement", "document").order_by("retirement_id", "version")


def recognise(content: bytes) -> tuple[str, int] | None:
    """Return (certificate number, version) of a PDF that is byte for byte one we issued, else None."""
    found = examine_digest(sha256(content).hexdigest())
    return (found.number, found.version) if found.version is not None else None


def examine(content: bytes, number: str = "") -> Examination:
    """Compare a file with what we issued, byte for byte. What the file says of itself never makes it genuine.

    A number found in the file (or given beside it) only serves to say of which certificate it is no true copy.
    """
    found = examine_digest(sha256(content).hexdigest())
    if found.version is not None and number in ("", found.number):
        return found
    claimed = number or certificates.number_in(content)
    exists = bool(claimed) and Retirement.objects.filter(number=claimed, state="retired").exists()
    return Examination("altered", claimed, None) if exists else Examination("unknown", "", None)


def examine_digest(digest: str) -> Examination:
    """Return which certificate of ours a file with this SHA-256 is, if any."""
    row = _certificates().filter(document__sha256=digest).last()
    if row is None:
        return Examination("unknown", "", None)
    newest = not row.retirement.certificates.filter(version__gt=row.version).exists()
    return Examination("genuine" if newest else "superseded", row.retirement.number or "", row.version)


def tasks(actor: Actor) -> list[Task]:
    """Return the orders that wait for the operations centre."""
    if actor.role != "operations":
        return []
    return [
        Task(f"执行注销：{row.holder} {row.tonnes} 吨", _url(row.id), None, "JX23-21.3", row.state_zh)
        for row in (row_of(each) for each in rows("requested"))
    ]


def reconcile() -> list[Discrepancy]:
    """Compare what was retired here with the ledger's retired account, and each certificate with its signature."""
    return [*(list(_serials_differ()) or _sum_differs()), *_certificates_differ()]


def _serials_differ() -> Iterator[Discrepancy]:
    """Yield the retirements whose serial numbers are not those that their journal entry moved to the retired account."""
    for row in Retirement.objects.filter(state="retired").order_by("pk"):
        legs = [leg for leg in holdings.postings_of(row.entry_seq or 0) if leg.unit == "t"]
        there = sorted((leg.first, leg.last) for leg in legs if leg.first is not None and leg.last is not None)
        told = sorted((first, last) for first, last in row.serials)
        if told != there or row.tonnes != sum(leg.amount for leg in legs):
            zh, en = "注销的编号或数量与过账不符", "its serial numbers or amount differ from the postings"
            yield Discrepancy("retirement_retirement", str(row.pk), zh, en)


def _certificates_differ() -> Iterator[Discrepancy]:
    for row in _certificates():
        text = certificates.signed_text(row.facts)
        signed = verify(certificates.PURPOSE, text, Signature(row.algorithm, row.key_id, row.signature))
        if not signed or certificates.digest(text) != row.sha256:
            yield Discrepancy("retirement_certificate", str(row.pk), "证书内容与签名不符", "differs from its signature")


def _sum_differs() -> list[Discrepancy]:
    here = sum(Retirement.objects.filter(state="retired").values_list("tonnes", flat=True))
    there = holdings.balance_of("t", "retired").total
    if here == there:
        return []
    zh, en = f"注销合计 {here} 吨，账簿为 {there} 吨", f"retirements add up to {here} t, the ledger has {there} t"
    return [Discrepancy("retirement_retirement", "sum(tonnes)", zh, en)]


def row_of(row: Retirement) -> RetirementRow:
    """Return the plain row of a retirement loaded with its holder and batch."""
    return RetirementRow(
        id=row.pk,
        number=row.number or "",
        holder_id=row.holder_id,
        holder=row.holder.name,
        beneficiary=_beneficiary(row),
        purpose=row.purpose,
        purpose_zh=PURPOSES[row.purpose],
        reference=row.reference,
        tonnes=row.tonnes,
        batch_id=row.batch_id,
        project_ref=row.batch.project_ref,
        vintage=row.batch.vintage,
        serials=tuple(format_range(row.batch.prefix, first, last) for first, last in row.serials),
        state=row.state,
        state_zh=STATES[row.state],
        requested_at=row.requested_at,
        retired_at=row.retired_at,
        entry_seq=row.entry_seq,
    )


def _beneficiary(row: Retirement) -> str:
    """Return who benefits, as the certificate that counts says."""
    versions = sorted(row.certificates.all(), key=lambda each: each.version)
    return str(versions[-1].facts["beneficiary"]) if versions else row.beneficiary


def _url(retirement_id: int) -> str:
    return reverse("retirement:retirement", args=(retirement_id,))
