"""The city-scale side of `tanhui account`: which options it takes, and what it says when it has ended."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from tanhui.foundation.inputs.channels import shown
from tanhui.law import refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.bulk.account import Engine, Order, Outcome, account_rows
from tanhui.lifecycle.accounting.bulk.engines import DUCKDB, SPARK, duckdb_engine, spark_engine
from tanhui.lifecycle.accounting.bulk.folder import MANIFEST, REJECTS, RESULTS
from tanhui.lifecycle.accounting.bulk.jobs import Scope
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.methodology.document import Input, Method, Quantity
from tanhui.lifecycle.methodology.entered import overrides

ENGINES = (DUCKDB, SPARK)
MOST_WORKERS = 64


@dataclass(frozen=True)
class BulkOptions:
    """What the command line says beside the methodology and the files."""

    out: Path | None
    columns: tuple[str, ...]
    entered: tuple[str, ...]
    engine: str
    workers: int
    master: str
    remote: str

    @property
    def given(self) -> bool:
        """Whether any of them is used."""
        plain = self.engine == DUCKDB and not self.workers
        return self.out is not None or not plain or any((self.columns, self.entered, self.master, self.remote))


def account_in_bulk(
    document: Method, data: Sequence[str], options: BulkOptions, *, factors: Mapping[str, str], encoding: str, on: date
) -> Outcome:
    """Account for rows of files and write the folder."""
    if options.out is None:
        zh = f"方法学 {document.id} 按行批量核算，请用 --out 指定结果文件夹"
        refuse("V-8", zh, f"{document.id} is accounted row by row; name a folder with --out", place="--out")
    scope = Scope(terms_of(scheme(), on).first_eligible_day, on)
    order = Order(
        method=document,
        data=data,
        out=options.out,
        scope=scope,
        engine=_engine(options),
        entered=_entered(document, options.entered, factors),
        renamed=_renamed(options.columns),
        encoding=encoding,
    )
    return account_rows(order)


def _engine(options: BulkOptions) -> Engine:
    if options.engine == SPARK:
        if options.master and options.remote:
            zh = "--spark-master 与 --spark-remote 只能给一个"
            refuse("V-8", zh, "give either --spark-master or --spark-remote", place="--spark-remote")
        return spark_engine(master=options.master, remote=options.remote)
    if options.master or options.remote:
        zh = "--spark-master 和 --spark-remote 须与 --engine spark 同用"
        refuse("V-8", zh, "--spark-master and --spark-remote need --engine spark", place="--engine")
    return duckdb_engine(options.workers)


def _renamed(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in texts:
        symbol, equals, column = (part.strip() for part in each.partition("="))
        if not equals or not symbol or not column or symbol in found:
            zh = f"--column 须写成 符号=列名，每个符号一次，读到“{shown(each)}”"
            refuse("V-8", zh, "write --column SYMBOL=NAME, once for a symbol", place="--column")
        found[symbol] = column
    return found


def _entered(document: Method, texts: Sequence[str], factors: Mapping[str, str]) -> dict[str, Quantity | str]:
    """Read the single values: numbers with or without a unit, and categories by their id."""
    found: dict[str, Quantity | str] = {}
    numbers = [f"{symbol}={value}" for symbol, value in factors.items()]
    for each in texts:
        symbol, equals, value = (part.strip() for part in each.partition("="))
        if not equals or symbol in found:
            zh = f"--input 须写成 符号=数值，每个符号一次，读到“{shown(each)}”"
            refuse("V-8", zh, "write --input SYMBOL=VALUE, once for a symbol", place="--input")
        one = document.given(symbol)
        if isinstance(one, Input) and not one.is_number:
            found[symbol] = value
        else:
            numbers.append(each)
    return found | dict(overrides(document, numbers))


def say(outcome: Outcome, out: Path, *, as_json: bool) -> None:
    """Print the manifest, or its head in lines."""
    if as_json:
        click.echo(json.dumps(outcome.manifest, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(outcome, out)))


def _lines(outcome: Outcome, out: Path) -> list[str]:
    found: dict[str, Any] = outcome.manifest
    counts, total, tonnes = found["counts"], found["total"], found["tonnes"]
    lines = [
        f"方法学　　{found['methodology']['id']} {found['methodology']['version']}",
        f"各日　　　{len(found['days'])} 日：本次核算 {len(outcome.done)}，沿用 {len(outcome.kept)}，"
        f"不再有数据 {len(outcome.dropped)}",
        f"行　　　　{counts['rows']}：不合格 {counts['rejected']}，重复 {counts['duplicates']}，"
        f"超出上限 {counts['over_caps']}",
        f"人日　　　{counts['persons']}，其中按上限截取 {counts['cut']}",
    ]
    for fault, rows in found["rejects"].items():
        code, _, symbol = fault.partition(":")
        lines.append(f"  [{code}] {symbol or '整行'}：{rows} 行")
    if found["unconfirmed"]:
        lines.append(f"待核　　　{'、'.join(found['unconfirmed'])}")
    return [
        *lines,
        f"合计　　　{found['result']['symbol']} = {total['value']} {total['unit']} = {tonnes['exact']} tCO2e，"
        f"整吨 {tonnes['whole']}",
        f"摘要　　　{found['digest']}",
        f"文件　　　{out}{os.sep}{MANIFEST}；每人每日 {RESULTS}{os.sep}，不合格行 {REJECTS}{os.sep}",
    ]
