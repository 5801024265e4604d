"""`tanhui methodology new|test|diff`: begin a document, run its examples, compare two versions. No database, no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tanhui.law import Refusal, refuse
from tanhui.lifecycle.methodology import catalogue, checking, loading, presentation_of_differences
from tanhui.lifecycle.methodology.command_line import DIFFERENT, print_json, refusals_shown
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.editing.live import of_the_whole
from tanhui.lifecycle.methodology.editing.reading import load_text
from tanhui.lifecycle.methodology.editing.skeleton import skeleton
from tanhui.lifecycle.methodology.editing.toml import content_of, written
from tanhui.lifecycle.methodology.editing.trials import Trial, trials_of
from tanhui.lifecycle.methodology.factors import Factor
from tanhui.lifecycle.methodology.library import shipped
from tanhui.lifecycle.methodology.library.entries import factor_of

_NAME = re.compile(r"[a-z][a-z0-9-]{1,58}[a-z0-9]", re.ASCII)
_JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


def shipped_factors() -> tuple[Factor, ...]:
    """Return the factors that come with the platform: what a parameter finds where there is no library of a scheme."""
    return tuple(factor_of(each, valid_from=shipped.compiled_on()) for each in shipped.entries() if each.confirmed)


def text_at(name: str) -> str:
    """Return the text of a file, or of a methodology of the catalogue: `pv-distributed` or `pv-distributed/v1`."""
    path = Path(name)
    if path.is_file():
        return loading.read_file(path)
    slug, _, version = name.partition("/")
    return catalogue.document_text(slug, version or None)


@click.command()
@click.argument("name")
@click.option("--title", default="", help="中文名称；不填时与英文短名相同")
@click.option("--title-en", default="", help="英文名称")
@click.option("--code", default="", help="编码，用于减排量编号")
@_JSON
@refusals_shown
def new(name: str, title: str, title_en: str, code: str, as_json: bool) -> None:
    """写出一份新的方法学文件：完整、可计算，逐项改写即可。例：new shared-bike --title 共享单车 > shared-bike.toml"""
    if not _NAME.fullmatch(name):
        zh = f"英文短名 {name[:40]} 不合规：小写字母开头，只含小写字母、数字和连字符，3 至 60 个字符"
        refuse("V-6", zh, "A name is lower-case letters, digits and hyphens, 3 to 60 of them", place="NAME")
    content = skeleton(name, title_zh=title or name, title_en=title_en or title or name, code=code)
    text = written(content)
    checking.require_sound(load_text(text))
    if as_json:
        print_json(content)
        return
    click.echo(text, nl=False)


@click.command("test")
@click.argument("file")
@_JSON
@refusals_shown
def run_examples(file: str, as_json: bool) -> None:
    """逐个计算算例，列出载明与算得的结果；全部一致时退出码为 0，有不一致的为 1。"""
    text = text_at(file)
    method = load_text(text)
    factors = shipped_factors()
    broken = of_the_whole(method, factors)
    if broken:
        raise Refusal(broken)
    found = trials_of(method, factors)
    passed = all(trial.passed for trial, _ in found) and bool(found)
    if as_json:
        print_json({"passed": passed, "examples": [_trial(trial, reasons) for trial, reasons in found]})
    else:
        _print_trials(method, found)
    if not passed:
        raise SystemExit(DIFFERENT)


def _trial(trial: Trial, reasons: list[str]) -> dict[str, Any]:
    lines = [
        {
            "symbol": line.symbol,
            "printed": line.printed,
            "computed": line.computed,
            "unit": line.unit,
            "rounding": line.rounding,
            "passed": line.passed,
        }
        for line in trial.lines
    ]
    return {"id": trial.id, "title": trial.title, "passed": trial.passed, "lines": lines, "reasons": reasons}


def _print_trials(method: Method, found: list[tuple[Trial, list[str]]]) -> None:
    for trial, reasons in found:
        click.echo(f"{'通过' if trial.passed else '不符'}  {trial.id}  {trial.title}")
        for line in trial.lines:
            mark = "=" if line.passed else "≠"
            click.echo(
                f"      {line.symbol}：载 {line.printed} {mark} 算得 {line.computed} {line.unit}（{line.rounding}）"
            )
        for reason in reasons if not trial.lines else ():
            click.echo(f"      {reason}")
    counted = sum(1 for trial, _ in found if trial.passed)
    click.echo(f"{method.title} {method.version}：{len(found)} 个算例，{counted} 个一致")


@click.command()
@click.argument("old")
@click.argument("new")
@_JSON
@refusals_shown
def diff(old: str, new: str, as_json: bool) -> None:
    """逐条对照两份文件，并用双方的算例比较结果；相同时退出码为 0，不同为 1。"""
    texts = [text_at(name) for name in (old, new)]
    for text in texts:
        if content_of(text) is None:
            load_text(text)
    found = presentation_of_differences.as_dict(texts[0], texts[1], shipped_factors())
    if as_json:
        print_json(found)
    else:
        _print_differences(found)
    if not found["same"]:
        raise SystemExit(DIFFERENT)


_MARKS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}


def _entry_lines(entries: list[dict[str, str]]) -> Iterator[str]:
    for entry in entries:
        yield entry["entry"]
        yield from (f"  {sign} {entry[key]}" for sign, key in (("-", "old"), ("+", "new")) if entry[key])


def _print_differences(found: dict[str, Any]) -> None:
    if found["same"]:
        click.echo("内容完全相同")
        return
    for part in found["parts"]:
        click.echo(f"【{part['zh']}】")
        for change in part["changes"]:
            click.echo(f"  {_MARKS[change['kind']]} {change['title']}")
            for line in _entry_lines(change["entries"]):
                click.echo(f"      {line}")
    if found["effects"] is None:
        click.echo("有一份不能计算，未比较结果")
        return
    click.echo("【对结果的影响】")
    for each in found["effects"]:
        told = f"{each['old'] or '—'} → {each['new'] or '—'} {each['unit']}"
        by = f"（差 {each['difference']}）" if each["difference"] else f"（{each['reason']}）"
        click.echo(f"  {each['example']} {each['symbol']}：{told}{by if each['difference'] != '0' else '（相同）'}")
