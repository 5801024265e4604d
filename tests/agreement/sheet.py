"""A workbook with live formulas for many rows, written as plain XML for speed, and recomputed by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name

from tanhui.lifecycle.methodology.document import Lookup
from tanhui.lifecycle.methodology.engine.excel import cell_formula
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.exact_digits import known_digits
from tests.agreement.cases import Case, computed, given_symbols, looked_up

OFFICE_SECONDS = 600
ROW_MARK = "\x00"
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Rows" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_RECALCULATE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item '
    'oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
    "<value>0</value></prop></item></oor:items>"
)


def write_workbook(case: Case, rows: Iterable[list[str]], target: Path) -> None:
    """Write a workbook with a row per row of data: inputs and looked-up factors as values, all else as formulas."""
    columns = [column.kind == "number" for column in case.query.columns]
    numbers = [True, *columns, *(True for _ in looked_up(case))]
    formulas = "".join(f"<c><f>{escape(each)}</f></c>" for each in formulas_of(case))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                cells = "".join(map(_cell, numbers, row[: len(numbers)]))
                sheet.write(f"<row>{cells}{formulas.replace(ROW_MARK, str(number))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")


def _cell(is_number: bool, text: str) -> str:
    if is_number:
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def formulas_of(case: Case) -> list[str]:
    """Return the formulas of a row in the order of the query, with a mark where the number of the row belongs."""
    cells = {symbol: _number(value) for symbol, value in case.query.known.items()}
    lookups = {each.symbol: each for each in case.method.lookups}
    symbols = [*given_symbols(case), *(layer.symbol for layer in computed(case))]
    cells |= {symbol: f"{xl_col_to_name(column)}{ROW_MARK}" for column, symbol in enumerate(symbols, start=1)}
    known = known_digits(case.method)
    written = []
    for layer in computed(case):
        step = case.method.step(layer.symbol)
        if step is None:
            written.append(_lookup(lookups[layer.symbol], cells))
        else:
            written.append(cell_formula(step.node, cells, step.rounding, known=known).removeprefix("="))
    return written


def _lookup(lookup: Lookup, cells: dict[str, str]) -> str:
    by = cells[lookup.by]
    if lookup.bands:
        *first, last = lookup.bands
        tests = [f"IF({by}<={plain(band.upto or Decimal(0))},{plain(band.value)}," for band in first]
        return f"{''.join(tests)}{plain(last.value)}{')' * len(tests)}"
    tests = [f'IF({by}="{name}",{plain(value)},' for name, value in lookup.values]
    return f"{''.join(tests)}NA(){')' * len(tests)}"


def _number(value: Decimal) -> str:
    return f"({plain(value)})" if value < 0 else plain(value)


def recompute(workbook: Path, profile: Path) -> Path:
    """Let LibreOffice compute a workbook afresh and write its values as CSV beside it."""
    office = shutil.which("soffice")
    assert office is not None
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_RECALCULATE)
    command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", _CSV]
    command += ["--outdir", str(workbook.parent), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=OFFICE_SECONDS)
    found = workbook.with_suffix(".csv")
    assert found.exists(), "LibreOffice wrote nothing"
    return found
