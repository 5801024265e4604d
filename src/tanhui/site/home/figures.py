"""What the home page tells, read from the stages: plain rows, and none where there is none yet.

The page never invents: a total without a record behind it is None and the page says 尚无数据.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.periods import local_day, working_calendar
from tanhui.foundation.procedure import queries as cases
from tanhui.law.scheme import scheme
from tanhui.lifecycle.market import queries as market
from tanhui.lifecycle.registry import queries as registry
from tanhui.lifecycle.retirement import queries as retirement
from tanhui.site.design.navigation import address


@dataclass(frozen=True)
class Balance:
    """The register's account of all tonnes: what was issued equals what circulates, was retired and was cancelled."""

    issued_t: int
    circulating_t: int
    retired_t: int
    cancelled_t: int
    as_of: datetime


@dataclass(frozen=True)
class Counts:
    """Projects registered, and the price of the latest trade."""

    projects: int
    last_price_fen: int | None
    last_traded_at: datetime | None


@dataclass(frozen=True)
class Month:
    """Tonnes issued and retired in one month (`month` is its first day)."""

    month: date
    issued_t: int
    retired_t: int


@dataclass(frozen=True)
class TradingDay:
    """The close of one trading day and the tonnes traded on it."""

    on: date
    close_fen: int
    tonnes: int


@dataclass(frozen=True)
class OpenNotice:
    """A public notice that still takes objections."""

    title: str
    url: str
    last_day: date
    days_left: int
    provisional: bool


@dataclass(frozen=True)
class LatestRetirement:
    """One retirement, as the public register shows it."""

    number: str
    url: str
    tonnes: int
    beneficiary: str
    purpose: str
    retired_on: date | None


@dataclass(frozen=True)
class District:
    """Projects and tonnes of one division."""

    code: str
    zh: str
    projects: int
    issued_t: int


@dataclass(frozen=True)
class Home:
    """Everything the page shows."""

    balance: Balance | None
    counts: Counts | None
    months: tuple[Month, ...]
    trading_days: tuple[TradingDay, ...]
    notices: tuple[OpenNotice, ...]
    retirements: tuple[LatestRetirement, ...]
    districts: tuple[District, ...]


NOTICE_PAGES = {
    "filing": "registry:notice",
    "methodology": "methodology:public_notice",
    "factor": "methodology:factor_notice",
}
"""The page of a notice, by the kind of its case; each takes the notice's id."""

NOTICES_SHOWN = 6
RETIREMENTS_SHOWN = 6


def read_home(at: datetime) -> Home:
    """Gather the page at a moment."""
    projects = registry.projects_with_batches()
    return Home(
        balance=balance(at),
        counts=counts(len(projects)),
        months=months(registry.issuances(), dict(retirement.by_month())),
        trading_days=tuple(
            TradingDay(row.day, row.close_fen, row.tonnes) for row in market.closes() if row.close_fen is not None
        ),
        notices=open_notices(at),
        retirements=tuple(_latest(row) for row in retirement.latest(RETIREMENTS_SHOWN)),
        districts=districts(projects),
    )


def counts(projects: int) -> Counts:
    """Return how many projects there are, and the latest trade's price."""
    last = market.last_trade()
    return Counts(projects, last.price_fen if last else None, last.at if last else None)


def balance(at: datetime) -> Balance | None:
    """Return the register's balance; None until the first tonne is issued."""
    supply = holdings.supply()
    if not supply.issued:
        return None
    return Balance(
        issued_t=supply.issued,
        circulating_t=supply.held + supply.on_hold,
        retired_t=supply.retired,
        cancelled_t=supply.cancelled,
        as_of=at,
    )


def months(issuances: Iterable[registry.IssuanceRow], retired: Mapping[str, int]) -> tuple[Month, ...]:
    """Return every month from the first issuance or retirement to the last, quiet ones included."""
    issued: Counter[str] = Counter()
    for row in issuances:
        issued[f"{row.issued_on:%Y-%m}"] += row.tonnes
    known = sorted({*issued, *retired})
    if not known:
        return ()
    first, last = (date.fromisoformat(f"{each}-01") for each in (known[0], known[-1]))
    return tuple(
        Month(each, issued[f"{each:%Y-%m}"], retired.get(f"{each:%Y-%m}", 0)) for each in _through(first, last)
    )


def districts(projects: Sequence[registry.ProjectLine]) -> tuple[District, ...]:
    """Return the city's districts with their projects and tonnes; none until a project is registered."""
    if not projects:
        return ()
    own = {code: [row for row in projects if row.district == code] for code in scheme().divisions}
    return tuple(
        District(division.code, division.zh, len(own[division.code]), sum(row.issued for row in own[division.code]))
        for division in scheme().divisions.values()
        if division.code != scheme().city or own[division.code]
    )


def open_notices(at: datetime) -> tuple[OpenNotice, ...]:
    """Return the notices that take objections at this moment, those that end first first."""
    rows = sorted(cases.notices(open_at=at), key=lambda row: (row.ends_at, row.id))
    return tuple(_open_notice(row, local_day(at)) for row in rows[:NOTICES_SHOWN])


def _open_notice(row: cases.NoticeRow, today: date) -> OpenNotice:
    last_day = local_day(row.ends_at - timedelta(microseconds=1))
    return OpenNotice(
        title=row.title,
        url=address(NOTICE_PAGES.get(row.kind, ""), row.id),
        last_day=last_day,
        days_left=working_calendar().working_days_between(today, last_day),
        provisional=row.provisional,
    )


def _latest(row: retirement.RetirementRow) -> LatestRetirement:
    return LatestRetirement(
        number=row.number,
        url=address("retirement:certificate", row.number),
        tonnes=row.tonnes,
        beneficiary=row.beneficiary,
        purpose=row.purpose_zh,
        retired_on=local_day(row.retired_at) if row.retired_at else None,
    )


def _through(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
