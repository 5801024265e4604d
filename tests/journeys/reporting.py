"""From a roof to a signed statement: project, meter readings, report, verification."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tanhui.lifecycle.accounting.demonstration import readings_csv
from tanhui.site.demonstration.papers import paper
from tests.journeys.cast import Cast, attach, fact, figure, fill, follow, labelled, saved, send

NAME = "示范秀洲一吨之旅屋顶光伏项目"
METER = "TONNE-001"
CAPACITY_KW = 2000
FIRST_DAY, LAST_DAY = "2024-01-01", "2024-12-31"
FACTOR = Decimal("0.4974")
"""Zhejiang's average grid factor of 2023 in t/MWh, the latest published before 2024."""
NINTH = Decimal("0.000000001")
DAYS_OF_2024 = 366


@dataclass(frozen=True)
class Expected:
    """What the readings must come to, worked out here from the file itself."""

    exact: Decimal
    tonnes: int
    remainder: Decimal


def readings() -> bytes:
    """Return a year of generated readings."""
    return readings_csv(meter_id=METER, capacity_kw=CAPACITY_KW, seed="the life of a tonne")


def with_a_bad_row(content: bytes) -> bytes:
    """Return the file with a negative export on its third line."""
    lines = content.decode().splitlines()
    meter, start, end, _, taken = lines[2].split(",")
    lines[2] = f"{meter},{start},{end},-5,{taken}"
    return ("\n".join(lines) + "\n").encode()


def expected(content: bytes) -> Expected:
    """Work out the reduction: net power times the factor, rounded down at nine decimals, whole tonnes below."""
    rows = [line.split(",") for line in content.decode().splitlines()[1:]]
    net_mwh = sum((Decimal(row[3]) - Decimal(row[4]) for row in rows), Decimal(0)) / 1000
    exact = (net_mwh * FACTOR).quantize(NINTH, rounding=ROUND_FLOOR).normalize()
    tonnes = int(exact)
    return Expected(exact, tonnes, exact - tonnes)


def sample(title: str) -> bytes:
    """Return a one-page PDF."""
    return paper(title, [NAME, "示范文件，数据由程序生成。"])


def register_project(cast: Cast) -> str:
    """The owner registers the project with its evidence and first meter; returns the project's code."""
    page = cast.go("owner")
    follow(page, "我的项目")
    follow(page, "登记项目")
    fill(
        page,
        项目名称=NAME,
        领域="可再生能源",
        方法学="分布式光伏发电项目碳普惠方法学（PV01 v1）：电表读数",
        详细地址="示范秀洲工业园 9 号厂房屋顶",
        计量表号=METER,
        计量表准确度等级="0.5S 级",
        投运日期="2023-11-01",
        合法性证明生效日="2023-10-01",
        真实性说明="已并网发电，读数取自结算表。",
        唯一性说明="未参与其他减排机制。",
        额外性说明="投资回收期较长。",
        普惠性说明="收益由园区小微企业共享。",
    )
    for label, value in (
        ("所在县（市、区）", "秀洲区"),
        ("纬度（度）", "30.781000"),
        ("经度（度）", "120.709000"),
        ("装机容量（kW）", str(CAPACITY_KW)),
    ):
        fill(page, **{label: value})
    attach(page, "权属证明", "权属证明.pdf", sample("权属证明"))
    attach(page, "合法性证明（备案、并网批复等）", "项目备案.pdf", sample("备案通知书"))
    send(page, "登记项目")
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    return page.locator(".t-eyebrow").inner_text()


def calibrate(cast: Cast) -> None:
    """The owner records the meter's calibration, from the page of the project."""
    page = cast.pages["owner"]
    follow(page, "登记校准")
    fill(page, 校准日期="2023-12-01", 实测误差="0")
    fill(page, **{"有效期至（不含）": "2025-12-01"})
    labelled(page, "校准合格").check()
    attach(page, "校准证书", "校准证书.pdf", sample("校准证书"))
    send(page, "提交")
    meters = page.get_by_role("region", name="计量表")
    expect(meters).to_contain_text("2023-12-01 至 2025-12-01 合格")


