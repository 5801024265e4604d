"""An owner's own calculation table: its numbers are those of its formulas (R14-5), its total is computed (R14-6)."""

from __future__ import annotations

import io
import uuid
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.periods import Period
from tanhui.law import Refusal, find_breaches
from tanhui.lifecycle.accounting import actions, queries
from tanhui.lifecycle.accounting.models import OwnSheet
from tanhui.lifecycle.accounting.own_sheets.book import (
    Book,
    Cell,
    Place,
    TooCostly,
    functions_of,
    place_of,
    reaches_out,
)
from tanhui.lifecycle.accounting.own_sheets.judging import differences, written_facts
from tanhui.lifecycle.accounting.rules.own_sheets import (
    STORED,
    TOTAL,
    WRITTEN,
    Difference,
    StoredFacts,
    TotalFacts,
    WrittenFacts,
)
from tanhui.lifecycle.accounting.tests.projects import loaded

WINTER = Period(date(2024, 1, 1), date(2024, 3, 1))
TOTAL_CELL = "核算!B5"
office = pytest.mark.needs("soffice")


@pytest.fixture
def report(world):
    """A draft report of January and February 2024."""
    project = loaded(world.actor("owner"), world.begin)
    made = actions.prepare_report(by=world.actor("owner"), project_id=project.pk, period=WINTER, at=world.begin)
    return queries.report(made.pk)


def table(report, **changes):
    """An owner's own table: readings and factor in the cells B1 to B3, the net export in B4, the total in B5.

    `changes` spoils cells: a pair is (formula, stored value), anything else a plain value, None leaves the cell out.
    """
    year = report.result["years"][0]
    export, taken, factor = (
        float(year["inputs"]["EG_export"]["value"]),
        float(year["inputs"]["EG_import"]["value"]),
        float(year["factors"][0]["value"]),
    )
    cells = {
        "B1": export,
        "B2": taken,
        "B3": factor,
        "B4": ("=B1-B2", export - taken),
        "B5": ("=ROUNDDOWN(ROUND(MAX(0,B4*B3),12),9)", float(report.exact_tonnes)),
    } | changes
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("核算")
        for name, held in cells.items():
            if isinstance(held, tuple):
                sheet.write_formula(name, held[0], None, held[1])
            elif held is not None:
                sheet.write(name, held)
    return Upload("自备计算表.xlsx", target.getvalue())


def add(world, report, upload, *, by="owner", total_cell=TOTAL_CELL):
    return actions.add_own_sheet(
        by=world.actor(by), report_id=report.id, upload=upload, total_cell=total_cell, at=world.begin
    )


@office
@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.2")
def test_a_table_that_computes_the_reports_total_is_added(world, report):
    sent = table(report)
    made = add(world, report, sent)
    (row,) = queries.own_sheets_of(report.id)
    assert (row.id, row.total_cell, row.total_tonnes) == (made.pk, TOTAL_CELL, report.exact_tonnes)
    assert documents.content(row.document_id) == sent.content
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnSheet.objects.filter(pk=made.pk).update(total_tonnes="1")


@office
@pytest.mark.django_db
def test_the_platforms_own_table_is_such_a_table(world, report):
    content = documents.content(report.xlsx_id)
    assert add(world, report, Upload("计算表.xlsx", content), total_cell="结果!B2").total_tonnes == report.exact_tonnes


SPOILT = {
    "a stored value that is not the formula's": ({"B4": ("=B1-B2", 1.0)}, "R14-5", "核算!B4"),
    "no stored value": ({"B4": ("=B1-B2", "")}, "R14-5", "核算!B4"),
    "a stored total that is not the formula's": ({"B5": ("=B4*B3+1", 7)}, "R14-5", "核算!B5"),
    "an error": ({"B6": ("=1/0", 5)}, "R14-5", "核算!B6"),
    "only pasted values": ({"B4": 5, "B5": 7}, "R14-6", None),
    "a pasted total": ({"B5": 7}, "R14-6", TOTAL_CELL),
    "no total": ({"B5": None}, "R14-6", TOTAL_CELL),
    "a formula that points to a pasted total": ({"B6": 7, "B5": ("=B6", 7)}, "R14-6", TOTAL_CELL),
    "a factor typed into the formula": ({"B5": ("=B4*0.6", None)}, "R14-6", TOTAL_CELL),
    "another factor": ({"B3": 0.9, "B5": ("=B4*B3", None)}, "R14-6", TOTAL_CELL),
    "a total of its own": ({"B5": ("=B4*B3+0.00001", None)}, "R14-4", TOTAL_CELL),
    "today": ({"B6": ("=TODAY()", 46000)}, "S-7", "核算!B6"),
    "chance": ({"B6": ("=RAND()", 0.5)}, "S-7", "核算!B6"),
    "a page of the web": ({"B6": ('=WEBSERVICE("http://example.org")', "x")}, "S-7", "核算!B6"),
    "a place made up at run time": ({"B6": ('=INDIRECT("B1")', 1)}, "S-7", "核算!B6"),
    "another file": ({"B6": ("='[other.xlsx]a'!A1", 1)}, "S-7", "核算!B6"),
    "a program": ({"B6": ("=cmd|'/c calc'!A1", 1)}, "S-7", "核算!B6"),
}


