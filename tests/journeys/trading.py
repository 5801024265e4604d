"""From issued tonnes to a certificate that a stranger confirms: admission, money, listing, pick, retirement, QR code."""

from __future__ import annotations

import io
import re

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.cast import Cast, attach, fact, figure, fill, follow, labelled, move_clock, send, yuan
from tests.journeys.reporting import sample

BUYER = "示范会展服务有限公司"
DEPOSIT_FEN = 1_000_000
PRICE_FEN = 5_200
OFFERED, PICKED, RETIRED = 50, 30, 20
EVENT = "示范低碳论坛 2026"
BENEFICIARY = "示范低碳论坛组委会"


def admit(cast: Cast) -> None:
    """The participant applies to trade; the operations centre admits it."""
    page = cast.task("participant", "申请交易准入")
    fill(page, 申请说明="用于会议碳中和")
    attach(page, "证明材料（营业执照、签署的入市协议等）", "入市协议.pdf", sample("入市协议"))
    send(page, "提交申请")
    page = cast.task("operations", f"决定交易准入：{BUYER}")
    follow(page, "作出决定")
    labelled(page, "准入").check()
    fill(page, 决定文号或理由="示范准入〔2026〕1 号")
    send(page, "确认决定")
    expect(page.get_by_text("已准入").first).to_be_visible()


def fund(cast: Cast) -> None:
    """One operations officer records the participant's deposit, another confirms it."""
    page = cast.go("operations")
    follow(page, "运营台")
    follow(page, "入金")
    follow(page, "登记入金")
    fill(page, 银行流水号="BANK-0001", 入金主体=BUYER)
    fill(page, **{"金额（元）": f"{DEPOSIT_FEN // 100}"})
    send(page, "登记")
    follow(page, "确认入账")
    cast.refused(page, "确认入账", "R17-2")
    page = cast.task("operations2", f"复核入金：{BUYER}")
    follow(page, "确认入账")
    send(page, "确认入账")
    expect(fact(page, "状态")).to_contain_text("已入账")


def sell(cast: Cast, tonnes: int) -> None:
    """The owner lists tonnes once the session opens."""
    page = cast.go("owner")
    follow(page, "交易台")
    move_clock(page, "下一交易时段")
    expect(page.get_by_text("现在是交易时段。")).to_be_visible()
    row = page.get_by_role("region", name="我的减排量").get_by_role("row").nth(1)
    expect(row.get_by_role("cell").nth(1)).to_have_text(f"{tonnes:,}")
    row.get_by_role("link", name="挂牌卖出").click()
    fill(page, **{"数量（吨）": str(OFFERED), "单价（元/吨）": yuan(PRICE_FEN)})
    send(page, "确认挂牌")
    expect(fact(page, "余量")).to_contain_text(str(OFFERED))
    cast.look(page, "tonne-listing")


def buy(cast: Cast, prefix: str) -> None:
    """The participant picks a part of the listing; tonnes and money change hands at once."""
    page = cast.go("participant")
    follow(page, "交易台")
    follow(page, "点选买入")
    cast.look(page, "tonne-market")
    page.get_by_role("main").get_by_role("link", name="查看与点选").click()
    follow(page, "点选买入")
    fill(page, **{"买入数量（吨）": str(PICKED)})
    send(page, "下一步：核对")
    expect(fact(page, "总价")).to_contain_text(yuan(PRICE_FEN * PICKED))
    cast.look(page, "tonne-pick")
    send(page, "确认成交")
    expect(fact(page, "成交额")).to_contain_text(yuan(PRICE_FEN * PICKED))
    expect(fact(page, "编号")).to_contain_text(f"{prefix}-1-{PICKED}-")


def see_cash(cast: Cast, issued: int) -> None:
    """The seller has the money and what was not sold; the buyer the tonnes and the rest of its deposit."""
    for username, fen, tonnes in (
        ("owner", PRICE_FEN * PICKED, issued - PICKED),
        ("participant", DEPOSIT_FEN - PRICE_FEN * PICKED, PICKED),
    ):
        page = cast.go(username)
        follow(page, "交易台")
        expect(figure(page, "可用资金")).to_have_text(yuan(fen))
        held = page.get_by_role("region", name="我的减排量").get_by_role("row").nth(1).get_by_role("cell").nth(1)
        expect(held).to_have_text(f"{tonnes:,}")
        cast.look(page, f"tonne-desk-{username}")


def order_retirement(cast: Cast) -> None:
    """The participant orders the retirement of tonnes it just bought, for an event."""
    page = cast.go("participant")
    follow(page, "注销申请")
    follow(page, "申请注销")
    fill(page, 用途="大型活动（会议）碳中和", 受益人=BENEFICIARY, 用途说明=EVENT)
    fill(page, **{"注销数量（吨）": str(RETIRED)})
    send(page, "申请注销")
    expect(fact(page, "数量")).to_contain_text(str(RETIRED))


def execute_retirement(cast: Cast, prefix: str) -> str:
    """The operations centre executes the order; returns the certificate's number."""
    page = cast.task("operations", "注销")
    follow(page, "执行注销")
    labelled(page, "已核对持有人的申请；注销不可撤销").check()
    send(page, "执行注销")
    expect(fact(page, "编号")).to_contain_text(f"{prefix}-1-{RETIRED}-")
    return fact(page, "证书号").inner_text()


def confirm_as_a_stranger(cast: Cast, number: str, prefix: str) -> None:
    """The holder's certificate is shown; whoever scans its QR code gets to the page that confirms it."""
    page = cast.go("participant")
    follow(page, "注销申请")
    page.get_by_role("main").get_by_role("link", name=re.compile(r"^R\d{5}$")).click()
    follow(page, "查看证书")
    address = scanned(page)
    assert address.endswith(f"/retirement/certificates/{number}/")
    stranger = cast.new_context().new_page()
    answer = stranger.goto(address)
    assert answer is not None and answer.status == 200
    expect(stranger.get_by_role("heading", level=1, name="此证书真实有效")).to_be_visible()
    certificate = stranger.get_by_role("article")
    for text in (number, BENEFICIARY, EVENT, f"{prefix}-1-{RETIRED}-", "与登记簿一致"):
        expect(certificate).to_contain_text(text)
    expect(certificate.locator(".t-certificate-tonnes .t-number")).to_have_text(str(RETIRED))
    results = stranger.get_by_role("heading", name="核验结果").locator("xpath=following-sibling::ul[1]/li")
    assert results.count() >= 3
    assert all(text.startswith("符合") for text in results.all_inner_texts())
    cast.look(stranger, "tonne-certificate")


def scanned(page: Page) -> str:
    """Return the address in the QR code, read from a picture of the page as a phone would."""
    code = page.get_by_role("img", name="核验二维码")
    code.scroll_into_view_if_needed()
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    found = [each.text for each in zxingcpp.read_barcodes(picture)]
    assert len(found) == 1, found
    return found[0]
