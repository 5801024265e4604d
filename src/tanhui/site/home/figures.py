"""What the home page tells, read from the stages: plain rows, and none where there is none yet.

The page never invents: a total without a record behind it is None and the page says 尚无数据.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tanhui.foundation.ledger import queries as holdings
from tanhui.foundation.periods import local_day, working_calendar
from tanhui.foundation.procedure import queries as cases
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
    retired_on: date


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


NOTICE_PAGES = {"filing": "registry:notice", "methodology": "methodology:notice"}
"""The page of a notice, by the kind of its case; each takes the notice's id."""

NOTICES_SHOWN = 6


def read_home(at: datetime) -> Home:
    """Gather the page at a moment."""
    return Home(
        balance=balance(at),
        counts=None,
        months=(),
        trading_days=(),
        notices=open_notices(at),
        retirements=(),
        districts=(),
    )


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
