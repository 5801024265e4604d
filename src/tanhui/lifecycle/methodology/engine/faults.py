"""What is wrong with one formula or number, before it is known which step it belongs to."""

from __future__ import annotations

from tanhui.law import Breach, Refusal

CLAUSE_BY_CODE = {"R11-3": "JX23-11.1.1", "R14-1": "JX23-14.1.2", "R14-2": "JX23-14.1.2", "R14-3": "JX23-14.1.2"}
"""The clause behind each rule code of the engine; formats and safety limits keep a method fit to be the yardstick."""
_YARDSTICK = "JX23-10.1.4"


class Fault(Exception):
    """One fault: the stable code, the sentence in both languages, and the column of the formula (from 1)."""

    def __init__(self, code: str, zh: str, en: str, column: int = 0) -> None:
        self.code = code
        self.zh = zh
        self.en = en
        self.column = column
        super().__init__(f"[{code}] {zh}")

    def at(self, place: str) -> Breach:
        """Return the breach, placed at a step or field and, where known, a column: `BE:12`."""
        where = f"{place}:{self.column}" if self.column else place
        return Breach(CLAUSE_BY_CODE.get(self.code, _YARDSTICK), self.code, "", self.zh, self.en, where or None)

    def as_refusal(self, place: str) -> Refusal:
        """Return the fault as a refusal of its own."""
        return Refusal((self.at(place),))
