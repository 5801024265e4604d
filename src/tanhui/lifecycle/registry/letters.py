"""The papers of the registry as PDF/A, set by typst: the same facts give the same bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tanhui.foundation.documents.typeset import set_pdf
from tanhui.foundation.periods import local_day, local_moment
from tanhui.foundation.units import decimal_text
from tanhui.law.scheme import scheme
from tanhui.lifecycle.registry.earlier import Report
from tanhui.lifecycle.registry.queries.plan import IssuePlan

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"


@dataclass(frozen=True)
class Head:
    """What stands at the top of every paper."""

    number: str
    issuer: str
    owner: str
    project: str
    project_name: str
    methodology: str
    period: str
    instrument: str
    dated_on: str
    demonstration: bool


def head(number: str, report: Report, instrument_id: str, at: datetime) -> Head:
    """Return the head of a filing's paper."""
    found = next((each for each in scheme().instruments if each.id == instrument_id), None)
    return Head(
        number=number,
        issuer=scheme().issuer_zh,
        owner=report.owner_name,
        project=report.project_code,
        project_name=report.project_name,
        methodology=f"{report.methodology_slug} {report.methodology_version}",
        period=f"{report.period_start} 至 {report.last_day}（含首尾两日）",
        instrument=f"{found.title_zh}（{found.number}）" if found else instrument_id,
        dated_on=local_day(at).isoformat(),
        demonstration=scheme().demonstration or report.demonstration,
    )


def registration(top: Head, *, tonnes: str, noticed: tuple[datetime, datetime] | None) -> bytes:
    """Set the notice of registration."""
    span = "" if noticed is None else " 至 ".join(f"{local_moment(each):%Y-%m-%d %H:%M}" for each in noticed)
    rows = [["核准备案量", f"{tonnes} 吨二氧化碳当量"], ["公示期", span], ["登记日期", top.dated_on]]
    words = "该项目减排量备案申请经审核、公示无成立的异议，现予备案并登记。核证减排量另行签发。"
    return _set("核证减排量登记通知书", top, rows, words)


def issuance(top: Head, *, plan: IssuePlan, serial: str, account: str) -> bytes:
    """Set the letter of issuance: quantity, serial numbers, account, carry, day, instrument."""
    rows = [
        ["签发数量", f"{plan.tonnes} 吨二氧化碳当量"],
        ["编号区间", serial],
        ["入账账户", account],
        ["核准量", f"{decimal_text(plan.verified)} 吨"],
        ["使用结转", f"{decimal_text(plan.carry_in)} 吨"],
        ["本次余量结转", f"{decimal_text(plan.carry_out)} 吨"],
        ["签发日期", top.dated_on],
    ]
    words = "现将上列核证减排量签发至贵方账户，每吨一个编号。任何人可凭编号在平台查证其来源和去向。"
    return _set("核证减排量签发函", top, rows, words)


def _set(title: str, top: Head, rows: list[list[str]], words: str) -> bytes:
    return set_pdf(TEMPLATE, {"title": title, "head": asdict(top), "rows": rows, "words": words})
