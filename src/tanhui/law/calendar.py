"""The published calendar: holidays and make-up workdays, one file per year, each with the notices it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from tanhui.law.tables import LAW, Row, read


@dataclass(frozen=True)
class Notice:
    """The notice that set a year's holidays."""

    number: str
    published_on: date


@dataclass(frozen=True)
class PublishedYear:
    """What the notices of one year say: days off and weekend days worked."""

    year: int
    notices: tuple[Notice, ...]
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True)
class PublishedCalendar:
    """All published years of a country. Years without a notice are guessed from weekends and fixed holidays."""

    name: str
    years: tuple[PublishedYear, ...]
    fixed: frozenset[tuple[int, int]]

    @property
    def first_year(self) -> int:
        """The first year with a published notice."""
        return self.years[0].year

    @property
    def last_year(self) -> int:
        """The last year with a published notice."""
        return self.years[-1].year


@lru_cache
def load_calendar(name: str, folder: Path = LAW / "calendars") -> PublishedCalendar:
    """Load a country's calendar; years must follow one another without a hole."""
    files = sorted((folder / name).glob("[0-9][0-9][0-9][0-9].toml"))
    fixed = read(folder / name / "fixed.toml")
    years = tuple(_load_year(read(file)) for file in files)
    numbers = [each.year for each in years]
    if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        fixed.fail(f"calendar {name}: the years must follow one another, found {numbers}")
    if [file.stem for file in files] != [str(number) for number in numbers]:
        fixed.fail(f"calendar {name}: each file must be named after its year")
    days = frozenset((row.whole("month"), row.whole("day")) for row in fixed.rows("days", name="name"))
    return PublishedCalendar(name=name, years=years, fixed=days)


def _load_year(row: Row) -> PublishedYear:
    year = row.whole("year")
    notices = tuple(
        Notice(each.text("number"), each.day("published_on")) for each in row.rows("notices", name="number")
    )
    off: set[date] = set()
    for holiday in row.rows("off", name="name"):
        first, last = holiday.day("first"), holiday.day("last")
        if last < first or last.year != year or first < date(year - 1, 12, 25):
            holiday.fail(f"must run forward and lie in {year} (or start in the last week before it)")
        off |= {first + timedelta(days=step) for step in range((last - first).days + 1)}
    worked = frozenset(row.days("worked"))
    for day in sorted(worked):
        if day.weekday() < 5 or day.year != year or day in off:
            row.fail(f"worked: {day} is not a weekend day of {year} outside the holidays")
    row.done()
    return PublishedYear(year=year, notices=notices, off=frozenset(off), worked=worked)
