"""Do the tables of a document fit together: rows, links, series, lookups, and how behaviours are accounted?"""

from __future__ import annotations

from collections.abc import Iterator

from tanhui.lifecycle.methodology.document import Behaviour, Input, Lookup, Method, Parameter, TableOf
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.shapes import require_shape
from tanhui.lifecycle.methodology.references import Placed

TONNE = "tCO2e"
NAMES = ("text", "category")
COUNTED_ROWS = "rows"


def structure_faults(method: Method) -> Iterator[Placed]:
    """Yield every fault of the tables, the lookups and the behaviours, each with the place it belongs to."""
    for symbol, name in method.shapes.of.items():
        if name and method.table(name) is None:
            yield symbol, _fault(f"没有表 {name}", f"There is no table {name}")
    names = [table.id.lower() for table in method.tables]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield name, _fault(f"表 {name} 重复定义", f"Table {name} is defined twice")
    for table in method.tables:
        yield from _placed(table.id, _table_faults(method, table))
    for given in method.inputs:
        yield from _placed(given.symbol, _input_faults(given))
    for parameter in method.parameters:
        yield from _placed(parameter.symbol, _parameter_faults(method, parameter))
    for lookup in method.lookups:
        yield from _placed(lookup.symbol, _lookup_faults(method, lookup))
    if method.behaviour is not None:
        yield from _placed("behaviour", _behaviour_faults(method, method.behaviour))


def _placed(place: str, faults: Iterator[Fault]) -> Iterator[Placed]:
    """Put faults at a place; one that ends the search, such as an unknown unit, is a fault like any other."""
    try:
        yield from ((place, fault) for fault in faults)
    except Fault as fault:
        yield place, fault


def shape_faults(method: Method) -> Iterator[Placed]:
    """Yield every formula that names values it has not one of."""
    for step in method.steps:
        try:
            require_shape(step.node, step.table, method.shapes)
        except Fault as fault:
            yield step.id, fault


def _fault(zh: str, en: str, code: str = "R14-2") -> Fault:
    return Fault(code, zh, en)


def _column(method: Method, table: str, symbol: str, types: tuple[str, ...], role: str) -> Iterator[Fault]:
    """Yield a fault unless `symbol` is an input of that table and of one of these types."""
    given = method.inputs_by_symbol.get(symbol)
    if given is None or given.table != table or given.type not in types:
        zh = f"{role} 须是表 {table} 的输入（{'、'.join(types)}）：{symbol or '未填'}"
        yield _fault(zh, f"{role} must be an input of table {table} of type {' or '.join(types)}: {symbol or 'none'}")


def _table_faults(method: Method, table: TableOf) -> Iterator[Fault]:
    if bool(table.within) != bool(table.link):
        yield _fault("within 与 link 须同时填写", "within and link go together")
    elif table.within:
        outer = method.table(table.within)
        if outer is None or table.id in method.chain(outer.id):
            yield _fault(f"within 所指的表不存在或互相包含：{table.within}", f"No such outer table: {table.within}")
        else:
            yield from _column(method, table.id, table.link, NAMES, "link")
            yield from _column(method, outer.id, outer.key, NAMES, "key")
    if bool(table.series) != bool(table.order):
        yield _fault("series 与 order 须同时填写", "series and order go together")
    for name in table.series:
        yield from _column(method, table.id, name, NAMES, "series")
    if table.order:
        yield from _column(method, table.id, table.order, ("day", "quantity"), "order")


def _input_faults(given: Input) -> Iterator[Fault]:
    if (given.type == "category") != bool(given.choices):
        yield _fault("类别输入须列出 choices，其他输入不得列出", "A category lists its choices, nothing else does")
    names = [each.id for each in given.choices]
    if len(set(names)) != len(names):
        yield _fault("choices 有重复", "A choice is listed twice", "V-8")


def _parameter_faults(method: Method, parameter: Parameter) -> Iterator[Fault]:
    for symbol, types, role in (
        (parameter.day_of, ("day",), "day_of"),
        (parameter.region_of, NAMES, "region_of"),
    ):
        given = method.inputs_by_symbol.get(symbol)
        if symbol and (given is None or given.type not in types):
            yield _fault(f"{role} 须是{'、'.join(types)}类输入：{symbol}", f"{role} names no such input: {symbol}")
    shapes = {method.shape_of(each) for each in (parameter.day_of, parameter.region_of) if each}
    if len(shapes) > 1:
        yield _fault("day_of 与 region_of 须属于同一张表", "day_of and region_of must be of one table")


def _lookup_faults(method: Method, lookup: Lookup) -> Iterator[Fault]:
    given = method.inputs_by_symbol.get(lookup.by)
    if lookup.bands:
        if method.step(lookup.by) is None and (given is None or not given.is_number):
            yield _fault(f"by 须是数量：{lookup.by}", f"by names no number: {lookup.by}")
        ends = [band.upto for band in lookup.bands]
        inner = [end for end in ends[:-1] if end is not None]
        if ends[-1] is not None or len(inner) != len(ends) - 1 or inner != sorted(set(inner)):
            yield _fault("bands 须由小到大，只有最后一段不写 upto", "bands rise, and only the last has no upto", "V-8")
        return
    if given is None or given.type != "category":
        yield _fault(f"by 须是类别输入：{lookup.by}", f"by names no category: {lookup.by}")
        return
    wanted, found = {each.id for each in given.choices}, {name for name, _ in lookup.values}
    if wanted != found:
        odd = "、".join(sorted(wanted ^ found))
        yield _fault(f"values 须与 {lookup.by} 的类别一一对应：{odd}", f"values must match the choices: {odd}", "V-8")


def _behaviour_faults(method: Method, one: Behaviour) -> Iterator[Fault]:
    if method.table(one.table) is None:
        yield _fault(f"没有表 {one.table}", f"There is no table {one.table}")
        return
    yield from _column(method, one.table, one.person, ("text",), "person")
    yield from _column(method, one.table, one.moment, ("day",), "moment")
    for symbol in one.key or ("",):
        yield from _column(method, one.table, symbol, NAMES, "key")
    result = method.step(one.result)
    if result is None or result.table != one.table:
        yield _fault(f"result 须是表 {one.table} 的步骤：{one.result}", f"result names no step of {one.table}")
        return
    if method.units.ratio(method.units.parse(result.unit), method.units.parse(TONNE)) is None:
        yield _fault(f"result 须以 {TONNE} 计，现为 {result.unit}", f"result must be in {TONNE}", "R14-1")
    for cap in one.caps:
        yield from _cap_faults(method, one, cap.of, cap.unit)


def _cap_faults(method: Method, one: Behaviour, of: str, unit: str) -> Iterator[Fault]:
    given, step = method.inputs_by_symbol.get(of), method.step(of)
    measured = given is not None and given.table == one.table and given.is_number
    if of == COUNTED_ROWS:
        declared = "1"
    elif measured and given is not None:
        declared = given.unit or "1"
    elif step is not None and of == one.result:
        declared = step.unit
    else:
        yield _fault(f"上限只能对 rows、数量输入或 result 设定：{of}", f"No cap can be put on {of}")
        return
    if method.units.ratio(method.units.parse(unit), method.units.parse(declared)) is None:
        yield _fault(
            f"量纲不一致：{of} 的上限以 {unit} 计，应为 {declared}", f"The cap on {of} must be in {declared}", "R14-1"
        )
