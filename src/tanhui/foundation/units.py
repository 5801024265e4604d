"""Quantities and money: every rounding has a name here, every amount a plain text. Pure, and never a float."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from tanhui.law import refuse

_EXACT = Context(prec=80)
KG_PER_TONNE = Decimal(1000)


def floor_tonnes(tonnes: Decimal) -> int:
    """Round down to whole tonnes, as issuance does (conservativeness, article 28)."""
    return int(floor_digits(tonnes, 0))


def carry_of(tonnes: Decimal) -> Decimal:
    """Return what `floor_tonnes` leaves: the recorded carry of the project, at least 0 and below 1 t."""
    return _EXACT.subtract(_finite(tonnes), Decimal(floor_tonnes(tonnes)))


def floor_digits(value: Decimal, digits: int) -> Decimal:
    """Round towards minus infinity at `digits` places: for reductions and for whatever counts in the owner's favour."""
    return _finite(value).quantize(_step(digits), rounding=ROUND_FLOOR, context=_EXACT)


def ceil_digits(value: Decimal, digits: int) -> Decimal:
    """Round towards plus infinity at `digits` places: for project emissions and leakage."""
    return _finite(value).quantize(_step(digits), rounding=ROUND_CEILING, context=_EXACT)


def round_half_up_digits(value: Decimal, digits: int) -> Decimal:
    """Round to the nearest at `digits` places, halves away from zero, as official tables are printed."""
    return _finite(value).quantize(_step(digits), rounding=ROUND_HALF_UP, context=_EXACT)


def round_half_up_fen(yuan: Decimal) -> int:
    """Round an amount in yuan to whole fen, halves away from zero."""
    return int(round_half_up_digits(yuan, 2).scaleb(2))


def floor_fen(yuan: Decimal) -> int:
    """Round an amount in yuan down to whole fen: for fees the platform takes."""
    return int(floor_digits(yuan, 2).scaleb(2))


def tonnes_of_kg(kilograms: Decimal) -> Decimal:
    """Return kilograms in tonnes, exactly."""
    return _EXACT.divide(_finite(kilograms), KG_PER_TONNE)


def total_fen(*, price_fen: int, tonnes: int) -> int:
    """Return what so many tonnes cost."""
    return price_fen * tonnes


def decimal_text(value: Decimal) -> str:
    """Write a decimal plainly: no exponent, no closing zeros."""
    text = format(_finite(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def yuan_of_fen(fen: int) -> str:
    """Write whole fen as yuan with two decimals and no separators, as machines and forms read it."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def format_yuan(fen: int) -> str:
    """Write whole fen as people read it: `1,234.50 元`."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // 100:,}.{rest % 100:02d} 元"


def format_tonnes(tonnes: int) -> str:
    """Write whole tonnes as people read them: `1,234 吨`."""
    return f"{tonnes:,} 吨"


def _step(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        refuse("V-1", "数值不是有限数，无法取整", "the value is not finite and cannot be rounded")
    return value
