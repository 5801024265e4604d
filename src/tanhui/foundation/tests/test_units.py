"""Every rounding on both sides of its edge, and the texts of amounts."""

from decimal import Decimal

import pytest

from tanhui.foundation import units
from tanhui.law import Refusal


@pytest.mark.parametrize(
    ("tonnes", "whole", "carry"), [("12.7", 12, "0.7"), ("0.999999", 0, "0.999999"), ("1", 1, "0")]
)
def test_issuance_rounds_down_and_keeps_the_carry(tonnes, whole, carry):
    assert units.floor_tonnes(Decimal(tonnes)) == whole
    assert units.carry_of(Decimal(tonnes)) == Decimal(carry)


def test_flooring_is_conservative_below_zero_and_exact_for_long_numbers():
    assert units.floor_tonnes(Decimal("-0.1")) == -1
    long = Decimal("123456789012345678901234567890.9999999999")
    assert units.floor_digits(long, 9) == Decimal("123456789012345678901234567890.999999999")


@pytest.mark.parametrize(
    ("rounding", "value", "digits", "expected"),
    [
        (units.floor_digits, "0.6361723751", 6, "0.636172"),
        (units.ceil_digits, "0.6361720001", 6, "0.636173"),
        (units.ceil_digits, "0.636172", 6, "0.636172"),
        (units.round_half_up_digits, "2.5", 0, "3"),
        (units.round_half_up_digits, "0.5", 0, "1"),
        (units.round_half_up_digits, "0.4999", 0, "0"),
    ],
)
def test_rounding_to_digits(rounding, value, digits, expected):
    assert rounding(Decimal(value), digits) == Decimal(expected)


@pytest.mark.parametrize(("yuan", "fen"), [("0.005", 1), ("0.0049", 0), ("52", 5200), ("1.015", 102)])
def test_yuan_to_fen(yuan, fen):
    assert units.round_half_up_fen(Decimal(yuan)) == fen
    assert units.floor_fen(Decimal("1.019")) == 101


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(value):
    for rounding in (units.floor_tonnes, units.round_half_up_fen, units.decimal_text):
        with pytest.raises(Refusal) as found:
            rounding(Decimal(value))
        assert found.value.codes == ["V-1"]


def test_texts():
    assert units.decimal_text(Decimal("1E+3")) == "1000"
    assert units.decimal_text(Decimal("1.500")) == "1.5"
    assert units.decimal_text(Decimal("-0")) == "0"
    assert units.yuan_of_fen(5200) == "52.00"
    assert units.yuan_of_fen(-5) == "-0.05"
    assert units.format_yuan(123450) == "1,234.50 元"
    assert units.format_tonnes(1234) == "1,234 吨"
    assert units.tonnes_of_kg(Decimal("1.5")) == Decimal("0.0015")
    assert units.total_fen(price_fen=5200, tonnes=3) == 15600
