"""Rows for the tests of accounts at city scale: every edge, alone and mixed by chance."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st

from tanhui.lifecycle.accounting.tests.bulk_oracle import Row

at = datetime.fromisoformat
"""Shanghai's clock, as a plain timestamp of a file stands on it."""
NOON = at("2024-12-31T12:00:00")
GOOD = Row("A", "t-1", "p-1", NOON, "bike", Decimal("1.5"), True)

PERSONS = ("p-1", "p-2", " p-1", "p-1\u3000", "张三", "p-10", "#@!", "x" * 100)
BAD_NAMES = (None, "", "  ", "x" * 101, "p\u200b1", "p\n1", "p\x001", "ｐ-1", "p\u00a01", "\ufeffp-1", "p-1\u202e")
TRIPS = ("t-1", "t-2", "t-3", "t-4", "t-5", "t-6", "t-7", "t-8", " t-1", "行程", "t-1 ")
OPERATORS = ("A", "B", " A")
BAD_OPERATORS = ("C", "", None, "a")
MODES = ("metro", "bike", "bike ")
BAD_MODES = ("walk", None, "Metro")
DISTANCES = tuple(
    Decimal(each)
    for each in (
        "0",
        "0.001",
        "1",
        "9.999",
        "14.999",
        "15",
        "15.001",
        "20",
        "29.999",
        "30",
        "60",
        "60.001",
        "299.999",
        "300",
    )
)
BAD_DISTANCES = (
    None,
    Decimal("9999999.9"),
    Decimal("-0.001"),
    Decimal("300.001"),
    Decimal("1.0001"),
    Decimal("0.00001"),
)
MOMENTS = (
    at("2024-12-31T00:00:00"),
    at("2024-12-31T08:30:00"),
    NOON,
    at("2024-12-31T23:59:59.999999"),
    at("2025-01-01T00:00:00"),
    at("2025-01-01T07:00:00"),
    at("2025-06-30T23:59:59"),
)
BAD_MOMENTS = (
    None,
    at("1999-12-31T23:59:59"),
    at("2020-09-22T23:59:59"),
    at("2020-09-23T00:00:00"),
    at("2023-12-31T00:00:00"),
    at("2025-07-01T00:00:00"),
    at("2101-01-01T00:00:00"),
)


def mostly(good, bad):
    """Choose a good value eleven times of twelve."""
    return st.one_of(*[st.sampled_from(good)] * 11, st.sampled_from(bad))


rows = st.builds(
    Row,
    operator=mostly(OPERATORS, BAD_OPERATORS),
    trip_id=mostly(TRIPS, BAD_NAMES),
    person=mostly(PERSONS, BAD_NAMES),
    moment=mostly(MOMENTS, BAD_MOMENTS),
    mode=mostly(MODES, BAD_MODES),
    distance=mostly(DISTANCES, BAD_DISTANCES),
    inside=mostly((True, True, True, False), (None,)),
)
plain_rows = st.builds(
    Row,
    operator=st.sampled_from(("A", "B")),
    trip_id=st.sampled_from([f"t-{number}" for number in range(30)]),
    person=st.sampled_from(("p-1", "p-2", "p-10")),
    moment=st.sampled_from(MOMENTS),
    mode=st.sampled_from(("metro", "bike")),
    distance=st.sampled_from(DISTANCES),
    inside=st.just(True),
)


def every_edge():
    """Return one row for every value above, each different from the good one in one place."""
    changes = (
        [{"person": each} for each in PERSONS + BAD_NAMES]
        + [{"trip_id": each} for each in TRIPS + BAD_NAMES]
        + [{"operator": each} for each in OPERATORS + BAD_OPERATORS]
        + [{"mode": each} for each in MODES + BAD_MODES]
        + [{"distance": each} for each in DISTANCES + BAD_DISTANCES]
        + [{"moment": each} for each in MOMENTS + BAD_MOMENTS]
        + [{"inside": each} for each in (True, False, None)]
    )
    found = []
    for number, change in enumerate(changes):
        content = {name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__}
        found.append(Row(**(content | {"trip_id": f"e-{number}", "person": f"q-{number % 7}"} | change)))
    return found
