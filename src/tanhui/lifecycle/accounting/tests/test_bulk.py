"""The quick way of reading a CSV file gives the same rows, the same faults and the same refusals as row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tanhui.foundation.periods import Period
from tanhui.law import Refusal
from tanhui.lifecycle.accounting.readings.collected import MOST_FAULTS, Collected
from tanhui.lifecycle.accounting.readings.continuity import clashes, gaps
from tanhui.lifecycle.accounting.readings.counted import count_rows
from tanhui.lifecycle.accounting.readings.csv_bulk import FIRST_LINE, BulkCsv
from tanhui.lifecycle.accounting.readings.csv_file import HEADER, Form, cells_of, check_start
from tanhui.lifecycle.accounting.readings.reader import BULK_BYTES, FileLimits, read_readings
from tanhui.lifecycle.accounting.readings.rows import Reading, day_start
from tanhui.lifecycle.accounting.readings.table import ReadingTable
from tanhui.lifecycle.accounting.readings.totals import sum_rows
from tanhui.lifecycle.accounting.tests import rowwise

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FORM = Form(encoding="utf-8", most_rows=1_000_000, most_line_bytes=200)


def outcome(content, form, quick):
    """Return everything a reader says about a file: its rows and faults, or its refusal."""
    found = Collected(now=NOW)
    try:
        if quick:
            BulkCsv(content, form, found, None).read()
        else:
            for line, cells in cells_of(content, form, at=check_start(content, form), line=FIRST_LINE):
                found.take(line, cells)
    except Refusal as refusal:
        return refusal.breaches
    return list(found.rows), found.faults


def both_ways(content, form=FORM):
    quick, slow = outcome(content, form, True), outcome(content, form, False)
    assert quick == slow
    return quick


METERS = (
    "M-1",
    "M-2",
    " M-1 ",
    '"M-1"',
    "m/1",
    "-M",
    "M-",
    "",
    "Ｍ",
    "M\u200b1",
    "M" * 64,
    "M" * 65,
    "表",
    "M\t",
    "a b",
)
MOMENTS = (
    *("2024-01-01", "2024-01-01T00:15", "2024-01-01 00:30:00", "2024-02-29", "2023-02-29", "2024-01-01T24:00"),
    *("2024-01-01T00:15Z", "2024-01-01T00:15+08:00", "2024-01-01T00:15:00.5+08:00", "2024-01-01T00:15-05:30"),
    *("2024-01-01T00:15:60", "20240101", "2024-1-1", "1999-12-31", "2025-12-31", "2026-01-01", "2026-01-02"),
    *("9999-12-31", "0001-01-01", "２０２４-01-01", '"2024-03-01"', " 2024-03-01", "", "2024-01-01T00:15Z+08:00"),
)
AMOUNTS = (
    *("0", "1", "12.5", "0.000001", "0.0000001", "999999999", "999999999.999999", "1000000000", "1000000001", "007"),
    *("-0", "-5", "+1", "1e3", "1e400", "NaN", "1_000", "１２", "١٢", ".5", "5.", "", " 3 ", '"4"', "二", "12 3"),
    *("99999999999999999999", "0x10", "²", '"5""6"', "=1+1"),
)
GOOD = st.builds(
    lambda meter, start, length, amount: (
        f"M-{meter},{NOW - timedelta(days=700 - start):%Y-%m-%d},"
        f"{NOW - timedelta(days=700 - start - length):%Y-%m-%d},{amount}.{amount},0"
    ),
    st.integers(1, 3),
    st.integers(0, 600),
    st.integers(0, 40),
    st.integers(0, 99),
)
ROW = st.tuples(*map(st.sampled_from, (METERS, MOMENTS, MOMENTS, AMOUNTS, AMOUNTS))).map(",".join)
ODD = st.sampled_from(
    (
        *("", " ", ",", ",,,,", "M-1", "M-1,2024-01-01,2024-01-02,1", "M-1,2024-01-01,2024-01-02,1,1,1", '"M-1,', "\r"),
        *("x\ry", "\x00", "\x01", "\x02", "\x0b", "\u2028", "M" * 199, "M" * 201, "#", "NULL", '"a","b"', "a'b;--"),
        '"a,b",c,d,e,f',
    )
)
LINES = st.lists(st.one_of(GOOD, GOOD, ROW, ODD), max_size=30)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    LINES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from(["utf-8", "gbk"]), st.sampled_from([3, 100])
)
def test_both_ways_say_the_same(lines, end, closed, encoding, most_rows):
    text = HEADER + end + end.join(lines) + (end if closed and lines else "")
    both_ways(text.encode(encoding, errors="ignore"), Form(encoding, most_rows, 200))


@settings(max_examples=60, deadline=None)
@given(st.lists(GOOD, min_size=1, max_size=20), st.integers(0, 1_000), st.binary(max_size=3))
def test_damaged_bytes_are_named_alike(lines, where, damage):
    content = "\n".join([HEADER, *lines, ""]).encode()
    at = min(where, len(content))
    both_ways(content[:at] + damage + content[at:])


@pytest.mark.parametrize("start", ["\ufeff", "meter;start", "a,b,c,d,e", HEADER + "x", ""])
def test_the_form_of_the_file_is_refused_alike(start):
    assert both_ways((start + "\nM-1,2024-01-01,2024-01-02,1,1\n").encode())[0].code == "V-9"


def test_moments_of_every_form_are_the_same_moment():
    forms = ["2024-01-01", "2024-01-01T00:00", "2024-01-01 00:00:00", "2024-01-01T00:00+08:00", "2023-12-31T16:00Z"]
    rows, faults = both_ways((HEADER + "\n" + "".join(f"M,{each},2024-01-02,1,1\n" for each in forms)).encode())
    assert not faults and len({row.start_at for row in rows}) == 1 and len(rows) == 5


def test_rows_after_a_piece_that_is_no_text_keep_their_lines(monkeypatch):
    """Pieces of a few lines: the quick way reads up to the unsound one, the row reader goes on from its first line."""
    monkeypatch.setattr("tanhui.lifecycle.accounting.readings.csv_bulk.PIECE_BYTES", 80)
    lines = [f"M-{number},2024-01-01,2024-01-02,1,1" for number in range(20)]
    for odd in ("M-1,2024-01-01,2024-01-02,\x01,1", "", "M-1,x,y,1,1", "\x02", '"M-99",2024-01-01,2024-01-02,1,1'):
        rows, faults = both_ways("\n".join([HEADER, *lines[:11], odd, *lines[11:]]).encode())
        assert [row.line for row in rows if row.meter_id != "M-99"] == [*range(2, 13), *range(14, 23)]
        assert all(fault.line == 13 for fault in faults)


def test_a_flood_of_faults_is_given_up_alike():
    content = (HEADER + "\n" + "M,2024-01-01,2024-01-02,1,1\n" + "M,x,2024-01-02,1,1\n" * (MOST_FAULTS + 5)).encode()
    assert both_ways(content)[0].code == "V-9"


def test_a_large_file_goes_the_quick_way_and_reports():
    rows = (f"METER-{number},2024-01-01T00:00,2024-01-01T00:15,1.5,0" for number in range(8_000))
    content = "\n".join([HEADER, *rows]).encode()
    assert len(content) > BULK_BYTES
    told = []
    found = read_readings(content, name="r.csv", now=NOW, report=lambda done, of: told.append((done, of)))
    assert len(found.rows) == 8_000 and told[-1] == (8_000, 8_000)
    start, end = (datetime.fromisoformat(f"2024-01-01T00:{minute}+08:00") for minute in ("00", "15"))
    assert found.rows[7_999] == Reading(8_001, "METER-7999", start, end, 1_500_000, 0)
    with pytest.raises(Refusal) as refused:
        read_readings(content, name="r.csv", now=NOW, limits=FileLimits(rows=7_999))
    assert refused.value.breaches[0].place == "第 8001 行"


START = day_start(date(2023, 12, 1))
READINGS = st.lists(
    st.builds(
        lambda meter, start, length, exported, imported: (
            f"M-{meter}",
            START + timedelta(minutes=start),
            START + timedelta(minutes=start + length),
            exported,
            imported,
        ),
        st.integers(1, 3),
        st.integers(0, 90_000),
        st.integers(1, 60_000),
        st.integers(0, 10**9),
        st.integers(0, 10**9),
    ),
    max_size=25,
).map(lambda rows: [Reading(line, *row) for line, row in enumerate(rows, start=2)])


@settings(max_examples=300, deadline=None)
@given(READINGS)
def test_columns_find_the_clashes_and_gaps_that_rows_do(readings):
    assert [(fault.line, fault.zh.partition("与")[2]) for fault in clashes(readings)] == [
        (line, f"第 {last} 行时段{'重复' if repeated else '重叠'}")
        for line, last, repeated in rowwise.clashes(readings)
    ]
    edges = day_start(date(2024, 1, 1)), day_start(date(2024, 2, 1))
    for start_at, end_at in ((None, None), edges):
        found = gaps(ReadingTable(readings), start_at=start_at, end_at=end_at)
        assert [(gap.meter_id, gap.start_at, gap.end_at, gap.line) for gap in found] == rowwise.gaps(
            readings, start_at, end_at
        )


@settings(max_examples=300, deadline=None)
@given(READINGS)
def test_columns_count_what_rows_count(readings):
    """Cut at the edges of the period, split at New Year, filled: the same parts and the same sums."""
    clashing = {fault.line for fault in clashes(readings)}
    table = ReadingTable(readings).without(clashing)
    period = Period(date(2023, 12, 20), date(2024, 1, 20))
    found = count_rows(table, period=period, corrections=(), gap_fill_days=1000)
    plain = rowwise.counted(list(table), period)
    assert [(*row[:6], row.marks) for row in found] == [
        (part.line, part.meter, part.start, part.end, part.exported, part.imported, part.marks) for part in plain
    ]
    sums = {
        (each.meter_id, each.year): (each.rows, each.export_microkwh, each.import_microkwh) for each in sum_rows(found)
    }
    assert sums == rowwise.summed(plain)
