"""From an uploaded workbook to what was entered: every cell that is wrong is named by sheet, row, column and value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NoReturn

from tanhui.foundation.inputs import parse_date
from tanhui.foundation.inputs.channels import shown
from tanhui.law import Breach, refuse
from tanhui.lifecycle.accounting.activity import layout
from tanhui.lifecycle.accounting.activity.content import Entered, require_order, site_name
from tanhui.lifecycle.accounting.activity.judging import Faults
from tanhui.lifecycle.accounting.activity.sheets import Cell, Sheet
from tanhui.lifecycle.accounting.activity.values import entry_of
from tanhui.lifecycle.methodology.document import Input, Method, Words
from tanhui.lifecycle.methodology.engine.faults import Fault

_IN_A_ROW = re.compile(r"(?P<table>[^\[\]]+)\[(?P<number>[0-9]+)\](?:\.(?P<symbol>.+))?")
_SPACE = " \u3000"
_NOTHING = Words("", "")
_A_DAY = Input("", _NOTHING, "", Decimal(0), Decimal(0), False, _NOTHING, "", type="day")
Row = tuple[int, dict[int, Cell]]


@dataclass
class Places:
    """Where in the workbook stands what the engine names by table, row and symbol."""

    cells: dict[str, Cell] = field(default_factory=dict)
    rows: dict[tuple[str, int], int] = field(default_factory=dict)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()

    def told(self, place: str, breach: Breach) -> Breach:
        """Return a breach with its sheet, row and column, and with what was read there."""
        cell = self.cells.get(place)
        if cell is not None:
            symbol = place.rpartition(".")[2]
            where = f"工作表“{cell.sheet}”第 {cell.row} 行 {cell.letters} 列（{symbol}）"
            return self._at(breach, where, f"，读到“{shown(cell.value)}”：" if cell.value else "：")
        found = _IN_A_ROW.fullmatch(place)
        if found is None:
            where = f"工作表“{layout.sheet_of(place)}”" if place in self.tables else place
            return self._at(breach, where, "：")
        table, row = found["table"], self.rows.get((found["table"], int(found["number"])))
        column = self.columns.get((table, found["symbol"] or ""), "")
        where = f"工作表“{layout.sheet_of(table)}”第 {row} 行" + (
            f" {column} 列（{found['symbol']}）" if column else ""
        )
        return self._at(breach, where, "：")

    @staticmethod
    def _at(breach: Breach, where: str, between: str) -> Breach:
        en = f"{where}: {breach.en}" if where else breach.en
        return replace(breach, zh=f"{where}{between}{breach.zh}" if where else breach.zh, en=en, place=where or None)


def read_workbook(sheets: list[Sheet], method: Method, project: str) -> tuple[Entered, Places, Faults]:
    """Read the sheets by the layout of the methodology's template; a wrong layout refuses at once, cells one by one."""
    by_name = {sheet.name: sheet for sheet in sheets}
    wanted = {layout.SINGLES, layout.CHOICES, *(layout.sheet_of(table.id) for table in method.tables)}
    strange = [name for name in by_name if name not in wanted]
    if strange:
        refuse("V-9", f"多出工作表“{shown(strange[0])}”，请使用本项目的模板", "a sheet too many", place=strange[0][:31])
    lacking = [name for name in wanted - {layout.CHOICES} if name not in by_name]
    if lacking:
        refuse("V-9", f"缺少工作表“{lacking[0]}”，请使用本项目的模板", "a sheet is missing", place=lacking[0])
    places = Places(tables=frozenset(table.id for table in method.tables))
    reader = _Reader(method, places, {})
    about, inputs = reader.singles(by_name[layout.SINGLES])
    _require_own(about, method, project)
    tables = {table.id: reader.table(table.id, by_name[layout.sheet_of(table.id)]) for table in method.tables}
    first_day, last_day = (_day_of(about, name) for name in (layout.FIRST_DAY, layout.LAST_DAY))
    require_order(first_day, last_day, layout.LAST_DAY)
    site = site_name(about[layout.SITE].value if layout.SITE in about else "", layout.SITE)
    return Entered(site, first_day, last_day, inputs, tables), places, reader.faults


