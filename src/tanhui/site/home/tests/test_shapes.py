from datetime import date
from types import SimpleNamespace

import pytest

from tanhui.site.home.figures import District, Month, TradingDay, districts, months
from tanhui.site.home.shapes import TILES, district_table, months_chart, price_chart, tiles


def test_a_chart_without_rows_says_so():
    for chart in (months_chart(()), price_chart(())):
        assert chart["rows"] == [] and chart["empty_title"]


def test_the_table_beside_a_chart_has_the_same_numbers():
    chart = months_chart((Month(date(2026, 1, 1), 462, 0), Month(date(2026, 2, 1), 300, 30)))
    assert chart["labels"] == ["2026-01", "2026-02"]
    assert [each["values"] for each in chart["series"]] == [[462, 300], [0, 30]]
    assert chart["rows"] == [["2026-01", 462, 0], ["2026-02", 300, 30]]


def test_prices_are_drawn_in_yuan_from_whole_fen():
    chart = price_chart((TradingDay(date(2026, 3, 5), 123456, 40),))
    assert chart["series"][0]["values"] == ["1234.56"]
    assert chart["rows"] == [["2026-03-05", 123456, 40]]


def test_the_schematic_places_each_division_on_its_own_square():
    assert len(set(TILES.values())) == len(TILES) == 7


def test_tiles_deepen_with_tonnes_and_unknown_divisions_follow():
    rows = (
        District("330402", "南湖区", 3, 900),
        District("330411", "秀洲区", 1, 301),
        District("330421", "嘉善县", 1, 300),
        District("999999", "别处", 0, 0),
    )
    shown = tiles(rows)
    assert [each.weight for each in shown] == ["high", "middle", "low", "none"]
    assert shown[0].place == "t-col-2 t-row-2" and shown[3].place == ""
    assert district_table(rows)["totals"] == ["合计", 5, 1501]


def test_months_without_an_act_are_shown_as_nothing_and_not_left_out():
    issued = [
        SimpleNamespace(issued_on=date(2025, 11, 30), tonnes=462),
        SimpleNamespace(issued_on=date(2025, 11, 3), tonnes=8),
    ]
    assert months(issued, {"2026-02": 30}) == (
        Month(date(2025, 11, 1), 470, 0),
        Month(date(2025, 12, 1), 0, 0),
        Month(date(2026, 1, 1), 0, 0),
        Month(date(2026, 2, 1), 0, 30),
    )
    assert months([], {}) == ()


def test_every_district_is_told_once_projects_exist():
    line = SimpleNamespace(district="330402", issued=462)
    told = districts([line, line])
    assert len(told) == 7
    assert [(each.zh, each.projects, each.issued_t) for each in told if each.projects] == [("南湖区", 2, 924)]
    assert districts([]) == ()


@pytest.mark.django_db
def test_an_empty_register_shows_no_number(client):
    page = client.get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "登记簿还没有签发记录" in text and "还没有成交" in text and "目前没有公示" in text
    assert "data-chart" not in text
