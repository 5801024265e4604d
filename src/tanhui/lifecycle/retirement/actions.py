"""Every write of article 21: order a retirement, withdraw the order, execute it, correct a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.serials import SerialRange, format_range
from tanhui.foundation.parties import queries as parties
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day, local_moment
from tanhui.foundation.signing import sign
from tanhui.foundation.trail.actions import Entry, act
from tanhui.law import refuse, require
from tanhui.lifecycle.registry import queries as registry
from tanhui.lifecycle.retirement import certificates, paper
from tanhui.lifecycle.retirement.models import Certificate, Retirement
from tanhui.lifecycle.retirement.rules import (
    CORRECTION,
    EXECUTION,
    PURPOSES,
    RETIREMENT,
    WITHDRAWAL,
    CorrectionFacts,
    ExecutionFacts,
    RetirementFacts,
)
from tanhui.lifecycle.retirement.states import MOVES


@dataclass(frozen=True)
class Use:
    """What reductions are used for: a purpose of the list, who benefits, and what it refers to (event, case, year)."""

    purpose: str
    beneficiary: str
    reference: str


def request_retirement(*, by: Actor, batch_id: int, tonnes: int, use: Use, at: datetime) -> Retirement:
    """Order the retirement of free tonnes; they are set aside until the operations centre executes the order.

    Substitute restoration (a court's order) is executed at once.
    """
    with act(by=by, kind="retirement.requested", at=at, clauses=("JX23-21.1", "JX23-21.2")) as entry:
        require(RETIREMENT, _facts(by, batch_id, tonnes, use))
        account = holdings.account("t", "holding", by.party_id)
        if account is None or by.party_id is None:
            raise RuntimeError("a retirement passed the rules without a holding")
        hold = ledger.place_hold(entry, account=account, amount=tonnes, cause="retirement", batch_id=batch_id)
        row = Retirement.objects.create(
            holder_id=by.party_id,
            batch_id=batch_id,
            hold=hold,
            tonnes=tonnes,
            purpose=use.purpose,
            beneficiary=use.beneficiary,
            reference=use.reference,
            requested_by_id=by.user_id,
            requested_at=at,
        )
        entry.about(row, batch=batch_id, tonnes=tonnes, purpose=use.purpose)
        if use.purpose == "restoration":
            _execute(entry, row)
    return row


def withdraw_request(*, by: Actor, retirement_id: int, at: datetime) -> Retirement:
    """Withdraw an order that has not been executed; the tonnes are free again."""
    with act(by=by, kind="retirement.withdrawn", at=at, clauses=("JX23-21.3",)) as entry:
        row = Retirement.objects.select_for_update().get(pk=retirement_id)
        if row.holder_id != by.party_id:
            refuse("R21-2", "只能撤回本单位的注销申请", "You can withdraw your own order only", clause="JX23-21.3")
        require(WITHDRAWAL, _execution(row))
        ledger.void_hold(entry, hold_id=row.hold_id)
        _move(row, "withdraw")
        entry.about(row, tonnes=row.tonnes)
    return row


def execute_retirement(*, by: Actor, retirement_id: int, at: datetime) -> Retirement:
    """Retire what the holder ordered, once and for good, and give the certificate."""
    with act(by=by, kind="retirement.retired", at=at, clauses=("JX23-21.3",)) as entry:
        row = Retirement.objects.select_for_update().filter(pk=retirement_id).first()
        if row is None:
            refuse_unordered()
        require(EXECUTION, _execution(row))
        _execute(entry, row)
        entry.about(row, number=row.number, tonnes=row.tonnes, serials=row.serials)
    return row


def refuse_unordered() -> NoReturn:
    """Refuse to execute what nobody ordered (R21-7)."""
    require(EXECUTION, ExecutionFacts(False, state="requested", certificate_no="", frozen_reason=None))
    raise RuntimeError("unreachable: a missing order is refused")


def correct_certificate(*, by: Actor, retirement_id: int, beneficiary: str, reason: str, at: datetime) -> Certificate:
    """Issue a corrected certificate (a misspelt beneficiary) that supersedes the earlier one; the serials stay."""
    with act(by=by, kind="retirement.certificate_corrected", at=at, clauses=("JX23-21.3",)) as entry:
        row = Retirement.objects.select_for_update().get(pk=retirement_id)
        require(CORRECTION, CorrectionFacts(state=row.state, beneficiary=beneficiary, reason=reason))
        made = _certificate(entry, row, beneficiary=beneficiary, correction_reason=reason)
        entry.about(row, number=row.number, version=made.version, sha256=made.sha256)
    return made


def _facts(by: Actor, batch_id: int, tonnes: int, use: Use) -> RetirementFacts:
    held = {row.batch_id: row for row in holdings.of_party(by.party_id)} if by.party_id else {}
    own = held.get(batch_id)
    used = Retirement.objects.filter(batch_id=batch_id, state="retired", holder_id=by.party_id)
    return RetirementFacts(
        holder_id=by.party_id if own or used.exists() else None,
        asker_id=by.party_id,
        standing=parties.standing_of(by.party_id) if by.party_id else "",
        purpose=use.purpose,
        beneficiary=use.beneficiary,
        reference=use.reference,
        tonnes=tonnes,
        free=own.total - own.held if own else 0,
        on_hold=own.held if own else 0,
        frozen_reason=registry.frozen_reason(batch_id) if own else None,
        retired_certificates=tuple(number for number in used.values_list("number", flat=True) if number),
    )


def _execution(row: Retirement) -> ExecutionFacts:
    return ExecutionFacts(
        ordered_by_holder=True,
        state=row.state,
        certificate_no=row.number or "",
        frozen_reason=registry.frozen_reason(row.batch_id),
    )


def _move(row: Retirement, act_name: str) -> None:
    """Make one move of the table of states; the act's rules have been checked."""
    row.state = next(target for name, source, target, _ in MOVES if (name, source) == (act_name, row.state))
    row.save()


def _execute(entry: Entry, row: Retirement) -> None:
    """Move the tonnes to the account nothing leaves, number the retirement and write its certificate."""
    target = ledger.open_account(entry, unit="t", kind="retired")
    moved = ledger.post_hold(entry, hold_id=row.hold_id, target=target, amount=row.tonnes, cause="retirement")
    year = local_moment(entry.at).year
    count = Retirement.objects.filter(number__startswith=f"JX-R-{year}-").count() + 1
    row.number = certificates.number(year, count)
    row.serials = [[each.first, each.last] for each in moved]
    row.retired_at, row.entry_seq = entry.at, entry.seq
    _move(row, "execute")
    _certificate(entry, row, beneficiary=row.beneficiary, correction_reason="")


def _certificate(entry: Entry, row: Retirement, *, beneficiary: str, correction_reason: str) -> Certificate:
    version = row.certificates.count() + 1
    facts = _certificate_facts(row, version, beneficiary, correction_reason, entry.at)
    text = certificates.signed_text(facts)
    signature = sign(certificates.PURPOSE, text)
    document = documents.store(
        entry,
        content=paper.certificate_pdf(facts, signature=signature, demonstration=settings.TANHUI_DEMONSTRATION),
        name=f"注销证书-{row.number}-{version}.pdf",
        kind="retirement.certificate",
        owner_party_id=row.holder_id,
        public=True,
    )
    return Certificate.objects.create(
        retirement=row,
        version=version,
        facts=facts,
        sha256=certificates.digest(text),
        algorithm=signature.algorithm,
        key_id=signature.key_id,
        signature=signature.value_hex,
        document=document,
        correction_reason=correction_reason,
        issued_at=entry.at,
    )


def _public_name(party: parties.PartyRow) -> str:
    """Return a holder's name for everyone: a natural person stays unnamed on papers that anyone may open."""
    return "个人持有人" if party.kind == "person" else party.name


def _certificate_facts(
    row: Retirement, version: int, beneficiary: str, correction_reason: str, issued_at: datetime
) -> dict[str, Any]:
    batch = holdings.batches(ids=[row.batch_id])[0]
    ranges = [SerialRange(first, last) for first, last in row.serials]
    if row.retired_at is None:
        raise RuntimeError("a certificate is written for what has been retired")
    return {
        "number": row.number,
        "version": version,
        "holder": _public_name(parties.party_row(row.holder_id)),
        "beneficiary": beneficiary,
        "purpose": row.purpose,
        "purpose_zh": PURPOSES[row.purpose],
        "reference": row.reference,
        "tonnes": row.tonnes,
        "project": batch.project_ref,
        "vintage": batch.vintage,
        "serials": [format_range(batch.prefix, each.first, each.last) for each in ranges],
        "retired_on": local_day(row.retired_at).isoformat(),
        "issued_on": local_day(issued_at).isoformat(),
        "journal": row.entry_seq,
        "correction_reason": correction_reason,
        "check_at": f"{settings.TANHUI_PUBLIC_ADDRESS}/retirement/certificates/{row.number}/",
    }
