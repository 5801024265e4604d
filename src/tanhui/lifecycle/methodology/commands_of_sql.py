"""`tanhui methodology sql`: the query that applies a methodology to rows of data, for whoever runs it elsewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from tanhui.law import refuse
from tanhui.lifecycle.methodology import checking, loading
from tanhui.lifecycle.methodology.command_line import print_json, refusals_shown
from tanhui.lifecycle.methodology.commands_of_writing import text_at
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine.faults import Fault
from tanhui.lifecycle.methodology.engine.numbers import amount, plain
from tanhui.lifecycle.methodology.engine.sql.rowquery import DIALECTS, Column, RowQuery
from tanhui.lifecycle.methodology.sql import compile_rows


@click.command("sql")
@click.argument("file", metavar="METHOD")
@click.option("--table", help="逐行计算哪张表；只有一张表时可不写 / the table whose rows are computed")
@click.option("--dialect", type=click.Choice(DIALECTS), default=DIALECTS[0], show_default=True)
@click.option("--relation", default="", metavar="NAME", help="数据所在的表名，默认与方法学的表同名")
@click.option("--given", "given", multiple=True, metavar="SYMBOL=VALUE", help="对所有行相同的数值（声明的单位）")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@refusals_shown
def sql(file: str, table: str | None, dialect: str, relation: str, given: tuple[str, ...], as_json: bool) -> None:
    """写出对数据逐行计算的 SQL：定点数精确，与逐步计算一位不差。"""
    method = loading.load(text_at(file))
    checking.require_sound(method)
    if table is None and len(method.tables) == 1:
        table = method.tables[0].id
    if table is not None and method.table(table) is None:
        refuse("R14-2", f"方法学没有表 {table}", f"No table {table}", place="--table")
    query = compile_rows(method, table=table, given=dict(_number(method, each) for each in given))
    text = query.select(relation or table or "input_rows", dialect)
    if as_json:
        print_json(_described(query, dialect, text))
        return
    click.echo(f"-- {method.title} {method.version} sha256 {method.sha256}")
    for column in query.columns:
        click.echo(f"-- {column.name} {_kind(column)}")
    click.echo(f"-- 先剔除此式不为空的行 / leave out rows where this is not null:\n-- {query.fault(dialect)}")
    click.echo(f"{text};")


def _number(method: Method, text: str) -> tuple[str, Decimal]:
    symbol, _, value = text.partition("=")
    if method.given(symbol) is None and method.step(symbol) is None:
        refuse("R14-2", f"变量未定义：{symbol}", f"Not defined: {symbol}", place="--given")
    try:
        return symbol, amount(value.strip())
    except Fault as fault:
        raise fault.as_refusal(symbol) from None


def _kind(column: Column) -> str:
    if column.digits is None:
        return f"{column.kind} {'/'.join(column.choices)}".strip()
    return f"{column.digits} {plain(column.lowest or Decimal(0))} … {plain(column.highest or Decimal(0))}"


def _described(query: RowQuery, dialect: str, text: str) -> dict[str, Any]:
    columns = [{"symbol": each.symbol, "name": each.name, "kind": _kind(each)} for each in query.columns]
    steps = [{"id": each.id, "symbol": each.symbol, "type": str(each.digits)} for each in query.steps]
    return {"dialect": dialect, "columns": columns, "steps": steps, "fault": query.fault(dialect), "sql": text}
