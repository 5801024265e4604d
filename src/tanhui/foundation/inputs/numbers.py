"""Numbers as text: whole quantities, decimals, prices. No float anywhere, no guessing of separators."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn

from tanhui.foundation.inputs.channels import Channel, at, looks_numeric, received, shown, wrong_digits, wrong_type
from tanhui.law import Refusal, refuse

MOST_WHOLE = 9_007_199_254_740_991
"""The largest quantity of one field (SP6): the largest whole number every JSON reader keeps exactly."""

MOST_FEN = 10_000_000_000
"""The highest price of one tonne that is still taken for a price: 100 million yuan. Price bands are far below."""

MOST_DIGITS = 40
"""Longer digit strings are refused before they are converted."""

MOST_EXPONENT = 30
"""Beyond 1e30 or below 1e-30 a number with an exponent is out of range (V-1), not merely in the wrong form (SP3)."""

_PLAIN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE]([+-]?[0-9]+)")
_NOT_FINITE = frozenset({"nan", "snan", "inf", "infinity"})

RefuseNumber = Callable[[str], NoReturn]


def parse_whole(
    text: object, *, channel: Channel, least: int = 1, most: int = MOST_WHOLE, unit: str = "吨", place: str = ""
) -> int:
    """Read a whole quantity. Refuses V-1, V-4 (not above 0), V-5 (a fraction), V-6, V-7 (too large), V-8."""
    sign, whole, fraction = _plain_parts(received(text, channel=channel, kind="number", place=place), place)
    zero = not whole.strip("0") and not (fraction or "").strip("0")
    if least >= 1 and (sign or zero):
        _not_positive(place)
    if fraction is not None:
        _not_whole(unit, place)
    if len(whole) > MOST_DIGITS:
        _too_large(most, place)
    return within(int(sign + whole), least=least, most=most, place=place)


def within(value: int, *, least: int, most: int, place: str) -> int:
    """Return a whole number inside its limits; the same refusals for text and for JSON numbers."""
    if value <= 0 and least >= 1:
        _not_positive(place)
    if value > most:
        _too_large(most, place)
    if value < least:
        _too_small(least, place)
    return value


def parse_decimal(
    text: object,
    *,
    channel: Channel,
    digits: int,
    least: Decimal | None = None,
    most: Decimal = Decimal(MOST_WHOLE),
    positive: bool = False,
    place: str = "",
) -> Decimal:
    """Read an exact decimal with at most `digits` places. Refuses V-1 (not finite, too small), V-2, V-4, V-6, V-7."""
    sign, whole, fraction = _plain_parts(received(text, channel=channel, kind="number", place=place), place)
    if fraction is not None and len(fraction) > digits:
        refuse(
            "V-2",
            f"小数位数为 {len(fraction)}，最多允许 {digits} 位，请按允许的精度填写{at(place)}",
            f"{len(fraction)} decimal places found, {digits} allowed{at(place)}",
            place=place or None,
        )
    if len(whole) > MOST_DIGITS:
        _too_large(most, place)
    value = Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")
    if positive and value <= 0:
        _not_positive(place)
    if value > most:
        _too_large(most, place)
    if least is not None and value < least:
        _too_small(least, place)
    return value


def parse_price(
    text: object, *, channel: Channel, least_fen: int = 1, most_fen: int = MOST_FEN, place: str = ""
) -> int:
    """Read a price in yuan, return whole fen. Refuses V-11 (zero, negative, not finite, finer than 0.01), V-6, V-8."""
    try:
        value = parse_decimal(
            text,
            channel=channel,
            digits=2,
            least=Decimal(least_fen).scaleb(-2),
            most=Decimal(most_fen).scaleb(-2),
            place=place,
        )
    except Refusal as refusal:
        if refusal.codes[0] in ("V-1", "V-2", "V-4", "V-7"):
            _bad_price(least_fen, most_fen, place)
        raise
    return int(value.scaleb(2))


def price_within(fen: int, *, least_fen: int, most_fen: int, place: str) -> int:
    """Return a price in whole fen inside its limits; the same refusal for text and for JSON numbers."""
    if not least_fen <= fen <= most_fen:
        _bad_price(least_fen, most_fen, place)
    return fen


def check_total(*, price_fen: int, quantity: int, total_fen: int, most_fen: int = MOST_WHOLE, place: str = "") -> int:
    """Refuse a total that is not price times quantity, or that no field can hold (V-12)."""
    expected = price_fen * quantity
    if expected != total_fen or expected > most_fen:
        refuse(
            "V-12",
            f"总价不符：{quantity} × {_yuan(price_fen)} 应为 {_yuan(expected)} 元，收到 {_yuan(total_fen)} 元，"
            f"请核对后重新提交（总价上限 {_yuan(most_fen)} 元）{at(place)}",
            f"the total should be {_yuan(expected)} yuan, not {_yuan(total_fen)}; limit {_yuan(most_fen)}{at(place)}",
            place=place or None,
        )
    return expected


def not_plain(text: str, place: str) -> NoReturn:
    """Refuse a text that is no plain number: V-1 not finite or out of range, V-6 wrong digits, V-8 no number at all."""
    if text.lstrip("+-").lower() in _NOT_FINITE:
        not_finite(text, place)
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific and _exponent_out_of_range(scientific.group(1)):
        not_finite(text, place)
    if looks_numeric(text):
        wrong_digits(text, place)
    wrong_type(place, "数字", "a number")


def not_finite(text: str, place: str) -> NoReturn:
    """Refuse a number that is not finite or lies outside every range (V-1)."""
    refuse(
        "V-1",
        f"数值“{shown(text)}”不是有限数或超出范围，请填写普通的十进制数{at(place)}",
        f"“{shown(text)}” is not finite or out of range; write a plain decimal number{at(place)}",
        place=place or None,
    )


def _plain_parts(text: str, place: str) -> tuple[str, str, str | None]:
    found = _PLAIN.fullmatch(text)
    if not found:
        not_plain(text, place)
    return found.group(1), found.group(2), found.group(3)


def _exponent_out_of_range(exponent: str) -> bool:
    return len(exponent) > 6 or abs(int(exponent)) > MOST_EXPONENT


def _not_positive(place: str) -> NoReturn:
    refuse("V-4", f"数量须大于 0{at(place)}", f"the quantity must be greater than 0{at(place)}", place=place or None)


def _not_whole(unit: str, place: str) -> NoReturn:
    refuse(
        "V-5",
        f"最小单位 1 {unit}，须为整数{at(place)}",
        f"the smallest unit is 1; a whole number is required{at(place)}",
        place=place or None,
    )


def _too_large(most: int | Decimal, place: str) -> NoReturn:
    refuse("V-7", f"超出最大值 {most}{at(place)}", f"above the maximum of {most}{at(place)}", place=place or None)


def _too_small(least: int | Decimal, place: str) -> NoReturn:
    refuse("V-1", f"低于最小值 {least}{at(place)}", f"below the minimum of {least}{at(place)}", place=place or None)


def _bad_price(least_fen: int, most_fen: int, place: str) -> NoReturn:
    refuse(
        "V-11",
        f"价格无效，最小变动 0.01 元，须在 {_yuan(least_fen)} 元至 {_yuan(most_fen)} 元之间{at(place)}",
        f"invalid price: the tick is 0.01 yuan, between {_yuan(least_fen)} and {_yuan(most_fen)} yuan{at(place)}",
        place=place or None,
    )


def _yuan(fen: int) -> str:
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // 100}.{rest % 100:02d}"
