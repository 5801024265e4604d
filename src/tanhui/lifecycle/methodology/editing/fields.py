"""What a field of the editor is: which entry of the document it stands for, how it is asked, how it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TEXT, BLOCK, NUMBER, WHOLE, DAY, CODE, SYMBOL, UNIT, FORMULA, FLAG, CHOICE, LINES, GRID = (
    "text", "block", "number", "whole", "day", "code", "symbol", "unit", "formula", "flag", "choice", "lines", "grid",
)  # fmt: skip
WORDS, RECORD, ROWS, PAIRS = "words", "record", "rows", "pairs"
NESTED = (WORDS, RECORD, ROWS, PAIRS)
"""The kinds that hold other fields: a text in both languages, an inner table, a list of tables, named tables."""
NAME = "#name"
"""In a pair, the field that holds its name: the symbol of an example's input."""
TEXT_ONLY = "#text"
"""In a pair, the field that stands for the whole entry when it is a text and no table."""


@dataclass(frozen=True)
class Field:
    """One entry of the document as it is asked for."""

    key: str
    zh: str
    en: str
    kind: str = TEXT
    required: bool = True
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Field, ...] = ()
    suggests: str = ""
    """Which list of suggestions belongs to it: units, symbols, inputs, tables, publications …"""
    noun: str = ""
    """Of a list: what one row of it is called."""
    otherwise: str = ""
    """A shape of its own: a long text in both languages, or a bare text instead of a table."""
    rare: bool = False
    """Whether few methodologies need it, so that it is folded away while nothing stands in it."""

    @property
    def parts(self) -> tuple[Field, ...]:
        """The fields inside; a text in both languages has two."""
        if self.kind == WORDS:
            shape = BLOCK if self.otherwise == BLOCK else TEXT
            return (
                Field("zh", "中文", "Chinese", shape, self.required),
                Field("en", "英文", "English", shape, self.required),
            )
        return self.inner

    def row_name(self) -> str:
        """Return what one row is called."""
        return self.noun or self.zh


def walk(fields: tuple[Field, ...], before: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every field with its path in the schema, outer ones first: `steps`, `steps.formula`."""
    for each in fields:
        path = f"{before}{each.key}"
        yield path, each
        yield from walk(each.parts, f"{path}.")
