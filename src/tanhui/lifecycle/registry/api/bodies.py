"""What the endpoints of the registry take. Unknown fields are refused, times and names of persons under their own code."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from tanhui.foundation.inputs.schema import read_block, read_decimal, read_line, read_whole
from tanhui.foundation.web.api import Body
from tanhui.law import find_breaches
from tanhui.lifecycle.registry.forms import CASE_CHARS, REASON_CHARS
from tanhui.lifecycle.registry.rules.officials import SENT, SentFacts

CARRY_DIGITS = 30

Reason = Annotated[str, read_block(most=REASON_CHARS)]
Count = Annotated[int, read_whole(least=0)]
Tonnes = Annotated[Decimal, read_decimal(digits=CARRY_DIGITS, positive=True)]


class Act(Body):
    """The base of every act's body: a sender who names a time or a person is refused (R17-6)."""

    @model_validator(mode="before")
    @classmethod
    def no_time_and_no_author(cls, sent: Any) -> Any:
        """Refuse the fields that only the server fills in."""
        given = getattr(sent, "_obj", sent)
        if isinstance(given, Mapping):
            facts = SentFacts(fields=frozenset(str(key) for key in given) - frozenset(cls.model_fields))
            breaches = find_breaches(SENT, facts)
            if breaches:
                raise PydanticCustomError("refused", "R17-6", {"breaches": breaches})
        return sent


class DraftIn(Act):
    """The report to file."""

    report_id: Annotated[int, read_whole()]


class SubmitIn(Act):
    """The amount applied for; left out, it is the verified amount."""

    applied_tonnes: Tonnes | None = None


class ReasonIn(Act):
    """An act with its reason."""

    reason: Reason


class FreezeIn(ReasonIn):
    """A freeze with the number of its case."""

    case_no: Annotated[str, read_line(most=CASE_CHARS)]


class OpinionIn(Act):
    """The centre's opinion."""

    opinion: Annotated[str, read_block()]


class PanelIn(Act):
    """The experts to be seated, by person."""

    experts: list[Annotated[int, read_whole()]]
    note: Reason


class NoteIn(Act):
    """A note."""

    note: Reason


class VoteIn(Act):
    """A vote with its reason."""

    agrees: bool
    reason: Reason


class DecisionIn(Act):
    """Approve or refuse, with the reason."""

    approve: bool
    reason: Reason


class NoticeIn(Act):
    """The words of the notice; left out, they are made from the filing."""

    body: Annotated[str, read_block(least=0)] = ""


class ObjectionIn(Act):
    """An objection by anyone."""

    text: Reason
    contact: Annotated[str, read_line(least=0)] = ""


class AnswerIn(Act):
    """The answer to an objection."""

    text: Reason
    upheld: bool


class NothingIn(Act):
    """An act that needs nothing but its request."""


class SerialsIn(Act):
    """A range of serial numbers that the sender expects."""

    first: Count
    last: Count


class CarryIn(Act):
    """A carry that the sender names."""

    id: Annotated[int, read_whole()]
    tonnes: Annotated[Decimal, read_decimal(digits=CARRY_DIGITS)]


class IssueIn(Act):
    """The tonnes that were shown; account, numbers and carry where the sender wants them checked."""

    tonnes: Count
    to_party_id: Annotated[int, read_whole()] | None = None
    serials: SerialsIn | None = None
    carry: CarryIn | None = None
