"""Several years, sites and streams in one report, and its workbook recomputed by an office program."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from tanhui.law import Refusal
from tanhui.lifecycle.accounting.tests.office import recomputed
from tanhui.lifecycle.methodology.loading import load
from tanhui.lifecycle.methodology.reporting import PartEntered, report
from tanhui.lifecycle.methodology.tests.rows_document import ROWS
from tanhui.lifecycle.methodology.workbook import report_workbook

METHOD = load(ROWS)
EXAMPLE = METHOD.examples[0]


def part(site, year, **tables):
    return PartEntered(site, year, dict(EXAMPLE.inputs), EXAMPLE.rows | tables)


@pytest.mark.clause("JX23-14.1.2", "JX23-28.7")
def test_streams_years_and_sites_add_up_to_one_total():
    found = report(METHOD, [part("东厂", 2024), part("东厂", 2025), part("西厂", 2025, deliveries=[])])
    waste = Decimal("633.020177748") / 1000
    home = Decimal("0.0028")
    assert found.by_stream() == {"ER_forest": 4575, "ER_waste": 2 * waste, "ER_home": 3 * home}
    assert found.by_site() == {"东厂": 2 * (1525 + waste + home), "西厂": 1525 + home}
    assert found.by_year() == {2024: 1525 + waste + home, 2025: 3050 + waste + 2 * home}
    assert found.total == sum(found.by_stream().values()) == Decimal("4576.274440355496")
    assert found.whole_tonnes == 4576


def test_one_part_twice_and_faults_of_all_parts_are_refused_at_once():
    with pytest.raises(Refusal) as refused:
        report(METHOD, [part("东厂", 2024), part("东厂", 2024), part("西厂", 2025, strata=[])])
    assert [(breach.code, breach.place) for breach in refused.value.breaches] == [
        ("V-8", "2024 东厂"),
        ("V-9", "2025 西厂 strata"),
    ]


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.needs("soffice")
def test_every_formula_cell_is_recomputed_equal(tmp_path):
    content = report_workbook(report(METHOD, [part("东厂", 2024), part("=西厂", 2025)]))
    again = recomputed(content, tmp_path)
    shown, written = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (True, False))
    formulas = 0
    for sheet in written:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert not str(cell.value).startswith("=西"), "a text never becomes a formula"
            if cell.data_type == "f":
                formulas += 1
                there, here = again[sheet.title][cell.coordinate].value, shown[sheet.title][cell.coordinate].value
                assert there == pytest.approx(here, abs=1e-9, rel=1e-12), (sheet.title, cell.coordinate, cell.value)
    assert formulas == 51
    assert again["结果"]["D13"].value == 3051
