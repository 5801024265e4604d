"""The same parsers as pydantic types for API bodies. Use `load_json` to read the body: it never makes a float.

Quantities are JSON whole numbers; money is whole fen (`Fen`) or, where the field says yuan, decimal text (`Yuan`);
exact decimals, days and moments are text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from tanhui.foundation.inputs.channels import MACHINE, shown, wrong_type
from tanhui.foundation.inputs.dates import DAY_RANGE, DayRange, parse_date, parse_moment
from tanhui.foundation.inputs.identifiers import check_phone, check_resident_id, check_uscc
from tanhui.foundation.inputs.numbers import (
    MOST_FEN,
    MOST_WHOLE,
    parse_decimal,
    parse_price,
    parse_whole,
    price_within,
    within,
)
from tanhui.foundation.inputs.texts import BLOCK_CHARS, NAME_CHARS, clean_text, parse_code
from tanhui.law import Breach, Refusal

STRICT = ConfigDict(extra="forbid", strict=False)
"""For every body: unknown keys are refused (S-20), so that nobody sets a state or an owner through the side door."""

_REFUSED = "refused"
Reader = Callable[[Any], Any]


def read_whole(*, least: int = 1, most: int = MOST_WHOLE, unit: str = "吨") -> BeforeValidator:
    """Take a JSON whole number inside limits; a number written as text is V-8, in another script V-6."""

    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return within(value, least=least, most=most, place="")
        if isinstance(value, str):
            parse_whole(value, channel=MACHINE, least=least, most=most, unit=unit)
            wrong_type("", "JSON 整数（不加引号）", "a JSON whole number without quotes")
        return parse_whole(_number_text(value), channel=MACHINE, least=least, most=most, unit=unit)

    return _validator(read)


def read_fen(*, least: int = 1, most: int = MOST_FEN) -> BeforeValidator:
    """Take a price as a JSON whole number of fen; everything that is a number but no such price is V-11."""

    def read(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return price_within(value, least_fen=least, most_fen=most, place="")
        text = value if isinstance(value, str) else _number_text(value)
        try:
            parse_whole(text, channel=MACHINE, least=least, most=most, unit="分")
        except Refusal as refusal:
            if refusal.codes[0] in ("V-1", "V-4", "V-5", "V-7"):
                price_within(0, least_fen=1, most_fen=most, place="")
            raise
        wrong_type("", "JSON 整数（单位：分）", "a JSON whole number of fen")

    return _validator(read)


def read_yuan(*, least_fen: int = 1, most_fen: int = MOST_FEN) -> BeforeValidator:
    """Take a price as text in yuan (`"52.00"`) and give whole fen."""
    return _validator(
        lambda value: parse_price(_decimal_text(value), channel=MACHINE, least_fen=least_fen, most_fen=most_fen)
    )


def read_decimal(
    *, digits: int, least: Decimal | None = None, most: Decimal = Decimal(MOST_WHOLE), positive: bool = False
) -> BeforeValidator:
    """Take an exact decimal, as text or as a JSON number."""
    return _validator(
        lambda value: parse_decimal(
            _decimal_text(value), channel=MACHINE, digits=digits, least=least, most=most, positive=positive
        )
    )


def read_line(*, most: int = NAME_CHARS, least: int = 1) -> BeforeValidator:
    """Take one line of text."""
    return _validator(lambda value: clean_text(value, most=most, least=least))


def read_block(*, most: int = BLOCK_CHARS, least: int = 1) -> BeforeValidator:
    """Take several lines of text."""
    return _validator(lambda value: clean_text(value, most=most, least=least, multiline=True))


def read_day(*, allowed: DayRange = DAY_RANGE) -> BeforeValidator:
    """Take a day as text."""
    return _validator(lambda value: parse_date(value, channel=MACHINE, allowed=allowed))


def schema_refusal(errors: Iterable[Mapping[str, Any]]) -> Refusal:
    """Turn pydantic's (or ninja's) error list into a refusal with the same codes as a form's."""
    return Refusal(tuple(breach for error in errors for breach in _breaches(error)))


def _validator(read: Reader) -> BeforeValidator:
    def checked(value: Any) -> Any:
        try:
            return read(value)
        except Refusal as refusal:
            _raise(refusal)

    return BeforeValidator(checked)


def _raise(refusal: Refusal) -> NoReturn:
    text = str(refusal).replace("{", "(").replace("}", ")")
    raise PydanticCustomError(_REFUSED, text, {"breaches": refusal.breaches}) from None


def _breaches(error: Mapping[str, Any]) -> list[Breach]:
    place = ".".join(shown(str(part)) for part in error.get("loc", ()) if part not in ("body", "payload")) or None
    if error.get("type") == _REFUSED:
        kept: tuple[Breach, ...] = error["ctx"]["breaches"]
        return [Breach(each.clause, each.code, each.rule, each.zh, each.en, place) for each in kept]
    code, zh, en = _OWN.get(str(error.get("type")), ("V-8", "类型错误，请按接口说明填写", "wrong type"))
    zh, en = f"{zh}（{place or '请求体'}）", f"{place or 'body'}: {en}"
    return [Breach(clause="", code=code, rule="", zh=zh, en=en, place=place)]


_OWN = {
    "missing": ("V-8", "缺少必填字段", "a required field is missing"),
    "extra_forbidden": ("S-20", "请求含未知字段，未作任何处理", "unknown field"),
}


def _number_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (Decimal, float)):
        wrong_type("", "数字", "a number")
    return format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value)


def _decimal_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _number_text(value)


Whole = Annotated[int, read_whole()]
Fen = Annotated[int, read_fen()]
Yuan = Annotated[int, read_yuan()]
Day = Annotated[date, read_day()]
Moment = Annotated[datetime, _validator(lambda value: parse_moment(value, channel=MACHINE))]
Line = Annotated[str, read_line()]
Block = Annotated[str, read_block()]
Code = Annotated[str, _validator(lambda value: parse_code(value, channel=MACHINE))]
CreditCode = Annotated[str, _validator(lambda value: check_uscc(value))]
ResidentId = Annotated[str, _validator(lambda value: check_resident_id(value))]
Phone = Annotated[str, _validator(lambda value: check_phone(value))]
