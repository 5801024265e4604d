"""What an issuance will be: tonnes, carry, serial numbers. Shown for confirmation, and computed again when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.foundation.ledger.queries import batches
from tanhui.foundation.ledger.serials import format_range
from tanhui.foundation.ledger.whereabouts import next_serial
from tanhui.foundation.parties.queries import standing_of
from tanhui.law.scheme import scheme
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.models import Decision, Filing, Issuance
from tanhui.lifecycle.registry.queries.carries import carry_row, open_carry
from tanhui.lifecycle.registry.rules.issuance import CarryFacts, IssuanceFacts, SerialFacts, serial_prefix, split


@dataclass(frozen=True)
class IssuePlan:
    """One issuance to come."""

    project_code: str
    period_start: date
    period_end: date
    vintage: str
    prefix: str
    first: int
    verified: Decimal
    carry_id: int | None
    carry_in: Decimal
    tonnes: int
    carry_out: Decimal

    @property
    def last(self) -> int:
        """The last serial number to come."""
        return self.first + self.tonnes - 1

    @property
    def serial(self) -> str:
        """The printed serial to come; empty when nothing is to be issued."""
        return format_range(self.prefix, self.first, self.last) if self.tonnes else ""


def plan(filing: Filing) -> IssuePlan:
    """Return what issuing a filing now would do. Before the approval nothing is issuable."""
    report = earlier.report(filing.report_id)
    decision = Decision.objects.filter(filing=filing, approved=True).first()
    verified = Decimal(decision.tonnes) if decision else Decimal(0)
    carry = open_carry(filing.project_id) if decision else None
    carry_in = carry.tonnes if carry else Decimal(0)
    made = split(verified, carry_in)
    vintage = f"{report.last_day:%Y%m}"
    return IssuePlan(
        project_code=report.project_code,
        period_start=report.period_start,
        period_end=report.period_end,
        vintage=vintage,
        prefix=serial_prefix(
            scheme=scheme().code, methodology=report.methodology_code, project=report.project_code, vintage=vintage
        ),
        first=next_serial(),
        verified=verified,
        carry_id=carry.id if carry else None,
        carry_in=carry_in,
        tonnes=made.tonnes,
        carry_out=made.carried_on,
    )


def issue_plan(filing_id: int) -> IssuePlan:
    """Return what issuing a filing would do, for the page that asks for confirmation."""
    return plan(Filing.objects.get(pk=filing_id))


def issuance_facts(
    filing: Filing, planned: IssuePlan, *, asked_tonnes: int, target_party_id: int | None
) -> IssuanceFacts:
    """Return the facts for `rules.issuance.ISSUANCE`."""
    mine = Issuance.objects.filter(filing=filing).first()
    same = Issuance.objects.filter(
        project_id=filing.project_id, period_start__lt=planned.period_end, period_end__gt=planned.period_start
    ).first()
    return IssuanceFacts(
        asked=asked_tonnes,
        issuable=mine.tonnes if mine else planned.tonnes,
        issued_before=_code(mine),
        period_batch=_code(same),
        target_party_id=target_party_id if target_party_id is not None else filing.owner_id,
        owner_party_id=filing.owner_id,
        owner_standing=standing_of(filing.owner_id),
    )


def _code(issuance: Issuance | None) -> str:
    return batches(ids=[issuance.batch_id])[0].code if issuance else ""


def serial_facts(planned: IssuePlan, first: int, last: int) -> SerialFacts:
    """Return the facts for `rules.issuance.SERIALS` about numbers that a sender names."""
    return SerialFacts(first=first, last=last, tonnes=planned.tonnes, next_free=planned.first)


def carry_facts(project_id: int, carry_id: int, asked: Decimal) -> CarryFacts:
    """Return the facts for `rules.issuance.CARRY` about a carry that a sender names."""
    row = carry_row(carry_id)
    return CarryFacts(
        asked=asked,
        recorded=row.tonnes if row else None,
        recorded_project_id=row.project_id if row else None,
        project_id=project_id,
        used=bool(row and row.used_by),
    )
