"""The scheme of this deployment: divisions, instruments, parameters, with days of force, read from one folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from tanhui.law.calendar import PublishedCalendar, load_calendar
from tanhui.law.instrument import Instrument, Standing
from tanhui.law.reading import Reading, load_readings
from tanhui.law.tables import LAW, LawDataError, Row, no_twins, read

Value = int | Decimal | str
_KINDS = ("whole", "decimal", "ratio", "day", "session", "text")
_SESSION = re.compile(r"([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])")
_RATIO = re.compile(r"[1-9][0-9]*/[1-9][0-9]*")


@dataclass(frozen=True)
class Division:
    """An administrative division, with our own coarse box in degrees for plausibility checks."""

    code: str
    zh: str
    en: str
    west: Decimal
    south: Decimal
    east: Decimal
    north: Decimal

    def may_hold(self, longitude: Decimal, latitude: Decimal) -> bool:
        """Whether a location can lie in the division; its box is generous and its edge counts as inside."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


@dataclass(frozen=True)
class DatedValue:
    """A parameter's value from a day on, until the next one."""

    first_day: date
    value: Value


@dataclass(frozen=True)
class Parameter:
    """A number or word that the measures leave open: what it is, who decided it, and its values over time."""

    name: str
    title_zh: str
    title_en: str
    unit: str
    kind: str
    clause: str
    source: str
    decided_by: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> Value:
        """Return the value in force on a day."""
        for dated in reversed(self.values):
            if dated.first_day <= day:
                return dated.value
        raise LookupError(
            f"parameter {self.name} has no value in force on {day}; the first counts from {self.values[0].first_day}"
        )


@dataclass(frozen=True)
class Scheme:
    """Everything a city sets for itself.

    Carries out: JX23-2.
    """

    code: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    currency: str
    timezone: str
    measure: str
    city: str
    demonstration: bool
    divisions: dict[str, Division]
    instruments: tuple[Instrument, ...]
    parameters: dict[str, Parameter]
    readings: tuple[Reading, ...]
    calendar: PublishedCalendar

    def parameter(self, name: str, on: date) -> Value:
        """Return a parameter's value in force on a day."""
        try:
            return self.parameters[name].on(on)
        except KeyError:
            raise LookupError(f"scheme {self.code} has no parameter {name}") from None

    def whole(self, name: str, on: date) -> int:
        """Return a parameter that is a whole number."""
        value = self.parameter(name, on)
        if not isinstance(value, int):
            raise LookupError(f"parameter {name} is not a whole number")
        return value

    def decimal(self, name: str, on: date) -> Decimal:
        """Return a parameter that is a number."""
        value = self.parameter(name, on)
        if isinstance(value, str):
            raise LookupError(f"parameter {name} is not a number")
        return Decimal(value)

    def text(self, name: str, on: date) -> str:
        """Return a parameter that is a word, a ratio, a session or a day, as its text."""
        value = self.parameter(name, on)
        if not isinstance(value, str):
            raise LookupError(f"parameter {name} is a number, not a text")
        return value

    def sessions(self, on: date) -> tuple[str, str]:
        """Return the trading sessions of a day, morning first."""
        return self.text("session_morning", on), self.text("session_afternoon", on)

    def standing_on(self, day: date) -> Standing | None:
        """Return what pages say about force on a day: the instrument in force, else the last one before it."""
        known = [each for each in self.instruments if each.first_day <= day]
        if not known:
            return None
        last = known[-1]
        return Standing(
            title_zh=last.title_zh,
            title_en=last.title_en,
            number=last.number,
            in_force=last.in_force_on(day),
            until=last.last_day,
            note=last.reading_zh if last.demonstration else "",
        )

    def instrument_on(self, day: date) -> Instrument | None:
        """Return the instrument in force on a day, or None when none is."""
        return next((each for each in self.instruments if each.in_force_on(day)), None)


def scheme() -> Scheme:
    """Return the scheme named by TANHUI_SCHEME (default jiaxing); TANHUI_DEMO=1 loads the demonstration's extension."""
    return load_scheme(os.environ.get("TANHUI_SCHEME", "jiaxing"), demonstration=os.environ.get("TANHUI_DEMO") == "1")


