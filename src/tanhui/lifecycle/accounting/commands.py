"""`tanhui account`: account for readings, or for rows at city scale, without a database, by the platform's own code."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import click

from tanhui.foundation.inputs import parse_code, parse_date, parse_decimal
from tanhui.foundation.periods import Period, local_day
from tanhui.law import Refusal, refuse
from tanhui.law.scheme import scheme
from tanhui.lifecycle.accounting.bulk.command import ENGINES, MOST_WORKERS, BulkOptions, account_in_bulk, say
from tanhui.lifecycle.accounting.bulk.engines import DUCKDB
from tanhui.lifecycle.accounting.compute import account as account_for
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.reading_progress import read_from_disk
from tanhui.lifecycle.accounting.readings.counted import Correction
from tanhui.lifecycle.accounting.readings.rows import COLUMNS, shown
from tanhui.lifecycle.accounting.result import Result
from tanhui.lifecycle.accounting.sheet import calculation_table

REFUSED = 2
ERROR_DIGITS = 6


@click.command("account")
@click.argument("method")
@click.option(
    "--data",
    "data",
    required=True,
    multiple=True,
    metavar="FILE|'PATTERN'",
    help="读数文件（CSV 或 xlsx），表头 "
    + ",".join(COLUMNS)
    + "；按行批量核算时为 Parquet 或 CSV 文件，可用通配符，可重复",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="按行批量核算，结果写入此文件夹；中断后可续算"
)
@click.option("--column", "columns", multiple=True, metavar="SYMBOL=NAME", help="批量：数据列名与符号不同时指明")
@click.option(
    "--input", "entered", multiple=True, metavar="SYMBOL=VALUE", help="批量：对所有行相同的输入，如 share=0.35"
)
@click.option("--engine", default=DUCKDB, type=click.Choice(ENGINES), help="批量：计算引擎")
@click.option("--workers", default=0, type=click.IntRange(0, MOST_WORKERS), help="批量：DuckDB 进程数，默认 2")
@click.option("--spark-master", "master", default="", metavar="URL", help="批量：Spark 主节点，默认本机")
@click.option("--spark-remote", "remote", default="", metavar="sc://HOST:PORT", help="批量：Spark Connect 地址")
@click.option("--factor", "factors", multiple=True, metavar="SYMBOL=VALUE", help="改用给定的参数值，如 EF=0.42")
@click.option(
    "--meter-error",
    "errors",
    multiple=True,
    metavar="METER=ERROR[@START..END]",
    help="按计量误差扣减，如 M-1=0.002@2023-01-01..2023-06-30",
)
@click.option("--period", "span", metavar="START..END", help="核算期的首日与末日；默认取读数所及、可以申报的日子")
@click.option("--on", "filed", metavar="DATE", help="申报日，默认今天")
@click.option("--encoding", default="utf-8", type=click.Choice(["utf-8", "gbk"]), help="CSV 文件的编码")
@click.option("--good-rows", is_flag=True, help="有错误的行时，仍按其余的行核算")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出全部结果")
@click.option("--xlsx", "xlsx_path", type=click.Path(dir_okay=False, path_type=Path), help="写出带公式的计算表")
def account(
    method: str,
    data: tuple[str, ...],
    out: Path | None,
    columns: tuple[str, ...],
    entered: tuple[str, ...],
    engine: str,
    workers: int,
    master: str,
    remote: str,
    factors: tuple[str, ...],
    errors: tuple[str, ...],
    span: str | None,
    filed: str | None,
    encoding: str,
    good_rows: bool,
    as_json: bool,
    xlsx_path: Path | None,
) -> None:
    """按方法学核算一份电表读数，或成批的行为、读数行（--out）。METHOD 是方法学名称或以 .toml 结尾的方法学文件。"""
    options = BulkOptions(out, columns, entered, engine, workers, master, remote)
    now = datetime.now(UTC)
    try:
        document = document_at(method)
        on = parse_date(filed, channel="machine", place="--on") if filed is not None else local_day(now)
        if document.behaviour is not None or options.given:
            _refuse_other(errors, span, good_rows, xlsx_path)
            outcome = account_in_bulk(document, data, options, factors=_factors(factors), encoding=encoding, on=on)
            say(outcome, out or Path(), as_json=as_json)
            return
        found = read_from_disk(_one_file(data), now=now, encoding=encoding)
        if not good_rows:
            found.require_sound()
        done = account_for(
            document,
            found.rows,
            _period(span),
            [_correction(text) for text in errors],
            _factors(factors),
            on=on,
            terms=terms_of(scheme(), on),
        )
        if xlsx_path is not None:
            _write(xlsx_path, calculation_table(document, done))
    except Refusal as refusal:
        _say_refused(refusal, as_json=as_json)
        sys.exit(REFUSED)
    click.echo(json.dumps(done.result.as_dict(), ensure_ascii=False, indent=2) if as_json else _lines(done.result))


def _one_file(data: tuple[str, ...]) -> Path:
    """Return the one file of readings that an account of a meter takes."""
    if len(data) != 1 or not Path(data[0]).is_file():
        raise click.BadParameter(f"{data[0]} is not a file", param_hint="--data")
    return Path(data[0])


def _refuse_other(errors: tuple[str, ...], span: str | None, good_rows: bool, xlsx_path: Path | None) -> None:
    """Refuse what only an account of one meter file takes."""
    asked = {"--meter-error": errors, "--period": span, "--good-rows": good_rows, "--xlsx": xlsx_path}
    for option, value in asked.items():
        if value:
            refuse(
                "V-8",
                f"{option} 不能用于按行批量核算",
                f"{option} does not go with an account row by row",
                place=option,
            )


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError:
        zh = f"计算表写不到 {path}，请检查文件夹是否存在、是否可写"
        refuse("V-10", zh, f"the table cannot be written to {path}", place="--xlsx")


def _period(span: str | None, *, option: str = "--period") -> Period | None:
    if span is None:
        return None
    first, dots, last = span.partition("..")
    if not dots:
        refuse("V-3", f"日期无效：“{shown(span)}”，请按 首日..末日 填写", "write FIRST..LAST", place=option)
    start, end = (parse_date(text, channel="machine", place=option) for text in (first, last))
    if end < start:
        refuse("V-3", "日期无效：最后一天早于第一天", "the span ends before it starts", place=option)
    return Period.through(start, end)


def _factors(texts: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for symbol, value in map(_factor, texts):
        if symbol in found:
            refuse("V-8", f"参数 {symbol} 给了两次，请只留一个", f"{symbol} is given twice", place="--factor")
        found[symbol] = value
    return found


def _factor(text: str) -> tuple[str, str]:
    symbol, found, value = text.partition("=")
    if not found:
        refuse("V-8", f"--factor 须写成 符号=数值，读到“{text[:40]}”", "write --factor SYMBOL=VALUE", place="--factor")
    return symbol.strip(), value


def _correction(text: str) -> Correction:
    meter, found, rest = text.partition("=")
    if not found:
        refuse("V-8", "--meter-error 须写成 表号=误差", "write --meter-error METER=ERROR", place="--meter-error")
    error, dated, span = rest.partition("@")
    period = _period(span, option="--meter-error") if dated else None
    return Correction(
        meter_id=parse_code(meter, channel="machine", place="--meter-error"),
        error=parse_decimal(error, channel="machine", digits=ERROR_DIGITS, least=Decimal(0), place="--meter-error"),
        start=period.start if period else None,
        end=period.end if period else None,
    )


def _say_refused(refusal: Refusal, *, as_json: bool) -> None:
    if as_json:
        breaches = [each.as_dict() for each in refusal.breaches]
        click.echo(json.dumps({"refusal": breaches}, ensure_ascii=False, indent=2))
        return
    for each in refusal.breaches:
        click.echo(f"[{each.code}] {f'{each.place}：' if each.place else ''}{each.zh}", err=True)


def _lines(result: Result) -> str:
    lines = [
        f"方法学　　{result.methodology.title} {result.methodology.slug} {result.methodology.version}",
        f"核算期　　[{result.period_start}, {result.period_end})，读数 {result.readings.counted} 行",
    ]
    for year in result.years:
        lines.append(f"{year.year} 年")
        lines += [f"  {symbol} = {each.value} {each.unit}" for symbol, each in year.inputs.items()]
        for factor in year.factors:
            source = " ".join(filter(None, (factor.source_title, factor.source_number, factor.published_on)))
            lines.append(f"  {factor.symbol} = {factor.value} {factor.unit}　{source}　{factor.rule}")
        lines += [f"  {step.symbol} = {step.formula} = {step.value} {step.unit}　{step.label}" for step in year.steps]
    lines += [
        f"注意　　　{mark.zh}：表 {mark.meter_id} {mark.start} 至 {mark.end}，{mark.rows} 行 {mark.detail}"
        for mark in result.marks
    ]
    lines += [
        f"减排量　　{result.total_formula} = {result.exact_reduction.value} {result.exact_reduction.unit}",
        f"可签发　　{result.issuable_tonnes} 吨（向下取整），尾数 {result.remainder.value} {result.remainder.unit}",
        f"摘要　　　{result.digest}",
    ]
    return "\n".join(lines)
