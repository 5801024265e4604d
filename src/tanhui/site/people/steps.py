"""How far the demonstration's clock is moved by each of its buttons. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tanhui.foundation.inputs import FORM, parse_moment, parse_option
from tanhui.foundation.periods import SHANGHAI, local_day, local_moment, working_calendar
from tanhui.law.scheme import scheme

STEPS = ("hour", "session", "working_day", "working_days_8", "set")


def moment_after(at: datetime, step: str, wanted: str) -> datetime:
    """Return the moment a button leads to: an hour or working days on, the next trading session, or as written."""
    kind = parse_option(step, allowed=STEPS, place="step")
    if kind == "hour":
        return at + timedelta(hours=1)
    if kind == "session":
        return working_calendar().next_opening(at, scheme().sessions(local_day(at)))
    if kind == "set":
        return parse_moment(wanted, channel=FORM, place="at")
    days = 1 if kind == "working_day" else 8
    return _same_time(at, working_calendar().add_working_days(local_day(at), days).on)


def _same_time(at: datetime, day: date) -> datetime:
    return datetime.combine(day, local_moment(at).time(), tzinfo=SHANGHAI)
