"""`tanhui methodology`: check a document, evaluate it; begin, test and compare. Works without database and Django."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from tanhui.lifecycle.methodology import catalogue, checking, entered, loading, reporting
from tanhui.lifecycle.methodology.command_line import print_json as _print_json
from tanhui.lifecycle.methodology.command_line import refusals_shown
from tanhui.lifecycle.methodology.commands_of_sql import sql
from tanhui.lifecycle.methodology.commands_of_writing import diff, new, run_examples
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.workbook import report_workbook

_DOCUMENT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def methodology() -> None:
    """方法学：检查与试算 / check and evaluate methodology documents."""


def document_at(name: str) -> Method:
    """Load a document by its file, or a methodology of the catalogue by its name."""
    path = Path(name)
    if path.is_file():
        return loading.load(loading.read_file(path))
    return catalogue.method(name)


@methodology.command()
@click.argument("file", type=_DOCUMENT)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@refusals_shown
def check(file: Path, as_json: bool) -> None:
    """检查方法学文件：条目、符号、量纲、分母、因子与算例。"""
    method = loading.load(loading.read_file(file))
    checking.require_sound(method)
    if as_json:
        found = {"id": method.id, "version": method.version, "sha256": method.sha256}
        _print_json({**found, "steps": len(method.steps), "examples": len(method.examples), "sound": True})
        return
    counted = f"{len(method.steps)} 步，{len(method.examples)} 个算例一致"
    click.echo(f"{method.title} {method.version}：检查通过（{counted}）")
    click.echo(f"sha256 {method.sha256}")


@methodology.command("eval")
@click.argument("file")
@click.option(
    "--inputs",
    "inputs",
    type=_DOCUMENT,
    required=True,
    help='{符号: {"value": "…", "unit": "…"}}，或 {"inputs": …, "tables": …}，或 {"parts": [{"site", "year", …}]}',
)
@click.option("--factor", "factors", multiple=True, metavar="SYMBOL=VALUE", help="改用给定的参数值")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="查排放因子所用的日期（发电日）")
@click.option("--xlsx", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="写出带公式的计算表")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
@refusals_shown
def evaluate(
    file: str, inputs: Path, factors: tuple[str, ...], day: datetime | None, xlsx: Path | None, as_json: bool
) -> None:
    """按方法学文件试算，逐步列出公式、数值和单位；多个场所、年度和减排项一并合计。"""
    method = document_at(file)
    checking.require_sound(method)
    parts, several = entered.read_parts(inputs.read_bytes())
    declared = entered.overrides(method, factors)
    parts = [replace(each, inputs=dict(each.inputs) | declared, day=each.day or _day(day)) for each in parts]
    found = reporting.report(method, parts)
    if xlsx is not None:
        xlsx.write_bytes(report_workbook(found))
    if as_json:
        _print_json(found.as_dict() if several else found.parts[0].evaluation.as_dict())
        return
    for part in found.parts:
        if several:
            click.echo(f"{part.year} {part.site}")
        for step in part.evaluation.steps:
            click.echo(f"{step.step.symbol} = {step.step.formula} = {plain(step.value)} {step.step.unit}")
    if several:
        click.echo(f"合计 {plain(found.total)} {reporting.TONNE}，可申请签发 {found.whole_tonnes} 吨")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


for _command in (new, run_examples, diff, sql):
    methodology.add_command(_command)
