"""Anyone runs a methodology with values of their own and sees every step. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tanhui.foundation.inputs.channels import ascii_form
from tanhui.foundation.parties.access import public
from tanhui.law import Breach, Refusal
from tanhui.lifecycle.methodology.document import Entry, Input, Method, Parameter, Quantity
from tanhui.lifecycle.methodology.editing.grids import rows_of, text_of
from tanhui.lifecycle.methodology.editing.reading import load_text
from tanhui.lifecycle.methodology.editing.trials import MOST_WORK, work_of
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.mathml import equation
from tanhui.lifecycle.methodology.engine.numbers import amount, plain
from tanhui.lifecycle.methodology.evaluation import Evaluation, evaluate
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.presentation import mathml
from tanhui.lifecycle.methodology.queries.published import document, version
from tanhui.lifecycle.methodology.views.authoring.access import library, readable

DAY, RUN = "day", "run"
MOST_TRIED_ROWS = 500
FIRST_ROWS = 20


@dataclass(frozen=True)
class Tried:
    """One value asked for, with what was entered and what is wrong with it."""

    name: str
    symbol: str
    label: str
    unit: str
    value: str
    hint: str
    required: bool
    is_rows: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@public
def try_version(request: HttpRequest, slug: str, version_name: str) -> HttpResponse:
    """Run a published version."""
    row = version(slug, version_name)
    if row is None:
        raise Http404("没有这一方法学或版本")
    back = {"label": f"{row.title_zh} {row.version}", "url": reverse("methodology:version", args=(slug, version_name))}
    return _page(request, document(slug, version_name), back)


@public
def try_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Run what was submitted last, by whoever may read it."""
    row = readable(request, proposal_id)
    if row.last is None:
        raise Http404("这份建议尚未提交")
    back = {"label": f"{row.number} {row.title}", "url": reverse("methodology:proposal", args=(proposal_id,))}
    return _page(request, load_text(row.last.text), back)


def _page(request: HttpRequest, method: Method, back: dict[str, str]) -> HttpResponse:
    """Show the form, filled with an example at first, and the run of what was entered."""
    asked = RUN in request.GET
    entered = {name: request.GET.get(name, "") for name in request.GET} if asked else _first(method)
    problems: dict[str, Breach] = {}
    found = _run(method, entered, library(), problems) if asked or method.examples else None
    loose = [breach for place, breach in problems.items() if place not in _names(method)]
    context = {
        "method": method,
        "back": back,
        "fields": list(_fields(method, entered, problems)),
        "refusal": Refusal(tuple(loose)) if loose else None,
        "asked": asked,
        "broken": bool(problems),
        **(_shown(method, found) if found else {}),
    }
    return render(request, "methodology/authoring/try.html", context, status=422 if asked and problems else 200)


def _first(method: Method) -> dict[str, str]:
    """Return the last example's values, which is the scheme's own."""
    if not method.examples:
        return {}
    example = method.examples[-1]
    found = {symbol: _text(method, symbol, entry) for symbol, entry in example.inputs}
    for name, rows in example.rows.items():
        found[f"rows-{name}"] = text_of([{symbol: _content(entry) for symbol, entry in row.items()} for row in rows])
    return {**found, DAY: example.day.isoformat() if example.day else ""}


def _text(method: Method, symbol: str, entry: Entry) -> str:
    if isinstance(entry, str):
        return entry
    given = method.given(symbol)
    same = given is None or entry.unit == given.unit or (entry.unit == "1" and not given.unit)
    return plain(entry.value) if same else f"{plain(entry.value)} {entry.unit}"


def _content(entry: Entry) -> Any:
    return entry if isinstance(entry, str) else {"value": plain(entry.value), "unit": entry.unit}


def _names(method: Method) -> set[str]:
    tables = {f"rows-{table.id}" for table in method.tables}
    return {DAY, *tables, *(each.symbol for each in method.givens if not method.shape_of(each.symbol))}


def _fields(method: Method, entered: Mapping[str, str], problems: Mapping[str, Breach]) -> Iterable[Tried]:
    for each in method.givens:
        if method.shape_of(each.symbol):
            continue
        found = problems.get(each.symbol)
        yield Tried(
            name=each.symbol,
            symbol=each.symbol,
            label=each.label.zh,
            unit=each.unit,
            value=entered.get(each.symbol, ""),
            hint=_hint(each),
            required=isinstance(each, Input),
            choices=_choices(each),
            problem=found.zh if found else "",
        )
    for table in method.tables:
        name = f"rows-{table.id}"
        found = problems.get(name)
        columns = "，".join(
            f"{each.symbol}{f' [{each.unit}]' if each.unit else ''}" for each in method.inputs if each.table == table.id
        )
        hint = f"第一行写列名和单位：{columns}；以后每行一条，用逗号隔开，最多 {MOST_TRIED_ROWS} 行"
        yield Tried(
            name, "", table.label.zh, "", entered.get(name, ""), hint, True, True, (), found.zh if found else ""
        )
    if method.parameters:
        found = problems.get(DAY)
        hint = "查排放因子所用的日期，如 2023-06-30；参数都已填写的不填"
        yield Tried(DAY, "", "日期", "", entered.get(DAY, ""), hint, False, False, (), found.zh if found else "")


