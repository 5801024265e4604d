"""`tanhui account`: account for a file of readings without a database, with the same code as the platform."""

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
from tanhui.lifecycle.accounting.compute import account as account_for
from tanhui.lifecycle.accounting.compute import terms_of
from tanhui.lifecycle.accounting.limits import limits_of
from tanhui.lifecycle.accounting.method import document_at
from tanhui.lifecycle.accounting.readings.counted import Correction
from tanhui.lifecycle.accounting.readings.reader import read_readings
from tanhui.lifecycle.accounting.result import Result
from tanhui.lifecycle.accounting.sheet import calculation_table

REFUSED = 2
ERROR_DIGITS = 6


@click.command("account")
@click.argument("method")
@click.option("--data", "data_path", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--factor", "factors", multiple=True, metavar="SYMBOL=VALUE", help="Use this value for a parameter.")
@click.option(
    "--meter-error", "errors", multiple=True, metavar="METER=ERROR[@START..END]", help="Take off a meter error."
)
@click.option("--period", "span", metavar="START..END", help="First and last day; by default what the readings span.")
@click.option("--on", "filed", metavar="DATE", help="Day of filing; today by default.")
@click.option("--encoding", default="utf-8", type=click.Choice(["utf-8", "gbk"]), help="Encoding of a CSV file.")
@click.option("--good-rows", is_flag=True, help="Account with the good rows although others are bad.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
@click.option(
    "--xlsx", "xlsx_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the calculation table."
)
def account(
    method: str,
    data_path: Path,
    factors: tuple[str, ...],
    errors: tuple[str, ...],
    span: str | None,
    filed: str | None,
    encoding: str,
    good_rows: bool,
    as_json: bool,
    xlsx_path: Path | None,
) -> None:
    """Account for the readings in a file by METHOD, such as pv-distributed, or a methodology file ending in .toml."""
    now = datetime.now(UTC)
    try:
        document = document_at(method)
        on = parse_date(filed, channel="machine", place="--on") if filed else local_day(now)
        found = read_readings(
            data_path.read_bytes(),
            name=data_path.name,
            now=now,
            encoding=encoding,
            limits=limits_of(scheme(), local_day(now)),
        )
        if not good_rows:
            found.require_sound()
        done = account_for(
            document,
            found.rows,
            _period(span),
            [_correction(text) for text in errors],
            dict(_factor(text) for text in factors),
            on=on,
            terms=terms_of(scheme(), on),
        )
        if xlsx_path is not None:
            xlsx_path.write_bytes(calculation_table(document, done))
    except Refusal as refusal:
        _say_refused(refusal, as_json=as_json)
        sys.exit(REFUSED)
    click.echo(json.dumps(done.result.as_dict(), ensure_ascii=False, indent=2) if as_json else _lines(done.result))


def _period(span: str | None) -> Period | None:
    if span is None:
        return None
    first, _, last = span.partition("..")
    start, end = (parse_date(text, channel="machine", place="--period") for text in (first, last))
    if end < start:
        refuse("V-3", "核算期的最后一天早于第一天", "the period ends before it starts", place="--period")
    return Period.through(start, end)


def _factor(text: str) -> tuple[str, str]:
    symbol, found, value = text.partition("=")
    if not found:
        refuse("V-8", f"--factor 须写成 符号=数值，读到“{text[:40]}”", "write --factor SYMBOL=VALUE", place="--factor")
    return symbol.strip(), value


def _correction(text: str) -> Correction:
    meter, found, rest = text.partition("=")
    if not found:
        refuse("V-8", "--meter-error 须写成 表号=误差", "write --meter-error METER=ERROR", place="--meter-error")
    error, _, span = rest.partition("@")
    period = _period(span) if span else None
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
            lines.append(
                f"  {factor.symbol} = {factor.value} {factor.unit}　{factor.source_title} {factor.source_number}　{factor.rule}"
            )
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