def upload_readings(cast: Cast, content: bytes) -> None:
    """A file with one bad row loads nothing and names the row; the corrected file loads whole."""
    page = cast.pages["owner"]
    follow(page, "上传读数")
    attach(page, "读数文件（xlsx 或 CSV）", "2024.csv", with_a_bad_row(content))
    refusal = cast.refused(page, "上传", "V-4")
    expect(refusal.get_by_role("listitem")).to_have_count(1)
    expect(refusal).to_contain_text("位置：第 3 行 D 列 export_kwh")
    cast.look(page, "tonne-readings-refused")
    follow(page, "返回项目")
    expect(page.get_by_text("还没有读数")).to_be_visible()
    follow(page, "上传读数")
    attach(page, "读数文件（xlsx 或 CSV）", "2024.csv", content)
    send(page, "上传")
    row = page.get_by_role("region", name="读数文件").get_by_role("row").nth(1).get_by_role("cell")
    expect(row.nth(2)).to_have_text(f"{DAYS_OF_2024 * 24:,}")
    expect(row.nth(3)).to_have_text("0")


def report(cast: Cast, should: Expected, folder: Path) -> None:
    """The owner has the report prepared, reads it, downloads both files and submits."""
    page = cast.pages["owner"]
    follow(page, "编制核算报告")
    fill(page, 监测期第一天=FIRST_DAY, 监测期最后一天=LAST_DAY)
    send(page, "核算并编制")
    figures = {
        "核算减排量": f"{should.exact:,}",
        "可申请签发": f"{should.tonnes:,}",
        "尾数（结转）": f"{should.remainder}",
    }
    for label, value in figures.items():
        expect(figure(page, label)).to_have_text(value)
    cast.look(page, "tonne-report")
    pdf = saved(page, "核算报告（PDF）", folder / "report.pdf")
    assert pdf.startswith(b"%PDF-")
    text = "".join(each.extract_text() for each in PdfReader(folder / "report.pdf").pages)
    assert f"{should.exact:,}" in text or str(should.exact) in text
    saved(page, "计算表（xlsx）", folder / "sheet.xlsx")
    assert load_workbook(folder / "sheet.xlsx").sheetnames
    follow(page, "提交报告")
    send(page, "确认提交")
    expect(page.get_by_text("已提交").first).to_be_visible()


def engage(cast: Cast) -> None:
    """The owner engages the verification body."""
    page = cast.go("owner")
    follow(page, "核查委托")
    page.get_by_role("link", name=f"{NAME} 第 1 版").click()
    choice = labelled(page, "核查机构")
    choice.select_option(
        index=[text.startswith("示范甲核查") for text in choice.locator("option").all_inner_texts()].index(True)
    )
    fill(page, 委托合同号="示范合同-001")
    send(page, "提出委托")
    expect(fact(page, "核查机构")).to_contain_text("示范甲核查有限公司")


def accept_and_question(cast: Cast) -> None:
    """The verification body accepts and raises a finding."""
    page = _engagement(cast, "verifier")
    follow(page, "接受委托")
    labelled(
        page, "本机构声明：未参与编制该项目核算报告的任何版本，与项目业主没有须回避的关联关系，并对核查结论负责"
    ).check()
    send(page, "声明并接受")
    follow(page, "提出发现")
    fill(page, 类型="澄清要求", 所涉内容="上网电量", 内容="请说明一月份夜间上网电量为零的原因。")
    send(page, "提出")
    expect(page.get_by_role("article")).to_contain_text("请说明一月份夜间上网电量为零的原因。")


def answer(cast: Cast) -> None:
    """The owner answers the finding."""
    page = _engagement(cast, "owner")
    follow(page, "答复")
    fill(page, 答复="夜间没有日照，逆变器停机。")
    send(page, "提交答复")
    expect(page.get_by_role("article")).to_contain_text("夜间没有日照")


def close_and_sign(cast: Cast, should: Expected) -> None:
    """The verification body closes the finding and signs its statement over the report."""
    page = _engagement(cast, "verifier")
    follow(page, "处理")
    labelled(page, "关闭").check()
    fill(page, 结论="与气象情况相符。")
    send(page, "确定")
    follow(page, "签署核证表")
    lines = page.get_by_role("region", name="逐项核查").get_by_role("row")
    for number in range(1, lines.count()):
        row = lines.nth(number)
        row.get_by_label("证据").fill("平台读数与因子逐项复算")
        row.get_by_label("结论").select_option(label="一致")
    expect(labelled(page, "核证减排量（吨）")).to_have_value(str(should.tonnes))
    fill(page, 核证结论="核算报告符合方法学要求。")
    cast.look(page, "tonne-statement")
    send(page, "签署")
    expect(page.get_by_text(f"核证 {should.tonnes:,} 吨")).to_be_visible()


def _engagement(cast: Cast, username: str) -> Page:
    page = cast.go(username)
    follow(page, "核查委托")
    page.get_by_role("link", name=re.compile(r"^E\d{4}$")).click()
    return page
