"""The calculation table recomputed by LibreOffice gives the platform's numbers, cell by cell."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from tanhui.foundation.inputs.spreadsheet import safe_text
from tanhui.lifecycle.accounting import demonstration
from tanhui.lifecycle.accounting.compute import Account, Terms, account
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.readings.counted import Correction
from tanhui.lifecycle.accounting.readings.reader import read_readings
from tanhui.lifecycle.accounting.sheet import calculation_table
from tanhui.lifecycle.accounting.tests.office import recomputed

TERMS = Terms(first_eligible_day=date(2020, 9, 23), gap_fill_days=31)


def accounted() -> Account:
    """Two months of hours across New Year, one meter corrected and with a gap, one not."""
    content = demonstration.readings_csv(start=date(2022, 12, 15), end=date(2023, 1, 20))
    other = demonstration.readings_csv(start=date(2022, 12, 15), end=date(2023, 1, 20), meter_id="M-2", seed="other")
    lines = content.decode().splitlines() + other.decode().splitlines()[1:]
    text = "\n".join(lines[:100] + lines[130:]) + "\n"
    found = read_readings(text.encode(), name="r.csv", now=datetime(2026, 6, 1, tzinfo=UTC))
    late = Correction("M-2", Decimal("0.0021"), "late", date(2022, 12, 20), date(2023, 1, 5))
    return account(document_at("pv-distributed"), found.rows, None, [late], on=date(2026, 1, 5), terms=TERMS)


def test_the_demonstration_is_about_a_thousand_tonnes_and_always_the_same() -> None:
    content = demonstration.readings_csv()
    assert content == demonstration.readings_csv()
    found = read_readings(content, name="r.csv", now=datetime(2026, 6, 1, tzinfo=UTC))
    assert (len(found.rows), found.faults) == (8784, ())
    result = account(document_at("pv-distributed"), found.rows, on=date(2026, 1, 5), terms=TERMS).result
    assert 950 <= result.issuable_tonnes <= 1050


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.needs("soffice")
def test_libreoffice_recomputes_the_same_numbers(tmp_path: Path) -> None:
    done = accounted()
    content = calculation_table(document_at("pv-distributed"), done)
    written = openpyxl.load_workbook(io.BytesIO(content))
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    computed = recomputed(content, tmp_path)
    formulas = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    formulas += 1
                    ours, theirs = (
                        cached[sheet.title][cell.coordinate].value,
                        computed[sheet.title][cell.coordinate].value,
                    )
                    assert abs(ours - theirs) <= max(1e-9, abs(ours) * 1e-12), (
                        sheet.title,
                        cell.coordinate,
                        ours,
                        theirs,
                    )
    assert formulas > 3 * len(done.rows)
    assert computed["结果"]["B3"].value == done.result.issuable_tonnes


@pytest.mark.clause("JX23-14.1.2")
@pytest.mark.needs("soffice")
def test_each_of_many_corrected_meters_is_cut_at_its_last_digit(tmp_path: Path) -> None:
    """Cutting only the sum of all meters would leave the table above the platform's figure."""
    ends = [f"2023-{month:02d}-01" for month in range(1, 13)] + ["2024-01-01"]
    rows = [
        f"M-{meter:02d},{start},{end},{(meter * 7919 + number * 104729) % 99991}.{meter * 37 + number + 333333:06d},0.333333"
        for meter in range(20)
        for number, (start, end) in enumerate(pairwise(ends))
    ]
    text = "meter_id,start,end,export_kwh,import_kwh\n" + "\n".join(rows) + "\n"
    found = read_readings(text.encode(), name="r.csv", now=datetime(2026, 6, 1, tzinfo=UTC))
    errors = [Correction(f"M-{meter:02d}", Decimal("0.0021")) for meter in range(20)]
    done = account(document_at("pv-distributed"), found.rows, None, errors, on=date(2026, 1, 5), terms=TERMS)
    computed = recomputed(calculation_table(document_at("pv-distributed"), done), tmp_path)
    for number, meter in enumerate(done.result.meters, start=2):
        assert Decimal(str(computed["表计"][f"D{number}"].value)) == Decimal(meter.export_kwh)
        assert Decimal(str(computed["表计"][f"E{number}"].value)) == Decimal(meter.import_kwh)
    assert Decimal(str(computed["结果"]["B2"].value)) == Decimal(done.result.exact_reduction.value)


def test_a_changed_row_changes_the_recomputed_result(tmp_path: Path) -> None:
    """The table is live: the formula of the year's sum refers to the rows, and the result to the sum."""
    book = openpyxl.load_workbook(io.BytesIO(calculation_table(document_at("pv-distributed"), accounted())))
    assert "SUMIFS('读数'!$I$2" in book["表计"]["D2"].value
    assert "SUMIFS('表计'!$D$2" in book["计算"]["E2"].value
    assert "EF_2022" in "".join(str(cell.value) for cell in book["计算"]["E"])
    assert "'计算'!E" in book["结果"]["B2"].value
    assert set(book.defined_names) == {"EF_2022", "EF_2023"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_is_neutralised(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    assert safe_text("M-1") == "M-1"


def test_the_same_account_gives_the_same_bytes() -> None:
    done = accounted()
    document = document_at("pv-distributed")
    assert calculation_table(document, done) == calculation_table(document, done)
