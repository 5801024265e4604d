"""The published calendar: the notices of each year, and what a wrong file is told."""

import shutil
from datetime import date

import pytest

from tanhui.law.calendar import load_calendar
from tanhui.law.tables import LAW, LawDataError

CHINA = load_calendar("china")


@pytest.mark.parametrize(
    ("year", "number", "days_off", "worked"),
    [
        (2020, "国办发明电〔2019〕16号", 30, 6),  # 27 by the notice, 3 more by the extension of the Spring Festival
        (2021, "国办发明电〔2020〕27号", 31, 7),
        (2022, "国办发明电〔2021〕11号", 31, 7),
        (2023, "国办发明电〔2022〕16号", 27, 7),
        (2024, "国办发明电〔2023〕7号", 28, 8),
        (2025, "国办发明电〔2024〕12号", 28, 5),
        (2026, "国办发明电〔2025〕7号", 33, 6),
    ],
)
def test_each_year_has_its_notice_and_its_days(year, number, days_off, worked):
    found = next(each for each in CHINA.years if each.year == year)
    assert found.notices[0].number == number
    assert (len(found.off), len(found.worked)) == (days_off, worked)


def test_the_extension_of_2020_has_its_own_notice_and_takes_back_a_make_up_day():
    found = CHINA.years[0]
    assert found.notices[1].number.startswith("国办发明电〔2020〕1号")
    assert {date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2)} <= found.off
    assert date(2020, 2, 1) not in found.worked


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("worked = [2026-01-04", "worked = [2026-01-05", "is not a weekend day"),
        ("worked = [2026-01-04", "worked = [2026-01-03", "outside the holidays"),
        ("first = 2026-06-19, last = 2026-06-21", "first = 2026-06-21, last = 2026-06-19", "must run forward"),
        ("year = 2026", "year = 2027", "must run forward and lie in 2027"),
        ("notices = [", "notes = [", "notices is missing"),
    ],
)
def test_a_wrong_year_is_named(tmp_path, old, new, said):
    shutil.copytree(LAW / "calendars" / "china", tmp_path / "china")
    file = tmp_path / "china" / "2026.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawDataError, match=said):
        load_calendar("china", tmp_path)


def test_years_follow_one_another(tmp_path):
    shutil.copytree(LAW / "calendars" / "china", tmp_path / "china")
    (tmp_path / "china" / "2024.toml").unlink()
    with pytest.raises(LawDataError, match="must follow one another"):
        load_calendar("china", tmp_path)
