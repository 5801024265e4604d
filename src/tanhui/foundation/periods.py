"""Days, periods, working days and trading sessions: pure, in one documented time zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tanhui.law.calendar import PublishedCalendar
from tanhui.law.scheme import scheme

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST_COUNT_DAYS = 2_000
"""Most working days that may be counted at once."""

_SESSION = re.compile(r"([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])")
_ONE_DAY = timedelta(days=1)


def local_moment(at: datetime) -> datetime:
    """Return a moment on Shanghai's clock; a moment without a time zone is a programming error."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(SHANGHAI)


def local_day(at: datetime) -> date:
    """Return the day that a moment falls on in Shanghai."""
    return local_moment(at).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Shanghai."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def end_of_day(day: date) -> datetime:
    """Return the first moment that is no longer in a day: a deadline "on" that day is kept by every earlier moment."""
    return start_of_day(day + _ONE_DAY)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, and without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period runs forward for at least one day, found [{self.start}, {self.end})")

    @classmethod
    def through(cls, first_day: date, last_day: date) -> Period:
        """Make the period from a first to a last day, both included, as forms and reports write it."""
        return cls(first_day, last_day + _ONE_DAY)

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.end - _ONE_DAY

    @property
    def days(self) -> int:
        """How many days the period holds."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Whether a day lies inside the period."""
        return self.start <= day < self.end

    def intersection(self, other: Period) -> Period | None:
        """Return the days common to both periods, or None when they share none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def overlaps(self, other: Period) -> bool:
        """Whether the periods share a day; adjacent periods do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, order=True)
class DueDate:
    """The last day to do something; provisional when counted through a year whose holidays are not published yet."""

    on: date
    provisional: bool

    @property
    def ends_at(self) -> datetime:
        """The first moment that is too late."""
        return end_of_day(self.on)

    def is_past(self, at: datetime) -> bool:
        """Whether a moment is too late."""
        return at >= self.ends_at


@dataclass(frozen=True)
class Session:
    """Part of a trading day, from `opens` up to, and without, `closes`.

    Reading: a session includes its first second and excludes its end; an order at 11:30:00 is outside the morning.
    """

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Session:
        """Read a session written 09:30-11:30."""
        match = _SESSION.fullmatch(text)
        if match is None:
            raise ValueError(f"a session is written 09:30-11:30, found {text!r}")
        session = cls(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4])))
        if session.closes <= session.opens:
            raise ValueError(f"a session runs forward, found {text!r}")
        return session

    def contains(self, at: datetime) -> bool:
        """Whether a moment lies inside the session of its own day in Shanghai."""
        return self.opens <= local_moment(at).time() < self.closes


class WorkingCalendar:
    """Working days by the yearly notices: weekends, holidays, and weekend days worked in their stead.

    Reading: working days are counted from the day after the event; the last one counted is the last day of the term.
    Reading: in a year whose notice is not out yet, weekends and fixed holidays are off, and the result is provisional.
    """

    def __init__(self, published: PublishedCalendar) -> None:
        self._years = frozenset(each.year for each in published.years)
        self._off = frozenset(day for each in published.years for day in each.off)
        self._worked = frozenset(day for each in published.years for day in each.worked)
        self._fixed = published.fixed

    def is_published(self, day: date) -> bool:
        """Whether the holidays of a day's year have been published."""
        return day.year in self._years

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day (a guess where `is_published` says no)."""
        if day in self._worked:
            return True
        if day.weekday() >= 5 or day in self._off:
            return False
        return self.is_published(day) or (day.month, day.day) not in self._fixed

    def add_working_days(self, start: date, n: int) -> DueDate:
        """Return the nth working day after a day (which itself does not count)."""
        if isinstance(n, bool) or not 1 <= n <= LONGEST_COUNT_DAYS:
            raise ValueError(f"count 1 to {LONGEST_COUNT_DAYS} working days, found {n}")
        day, left, provisional = start, n, False
        while left:
            day += _ONE_DAY
            provisional = provisional or not self.is_published(day)
            left -= self.is_working(day)
        return DueDate(day, provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`; zero when `end` is not later."""
        return sum(self.is_working(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))

    def next_working(self, day: date) -> date:
        """Return the first working day after a day."""
        return self.add_working_days(day, 1).on

    def is_trading_moment(self, at: datetime, sessions: Iterable[str | Session]) -> bool:
        """Whether orders are taken at a moment: a working day in Shanghai, inside one of the sessions.

        Carries out: HOUSE-5.
        """
        return self.is_working(local_day(at)) and any(session.contains(at) for session in _sessions(sessions))

    def next_opening(self, at: datetime, sessions: Iterable[str | Session]) -> datetime:
        """Return the first opening of a session after a moment, for a refusal to name."""
        parsed = sorted(_sessions(sessions), key=lambda each: each.opens)
        if not parsed:
            raise ValueError("a trading day needs a session")
        day = local_day(at)
        if self.is_working(day):
            for session in parsed:
                opening = datetime.combine(day, session.opens, tzinfo=SHANGHAI)
                if opening > at:
                    return opening
        return datetime.combine(self.next_working(day), parsed[0].opens, tzinfo=SHANGHAI)


def _sessions(sessions: Iterable[str | Session]) -> list[Session]:
    return [Session.parse(each) if isinstance(each, str) else each for each in sessions]


@lru_cache
def _calendar(published: PublishedCalendar) -> WorkingCalendar:
    return WorkingCalendar(published)


def working_calendar() -> WorkingCalendar:
    """Return the working calendar of this deployment's scheme."""
    return _calendar(scheme().calendar)
