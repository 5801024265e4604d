"""What anyone may look up: issuances, batches, registered projects, and any serial number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.ledger.queries import BatchRow
from tanhui.foundation.ledger.serials import format_range, parse_serial
from tanhui.foundation.ledger.whereabouts import runs_of_batch
from tanhui.foundation.parties.queries import party_row
from tanhui.foundation.periods import local_day
from tanhui.foundation.trail import queries as trail
from tanhui.foundation.trail.queries import TrailRow
from tanhui.lifecycle.registry.models import Carry, Filing, Issuance
from tanhui.lifecycle.registry.queries.carries import CarryRow, carries_of
from tanhui.lifecycle.registry.queries.filings import PERSON_ZH, FilingLine, FilingRow, filing_row, public_filings
from tanhui.lifecycle.registry.queries.frozen import frozen_batches, frozen_reason

PLACES_ZH = {"holding": "持有", "retired": "已注销", "cancelled": "已作废"}


@dataclass(frozen=True)
class IssuanceRow:
    """One issuance with its batch and where the tonnes are."""

    batch_id: int
    code: str
    filing_id: int
    number: str
    project_id: int
    project_code: str
    project_name: str
    owner: str
    district: str
    period_start: date
    last_day: date
    vintage: str
    tonnes: int
    held: int
    on_hold: int
    retired: int
    cancelled: int
    state: str
    state_zh: str
    issued_on: date
    issued_at: datetime
    first: int
    last: int


@dataclass(frozen=True)
class PlaceRow:
    """A run of serial numbers and where it is: the holder is named only where it is an organisation."""

    serial: str
    tonnes: int
    kind_zh: str
    holder: str
    note: str


@dataclass(frozen=True)
class BatchPage:
    """Everything public about one batch."""

    issuance: IssuanceRow
    filing: FilingRow
    places: tuple[PlaceRow, ...]
    frozen: str | None
    carry_in: Decimal
    carry_out: Decimal
    verified: Decimal
    journal: tuple[TrailRow, ...]


@dataclass(frozen=True)
class ProjectLine:
    """A project in the public register."""

    id: int
    code: str
    name: str
    owner: str
    district: str
    filings: int
    batches: int
    issued: int
    state_zh: str


@dataclass(frozen=True)
class ProjectPage:
    """Everything public about one project in the register."""

    line: ProjectLine
    filings: tuple[FilingLine, ...]
    issuances: tuple[IssuanceRow, ...]
    carries: tuple[CarryRow, ...]


@dataclass(frozen=True)
class Found:
    """What a search found: a batch, and the one place when a single number was asked for."""

    batch_id: int
    code: str
    number: int | None
    place: str


def issuances(*, project_id: int | None = None, batch_id: int | None = None) -> list[IssuanceRow]:
    """Return issuances, newest first."""
    rows = Issuance.objects.select_related("filing__owner", "filing__case", "project").order_by("-pk")
    if project_id is not None:
        rows = rows.filter(project_id=project_id)
    if batch_id is not None:
        rows = rows.filter(batch__id=batch_id)
    found = list(rows)
    batches = {batch.id: batch for batch in holdings.batches(ids=[row.batch_id for row in found])}
    frozen = frozen_batches()
    return [_issuance(row, batches[row.batch_id], row.batch_id in frozen) for row in found]


def _issuance(row: Any, batch: BatchRow, frozen: bool) -> IssuanceRow:
    state, zh = _state(batch, frozen)
    return IssuanceRow(
        batch_id=batch.id,
        code=batch.code,
        filing_id=row.filing_id,
        number=row.filing.number,
        project_id=row.project_id,
        project_code=row.project.code,
        project_name=row.project.name,
        owner=PERSON_ZH if row.filing.owner.kind == "person" else row.filing.owner.name,
        district=row.filing.case.district,
        period_start=row.period_start,
        last_day=date.fromordinal(row.period_end.toordinal() - 1),
        vintage=batch.vintage,
        tonnes=batch.issued,
        held=batch.held,
        on_hold=batch.on_hold,
        retired=batch.retired,
        cancelled=batch.cancelled,
        state=state,
        state_zh=zh,
        issued_on=local_day(row.at),
        issued_at=row.at,
        first=batch.first,
        last=batch.last,
    )


def _state(batch: BatchRow, frozen: bool) -> tuple[str, str]:
    if frozen:
        return "suspended", "已冻结"
    if batch.retired + batch.cancelled == batch.issued:
        return "retired", "已全部注销"
    return ("active", "流通中") if batch.retired == 0 else ("partly_filled", "部分注销")


def batch_page(batch_id: int) -> BatchPage:
    """Return everything public about a batch; raises DoesNotExist for an unknown one."""
    made = Issuance.objects.select_related("carry_in").get(batch__id=batch_id)
    row = issuances(batch_id=batch_id)[0]
    left = Carry.objects.filter(filing_id=made.filing_id).first()
    filing = filing_row(made.filing_id)
    return BatchPage(
        issuance=row,
        filing=filing,
        places=tuple(_places(batch_id)),
        frozen=frozen_reason(batch_id),
        carry_in=Decimal(made.carry_in.tonnes) if made.carry_in else Decimal(0),
        carry_out=Decimal(left.tonnes) if left else Decimal(0),
        verified=Decimal(made.verified_tonnes),
        journal=tuple(trail.history(f"registry.Filing:{made.filing_id}")),
    )


def _places(batch_id: int) -> list[PlaceRow]:
    batch = holdings.batches(ids=[batch_id])[0]
    return [
        PlaceRow(
            serial=format_range(batch.prefix, run.first, run.last),
            tonnes=run.tonnes,
            kind_zh=PLACES_ZH.get(run.kind, run.kind),
            holder=_holder(run.party_id),
            note=_cause_zh(run.cause),
        )
        for run in runs_of_batch(batch_id)
    ]


def _holder(party_id: int | None) -> str:
    if party_id is None:
        return ""
    party = party_row(party_id)
    return "自然人账户" if party.kind == "person" else party.name


def _cause_zh(cause: str) -> str:
    if not cause:
        return ""
    return "冻结" if cause.startswith("freeze:") else "挂牌或待交割"


def projects_with_batches() -> list[ProjectLine]:
    """Return the projects that have a public filing, by code: those of the public register."""
    filings = public_filings()
    made = issuances()
    lines = []
    for project_id in sorted({line.project_id for line in filings}):
        own = [line for line in filings if line.project_id == project_id]
        batches = [row for row in made if row.project_id == project_id]
        newest = own[0]
        lines.append(
            ProjectLine(
                id=project_id,
                code=newest.project_code,
                name=newest.project_name,
                owner=newest.owner,
                district=newest.district,
                filings=len(own),
                batches=len(batches),
                issued=sum(row.tonnes for row in batches),
                state_zh=newest.state_zh,
            )
        )
    return lines


def project_page(project_id: int) -> ProjectPage:
    """Return a project of the public register; raises DoesNotExist for one without a public filing."""
    line = next((each for each in projects_with_batches() if each.id == project_id), None)
    if line is None:
        raise Filing.DoesNotExist(f"project {project_id} has no public filing")
    return ProjectPage(
        line=line,
        filings=tuple(public_filings(project_id=project_id)),
        issuances=tuple(issuances(project_id=project_id)),
        carries=tuple(carries_of(project_id)),
    )


def search(text: str) -> list[Found]:
    """Find batches by a printed serial, a bare serial number, or part of a batch's or project's code. Refuses V-6."""
    wanted = text.strip().upper()
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 18:
        return _found_number(int(wanted))
    if wanted.count("-") >= 6:
        serial = parse_serial(wanted)
        found = [each for each in (holdings.locate(serial.range.first), holdings.locate(serial.range.last)) if each]
        own = [place for place in found if place.prefix == serial.prefix]
        if len(own) != 2 or own[0].batch_id != own[1].batch_id:
            return []
        single = serial.range.first if serial.range.tonnes == 1 else None
        return [Found(own[0].batch_id, own[0].code, single, _place_zh(own[0]) if single else "")]
    return [
        Found(row.batch_id, row.code, None, row.state_zh)
        for row in issuances()
        if wanted and (wanted in row.code or wanted in row.project_name.upper() or wanted in row.number)
    ]


def _found_number(number: int) -> list[Found]:
    place = holdings.locate(number)
    return [Found(place.batch_id, place.code, number, _place_zh(place))] if place else []


def _place_zh(place: Any) -> str:
    if place.on_hold:
        return _cause_zh(place.hold_cause)
    return PLACES_ZH.get(place.kind, place.kind)
