"""The scheme's data: values by day, and every way in which a folder of data can be wrong."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from tanhui.law.measure import resolve
from tanhui.law.scheme import load_scheme, scheme
from tanhui.law.tables import LAW, LawDataError

TODAY = date(2026, 11, 22)
JIAXING = load_scheme("jiaxing", demonstration=False)


@pytest.mark.clause("JX23-2")
def test_the_scheme_covers_the_city_and_its_seven_districts():
    assert JIAXING.city == "330400"
    assert {code: each.zh for code, each in JIAXING.divisions.items()} == {
        "330400": "嘉兴市",
        "330402": "南湖区",
        "330411": "秀洲区",
        "330421": "嘉善县",
        "330424": "海盐县",
        "330481": "海宁市",
        "330482": "平湖市",
        "330483": "桐乡市",
    }
    assert "330500" not in JIAXING.divisions


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notice_working_days", 7),
        ("objection_answer_working_days", 10),
        ("completeness_working_days", 5),
        ("centre_audit_working_days", 20),
        ("bureau_decision_working_days", 15),
        ("correction_working_days", 20),
        ("panel_quorum", 5),
        ("panel_majority", "2/3"),
        ("relation_lookback_years", 3),
        ("relation_shareholding_percent", Decimal(5)),
        ("rectification_working_days", 15),
        ("disclosure_working_days", 10),
        ("record_years", 10),
        ("first_eligible_day", "2020-09-23"),
        ("max_filing_tonnes", 10_000_000),
        ("gap_fill_days", 31),
        ("price_tick_fen", 1),
        ("listing_band_percent", Decimal(10)),
        ("listing_max_tonnes", 100_000),
        ("pick_levels", 5),
        ("resale_lock_trading_days", 1),
        ("session_morning", "09:30-11:30"),
        ("session_afternoon", "13:00-15:00"),
        ("large_transfer_tonnes", 10_000),
        ("methodology_grace_days", 90),
        ("upload_bytes", 20 * 1024 * 1024),
        ("upload_unpacked_bytes", 50 * 1024 * 1024),
        ("upload_entries", 1000),
        ("name_chars", 100),
        ("csv_rows", 1_000_000),
        ("csv_line_bytes", 64 * 1024),
    ],
)
def test_a_parameter_has_its_decided_value(name, value):
    found = JIAXING.parameter(name, TODAY)
    assert found == value
    assert type(found) is type(value)


def test_a_parameter_has_no_value_before_its_first_day():
    assert JIAXING.parameter("notice_working_days", date(2023, 11, 8)) == 7
    with pytest.raises(LookupError, match="no value in force on 2023-11-07"):
        JIAXING.parameter("notice_working_days", date(2023, 11, 7))
    with pytest.raises(LookupError, match="has no parameter notice_days"):
        JIAXING.parameter("notice_days", TODAY)


def test_every_clause_a_parameter_or_reading_names_exists():
    named = [each.clause for each in JIAXING.parameters.values()] + [each.clause for each in JIAXING.readings]
    assert [clause for clause in named if resolve(clause) is None] == []


@pytest.mark.parametrize(
    ("longitude", "latitude", "code", "expected"),
    [
        ("120.755", "30.745", "330402", True),  # the middle of the city
        ("120.58", "30.48", "330402", True),  # the corner of a box counts as inside
        ("120.57", "30.48", "330402", False),
        ("120.09", "30.89", "330400", False),  # Huzhou
        ("121.47", "31.23", "330400", False),  # Shanghai
        ("120.95", "30.52", "330424", True),
        ("121.02", "30.70", "330482", True),
        ("120.69", "30.53", "330481", True),
        ("120.56", "30.63", "330483", True),
        ("120.92", "30.84", "330421", True),
        ("120.71", "30.76", "330411", True),
    ],
)
def test_boxes_are_generous_but_not_boundless(longitude, latitude, code, expected):
    assert JIAXING.divisions[code].may_hold(Decimal(longitude), Decimal(latitude)) is expected


def test_every_district_box_lies_within_the_city_box():
    city = JIAXING.divisions["330400"]
    for each in JIAXING.divisions.values():
        assert city.may_hold(each.west, each.south)
        assert city.may_hold(each.east, each.north)


def test_the_environment_names_the_scheme_and_the_demonstration(monkeypatch):
    monkeypatch.delenv("TANHUI_SCHEME", raising=False)
    monkeypatch.setenv("TANHUI_DEMO", "0")
    assert (scheme().code, [each.id for each in scheme().instruments]) == ("JX", ["JX23"])
    monkeypatch.setenv("TANHUI_DEMO", "1")
    assert [each.id for each in scheme().instruments] == ["JX23", "JX23-DEMO"]
    monkeypatch.setenv("TANHUI_SCHEME", "nowhere")
    with pytest.raises(LawDataError, match=r"nowhere/scheme\.toml is missing"):
        scheme()


def test_typed_access_names_the_mistake():
    assert JIAXING.whole("pick_levels", TODAY) == 5
    assert JIAXING.decimal("listing_band_percent", TODAY) == Decimal(10)
    assert JIAXING.sessions(TODAY) == ("09:30-11:30", "13:00-15:00")
    with pytest.raises(LookupError, match="not a whole number"):
        JIAXING.whole("panel_majority", TODAY)
    with pytest.raises(LookupError, match="not a number"):
        JIAXING.decimal("panel_majority", TODAY)
    with pytest.raises(LookupError, match="is a number"):
        JIAXING.text("pick_levels", TODAY)


def _spoiled(tmp_path, file, old, new):
    folder = tmp_path / "city"
    shutil.copytree(LAW / "schemes" / "jiaxing", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.clause("JX23-2")
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("parameters.toml", "value = 7 }", "value = 7.0 }", "7.0 is a float"),
        ("parameters.toml", "value = 7 }", "value = true }", "must be a whole number"),
        ("parameters.toml", 'value = "10" }', 'value = "NaN" }', "must be finite"),
        ("parameters.toml", 'value = "10" }', 'value = "ten" }', "decimal number written as text"),
        ("parameters.toml", 'value = "2/3"', 'value = "0.66"', "a ratio is written 2/3"),
        ("parameters.toml", 'value = "2020-09-23"', 'value = "2020-09-31"', "not well written"),
        ("parameters.toml", "09:30-11:30", "11:30-09:30", "not well written"),
        ("parameters.toml", 'name = "pick_levels"', 'name = "panel_quorum"', "panel_quorum appears twice"),
        ("parameters.toml", 'kind = "ratio"', 'kind = "fraction"', "kind must be one of"),
        ("parameters.toml", 'title_zh = "公示期"', 'title_zh = " "', "must be a text that is not blank"),
        ("parameters.toml", 'source = "文本未定天数；缺省值", ', "", "source is missing"),
        ("parameters.toml", 'title_en = "Public notice"', 'title_en = "x", titel = "y"', "unknown field titel"),
        ("divisions.toml", 'west = "120.58"', 'west = "121.58"', "from west to east"),
        ("divisions.toml", 'code = "330402"', 'code = "3304"', "six digits"),
        ("divisions.toml", 'city = "330400"', 'city = "330500"', "not among the divisions"),
        ("instruments.toml", "last_day = 2025-11-07", "last_day = 2025-11-08", "both in force on 2025-11-08"),
        ("instruments.toml", "last_day = 2025-11-07", "last_day = 2022-11-07", "before the first"),
        ("instruments.toml", "first_day = 2023-11-08", 'first_day = "2023-11-08"', "must be a day"),
        ("scheme.toml", 'currency = "CNY"', "currency = ", "not readable"),
    ],
)
def test_wrong_data_is_named_and_not_loaded(tmp_path, file, old, new, said):
    with pytest.raises(LawDataError, match=said) as caught:
        load_scheme(_spoiled(tmp_path, file, old, new), demonstration=True)
    assert file in str(caught.value)


def test_a_later_value_counts_from_its_own_day_and_leaves_the_earlier_one(tmp_path):
    two = "{ from = 2023-11-08, value = 7 }, { from = 2027-01-01, value = 10 }"
    city = load_scheme(
        _spoiled(tmp_path, "parameters.toml", "{ from = 2023-11-08, value = 7 }", two), demonstration=False
    )
    days = (date(2023, 11, 8), date(2026, 12, 31), date(2027, 1, 1))
    assert [city.parameter("notice_working_days", day) for day in days] == [7, 7, 10]


def test_values_out_of_order_are_refused(tmp_path):
    two = "{ from = 2027-01-01, value = 10 }, { from = 2023-11-08, value = 7 }"
    folder = _spoiled(tmp_path, "parameters.toml", "{ from = 2023-11-08, value = 7 }", two)
    with pytest.raises(LawDataError, match="in the order of their first days"):
        load_scheme(folder, demonstration=False)
