"""`tanhui factors`: read the library, load what comes with the platform, print the impact report of a change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tanhui.foundation.clock import now
from tanhui.foundation.parties.actor import SYSTEM_ACTOR
from tanhui.foundation.periods import local_day
from tanhui.law import refuse
from tanhui.lifecycle.methodology import actions, queries
from tanhui.lifecycle.methodology.library import shipped
from tanhui.lifecycle.methodology.queries.factors import FactorRow
from tanhui.site.impact.gathering import gather

_JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


@click.group()
def factors() -> None:
    """排放因子库：查看、载入、影响报告 / the factor library."""


@factors.command("list")
@click.option("--series", default="", help="系列，如 grid-average-province")
@click.option("--region", default="", help="地区，如 浙江")
@click.option("--history", is_flag=True, help="连同已被接替的记录")
@_JSON
def list_factors(series: str, region: str, history: bool, as_json: bool) -> None:
    """列出因子库今天的记录。"""
    rows = [
        row
        for row in queries.factor_rows(local_day(now()), history=history)
        if series in ("", row.entry.series) and region in ("", row.entry.region)
    ]
    if as_json:
        _print([_told(row) for row in rows])
        return
    for row in rows:
        entry = row.entry
        value = f"{entry.value or '—'} {entry.unit}"
        click.echo(f"{row.id}\t{entry.series}\t{entry.region}\t{entry.year}\t{value}\t{row.state_zh}\t{entry.code}")


@factors.command()
@click.argument("code")
@_JSON
def show(code: str, as_json: bool) -> None:
    """显示一个因子的全部版次和出处。CODE 是编号，如 elec-avg-2023-浙江。"""
    rows = queries.editions_of(code, local_day(now()))
    if not rows:
        refuse("S-17", f"因子库没有编号 {code}", f"the library has no factor {code}", place="CODE")
    if as_json:
        _print([_told(row) for row in rows])
        return
    for row in rows:
        source = row.entry.source
        click.echo(
            f"第 {row.edition} 版：{row.entry.value or '—'} {row.entry.unit}（{row.state_zh}，{row.valid_from} 起）"
        )
        click.echo(f"  {source.title} {source.number} {source.published} {source.issuer} {source.link}".rstrip())
        click.echo(f"  {row.evidence_zh}；记录摘要 {row.digest}")


@factors.command()
def load() -> None:
    """载入随平台提供的因子；已有的编号不动，可以重复执行。"""
    done = actions.load_library(by=SYSTEM_ACTOR, at=now())
    told = f"，存证 #{done.receipt.seq}" if done.receipt else ""
    click.echo(f"{shipped.title()}：新载入 {done.new} 条{told}")


@factors.command()
@click.argument("number")
@click.option("--xlsx", "xlsx_path", type=click.Path(dir_okay=False, path_type=Path), help="写出影响报告的工作簿")
@_JSON
def impact(number: str, xlsx_path: Path | None, as_json: bool) -> None:
    """试算一项因子变更的影响，不存档。NUMBER 是变更编号，如 EF-2026-0001。"""
    change = next((row for row in queries.changes() if row.number == number), None)
    if change is None:
        refuse("S-17", f"没有因子变更 {number}", f"there is no change {number}", place="NUMBER")
    found = gather(change.id, at=now())
    if xlsx_path is not None:
        xlsx_path.write_bytes(found.workbook)
    if as_json:
        _print(found.content)
        return
    for row in found.content["rows"]:
        moved = f"{row['before'] or '—'} → {row['after'] or '—'} {row['unit']}（{row['percent']}）"
        click.echo(f"{row['subject']}\t{row['detail']}\t{moved}")
    for each in found.content["untouched"]:
        click.echo(f"不变：{each['kind_zh']} {each['count']}")


def _told(row: FactorRow) -> dict[str, Any]:
    return row.entry.content() | {"edition": row.edition, "state": row.state, "digest": row.digest}


def _print(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
