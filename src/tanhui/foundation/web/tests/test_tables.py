"""Lists: what may be asked of them, and what their exports hold."""

import csv
import io
from decimal import Decimal
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.foundation.parties.models import Party
from tanhui.foundation.web import exports
from tanhui.foundation.web.tables import Column, listing

pytestmark = [pytest.mark.urls("tanhui.foundation.web.tests.addresses")]


@pytest.mark.parametrize(
    "asked",
    [
        "sort=__class__",
        "sort=person__identifier_digest",
        "size=1000000000",
        "size=201",
        "size=0",
        "page=0",
        "page=-1",
        "page=99",
        "page=１",
        "q=%00",
        "q=" + "a" * 101,
        "format=exe",
    ],
)
def test_a_structural_wish_is_refused(client, world, asked):
    answer = client.get(f"/parties/?{asked}")
    assert answer.status_code == 400 and "S-17" in answer.content.decode()


@pytest.mark.parametrize("text", ["' OR 1=1--", "(a+)+$", "%", "_", "{{7*7}}", "100% 竹纤维 <旧>"])
def test_a_search_is_literal(client, world, text):
    answer = client.get(f"/parties/?q={quote(text)}")
    assert answer.status_code == 200 and answer.context["listing"].items == []


def test_search_sort_and_pages(client, world):
    every = client.get("/parties/?sort=-name&size=5").context["listing"]
    names = sorted(Party.objects.values_list("name", flat=True), reverse=True)
    assert [row.name for row in every.items] == names[:5]
    assert every.pager["count"] == len(names) and "page=2" in every.pager["next_url"]
    assert every.columns[0]["sorted"] == "desc"
    last = client.get(f"/parties/?sort=-name&size=5&page={every.pager['pages']}").context["listing"]
    assert last.items[-1].name == names[-1] and last.pager["next_url"] == ""
    found = client.get("/parties/?q=核查").context["listing"]
    assert {row.name for row in found.items} == {name for name in names if "核查" in name}


@pytest.mark.clause("HOUSE-13")
def test_exports_neutralise_formulas_but_not_numbers(client, world):
    Party.objects.filter(pk=world.party("owner")).update(name='=HYPERLINK("x")', district="@SUM")
    answer = client.get("/parties/?q=HYPERLINK&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows == [["名称", "辖区", "编号"], ['\'=HYPERLINK("x")', "'@SUM", f"-{world.party('owner')}"]]
    sheet = load_workbook(io.BytesIO(client.get("/parties/?q=HYPERLINK&format=xlsx").content)).active
    cells = list(sheet[2])
    assert [cell.value for cell in cells] == ['=HYPERLINK("x")', "@SUM", -world.party("owner")]
    assert [cell.data_type for cell in cells][1:] == ["s", "n"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_dangerous_start_is_quoted(start):
    assert safe_text(f"{start}1") == f"'{start}1"
    assert safe_text(f"a{start}1") == f"a{start}1"


def test_money_is_exported_in_yuan():
    assert exports.plain_value(5205, "yuan") == Decimal("52.05")
    assert exports.plain_value({"value": 5205, "kind": "number"}, "yuan") == 5205


def test_plain_rows_are_listed_too(rf):
    rows = [
        {"code": code, "state": state, "n": n} for code, state, n in (("b", "x", 1), ("a", "y", None), ("c", "x", 3))
    ]
    columns = (Column("code", "编号", sort="code"), Column("n", "数", sort="n"))
    states = {"x": "甲", "y": "乙"}
    shown = listing(rf.get("/l/?sort=-n"), rows, columns, caption="表", search=("code",), states=states)
    assert [row["code"] for row in shown.items] == ["c", "b", "a"]
    filtered = listing(rf.get("/l/?state=x&q=B"), rows, columns, caption="表", search=("code",), states=states)
    assert filtered.rows == [["b", 1]]
    assert [tab["current"] for tab in filtered.states] == [False, True, False]
