"""The stream reads out of a workbook what calamine reads, written by several programs; and both of its readers agree."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tanhui.foundation.documents.workbooks import DamagedWorkbook, Workbook, shown_as
from tanhui.foundation.documents.worksheets import Reader, Shown, column_letters, column_number, plain_rows, rows_of
from tanhui.lifecycle.accounting.readings.xlsx_cells import Texts

NUMBERS = st.tuples(
    st.one_of(
        st.integers(-10, 2_000_000),
        st.floats(-1e6, 1e6, allow_nan=False),
        st.sampled_from([0.1 + 0.2, 1e20, 1e-12, 12.5, -0.0, 123456789.123456789]),
    ),
    st.sampled_from((0, 1, 2, 4, 10, 49, "0.00", '0.0" kWh"', "[Red]0;[Blue]-0", "@", '0.00 "yd"', "# ?/?")),
)
DAYS = st.tuples(
    st.builds(lambda day, second: day + second / 86_400, st.integers(1, 80_000), st.integers(0, 86_399)),
    st.sampled_from((14, 22, 31, "yyyy-mm-dd", "yyyy-mm-dd hh:mm", 'yyyy"年"m"月"d"日"', "m/d;@", "[$-804]d")),
)
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
    st.sampled_from(["<&>", " a ", "=1+1", "M-1", "１２", "]]>", "\n", "a\tb"]),
)
CELLS = st.one_of(NUMBERS, DAYS, st.tuples(st.one_of(TEXTS, st.booleans()), st.just(0)))


def calamine_texts(content):
    """Return the rows as the reader before this one wrote them."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return {
        number: texts
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        if any(texts := trimmed([calamine_text(cell) for cell in row]))
    }


def calamine_text(value):
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        number = Decimal(repr(value))
        return f"{number:.0f}" if number == number.to_integral_value() else f"{number:.9f}".rstrip("0")
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def stream_texts(content):
    book = Workbook(content)
    texts = Texts(from_1904=book.from_1904)
    rows = book.rows(next(iter(book.sheets)))
    return {number: found for number, cells in rows if any(found := trimmed(texts.of_row(cells, 1)))}


def trimmed(texts):
    while texts and not texts[-1]:
        texts.pop()
    return texts


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.booleans())
def test_a_workbook_of_xlsxwriter_reads_as_calamine_reads_it(rows, inline):
    target = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "constant_memory": inline,
        "in_memory": not inline,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, (value, shown) in enumerate(row):
                sheet.write(number, column, value, book.add_format({"num_format": shown}))
    assert stream_texts(target.getvalue()) == calamine_texts(target.getvalue())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.one_of(st.integers(), st.floats(-9, 9), st.sampled_from(["M", " a ", True])), max_size=5)))
