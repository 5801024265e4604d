from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tanhui.site.design.wording import clause_zh, day_zh, groups, moment_zh, yuan_zh


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (15580, "15,580"),
        (-1200, "-1,200"),
        (Decimal("1100.000"), "1,100.000"),
        (None, "—"),
        ("", "—"),
        ("462 t", "462 t"),
    ],
)
def test_quantities_keep_every_digit(value, written):
    assert groups(value) == written


@pytest.mark.parametrize(
    ("fen", "written"), [(0, "0.00"), (5, "0.05"), (520000, "5,200.00"), (-101, "-1.01"), (None, "—")]
)
def test_fen_are_written_as_yuan(fen, written):
    assert yuan_zh(fen) == written


def test_moments_are_written_in_shanghai():
    late = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)
    assert moment_zh(late) == "2026-03-05 00:30"
    assert day_zh(late) == "2026年3月5日"
    assert day_zh(date(2026, 3, 5)) == "2026年3月5日"
    assert day_zh(None) == "—"


@pytest.mark.parametrize(
    ("clause", "written"),
    [
        ("JX23-17", "《办法》第17条"),
        ("JX23-15.2", "《办法》第15条第2款"),
        ("JX23-13.1.2", "《办法》第13条第1款第2项"),
        ("HOUSE-4", "平台规则第4条"),
        ("", ""),
    ],
)
def test_clauses_are_written_in_chinese(clause, written):
    assert clause_zh(clause) == written
