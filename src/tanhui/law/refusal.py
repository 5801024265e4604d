"""What a refusal is: every broken rule at once, each with its stable code, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

_STATUS_BY_CODE = {
    "S-3": 413,
    "S-12": 409,
    "S-14": 429,
    "S-17": 400,
    "S-18": 403,
    "S-19": 429,
    "S-20": 403,
    "S-21": 401,
    "R5-1": 403,
    "R17-1": 409,
}
_DEFAULT_STATUS = 422


@dataclass(frozen=True)
class Reason:
    """Why one rule is broken: what was found, and what would put it right.

    `code` overrides the rule's own code where one rule answers with several; `place` names the field, cell or row.
    """

    zh: str
    en: str
    code: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class Breach:
    """One broken rule: the clause it carries out, its stable code, and the reason in both languages."""

    clause: str
    code: str
    rule: str
    zh: str
    en: str
    place: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """Return the shape that the API, the bulk import and the command line answer with."""
        return {
            "code": self.code,
            "clause": self.clause,
            "rule": self.rule,
            "zh": self.zh,
            "en": self.en,
            "place": self.place,
        }


class Refusal(Exception):
    """An act that was not done. Carries every breach, in the order of the rules; nothing has been changed."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        if not breaches:
            raise ValueError("a refusal needs at least one breach")
        self.breaches = breaches
        super().__init__("; ".join(f"[{b.code}] {b.zh}" for b in breaches))

    @property
    def codes(self) -> list[str]:
        """The stable codes, in order, for tests and for machines."""
        return [breach.code for breach in self.breaches]

    @property
    def status(self) -> int:
        """The HTTP status of the first breach."""
        return _STATUS_BY_CODE.get(self.breaches[0].code, _DEFAULT_STATUS)


def refuse(code: str, zh: str, en: str, *, clause: str = "", place: str | None = None) -> NoReturn:
    """Refuse for one reason found outside a rule tuple: a format (`V-n`) or a safety limit (`S-n`)."""
    raise Refusal((Breach(clause=clause, code=code, rule="", zh=zh, en=en, place=place),))
