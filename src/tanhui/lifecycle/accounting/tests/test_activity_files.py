"""Template and upload: what is filled in comes back exactly, and every bad cell is named; nothing is guessed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from tanhui.foundation.documents.worksheets import DATE, NUMBER, TEXT
from tanhui.law import Refusal
from tanhui.lifecycle.accounting.activity import layout
from tanhui.lifecycle.accounting.activity.door import read_activity
from tanhui.lifecycle.accounting.activity.sheets import Cell
from tanhui.lifecycle.accounting.activity.template import template
from tanhui.lifecycle.accounting.activity.values import entry_of, number_text
from tanhui.lifecycle.accounting.exact import plain
from tanhui.lifecycle.accounting.tests.activity_files import TERMS, example_of, filled, span_of, upload
from tanhui.lifecycle.methodology import catalogue
from tanhui.lifecycle.methodology.document import Quantity
from tanhui.lifecycle.methodology.engine.faults import Fault

FOREST, STRATA = example_of("forestry-sink", "worked-two-strata")
LAMPS, BATCHES = example_of("efficient-lighting", "worked-two-batches")
RECYCLED, SORTED = example_of("recyclables-sorting", "worked-three-classes")
LAMP_YEARS = {"first": "2022-01-01", "last": "2023-12-31"}


def refused(content: bytes, method: Any = FOREST, name: str = "数据.xlsx") -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as found:
        read_activity(upload(content, name), method, "P0001", TERMS)
    return [(each.code, each.place or "") for each in found.value.breaches]


def written(sheet: str, cell: str, value: Any):
    def spoil(book: Any) -> None:
        book[sheet][cell] = value

    return spoil


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize("slug", [slug for slug, _ in catalogue.folders()])
def test_every_example_of_the_catalogue_comes_back_from_its_template(slug):
    method = catalogue.method(slug)
    for example in method.examples:
        first, last = span_of(method, example)
        data = read_activity(upload(filled(method, example, first=first, last=last)), method, "P0001", TERMS)
        entered = {symbol: entry for symbol, entry in example.inputs if symbol in method.inputs_by_symbol}
        assert {symbol: data.inputs[symbol] for symbol in entered} == {
            symbol: _kept(method, symbol, entry) for symbol, entry in entered.items()
        }
        assert {table: list(rows) for table, rows in data.tables.items() if rows} == {
            table: [{symbol: _kept(method, symbol, entry) for symbol, entry in row.items()} for row in rows]
            for table, rows in example.rows.items()
            if rows
        }


def _kept(method: Any, symbol: str, entry: Any) -> str:
    if not isinstance(entry, Quantity):
        return entry
    return plain(method.units.convert(entry.value, entry.unit or "1", method.inputs_by_symbol[symbol].unit or "1"))


def test_json_and_workbook_are_kept_alike():
    rows = {
        table: [{symbol: _json(entry) for symbol, entry in row.items()} for row in rows]
        for table, rows in STRATA.rows.items()
    }
    body = {"year": 2023, "inputs": {symbol: _json(entry) for symbol, entry in STRATA.inputs}, "tables": rows}
    as_json = read_activity(upload(json.dumps(body).encode(), "数据.txt"), FOREST, "P0001", TERMS)
    as_sheet = read_activity(upload(filled(FOREST, STRATA)), FOREST, "P0001", TERMS)
    assert as_json == as_sheet and as_json.sha256 == as_sheet.sha256
    assert as_json.tables["plots"][0]["V_first"] == "4.2" and as_json.rows == 9


def _json(entry: Any) -> Any:
    return {"value": str(entry.value), "unit": entry.unit} if isinstance(entry, Quantity) else entry


def test_the_template_is_the_same_every_time_and_says_what_is_wanted():
    made = template(RECYCLED, "P0001")
    assert made == template(RECYCLED, "P0001")
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == [layout.SINGLES, "deliveries", layout.CHOICES]
    told = {row[0].value: [cell.value for cell in row] for row in book[layout.SINGLES].iter_rows(min_row=2)}
    assert told["#project"][5] == "P0001" and told["#methodology"][5] == "recyclables-sorting/v1"
    assert "至" in told["recycled"][3] and told["recycled"][4]
    deliveries = book["deliveries"]
    assert [cell.value for cell in deliveries[1]] == ["operator", "ticket", "person", "day", "material", "mass"]
    assert deliveries["F2"].value == "净重（kg）"
    lists = {str(each.sqref): each.formula1 for each in deliveries.data_validations.dataValidation}
    assert lists == {"E3:E10002": "'选项'!$A$2:$A$7"}
    assert [cell.value for cell in book[layout.CHOICES]["A"]] == [
        "material",
        "paper",
        "plastic",
        "glass",
        "textile",
        "metal",
        "appliance",
    ]


def test_a_category_may_be_named_by_its_words():
    words = RECYCLED.inputs_by_symbol["material"].choices[0].words.zh
    first, last = span_of(RECYCLED, SORTED)
    content = filled(RECYCLED, SORTED, first=first, last=last, spoil=written("deliveries", "E3", words))
    assert read_activity(upload(content), RECYCLED, "P0001", TERMS).tables["deliveries"][0]["material"] == "paper"


@pytest.mark.clause("HOUSE-13")
@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("plots", "D3", "１２", "V-6"),
        ("plots", "D3", "١٢", "V-6"),
        ("plots", "D3", "1,000", "V-6"),
        ("plots", "D3", "1e3", "V-6"),
        ("plots", "D3", "+12", "V-6"),
        ("plots", "D3", "一百", "V-6"),
        ("plots", "D3", "NaN", "V-1"),
        ("plots", "D3", "-Infinity", "V-1"),
        ("plots", "D3", -1, "V-1"),
        ("plots", "D3", 1000.5, "V-1"),
        ("plots", "D3", 4.20001, "V-2"),
        ("plots", "D3", "4.20001", "V-2"),
        ("plots", "D3", 4.200000000000001, "V-2"),
        ("plots", "D3", True, "V-8"),
        ("plots", "D3", "#DIV/0!", "V-8"),
        ("plots", "D3", "=4+0.2", "R14-5"),
        ("plots", "D3", None, "R14-2"),
        ("plots", "D3", "2024-01-01", "V-6"),
        ("plots", "B3", "S-9", "V-8"),
        ("plots", "A3", "P\u200b1", "V-13"),
        ("strata", "A4", "S-1", "V-8"),
        ("填报", "F7", "１", "V-6"),
        ("填报", "F7", None, "R14-2"),
    ],
)
def test_c1_to_c7_a_bad_cell_is_named_and_nothing_is_read(sheet, cell, value, code):
    found = refused(filled(FOREST, STRATA, spoil=written(sheet, cell, value)))
    column, row = cell[0], cell[1:]
    assert [each for each, _ in found] == [code]
    assert found[0][1].startswith(f"工作表“{sheet}”第 {row} 行 {column} 列") or (value is None and sheet == "填报")


def test_every_bad_cell_is_told_at_once_with_what_was_read():
    def spoil(book: Any) -> None:
        book["plots"]["D3"] = "１２"
        book["plots"]["E5"] = 2000
        book["strata"]["B3"] = "=52.5"
        book["填报"]["F8"] = "abc"

    with pytest.raises(Refusal) as found:
        read_activity(upload(filled(FOREST, STRATA, spoil=spoil)), FOREST, "P0001", TERMS)
    assert {each.code for each in found.value.breaches} == {"V-6", "V-1", "R14-5"}
    told = {each.place: each.zh for each in found.value.breaches}
    assert len(told) == 4
    assert "读到“１２”" in told["工作表“plots”第 3 行 D 列（V_first）"]
    assert "应在 0 至 1000 m3 之间" in told["工作表“plots”第 5 行 E 列（V_second）"]


@pytest.mark.clause("JX23-14.2.1")
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2022-01-01", "2023-12-31", []),
        ("2022-12-31", "2023-12-31", []),
        ("2023-01-01", "2023-12-31", ["R14-14"]),
        ("2022-01-01", "2023-12-30", ["R14-14"]),
    ],
)
def test_the_days_of_rows_lie_in_the_span_of_the_data(first, last, found):
    content = filled(LAMPS, BATCHES, first=first, last=last)
    if not found:
        assert read_activity(upload(content), LAMPS, "P0001", TERMS).rows == 2
        return
    assert [code for code, _ in refused(content, LAMPS)] == found


def test_the_year_that_a_value_names_is_the_year_of_the_data():
    method, example = example_of("organic-waste-methane", "worked-two-kinds")
    first, last = span_of(method, example)
    assert read_activity(upload(filled(method, example, first=first, last=last)), method, "P0001", TERMS).rows == 7
    other = {"first": f"{int(first[:4]) + 1}-01-01", "last": f"{int(last[:4]) + 1}-12-31"}
    assert [code for code, _ in refused(filled(method, example, **other), method)] == ["R14-14"]


def test_factors_are_never_taken_from_the_owner():
    body = {"year": 2023, "inputs": {"EF_grid": {"value": "1.1", "unit": "tCO2e/MWh"}}, "tables": {"lamps": []}}
    found = refused(json.dumps(body).encode(), LAMPS, "数据.txt")
    assert ("R14-2", "EF_grid") in found and ("V-9", "lamps") in found


@pytest.mark.clause("HOUSE-13")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"year": NaN}', "V-1"),
        (b'{"year": 2023, "year": 2024}', "V-8"),
        (b'{"year": "2023"}', "V-3"),
        (b'{"year": true}', "V-3"),
        (b'{"year": 2023, "state": "issued"}', "V-8"),
        (b'{"year": 2023, "first_day": "2023-01-01"}', "V-8"),
        (b'{"first_day": "2023-02-29", "last_day": "2023-12-31"}', "V-3"),
        (b'{"first_day": "2023-12-31", "last_day": "2023-01-01"}', "V-3"),
        (b'{"first_day": "2023-01-01", "last_day": "2023-12-31", "site": "\xe2\x80\xae"}', "V-13"),
        (b'{"year": 2023, "inputs": {"C_shrub": 1e3}}', "V-6"),
        (b'{"year": 2023, "inputs": {"C_shrub": true}}', "V-8"),
        (b'{"year": 2023, "inputs": {"C_shrub": {"value": "0.1000000000000000000001", "unit": "tC"}}}', "V-2"),
        (b'{"year": 2023, "tables": {"plots": [[1]]}}', "V-8"),
        (b'{"year": 2023, "tables": ' + b"[" * 60 + b"]" * 60 + b"}", "S-3"),
        (b'{"year": 2023', "S-17"),
    ],
)
def test_bad_json_is_refused_by_its_code(text, code):
    assert code in [each for each, _ in refused(text, FOREST, "数据.txt")]


def test_rows_beyond_the_limit_are_refused_and_the_last_one_is_not():
    rows = [dict(BATCHES.rows["lamps"][0], batch=f"L-{number}") for number in range(4)]
    few = type(TERMS)(TERMS.limits, 3)
    content = filled(LAMPS, BATCHES, **LAMP_YEARS, rows={"lamps": rows[:3]})
    assert read_activity(upload(content), LAMPS, "P0001", few).rows == 3
    with pytest.raises(Refusal) as found:
        read_activity(upload(filled(LAMPS, BATCHES, **LAMP_YEARS, rows={"lamps": rows})), LAMPS, "P0001", few)
    assert found.value.codes == ["V-9"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda book: book.remove(book["plots"]), "V-9"),
        (lambda book: book.create_sheet("另一张"), "V-9"),
        (written("填报", "F2", "P0002"), "V-8"),
        (written("填报", "F3", "forestry-sink/v0"), "V-8"),
        (written("填报", "A7", "C_tree"), "V-9"),
        (written("填报", "F1", "值"), "V-9"),
        (written("填报", "F5", None), "V-3"),
        (written("填报", "F5", "2023-13-01"), "V-3"),
        (written("填报", "F6", "2022-12-31"), "V-3"),
        (written("填报", "F4", "东\u202e站"), "V-13"),
        (written("plots", "A1", "plot_id"), "V-9"),
        (written("plots", "D2", "4.2"), "V-9"),
        (written("plots", "G3", "多出"), "V-9"),
    ],
)
def test_a_workbook_that_is_not_laid_out_as_its_template_is_refused(spoil, code):
    assert [each for each, _ in refused(filled(FOREST, STRATA, spoil=spoil))] == [code]


def test_columns_may_change_places_and_empty_rows_are_passed_over():
    def spoil(book: Any) -> None:
        book["plots"].move_range("A1:F9", cols=2)
        book["plots"].move_range("H1:H9", cols=-7)
        book["plots"].move_range("G1:G9", cols=-5)
        book["plots"].insert_rows(5)

    plain = read_activity(upload(filled(FOREST, STRATA)), FOREST, "P0001", TERMS)
    moved = read_activity(upload(filled(FOREST, STRATA, spoil=spoil)), FOREST, "P0001", TERMS)
    assert moved.sha256 == plain.sha256


@pytest.mark.clause("HOUSE-14")
@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "V-10"),
        (b"PK\x03\x04 no archive", "a.xlsx", "S-8"),
        (b"\xd0\xcf\x11\xe0 old", "a.xls", "S-7"),
        (b"PK\x03\x04", "a.xlsm", "S-7"),
        (b"%PDF-1.4", "a.xlsx", "S-8"),
        (b"meter_id,start", "a.csv", "S-8"),
        (b"x" * (TERMS.limits.upload_bytes + 1), "a.xlsx", "V-10"),
    ],
)
def test_files_of_another_kind_are_refused(content, name, code):
    assert [each for each, _ in refused(content, FOREST, name)] == [code]


@pytest.mark.clause("HOUSE-14")
@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        ("xl/worksheets/sheet1.xml", lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml, "S-5"),
        ("xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 60_000_000, "S-4"),
        ("xl/vbaProject.bin", lambda xml: b"macro", "S-7"),
        ("../../evil.xml", lambda xml: b"<a/>", "S-6"),
        ("xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2], "S-8"),
    ],
)
def test_c21_to_c24_a_hostile_workbook_is_stopped_before_it_is_read(part, change, code):
    source = zipfile.ZipFile(io.BytesIO(filled(FOREST, STRATA)))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, change(source.read(name)) if name == part else source.read(name))
        if part not in source.namelist():
            made.writestr(part, change(b""))
    assert [each for each, _ in refused(target.getvalue())] == [code]


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("0.1", "0.1"),
        ("0.10000000000000001", "0.1"),
        ("1E-4", "0.0001"),
        ("4.2000000000000002", "4.2"),
        ("12", "12"),
        ("-0", "0"),
        ("1.0000000000000001E-5", "0.00001"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_of_a_sheet_is_its_shortest_decimal(text, shortest):
    assert number_text(text) == shortest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0.1000000000000000000001", "V-2"),
        ("1E400", "V-1"),
        ("1E-400", "V-1"),
        ("NaN", "V-1"),
        ("1_0", "V-1"),
        ("", "V-2"),
        ("1E99999", "V-1"),
    ],
)
def test_a_number_that_a_sheet_cannot_hold_is_refused(text, code):
    with pytest.raises(Fault) as found:
        number_text(text)
    assert found.value.code == code


@pytest.mark.parametrize(
    ("symbol", "kind", "value", "told"),
    [
        ("batch", TEXT, "00123", "00123"),
        ("batch", NUMBER, "123456789012345", "123456789012345"),
        ("batch", NUMBER, "1234567890123456", "V-2"),
        ("batch", DATE, "45000", "V-8"),
        ("day", DATE, "45291", "2023-12-31"),
        ("day", DATE, "45291.5", "V-3"),
        ("day", DATE, "59", "1900-02-28"),
        ("day", DATE, "61", "1900-03-01"),
        ("day", NUMBER, "45291", "V-3"),
        ("day", TEXT, "2023-12-31", "2023-12-31"),
        ("hours", DATE, "45291", "V-8"),
    ],
)
def test_a_cell_is_read_as_what_its_input_is(symbol, kind, value, told):
    cell = Cell("lamps", 3, 1, kind, value, False)
    try:
        assert entry_of(cell, LAMPS.inputs_by_symbol[symbol]) == told
    except Fault as fault:
        assert fault.code == told
