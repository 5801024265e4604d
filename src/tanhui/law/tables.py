"""Read the data files of the law strictly: known fields of their types, no float, errors that name file and row."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

LAW = Path(__file__).resolve().parent


class LawDataError(ValueError):
    """A data file of the law is wrong; the message names the file, the row and the field."""


class Row:
    """One table of a data file. Fields are taken one by one; `done` refuses what nobody took."""

    def __init__(self, content: Mapping[str, Any], where: str) -> None:
        self._content = dict(content)
        self._left = set(self._content)
        self.where = where

    def fail(self, message: str) -> NoReturn:
        """Raise an error that names this row."""
        raise LawDataError(f"{self.where}: {message}")

    def take(self, field: str, default: Any = None) -> Any:
        """Return a field as it stands; a missing one fails unless a default is given."""
        self._left.discard(field)
        if field in self._content:
            return self._content[field]
        if default is None:
            self.fail(f"{field} is missing")
        return default

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not blank (a default may be)."""
        value = self.take(field, default)
        if not isinstance(value, str) or (field in self._content and default is None and not value.strip()):
            self.fail(f"{field} must be a text that is not blank")
        return value

    def whole(self, field: str) -> int:
        """Return a whole number."""
        value = self.take(field)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(f"{field} must be a whole number")
        return value

    def flag(self, field: str) -> bool:
        """Return yes or no; no when absent."""
        value = self.take(field, False)
        if not isinstance(value, bool):
            self.fail(f"{field} must be true or false")
        return value

    def day(self, field: str) -> date:
        """Return a day."""
        return _day(self.take(field), self, field)

    def days(self, field: str) -> tuple[date, ...]:
        """Return a list of days."""
        return tuple(_day(value, self, field) for value in self._list(field))

    def decimal(self, field: str) -> Decimal:
        """Return a decimal number written as text, so that no digit passes through a float."""
        value = self.text(field)
        try:
            number = Decimal(value)
        except InvalidOperation:
            self.fail(f"{field} must be a decimal number written as text, found {value!r}")
        if not number.is_finite():
            self.fail(f"{field} must be finite, found {value!r}")
        return number

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts; empty when absent."""
        values = self._list(field, [])
        if not all(isinstance(value, str) for value in values):
            self.fail(f"{field} must be a list of texts")
        return tuple(values)

    def rows(self, field: str, *, name: str, needed: bool = True) -> list[Row]:
        """Return the tables of a list; `name` is the field by which an error calls each of them."""
        found = self._list(field, None if needed else [])
        if not all(isinstance(each, dict) for each in found):
            self.fail(f"{field} must be a list of tables")
        return [Row(each, f"{self.where} {field} {each.get(name, f'#{at}')}") for at, each in enumerate(found, start=1)]

    def done(self) -> None:
        """Refuse fields that nobody took: a misspelt one would otherwise be lost in silence."""
        if self._left:
            self.fail(f"unknown field {', '.join(sorted(self._left))}")

    def _list(self, field: str, default: list[Any] | None = None) -> list[Any]:
        value = self.take(field, default)
        if not isinstance(value, list):
            self.fail(f"{field} must be a list")
        return value


def _day(value: object, row: Row, field: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        row.fail(f"{field} must be a day such as 2026-01-31")
    return value


def read(path: Path) -> Row:
    """Read one data file; a float in it is refused before anything else is looked at."""

    def no_float(text: str) -> NoReturn:
        raise LawDataError(f"{path.name}: {text} is a float; write it as text")

    try:
        with path.open("rb") as file:
            return Row(tomllib.load(file, parse_float=no_float), path.name)
    except FileNotFoundError:
        raise LawDataError(f"{path.parent.name}/{path.name} is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise LawDataError(f"{path.name} is not readable: {error}") from None


def no_twins(keys: list[str], where: str) -> None:
    """Refuse a key that appears twice."""
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        raise LawDataError(f"{where}: {key} appears twice")