def computed(report, held):
    """Put in the value that a formula would give where the case leaves it open."""
    year = report.result["years"][0]
    net = float(year["inputs"]["EG_export"]["value"]) - float(year["inputs"]["EG_import"]["value"])
    factor = float(year["factors"][0]["value"])
    known = {"=B4*0.6": net * 0.6, "=B4*B3": net * 0.9, "=B4*B3+0.00001": net * factor + 0.00001}
    return (held[0], known[held[0]]) if isinstance(held, tuple) and held[1] is None else held


@office
@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.2", "HOUSE-14")
@pytest.mark.parametrize(("changes", "code", "place"), SPOILT.values(), ids=SPOILT.keys())
def test_a_spoilt_table_is_refused_naming_the_cell(world, report, unchanged, changes, code, place):
    upload = table(report, **{name: computed(report, held) for name, held in changes.items()})
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, report, upload)
    assert (refused.value.codes[0], refused.value.breaches[0].place) == (code, place)


@office
@pytest.mark.django_db
def test_a_gram_is_the_last_unit(world, report):
    """Half a gram beside the report passes, as a sheet may compute it; two do not (see the spoilt totals)."""
    exact = float(report.exact_tonnes)
    near = table(report, B5=("=ROUNDDOWN(ROUND(MAX(0,B4*B3),12),9)+0.0000005", exact + 0.0000005))
    assert add(world, report, near).pk


@office
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["B5", "核算", "核算!", "!B5", "核算!5B", "核算!B5:B6", ""])
def test_the_total_is_named_by_sheet_and_cell(world, report, unchanged, text):
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, report, table(report), total_cell=text)
    assert refused.value.codes == ["V-6"]


@office
@pytest.mark.django_db
def test_only_the_owner_adds_and_only_to_a_draft(world, report, unchanged):
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, report, table(report), by="participant")
    assert refused.value.codes == ["S-18"]
    actions.submit_report(by=world.actor("owner"), report_id=report.id, at=world.begin)
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, report, table(report))
    assert refused.value.codes == ["R17-1"]


