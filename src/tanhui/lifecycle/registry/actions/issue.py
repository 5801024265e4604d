"""Article 17, last step: whole tonnes to the owner's account, once per approval; what is below a tonne is carried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tanhui.foundation.ledger import actions as ledger
from tanhui.foundation.ledger.serials import format_range
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.trail.actions import Entry, act
from tanhui.foundation.units import decimal_text
from tanhui.law import require
from tanhui.lifecycle.registry import earlier, letters
from tanhui.lifecycle.registry.actions.cases import case_id, check_official, load, submitted
from tanhui.lifecycle.registry.actions.keep import keep_letter
from tanhui.lifecycle.registry.actions.results import Issued
from tanhui.lifecycle.registry.models import Carry, Filing, Issuance
from tanhui.lifecycle.registry.queries.plan import IssuePlan, carry_facts, issuance_facts, plan, serial_facts
from tanhui.lifecycle.registry.rules.issuance import CARRY, ISSUANCE, SERIALS
from tanhui.lifecycle.registry.rules.together import all_at_once

CLAUSE = ("JX23-17.1.4", "JX23-28.7")


@dataclass(frozen=True)
class Asked:
    """What an official confirmed: the tonnes; and, where they name them, account, serial numbers and carry."""

    tonnes: int
    to_party_id: int | None = None
    serials: tuple[int, int] | None = None
    carry: tuple[int, Decimal] | None = None


def issue(*, by: Actor, at: datetime, filing_id: int, asked: Asked) -> Issued:
    """Issue the registered filing's whole tonnes, with the project's carry, to its owner; the rest is carried on.

    A second attempt is refused (R17-3, R17-5): unique keys on filing, batch, period and carry hold as well.
    """
    with act(by=by, kind="registry.issued", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        planned = plan(filing)
        _check(entry, by, filing, planned, asked)
        if by.user_id is None:
            raise RuntimeError("an issuance needs a signed-in official")
        issuance = _book(entry, filing, planned, by.user_id)
        code = format_range(issuance.batch.prefix, issuance.batch.first, issuance.batch.last)
        paper = letters.issuance(
            letters.head(filing.number, earlier.report(filing.report_id), submitted(filing).instrument, at),
            plan=planned,
            serial=code,
            account=issuance.account.code,
        )
        document = keep_letter(entry, filing, kind="issuance", content=paper)
        entry.about(
            filing,
            batch=issuance.batch_id,
            serial=code,
            tonnes=planned.tonnes,
            carry_in=decimal_text(planned.carry_in),
            carry_out=decimal_text(planned.carry_out),
            letter=document.sha256,
        )
    return Issued(
        filing_id=filing.pk,
        number=filing.number,
        batch_id=issuance.batch_id,
        serial=code,
        tonnes=planned.tonnes,
        carry_in=planned.carry_in,
        carry_out=planned.carry_out,
        receipt=entry.receipt,
    )


def _check(entry: Entry, by: Actor, filing: Filing, planned: IssuePlan, asked: Asked) -> None:
    """Refuse with everything that is wrong; an approval already used says so instead of naming its state."""
    facts = issuance_facts(filing, planned, asked_tonnes=asked.tonnes, target_party_id=asked.to_party_id)
    checks: list[Callable[[], object]] = [
        lambda: require(ISSUANCE, facts),
        lambda: check_official(by, filing=filing, at=entry.at),
    ]
    if asked.serials is not None:
        serials = serial_facts(planned, *asked.serials)
        checks.append(lambda: require(SERIALS, serials))
    if asked.carry is not None:
        carry = carry_facts(filing.project_id, *asked.carry)
        checks.append(lambda: require(CARRY, carry))
    if not facts.issued_before:
        checks.insert(
            0, lambda: procedure.move(entry, case_id=case_id(filing), act="issue", by=by, tonnes=planned.tonnes)
        )
    all_at_once(*checks)


def _book(entry: Entry, filing: Filing, planned: IssuePlan, user_id: int) -> Issuance:
    """Write the batch into the ledger, the issuance and the carry beside it."""
    account = ledger.open_account(entry, unit="t", kind="holding", party_id=filing.owner_id)
    batch = ledger.issue(
        entry,
        prefix=planned.prefix,
        tonnes=planned.tonnes,
        account=account,
        project_ref=planned.project_code,
        vintage=planned.vintage,
    )
    issuance = Issuance.objects.create(
        filing=filing,
        batch=batch,
        project_id=filing.project_id,
        account=account,
        period_start=planned.period_start,
        period_end=planned.period_end,
        verified_tonnes=decimal_text(planned.verified),
        carry_in_id=planned.carry_id,
        tonnes=planned.tonnes,
        user_id=user_id,
        entry_seq=entry.seq,
        at=entry.at,
    )
    if planned.carry_out > 0:
        Carry.objects.create(
            project_id=filing.project_id,
            filing=filing,
            tonnes=decimal_text(planned.carry_out),
            entry_seq=entry.seq,
            at=entry.at,
        )
    return issuance