@lru_cache
def load_scheme(folder: str | Path, *, demonstration: bool) -> Scheme:
    """Load a scheme by the name of its folder, or by a path; anything wrong in it is named, and nothing is loaded."""
    path = folder if isinstance(folder, Path) else LAW / "schemes" / folder
    row = read(path / "scheme.toml")
    places = read(path / "divisions.toml")
    divisions = _divisions(places)
    city = places.text("city")
    if city not in divisions:
        raise LawDataError(f"divisions.toml: the city {city} is not among the divisions")
    loaded = Scheme(
        code=row.text("code"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        issuer_zh=row.text("issuer_zh"),
        issuer_en=row.text("issuer_en"),
        currency=row.text("currency"),
        timezone=row.text("timezone"),
        measure=row.text("measure"),
        city=city,
        demonstration=demonstration,
        divisions=divisions,
        instruments=_instruments(read(path / "instruments.toml"), demonstration=demonstration),
        parameters=_parameters(read(path / "parameters.toml")),
        readings=load_readings(row),
        calendar=load_calendar(row.text("calendar")),
    )
    row.done()
    return loaded


def _divisions(file: Row) -> dict[str, Division]:
    found = []
    for row in file.rows("divisions", name="code"):
        box = {edge: row.decimal(edge) for edge in ("west", "south", "east", "north")}
        division = Division(code=row.text("code"), zh=row.text("zh"), en=row.text("en"), **box)
        if not re.fullmatch(r"[0-9]{6}", division.code):
            row.fail("code must be six digits")
        if division.west >= division.east or division.south >= division.north:
            row.fail("the box must run from west to east and from south to north")
        row.done()
        found.append(division)
    no_twins([each.code for each in found], file.where)
    return {each.code: each for each in found}


def _instruments(file: Row, *, demonstration: bool) -> tuple[Instrument, ...]:
    found = []
    for row in file.rows("instrument", name="id"):
        instrument = Instrument(
            id=row.text("id"),
            measure=row.text("measure"),
            title_zh=row.text("title_zh"),
            title_en=row.text("title_en"),
            number=row.text("number"),
            first_day=row.day("first_day"),
            last_day=row.day("last_day"),
            extends=row.text("extends", ""),
            demonstration=row.flag("demonstration"),
            imprint_on=row.take("imprint_on", "") or None,
            reading_zh=row.text("reading_zh", ""),
            reading_en=row.text("reading_en", ""),
        )
        row.done()
        if instrument.last_day < instrument.first_day:
            row.fail("the last day of force lies before the first")
        if not instrument.demonstration or demonstration:
            found.append(instrument)
    no_twins([each.id for each in found], file.where)
    found.sort(key=lambda each: each.first_day)
    for earlier, later in pairwise(found):
        if later.first_day <= earlier.last_day:
            raise LawDataError(f"{file.where}: {earlier.id} and {later.id} are both in force on {later.first_day}")
    return tuple(found)


def _parameters(file: Row) -> dict[str, Parameter]:
    found = []
    for row in file.rows("parameters", name="name"):
        kind = row.text("kind")
        if kind not in _KINDS:
            row.fail(f"kind must be one of {', '.join(_KINDS)}")
        parameter = Parameter(
            name=row.text("name"),
            title_zh=row.text("title_zh"),
            title_en=row.text("title_en"),
            unit=row.text("unit", ""),
            kind=kind,
            clause=row.text("clause"),
            source=row.text("source"),
            decided_by=row.text("decided_by"),
            values=tuple(DatedValue(each.day("from"), _value(each, kind)) for each in row.rows("values", name="from")),
        )
        row.done()
        days = [dated.first_day for dated in parameter.values]
        if not days or days != sorted(set(days)):
            row.fail("values must be given in the order of their first days, each day once")
        found.append(parameter)
    no_twins([each.name for each in found], file.where)
    return {each.name: each for each in found}


def _value(row: Row, kind: str) -> Value:
    """Read one value by its kind; a day, a session and a ratio stay texts, once they are seen to be well written."""
    if kind == "whole":
        return row.whole("value")
    if kind == "decimal":
        return row.decimal("value")
    text = row.text("value")
    if kind == "day":
        _check(row, text, lambda: date.fromisoformat(text))
    if kind == "ratio" and not _RATIO.fullmatch(text):
        row.fail(f"a ratio is written 2/3, found {text!r}")
    if kind == "session":
        _check(row, text, lambda: _session(text))
    return text


def _session(text: str) -> None:
    match = _SESSION.fullmatch(text)
    if match is None or time.fromisoformat(match[1]) >= time.fromisoformat(match[2]):
        raise ValueError(text)


def _check(row: Row, text: str, parse: Callable[[], object]) -> None:
    try:
        parse()
    except ValueError:
        row.fail(f"value is not well written: {text!r}")