@pytest.mark.django_db
@pytest.mark.clause("JX23-14.1.2")
def test_without_the_office_program_nothing_is_taken_unchecked(world, report, unchanged, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with unchanged(), pytest.raises(Refusal) as refused:
        add(world, report, table(report, A9="another file than any before"))
    assert refused.value.codes == ["S-31"]
    assert "LibreOffice" in refused.value.breaches[0].zh


def send(upload):
    return SimpleUploadedFile(upload.name, upload.content)


@office
@pytest.mark.django_db
def test_page_and_api_take_and_refuse_alike(world, report, page_as, call_as, unchanged):
    page, url = page_as("owner"), reverse("accounting:own-sheet", args=[report.id])
    assert page.get(url).status_code == 200
    spoilt = table(report, B4=("=B1-B2", 1.0))
    with unchanged():
        answer = page.post(url, {"file": send(spoilt), "total_cell": TOTAL_CELL})
    assert answer.status_code == 422 and "R14-5" in answer.content.decode() and "核算!B4" in answer.content.decode()
    api = f"/api/v1/accounting/reports/{report.id}/own-sheets"
    headers = {"Authorization": f"Bearer {call_as.token('owner')}", "Idempotency-Key": uuid.uuid4().hex}
    with unchanged():
        answer = page.client.post(api, {"file": send(spoilt), "total_cell": TOTAL_CELL}, headers=headers)
    assert answer.status_code == 422 and answer.json()["refusal"][0]["code"] == "R14-5"
    assert page.post(url, {"file": send(table(report)), "total_cell": TOTAL_CELL}).status_code == 302
    answer = page.client.post(api, {"file": send(table(report, A9="甲")), "total_cell": TOTAL_CELL}, headers=headers)
    assert answer.status_code == 201 and answer.json()["total_tonnes"] == report.exact_tonnes
    listed = call_as("verifier", f"/accounting/reports/{report.id}/own-sheets").json()
    assert [each["total_cell"] for each in listed] == [TOTAL_CELL, TOTAL_CELL]
    assert "已逐格复算一致" in page.get(reverse("accounting:report", args=[report.id])).content.decode()


LAWFUL_WRITTEN = WrittenFacts(formulas=1, unreviewable=())
LAWFUL_TOTAL = TotalFacts("a!B2", True, (), Decimal("12.7"), Decimal("12.7"), Decimal("0.000001"))


@pytest.mark.clause("JX23-14.1.2", "HOUSE-14")
@pytest.mark.parametrize(
    ("rules", "facts", "codes"),
    [
        (WRITTEN, LAWFUL_WRITTEN, []),
        (WRITTEN, WrittenFacts(0, ()), ["R14-6"]),
        (WRITTEN, WrittenFacts(2, (("a!A1", "RAND"),)), ["S-7"]),
        (STORED, StoredFacts(()), []),
        (STORED, StoredFacts((Difference("a!A1", "1", "2"),)), ["R14-5"]),
        (TOTAL, LAWFUL_TOTAL, []),
        (TOTAL, LAWFUL_TOTAL.__class__("a!B2", False, (), Decimal("12.7"), Decimal("12.7"), Decimal(0)), ["R14-6"]),
        (TOTAL, LAWFUL_TOTAL.__class__("a!B2", True, ("EF",), Decimal("12.7"), Decimal("12.7"), Decimal(0)), ["R14-6"]),
        (TOTAL, LAWFUL_TOTAL.__class__("a!B2", True, (), None, Decimal("12.7"), Decimal(1)), ["R14-4"]),
        (TOTAL, LAWFUL_TOTAL.__class__("a!B2", True, (), Decimal("12.8"), Decimal("12.7"), Decimal("0.1")), []),
        (TOTAL, LAWFUL_TOTAL.__class__("a!B2", True, (), Decimal("12.81"), Decimal("12.7"), Decimal("0.1")), ["R14-4"]),
    ],
)
def test_rules(rules, facts, codes):
    assert [breach.code for breach in find_breaches(rules, facts)] == codes


def book(cells, names=None):
    """A book of one sheet `a` from cell names to values; a text beginning with = is a formula."""
    made = Book(names=names or {}, sheets={"a": {}})
    for name, held in cells.items():
        place = place_of(f"a!{name}")
        cell = Cell("number", "1", held[1:]) if str(held).startswith("=") else Cell("number", str(held), None)
        made.sheets["a"].setdefault(place.row, {})[place.column] = cell
    return made


@pytest.mark.parametrize(
    ("formula", "behind"),
    [
        ("=A1+$B$2", ["A1", "B2"]),
        ("=SUM(A1:B2)", ["A1", "A2", "B2"]),
        ("=SUM(A:A)", ["A1", "A2"]),
        ("=SUM(1:1)", ["A1"]),
        ("=a!A1+'a'!A2", ["A1", "A2"]),
        ("=other!A1", []),
        ('=IF(A2>0,"A1",B2)', ["A2", "B2"]),
        ("=EF*A1", ["A1", "B2"]),
        ("=LOG10(A1)", ["A1"]),
        ("=AA1", []),
        ("=1", []),
    ],
)
def test_what_a_formula_reads(formula, behind):
    found = book({"A1": 5, "A2": 6, "B2": 7, "C9": formula}, names={"EF": "a!$B$2"}).behind(Place("a", 9, 3))
    assert sorted(str(place) for place in found) == [f"a!{name}" for name in behind]


def test_a_chain_of_formulas_is_followed_and_a_circle_ends():
    found = book({"A1": 5, "B1": "=A1", "C1": "=B1+D1", "D1": "=C1"}).behind(Place("a", 1, 4))
    assert sorted(str(place) for place in found) == ["a!A1", "a!B1", "a!C1", "a!D1"]


def test_a_table_that_reads_too_much_is_not_followed(monkeypatch):
    monkeypatch.setattr("tanhui.lifecycle.accounting.own_sheets.book.MOST_READ", 5)
    with pytest.raises(TooCostly):
        book({**{f"A{row}": row for row in range(1, 9)}, "B1": "=SUM(A1:A8)"}).behind(Place("a", 1, 2))


def test_functions_and_what_reaches_out():
    assert functions_of('SUM(A1)+_xlfn.IFS(A1>0,1)+"RAND()"') == ["SUM", "IFS"]
    assert [reaches_out(each) for each in ("A1", "[1]a!A1", "cmd|'x'!A1", "T[x]", '"[" & A1')] == [
        *(False, True, True, True, False)
    ]
    assert written_facts(book({"A1": "=RAND()"})).unreviewable == (("a!A1", "RAND"),)


@pytest.mark.parametrize(
    ("stored", "again", "same"),
    [
        (Cell("number", "1", "A1"), Cell("number", "1", "A1"), True),
        (Cell("number", "0.30000000000000004", "A1"), Cell("number", "0.3", "A1"), True),
        (Cell("number", "1000000.1", "A1"), Cell("number", "1000000.2", "A1"), False),
        (Cell("text", "甲", "A1"), Cell("text", "乙", "A1"), False),
        (Cell("error", "#N/A", "A1"), Cell("error", "#N/A", "A1"), False),
        (Cell("truth", "1", "A1"), Cell("number", "1", "A1"), False),
        (Cell("number", "", "A1"), Cell("text", "", "A1"), True),
        (Cell("date", "45292", "A1"), Cell("number", "45292", "A1"), True),
    ],
)
def test_two_cells_are_one(stored, again, same):
    books = [Book(sheets={"a": {1: {1: each}}}) for each in (stored, again)]
    assert (list(differences(*books)) == []) is same