def _choices(each: Input | Parameter) -> tuple[tuple[str, str], ...]:
    if not isinstance(each, Input):
        return ()
    if each.yes_no:
        return (("1", "是"), ("0", "否"))
    return tuple((choice.id, choice.words.zh) for choice in each.choices)


def _hint(each: Input | Parameter) -> str:
    if isinstance(each, Parameter):
        return "不填即按日期从因子库查取"
    if not each.is_number or each.yes_no:
        return ""
    return f"{plain(each.lowest)} 至 {plain(each.highest)}；换用其他单位时写在数字后面，如 3.2 kWh"


def _run(
    method: Method, entered: Mapping[str, str], factors: tuple[Factor, ...], problems: dict[str, Breach]
) -> Evaluation | None:
    values, tables = _values(method, entered, problems), _tables(method, entered, problems)
    day = _day(entered.get(DAY, ""), problems)
    try:
        found = evaluate(method, values, tables=tables, day=day, factors=factors)
    except Refusal as refusal:
        for breach in refusal.breaches:
            place = (breach.place or "").partition("[")[0]
            problems.setdefault(f"rows-{place}" if method.table(place) else place, breach)
        return None
    return None if problems else found


def _values(method: Method, entered: Mapping[str, str], problems: dict[str, Breach]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for each in method.givens:
        text = entered.get(each.symbol, "").strip()
        if not text or method.shape_of(each.symbol):
            continue
        if isinstance(each, Input) and not each.is_number:
            found[each.symbol] = text
            continue
        value, _, unit = ascii_form(text, "number").partition(" ")
        try:
            found[each.symbol] = Quantity(amount(value), unit.strip() or each.unit or "1")
        except Fault as fault:
            problems[each.symbol] = fault.at(each.symbol)
    return found


def _tables(
    method: Method, entered: Mapping[str, str], problems: dict[str, Breach]
) -> dict[str, list[dict[str, Entry]]]:
    found: dict[str, list[dict[str, Entry]]] = {}
    for table in method.tables:
        name = f"rows-{table.id}"
        faults: list[tuple[str, Fault]] = []
        rows = rows_of(entered.get(name, ""), name, faults)
        try:
            if faults:
                raise faults[0][1]
            found[table.id] = [_row(row) for row in rows if isinstance(row, dict)]
            if len(found[table.id]) > MOST_TRIED_ROWS or work_of(method, len(found[table.id])) > MOST_WORK:
                raise Fault("S-2", f"最多 {MOST_TRIED_ROWS} 行", f"At most {MOST_TRIED_ROWS} rows")
        except Fault as fault:
            problems[name] = fault.at(name)
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Entry]:
    return {
        symbol: Quantity(amount(str(entry["value"])), str(entry["unit"])) if isinstance(entry, dict) else str(entry)
        for symbol, entry in row.items()
    }


def _day(text: str, problems: dict[str, Breach]) -> date | None:
    try:
        return date.fromisoformat(ascii_form(text, "date")) if text.strip() else None
    except ValueError:
        zh, en = "日期无效，请按 2023-06-30 的写法填写", "Not a valid day"
        problems[DAY] = Fault("V-3", zh, en).at(DAY)
        return None


def _shown(method: Method, found: Evaluation) -> dict[str, Any]:
    return {
        "results": [
            {
                "symbol": each.step.symbol,
                "label": each.step.label.zh,
                "value": plain(each.value),
                "unit": each.step.unit,
            }
            for each in found.steps
            if each.step.symbol in method.results
        ],
        "givens": [_given(method, each) for each in found.givens],
        "trace": [
            {
                "label": each.step.label.zh,
                "equation": mathml(equation(each.step.symbol, each.step.node)),
                "formula": f"{each.step.symbol} = {each.step.formula}",
                "with_values": "，".join(f"{symbol} = {plain(value)}" for symbol, value in each.inputs),
                "exact": plain(each.exact),
                "value": plain(each.value),
                "unit": each.step.unit,
                "rounding": each.step.rounding.label if each.step.rounding else "",
            }
            for each in found.steps
        ],
        "tables": [_table(method, name, rows) for name, rows in found.as_dict().get("tables", {}).items() if rows],
    }


def _given(method: Method, each: Any) -> dict[str, str]:
    told = method.given(each.symbol)
    source = (
        f"{each.factor.publication.title}（{each.factor.year} 年，{each.factor.region}）" if each.factor else "本次填写"
    )
    return {
        "symbol": each.symbol,
        "label": told.label.zh if told else "",
        "value": plain(each.value),
        "unit": each.unit,
        "source": source,
    }


def _table(method: Method, name: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    table = method.table(name)
    columns = list(rows[0])
    return {
        "title": table.label.zh if table else name,
        "columns": [{"label": each} for each in columns],
        "rows": [[row.get(each, "") for each in columns] for row in rows[:FIRST_ROWS]],
        "more": max(0, len(rows) - FIRST_ROWS),
    }
