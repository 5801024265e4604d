"""Days, working days and sessions, at every edge."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanhui.foundation.periods import (
    SHANGHAI,
    DueDate,
    Period,
    Session,
    WorkingCalendar,
    end_of_day,
    local_day,
    start_of_day,
)
from tanhui.law.calendar import load_calendar

CALENDAR = WorkingCalendar(load_calendar("china"))
SESSIONS = ("09:30-11:30", "13:00-15:00")
DAYS = st.dates(date(2019, 6, 1), date(2028, 12, 31))


def test_a_day_is_shanghais_wherever_the_moment_was_written():
    assert local_day(datetime(2023, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2023, 12, 31)
    assert local_day(datetime(2023, 12, 31, 16, 0, tzinfo=UTC)) == date(2024, 1, 1)
    assert local_day(datetime(2024, 1, 1, 0, 30, tzinfo=SHANGHAI)) == date(2024, 1, 1)
    with pytest.raises(ValueError, match="needs a time zone"):
        local_day(datetime(2024, 1, 1))  # noqa: DTZ001


def test_a_period_leaves_its_end_out():
    year = Period(date(2023, 1, 1), date(2024, 1, 1))
    assert (year.last_day, year.days) == (date(2023, 12, 31), 365)
    assert Period.through(date(2023, 1, 1), date(2023, 12, 31)) == year
    assert (year.contains(date(2023, 12, 31)), year.contains(date(2024, 1, 1))) == (True, False)


@pytest.mark.parametrize(
    ("start", "end", "shared_days"),
    [
        (date(2024, 1, 1), date(2025, 1, 1), 0),  # adjacent
        (date(2023, 12, 31), date(2025, 1, 1), 1),
        (date(2022, 1, 1), date(2023, 1, 1), 0),
        (date(2022, 1, 1), date(2023, 1, 2), 1),
        (date(2023, 3, 1), date(2023, 4, 1), 31),
    ],
)
def test_overlap_is_a_shared_day(start, end, shared_days):
    year, other = Period(date(2023, 1, 1), date(2024, 1, 1)), Period(start, end)
    shared = year.intersection(other)
    assert (shared.days if shared else 0) == shared_days
    assert year.overlaps(other) is other.overlaps(year) is bool(shared_days)


@pytest.mark.parametrize("end", [date(2023, 1, 1), date(2022, 12, 31)])
def test_a_period_without_a_day_cannot_be_made(end):
    with pytest.raises(ValueError, match="at least one day"):
        Period(date(2023, 1, 1), end)


@pytest.mark.parametrize(
    ("start", "n", "on"),
    [
        (date(2026, 9, 28), 1, date(2026, 9, 29)),
        (date(2026, 9, 28), 2, date(2026, 9, 30)),
        (date(2026, 9, 28), 3, date(2026, 10, 8)),
        (date(2026, 9, 28), 5, date(2026, 10, 10)),  # a Saturday worked in a holiday's stead
        (date(2026, 9, 28), 6, date(2026, 10, 12)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a make-up Saturday before the Spring Festival
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2025, 9, 30), 7, date(2025, 10, 16)),
        (date(2020, 1, 23), 1, date(2020, 2, 3)),  # the extension of 2020
    ],
)
def test_working_days_follow_the_notices(start, n, on):
    assert CALENDAR.add_working_days(start, n) == DueDate(on, provisional=False)


def test_a_count_into_a_year_without_a_notice_is_provisional():
    assert CALENDAR.add_working_days(date(2026, 12, 30), 1) == DueDate(date(2026, 12, 31), provisional=False)
    assert CALENDAR.add_working_days(date(2026, 12, 31), 1) == DueDate(date(2027, 1, 4), provisional=True)
    assert not CALENDAR.is_working(date(2027, 10, 1))  # fixed by law, whatever the notice will say
    assert CALENDAR.add_working_days(date(2019, 12, 30), 1).provisional


def test_an_absurd_count_is_a_programming_error():
    for n in (0, -1, 2_001, True):
        with pytest.raises(ValueError, match="working days"):
            CALENDAR.add_working_days(date(2026, 1, 5), n)


@given(DAYS, st.integers(1, 60))
def test_counting_there_and_back_agrees(start, n):
    due = CALENDAR.add_working_days(start, n)
    assert CALENDAR.is_working(due.on)
    assert CALENDAR.working_days_between(start, due.on) == n
    assert CALENDAR.working_days_between(start, due.on - timedelta(days=1)) == n - 1


@given(DAYS)
def test_the_next_working_day_is_the_first_one(day):
    following = CALENDAR.next_working(day)
    between = [day + timedelta(days=step) for step in range(1, (following - day).days)]
    assert following > day
    assert not any(CALENDAR.is_working(each) for each in between)


def test_a_due_date_holds_until_midnight():
    due = DueDate(date(2026, 10, 10), provisional=False)
    midnight = datetime(2026, 10, 11, tzinfo=SHANGHAI)
    assert due.ends_at == midnight == end_of_day(date(2026, 10, 10)) == start_of_day(date(2026, 10, 11))
    assert not due.is_past(midnight - timedelta(microseconds=1))
    assert due.is_past(midnight)


@pytest.mark.clause("HOUSE-5")
@pytest.mark.parametrize(
    ("day", "clock", "open_"),
    [
        (date(2026, 11, 20), time(9, 29, 59, 999999), False),
        (date(2026, 11, 20), time(9, 30), True),
        (date(2026, 11, 20), time(11, 29, 59, 999999), True),
        (date(2026, 11, 20), time(11, 30), False),
        (date(2026, 11, 20), time(12, 59, 59), False),
        (date(2026, 11, 20), time(13, 0), True),
        (date(2026, 11, 20), time(14, 59, 59), True),
        (date(2026, 11, 20), time(15, 0), False),
        (date(2026, 11, 21), time(10, 0), False),  # Saturday
        (date(2026, 10, 1), time(10, 0), False),  # holiday on a Thursday
        (date(2026, 10, 10), time(10, 0), True),  # make-up Saturday
    ],
)
def test_a_session_takes_its_first_second_and_not_its_end(day, clock, open_):
    at = datetime.combine(day, clock, tzinfo=SHANGHAI)
    assert CALENDAR.is_trading_moment(at, SESSIONS) is open_
    assert CALENDAR.is_trading_moment(at.astimezone(UTC), [Session.parse(each) for each in SESSIONS]) is open_


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        (datetime(2026, 11, 20, 8, 0, tzinfo=SHANGHAI), datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)),
        (datetime(2026, 11, 20, 11, 30, tzinfo=SHANGHAI), datetime(2026, 11, 20, 13, 0, tzinfo=SHANGHAI)),
        (datetime(2026, 11, 20, 15, 0, tzinfo=SHANGHAI), datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI)),
        (datetime(2026, 9, 30, 16, 0, tzinfo=SHANGHAI), datetime(2026, 10, 8, 9, 30, tzinfo=SHANGHAI)),
    ],
)
def test_a_refusal_can_name_the_next_opening(at, opening):
    assert CALENDAR.next_opening(at, SESSIONS) == opening


@pytest.mark.parametrize(
    "text", ["9:30-11:30", "09:30–11:30", "11:30-09:30", "09:30-09:30", "09:30-11:30\n", "0９:30-11:30"]
)
def test_a_badly_written_session_is_refused(text):
    with pytest.raises(ValueError, match="a session"):
        Session.parse(text)
