"""`tanhui recompute BATCH`: run an issued batch again from the stored readings, factor versions and formula."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from tanhui.foundation.units import decimal_text
from tanhui.law import Refusal
from tanhui.lifecycle.registry.queries import RecomputedBatch, batch_named, recomputed_batch

DIFFERENT, REFUSED = 1, 2


@click.command("recompute")
@click.argument("batch")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出每一项对照")
def recompute(batch: str, as_json: bool) -> None:
    """复算一个已签发的批次。BATCH 是编号、批次代码（或其中一段）或备案申请号；一致时退出码为 0，不一致为 1。"""
    try:
        found = recomputed_batch(batch_named(batch))
    except Refusal as refusal:
        _say_refused(refusal, as_json=as_json)
        sys.exit(REFUSED)
    click.echo(json.dumps(_content(found), ensure_ascii=False, indent=2) if as_json else _told(found))
    sys.exit(0 if found.same else DIFFERENT)


def _say_refused(refusal: Refusal, *, as_json: bool) -> None:
    if as_json:
        breaches = [each.as_dict() for each in refusal.breaches]
        click.echo(json.dumps({"refusal": breaches}, ensure_ascii=False, indent=2))
        return
    for each in refusal.breaches:
        click.echo(f"[{each.code}] {each.zh}\n    {each.en}", err=True)


def _content(found: RecomputedBatch) -> dict[str, object]:
    return {
        "batch": found.batch_id,
        "code": found.code,
        "same": found.same,
        "difference": found.difference,
        "reported_tonnes": decimal_text(found.reported_tonnes),
        "recomputed_tonnes": decimal_text(found.recomputed_tonnes),
        "reported_digest": found.reported_digest,
        "recomputed_digest": found.recomputed_digest,
        "methodology": {"title": found.methodology, "sha256": found.methodology_sha256},
        "factors": [asdict(each) for each in found.factors],
        "lines": [{**asdict(each), "same": each.same} for each in found.lines],
    }


def _told(found: RecomputedBatch) -> str:
    lines = [
        f"批次　　{found.serial}（项目 {found.project_code}，申请 {found.filing_number}）",
        f"方法学　{found.methodology} {found.methodology_sha256}",
    ]
    lines += [
        f"因子　　{each.year} {each.symbol} = {each.value} {each.unit}　{each.source} {each.record[:16]}"
        for each in found.factors
    ]
    lines += [f"{'　' if each.same else '✗ '}{each.label}：{_both(each.recorded, each.again)}" for each in found.lines]
    if found.same:
        lines.append("复算一致：每一步的数值、结果摘要和签发量都与登记的相同")
    else:
        lines.append(f"复算不一致，首个不同之处：{found.difference}")
    return "\n".join(lines)


def _both(recorded: str, again: str) -> str:
    return recorded if recorded == again else f"登记 {recorded}，复算 {again}"
