"""Files of readings: every bad row named with its code, the good near miss accepted."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
import xlsxwriter

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.readings.reader import FileLimits, ReadingFile, read_readings

HEADER = "meter_id,start,end,export_kwh,import_kwh\n"
GOOD = "M-1,2024-01-01,2024-02-01,100.5,0\n"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(content: bytes | str, *, name: str = "readings.csv", **options: object) -> ReadingFile:
    data = content.encode() if isinstance(content, str) else content
    return read_readings(data, name=name, now=NOW, **options)  # type: ignore[arg-type]


def workbook(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, row in enumerate([HEADER.strip().split(","), *rows]):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, str) and value.startswith("="):
                sheet.write_formula(number, column, value, None, 12.5)
            else:
                sheet.write(number, column, value)
    book.close()
    return target.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry not in parts:
                new.writestr(entry, old.read(entry))
        for name, data in parts.items():
            new.writestr(name, data)
    return target.getvalue()


def test_a_good_file_is_read_exactly() -> None:
    found = read(HEADER + GOOD + "M-1,2024-02-01T00:00,2024-02-01T00:15, 0.000001 ,12\n")
    assert not found.faults
    assert [(row.line, row.export_microkwh, row.import_microkwh) for row in found.rows] == [
        (2, 100_500_000, 0),
        (3, 1, 12_000_000),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("M-1,2024-01-01,2024-02-01,NaN,0", "export_kwh", "V-1"),
        ("M-1,2024-01-01,2024-02-01,Infinity,0", "export_kwh", "V-1"),
        ("M-1,2024-01-01,2024-02-01,1e400,0", "export_kwh", "V-1"),
        ("M-1,2024-01-01,2024-02-01,0.1234567,0", "export_kwh", "V-2"),
        ("M-1,2023-02-29,2024-02-01,1,0", "start", "V-3"),
        ("M-1,2024-01-01,9999-12-31,1,0", "end", "V-3"),
        ("M-1,2024-01-01T24:30,2024-02-01,1,0", "start", "V-3"),
        ("M-1,2024-01-01,2024-02-01,-5,0", "export_kwh", "V-4"),
        ("M-1,2024-01-01,2024-02-01,1,-0", "import_kwh", "V-4"),
        ("M-1,2024-01-01,2024-02-01,１２,0", "export_kwh", "V-6"),
        ("M-1,2024-01-01,2024-02-01,١٢,0", "export_kwh", "V-6"),
        ("M-1,2024-01-01,2024-02-01,1_000,0", "export_kwh", "V-6"),
        ("M-1,2024-01-01,2024-02-01,1e3,0", "export_kwh", "V-6"),
        ("M-1,2024-01-01,2024-02-01,+12,0", "export_kwh", "V-6"),
        ("３３０４-001,2024-01-01,2024-02-01,1,0", "meter_id", "V-6"),
        ("=cmd,2024-01-01,2024-02-01,1,0", "meter_id", "V-6"),
        ("M-1,2024-01-01,2024-02-01,99999999999999999999,0", "export_kwh", "V-7"),
        ("M-1,2024-01-01,2024-02-01,,0", "export_kwh", "V-8"),
        ("M-1,2024-01-01,2024-02-01,1", "", "V-9"),
        ("M-1,2024-02-01,2024-01-01,1,0", "end", "R14-9"),
        ("M-1,2024-02-01,2024-02-01,1,0", "end", "R14-9"),
        ("M-1,2025-12-31,2026-02-01,1,0", "end", "R14-9"),
        ("M\u200b-1,2024-01-01,2024-02-01,1,0", "meter_id", "V-13"),
    ],
)
def test_a_bad_row_is_named_and_the_others_stay(cells: str, column: str, code: str) -> None:
    found = read(f"{HEADER}M-1,2023-12-01,2024-01-01,5,0\n{cells}\n")
    assert [(fault.line, fault.column, fault.code) for fault in found.faults] == [(3, column, code)]
    assert [row.line for row in found.rows] == [2]
    with pytest.raises(Refusal) as refusal:
        found.require_sound()
    assert refusal.value.codes == [code]


def test_every_fault_of_every_row_is_reported() -> None:
    found = read(HEADER + "M-1,2024-13-01,x,１,NaN\nM-1,2024-02-30,2024-03-01,2,2\n" + GOOD)
    assert [(fault.line, fault.code) for fault in found.faults] == [
        (2, "V-3"),
        (2, "V-3"),
        (2, "V-6"),
        (2, "V-1"),
        (3, "V-3"),
    ]
    assert (len(found.rows), found.dropped) == (1, 2)


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(
    ("second", "codes"),
    [
        ("M-1,2024-01-01,2024-02-01,1,0", ["R14-9"]),
        ("M-1,2024-01-31,2024-02-10,1,0", ["R14-9"]),
        ("M-1,2024-02-01,2024-03-01,1,0", []),
        ("M-2,2024-01-01,2024-02-01,1,0", []),
        ("M-1,2024-03-03,2024-04-01,1,0", []),
        ("M-1,2024-03-04,2024-04-01,1,0", ["R14-9"]),
    ],
)
def test_rows_follow_each_other(second: str, codes: list[str]) -> None:
    """A repeated or overlapping row, and a gap of 32 days, are named; 31 days, another meter and adjacent rows pass."""
    found = read(f"{HEADER}{GOOD}{second}\n")
    assert [fault.code for fault in found.faults] == codes


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xef\xbb\xbf" + (HEADER + GOOD).encode(), "1"),
        ((HEADER + GOOD).encode("utf-16"), "1"),
        ((HEADER + GOOD).replace(",", ";").encode(), "1"),
        ((HEADER + "M-1,2024-01-01,2024-02-01,1\x00,0\n").encode(), "2"),
        ((HEADER + GOOD + "表,2024-02-01,2024-03-01,1,0\n").encode("gbk"), "3"),
        ((HEADER + GOOD + "M" * 70_000 + "\n").encode(), "3"),
        ((HEADER + '"M-1,2024-01-01,2024-02-01,1,0\n').encode(), "2"),
        (b"meter,start,end,export_kwh,import_kwh\n", "1"),
    ],
)
def test_a_csv_of_the_wrong_form_is_refused_with_its_line(content: bytes, line: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(content)
    assert refusal.value.codes == ["V-9"]
    assert refusal.value.breaches[0].place == f"第 {line} 行"


def test_too_many_rows_are_refused_and_the_limit_itself_passes() -> None:
    rows = "".join(f"M-{number},2024-01-01,2024-02-01,1,0\n" for number in range(3))
    assert len(read(HEADER + rows, limits=FileLimits(rows=3)).rows) == 3
    with pytest.raises(Refusal) as refusal:
        read(HEADER + rows, limits=FileLimits(rows=2))
    assert refusal.value.breaches[0].place == "第 4 行"


def test_gbk_is_read_when_declared_and_crlf_and_quotes_too() -> None:
    content = (HEADER + GOOD).replace("\n", "\r\n").replace("M-1", '"M-1"').encode("gbk")
    assert len(read(content, encoding="gbk").rows) == 1


@pytest.mark.parametrize("content", [b"", HEADER.encode()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read(content)
    assert refusal.value.codes == ["V-10"]


def test_a_workbook_gives_the_same_rows_as_a_csv() -> None:
    rows: list[list[object]] = [
        ["M-1", datetime(2024, 1, 1), datetime(2024, 1, 1, 0, 15), 0.1 + 0.2, 0],  # noqa: DTZ001 - a sheet has no zones
        ["M-1", "2024-01-01T00:15", "2024-01-01T00:30", "=5*2.5", 12],
    ]
    found = read(workbook(rows), name="r.xlsx")
    assert not found.faults
    assert [(row.export_microkwh, row.import_microkwh) for row in found.rows] == [
        (300_000, 0),
        (12_500_000, 12_000_000),
    ]
    assert found.rows[0].end_at == found.rows[1].start_at


def test_a_bad_cell_of_a_workbook_is_named() -> None:
    rows: list[list[object]] = [["M-1", "2024-01-01", "2024-02-01", "１２", True], ["M-1", "2024-02-01", "x", -5, 0]]
    found = read(workbook(rows), name="r.xlsx")
    assert [(fault.line, fault.column, fault.code) for fault in found.faults] == [
        (2, "export_kwh", "V-6"),
        (2, "import_kwh", "V-8"),
        (3, "end", "V-3"),
        (3, "export_kwh", "V-4"),
    ]


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
PLAIN = workbook([["M-1", "2024-01-01", "2024-02-01", 1, 0]])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (repacked(PLAIN, **{"xl/big.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}), "S-4"),
        (repacked(PLAIN, **{"xl/workbook.xml": DOCTYPE}), "S-5"),
        (repacked(PLAIN, **{"../../evil.xml": b"<a/>"}), "S-6"),
        (repacked(PLAIN, **{"/etc/evil.xml": b"<a/>"}), "S-6"),
        (repacked(PLAIN, **{f"xl/{n}.xml": b"<a/>" for n in range(1001)}), "S-6"),
        (repacked(PLAIN, **{"xl/vbaProject.bin": b"macro"}), "S-7"),
        (repacked(PLAIN, **{"xl/externalLinks/externalLink1.xml": b"<a/>"}), "S-7"),
        (b"PK\x03\x04 not a workbook", "S-8"),
        (repacked(PLAIN, **{"xl/workbook.xml": b"<a"}), "S-8"),
    ],
)
def test_an_unsafe_workbook_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(content, name="r.xlsx")
    assert refusal.value.codes == [code]


def test_a_plain_workbook_with_much_honest_content_passes() -> None:
    assert len(read(repacked(PLAIN, **{"xl/notes.xml": b"<a>" + b"x" * 5_000_000 + b"</a>"}), name="r.xlsx").rows) == 1


@pytest.mark.parametrize(("name", "content", "code"), [("r.xlsm", PLAIN, "S-7"), ("r.xlsx", b"text", "S-8")])
def test_a_name_that_belies_the_content_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(content, name=name)
    assert refusal.value.codes == [code]


def test_a_file_that_is_wrong_everywhere_is_given_up_early() -> None:
    """Half a million empty rows: refused after the first ten thousand faults, not collected in memory."""
    content = b"meter_id,start,end,export_kwh,import_kwh\n" + b",,,,\n" * 500_000
    with pytest.raises(Refusal) as refused:
        read_readings(content, name="r.csv", now=datetime(2026, 6, 1, tzinfo=UTC))
    assert refused.value.codes[:2] == ["V-9", "V-8"]
    assert len(refused.value.breaches) == 21
    few = b"meter_id,start,end,export_kwh,import_kwh\n" + b",,,,\n" * 2_000
    assert len(read_readings(few, name="r.csv", now=datetime(2026, 6, 1, tzinfo=UTC)).faults) == 10_000
