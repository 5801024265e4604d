"""From an application to issued tonnes: filing, audit, decision, notice with an objection, registration, issuance."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.journeys.cast import Cast, attach, fact, fill, follow, labelled, move_clock, send
from tests.journeys.reporting import NAME, Expected, sample

FILE_IT = re.compile(rf"^备案.*：{NAME}")
"""The line on the bureau's work list while the notice runs and after it."""


def apply(cast: Cast, should: Expected) -> None:
    """The owner drafts the filing, attaches letter, form and evidence, and submits."""
    page = cast.go("owner")
    follow(page, "备案申请")
    follow(page, "新建备案申请")
    page.get_by_role("radio", name=NAME).check()
    send(page, "起草申请")
    expect(page.get_by_text("还缺：")).to_be_visible()
    for kind in ("备案申请函", "备案申请表", "支持性证明材料"):
        follow(page, "补充材料")
        page.get_by_role("group", name="材料种类").get_by_role("radio", name=kind).check()
        attach(page, "文件", f"{kind}.pdf", sample(kind))
        send(page, "上传")
    expect(page.get_by_text("材料齐全。")).to_be_visible()
    follow(page, "提交申请")
    send(page, "提交")
    _in_state(page, "待完整性检查")
    for label in ("核算减排量", "核证减排量", "申请量"):
        number = fact(page, label).locator(".t-number").inner_text()
        assert Decimal(number.replace(",", "")) == should.exact, label
    cast.look(page, "tonne-filing")


def audit(cast: Cast, should: Expected) -> None:
    """The centre accepts, sees checklist and recomputation, and reports."""
    page = cast.task("centre", NAME)
    follow(page, "受理")
    send(page, "受理")
    again = page.get_by_role("region", name="复算对照").get_by_role("row")
    expect(again.nth(1).get_by_role("cell").nth(2)).to_have_text(f"{should.exact:,}")
    assert set(again.locator("td:last-child").all_inner_texts()) == {"一致"}
    checks = page.get_by_role("region", name="审核清单").get_by_role("row")
    assert checks.count() > 10
    assert set(checks.locator("td:nth-child(3)").all_inner_texts()) == {"符合"}
    cast.look(page, "tonne-audit")
    fill(page, 审核意见="材料齐全，复算一致，建议通过。")
    send(page, "上报市生态环境局")
    _in_state(page, "审核结果已上报")


def decide(cast: Cast, should: Expected) -> None:
    """The bureau records why no panel sits, approves, and gives notice."""
    page = cast.task("bureau", NAME)
    follow(page, "不组织评审并记录理由")
    fill(page, 理由="方法成熟，复算一致。")
    send(page, "记录理由")
    follow(page, "作出决定")
    labelled(page, "通过").check()
    fill(page, 理由="符合备案条件。")
    send(page, "确认决定")
    expect(page.get_by_text(f"通过，核准 {should.exact:,} 吨")).to_be_visible()
    follow(page, "发布公示")
    send(page, "发布公示")
    _in_state(page, "公示中")
    cast.look(page, "tonne-decision")


def object_as_a_visitor(cast: Cast) -> None:
    """Somebody without an account objects to the notice."""
    page = cast.visitor()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="公示").click()
    page.get_by_role("main").get_by_role("link", name=NAME).click()
    fill(page, 异议内容和理由="屋顶面积似与装机容量不符，请核实。")
    send(page, "提交异议")
    expect(page.get_by_role("heading", name="异议与答复（1）")).to_be_visible()
    cast.look(page, "tonne-notice")


def file_after_the_notice(cast: Cast) -> None:
    """Filing is refused while the notice runs, then for the objection; it is answered, and the case filed and registered."""
    page = cast.task("bureau", FILE_IT)
    follow(page, "备案")
    refusal = cast.refused(page, "备案", "R10-4", "R10-5")
    expect(refusal).to_contain_text("尚未届满")
    move_clock(page, "8 个工作日")
    cast.task("bureau", FILE_IT)
    follow(page, "备案")
    refusal = cast.refused(page, "备案", "R10-5")
    expect(refusal).to_contain_text("1 件异议未处理")
    cast.look(page, "tonne-filing-refused")
    cast.task("bureau", "答复异议")
    follow(page, "答复")
    labelled(page, "异议不成立").check()
    fill(page, 答复="已现场核实，装机容量与备案一致。")
    send(page, "答复")
    expect(page.get_by_text("没有待答复的异议")).to_be_visible()
    cast.task("bureau", FILE_IT)
    follow(page, "备案")
    send(page, "备案")
    _in_state(page, "已备案")
    follow(page, "登记")
    send(page, "登记")
    _in_state(page, "已登记")


def issue(cast: Cast, should: Expected, code: str) -> str:
    """Who decided may not issue; a second officer does. Returns the range of serials."""
    page = cast.task("bureau", NAME)
    labelled(page, "已核对吨数、编号区间、结转和入账账户").check()
    cast.refused(page, "确认签发", "R17-2")
    page = cast.task("bureau2", NAME)
    cast.look(page, "tonne-issue")
    labelled(page, "已核对吨数、编号区间、结转和入账账户").check()
    send(page, "确认签发")
    _in_state(page, "已签发")
    page = cast.visitor()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="减排量").click()
    serial = f"JX-PV01-{code}-202412-1-{should.tonnes}"
    page.get_by_role("main").get_by_role("link", name=serial).click()
    cast.look(page, "tonne-batch")
    return page.locator(".t-eyebrow").inner_text()


def _in_state(page: Page, zh: str) -> None:
    expect(fact(page, "状态").get_by_text(zh, exact=True)).to_be_visible()