def test_a_workbook_of_openpyxl_reads_as_calamine_reads_it(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    assert stream_texts(target.getvalue()) == calamine_texts(target.getvalue())


SHOWN = Shown(["shared", "1 < 2"], ["number", "date"])
CELL = st.builds(
    lambda kind, style, formula, value: f"{kind}{style}>{formula}{value}",
    st.sampled_from(["", ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="inlineStr"', " x='1'"]),
    st.sampled_from(["", ' s="1"', ' s="9"']),
    st.sampled_from(["", "<f>A1+1</f>", '<f t="shared" si="0"/>', "<f></f>", "<f>A1&lt;2</f>", '<f ca="1">NOW()</f>']),
    st.sampled_from(["", "<v>1</v>", "<v>0</v>", "<v></v>", "<is><t>1</t></is>", "<!-- v --><v>1</v>", "<v>&#49;</v>"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELL, max_size=4), max_size=4), st.sampled_from(["", " ", "<!-- row -->", "\n"]))
def test_the_quick_reader_and_the_careful_one_find_the_same_cells(rows, between):
    written = [
        f'<row r="{number * 2}" spans="1:4">'
        + "".join(f'<c r="{column_letters(place)}{number * 2}"{cell}</c>' for place, cell in enumerate(row, start=1))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    ]
    body = between.join(["", *written, ""])
    sheet = f'<?xml version="1.0"?><worksheet><cols/><sheetData>{body}</sheetData><x/></worksheet>'.encode()
    careful = Reader(SHOWN)
    careful.parse(sheet, final=True)
    wanted = careful.taken()
    pieces = [sheet[at : at + 40] for at in range(0, len(sheet), 40)]
    assert list(rows_of(pieces, SHOWN)) == wanted
    quick = plain_rows(body, 0, SHOWN)
    assert quick is None or quick[0] == wanted


def test_the_plain_form_is_read_by_the_quick_reader():
    row = '<row r="1" spans="1:2"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><f>A1</f><v>2</v></c><c r="C1"/></row>'
    found = plain_rows(row, 0, SHOWN)
    assert found is not None
    assert [tuple(cell) for cell in found[0][0][1]] == [(1, 1, "text", "1 < 2", None), (1, 2, "date", "2", "A1")]


@pytest.mark.parametrize(
    "body",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="1"/><row r="1"/>',
        '<row r="1048577"/>',
        '<row r="0"/>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</c></row>',
        '<row r="x"/>',
        "<row r='1'><c r='A1'>",
    ],
)
@pytest.mark.parametrize("prefix", ["", "<!-- -->"])
def test_a_sheet_that_contradicts_itself_is_not_read(body, prefix):
    sheet = f"<worksheet><sheetData>{prefix}{body}</sheetData></worksheet>".encode()
    with pytest.raises((ValueError, IndexError)):
        list(rows_of([sheet], SHOWN))


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<?xml version="1.0" encoding="UTF-16"?><worksheet>', "utf-16"),
        ("<worksheet><!-- <sheetData> -->", "utf-8"),
        ('\ufeff<?xml version="1.0"?><worksheet>', "utf-8"),
    ],
)
def test_a_sheet_written_otherwise_is_read_by_the_careful_reader(head, encoding):
    row = '<row r="3"><c r="A3" t="inlineStr"><is><r><t>甲</t></r><r><t>表</t></r><rPh><t>x</t></rPh></is></c></row>'
    sheet = f"{head}<sheetData>{row}</sheetData></worksheet>".encode(encoding)
    assert [cell.value for _, cells in rows_of([sheet], SHOWN) for cell in cells] == ["甲表"]


@pytest.mark.parametrize(
    ("number", "written", "kind"),
    [
        *[("14", None, "date"), ("0", None, "number"), ("46", None, "span"), ("57", None, "date")],
        *[("170", "[h]:mm", "span"), ("170", '"day" 0', "number"), ("170", "General", "number")],
        *[("170", "\\d0", "number"), ("170", "0;yyyy", "number"), ("170", "[$-F800]dddd", "date")],
    ],
)
def test_number_formats(number, written, kind):
    assert shown_as(number, written) == kind


@pytest.mark.parametrize(("serial", "text"), [(0.25, "06:00:00"), (59, "1900-02-28"), (61, "1900-03-01"), (-5, "-5")])
def test_days_at_the_edge(serial, text):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write_number(0, 0, serial, book.add_format({"num_format": "yyyy-mm-dd"}))
    assert stream_texts(target.getvalue()) == {1: [text]}


def test_days_since_1904():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "date_1904": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        book.add_worksheet().write_datetime(0, 0, datetime(2024, 1, 1, 0, 15), day)  # noqa: DTZ001 - a sheet has no zones
    assert stream_texts(target.getvalue()) == {1: ["2024-01-01 00:15:00"]} == calamine_texts(target.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_said_to_be_damaged(content):
    with pytest.raises(DamagedWorkbook):
        Workbook(content)


def test_columns_have_letters():
    for number in (1, 26, 27, 702, 703, 16_384):
        assert column_number(column_letters(number)) == number
    assert column_letters(16_384) == "XFD"
