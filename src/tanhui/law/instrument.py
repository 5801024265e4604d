"""The documents under which a scheme runs, and the rule that one of them must be in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanhui.law.refusal import Reason
from tanhui.law.rules import rule


@dataclass(frozen=True)
class Instrument:
    """A measure, its extension or its successor, with the days of force (inclusive on both ends)."""

    id: str
    measure: str
    title_zh: str
    title_en: str
    number: str
    first_day: date
    last_day: date
    extends: str
    demonstration: bool
    imprint_on: date | None
    reading_zh: str
    reading_en: str

    def in_force_on(self, day: date) -> bool:
        """Whether the instrument is in force on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Standing:
    """What every page says about force: the instrument of the day, or the one that lapsed, and a note if any."""

    title_zh: str
    title_en: str
    number: str
    in_force: bool
    until: date
    note: str


@dataclass(frozen=True)
class FilingDayFacts:
    """The day an application was filed, and the instrument it relies on (None when none is loaded for that day)."""

    filed_on: date
    instrument: Instrument | None


@rule("JX23-30", code="R30-1")
def instrument_is_in_force(filing: FilingDayFacts) -> Reason | None:
    """An instrument is in force on the day of filing.

    Reading: the days of force count from the letter of 2023-11-08 and include 2025-11-07; the imprint of 2023-10-08
    computes nothing.
    """
    instrument = filing.instrument
    if instrument is not None and instrument.in_force_on(filing.filed_on):
        return None
    if instrument is None:
        found_zh, found_en = "当日没有施行中的文件", "no instrument is in force on that day"
    else:
        span = f"{instrument.first_day.isoformat()} – {instrument.last_day.isoformat()}"
        found_zh, found_en = f"所依据的文件效力为 {span}", f"the instrument relied on is in force {span}"
    day = filing.filed_on.isoformat()
    return Reason(
        zh=f"申请日 {day}：{found_zh}。请待主管部门登记延期或新的办法后再提交；已签发的减排量不受影响",
        en=f"Filed on {day}: {found_en}. File again once an extension or successor is recorded; "
        "tonnes already issued stay valid",
        place="filed_on",
    )


FILING_DAY = (instrument_is_in_force,)
