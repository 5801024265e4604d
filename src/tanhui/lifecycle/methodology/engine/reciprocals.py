"""Which numbers can be divided by without losing digits: those whose reciprocal is a finite decimal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tanhui.lifecycle.methodology.engine.numbers import ARITHMETIC


def reciprocal(number: Decimal) -> Decimal | None:
    """Return 1/x where it ends; None where it does not. The number must not be zero."""
    inverse = 1 / Fraction(number)
    rest = inverse.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return ARITHMETIC.divide(Decimal(inverse.numerator), Decimal(inverse.denominator)) if rest == 1 else None