@dataclass
class _Reader:
    """Reads the sheets one by one; `faults` gathers what is wrong with single cells, by the engine's places."""

    method: Method
    places: Places
    faults: Faults

    def singles(self, sheet: Sheet) -> tuple[dict[str, Cell], dict[str, str]]:
        """Return the lines about the data, and the single values."""
        rows = iter(sheet.rows)
        _require_heads(sheet, next(rows, None), layout.SINGLE_HEADS)
        about: dict[str, Cell] = {}
        inputs: dict[str, str] = {}
        own = {each.symbol: each for each in self.method.inputs if not each.table}
        seen: set[str] = set()
        for number, cells in rows:
            symbol = cells[1].value.strip(_SPACE) if 1 in cells else ""
            value = cells.get(layout.VALUE_COLUMN)
            if symbol in seen or (symbol not in own and symbol not in layout.ABOUT):
                _refuse_row(sheet, number, f"符号“{shown(symbol)}”重复或不属于本方法学")
            seen.add(symbol)
            if value is None or not value.value.strip(_SPACE):
                continue
            if symbol in layout.ABOUT:
                about[symbol] = value
            else:
                self._take(symbol, own[symbol], value, inputs)
        return about, inputs

    def table(self, table: str, sheet: Sheet) -> list[dict[str, str]]:
        """Return the rows of a table; rows without anything in them are passed over."""
        own = {each.symbol: each for each in self.method.inputs if each.table == table}
        found: list[dict[str, str]] = []
        columns = self._columns(table, sheet, own)
        for number, cells in sheet.rows[2:]:
            filled = {column: cell for column, cell in cells.items() if cell.value.strip(_SPACE) or cell.has_formula}
            if not filled:
                continue
            beyond = [cell for column, cell in filled.items() if column not in columns]
            if beyond:
                _refuse_row(sheet, number, f"{beyond[0].letters} 列没有符号，却填了“{shown(beyond[0].value)}”")
            row: dict[str, str] = {}
            self.places.rows[table, len(found) + 1] = number
            for column, cell in filled.items():
                place = f"{table}[{len(found) + 1}].{columns[column]}"
                self._take(place, own[columns[column]], cell, row, columns[column])
            found.append(row)
        return found

    def _columns(self, table: str, sheet: Sheet, own: Mapping[str, Input]) -> dict[int, str]:
        """Return the symbol of each column; the two head rows stand as in the template, in any order of columns."""
        if len(sheet.rows) < 2 or [number for number, _ in sheet.rows[:2]] != [1, 2]:
            _refuse_row(sheet, 1, "第 1 行须为符号、第 2 行须为含义，请使用本项目的模板")
        heads = {column: cell.value.strip(_SPACE) for column, cell in sheet.rows[0][1].items()}
        if sorted(heads.values()) != sorted(own):
            odd = "、".join(sorted(set(heads.values()) ^ set(own))) or "有重复"
            _refuse_row(sheet, 1, f"列与方法学不符：{shown(odd, 80)}；应为 {'、'.join(own)}")
        words = {column: cell.value.strip(_SPACE) for column, cell in sheet.rows[1][1].items()}
        if any(words.get(column) != layout.words_of(own[symbol]) for column, symbol in heads.items()):
            _refuse_row(sheet, 2, "本行须为模板中的含义（单位），数据从第 3 行开始填写")
        for column, symbol in heads.items():
            self.places.columns[table, symbol] = sheet.rows[0][1][column].letters
        return heads

    def _take(self, place: str, given: Input, cell: Cell, into: dict[str, str], symbol: str = "") -> None:
        self.places.cells[place] = cell
        try:
            into[symbol or place] = entry_of(cell, given)
        except Fault as fault:
            self.faults[place] = fault.at(place)


def _require_heads(sheet: Sheet, row: Row | None, heads: tuple[str, ...]) -> None:
    cells = row[1] if row is not None and row[0] == 1 else {}
    found = tuple(cells[column].value.strip(_SPACE) if column in cells else "" for column in range(1, len(heads) + 1))
    if found != heads:
        _refuse_row(sheet, 1, f"表头须为 {'、'.join(heads)}")


def _require_own(about: Mapping[str, Cell], method: Method, project: str) -> None:
    """Refuse a workbook that was made for another project or another version of the methodology."""
    for name, wanted in ((layout.PROJECT, project), (layout.METHODOLOGY, layout.methodology_of(method))):
        found = about[name].value.strip(_SPACE) if name in about else ""
        if found != wanted:
            zh = f"{layout.ABOUT[name][0]}应为 {wanted}，文件写的是“{shown(found)}”；请下载本项目的模板"
            refuse("V-8", zh, f"this workbook is for {shown(found)!r}, not for {wanted}", place=name)


def _day_of(about: Mapping[str, Cell], name: str) -> date:
    if name not in about:
        zh = f"请填写{layout.ABOUT[name][0]}（工作表“{layout.SINGLES}”）"
        refuse("V-3", zh, f"{name} is missing", place=name)
    cell = about[name]
    try:
        text = entry_of(cell, _A_DAY)
    except Fault as fault:
        raise fault.as_refusal(name) from None
    return parse_date(text, channel="machine", place=f"{layout.ABOUT[name][0]}，工作表“{cell.sheet}”第 {cell.row} 行")


def _refuse_row(sheet: Sheet, number: int, zh: str) -> NoReturn:
    place = f"工作表“{shown(sheet.name, 31)}”第 {number} 行"
    refuse("V-9", f"{place}：{zh}", f"{place}: not laid out as the template", place=place)


def told(faults: Faults, places: Places) -> Iterator[Breach]:
    """Yield the breaches as a reader of the workbook finds them, in the order of sheets and rows."""
    order = {place: number for number, place in enumerate(places.cells)}
    for place in sorted(faults, key=lambda each: order.get(each, len(order))):
        yield places.told(place, faults[place])
