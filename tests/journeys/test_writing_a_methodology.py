"""An applicant writes a methodology from nothing in a browser: told of a unit mistake where it stands, they put it right,
see the worked example pass, and submit it; the centre returns it, and sees what was corrected."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tanhui.lifecycle.methodology.queries import proposals
from tanhui.lifecycle.methodology.tests.proposing import APPLICATION
from tanhui.site.demonstration.history import Diary, publish_methodologies
from tests.journeys.cast import Cast, next_morning, send, set_clock

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TITLE = "共享充电宝碳普惠方法学"
CHOICES = {"additionality": "简化论证", "verification": "须经核查"}


@pytest.fixture
def cast(live_server, world, new_context, watch, look) -> Cast:
    """The people of the demonstration at nine o'clock of the next working day, the catalogue published."""
    publish_methodologies(Diary(world.people, world.begin))
    found = Cast(new_context, watch, look)
    set_clock(found.visitor(), next_morning())
    return found


@pytest.mark.clause("JX23-7", "JX23-9", "JX23-10.1.1")
def test_an_applicant_writes_a_methodology_from_nothing(cast, world):
    page = begun(cast)
    head_and_scope(page)
    data_and_values(page)
    told_of_a_unit_mistake_and_puts_it_right(page, cast)
    sees_the_example_pass(page, cast)
    applies_and_submits(page, cast)
    returned_and_corrected(cast)
    [line] = proposals.proposals_of(world.party("owner"))
    row = proposals.proposal(line.id)
    assert (row.state, row.title, len(row.submissions)) == ("submitted", TITLE, 2)


def put(page: Page, fields: dict[str, str]) -> None:
    """Write in the fields of a chapter by the entries they stand for."""
    for name, text in fields.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def turn_to(page: Page, chapter: str) -> None:
    """Go to another chapter; what was written is kept on the way."""
    with page.expect_navigation():
        page.get_by_role("group", name="章节").get_by_role("button", name=re.compile(f"^{chapter}")).click()
    expect(page.get_by_role("group", name="章节").locator("[aria-current]")).to_contain_text(chapter)


def begun(cast: Cast) -> Page:
    """From the desk to an empty draft."""
    page = cast.go("owner")
    page.get_by_role("link", name="方法学建议").click()
    page.get_by_role("link", name="提出新的方法学").click()
    cast.look(page, "authoring-new")
    page.get_by_label("名称", exact=True).fill(TITLE)
    page.get_by_label("英文名称").fill("Shared power banks")
    page.get_by_label("英文短名").fill("power-bank")
    page.get_by_label("从空白开始").check()
    send(page, "开始编写")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.locator("[data-slot=summary]")).to_contain_text("处需要处理")
    return page


def head_and_scope(page: Page) -> None:
    """What it is called and where it applies."""
    summary = {"zh": "以共享充电宝替代一次性电池。", "en": "Shared power banks displace disposable batteries."}
    put(page, {f"summary.{language}": text for language, text in summary.items()})
    put(page, {"code": "PB01"})
    page.get_by_label("仅作示范，不用于正式减排量").check()
    turn_to(page, "适用范围")
    send(page, "添加条件")
    put(
        page, {"applicability.0.id": "site", "applicability.0.zh": "在本市投放。", "applicability.0.en": "In the city."}
    )


def data_and_values(page: Page) -> None:
    """One measured input and one constant."""
    turn_to(page, "监测数据")
    send(page, "添加输入")
    put(
        page,
        {
            "inputs.0.symbol": "E",
            "inputs.0.label.zh": "充电电量",
            "inputs.0.label.en": "Energy charged",
            "inputs.0.unit": "kWh",
            "inputs.0.highest": "1000000",
        },
    )
    turn_to(page, "参数与常数")
    send(page, "添加常数")
    put(
        page,
        {
            "constants.0.symbol": "EF",
            "constants.0.label.zh": "每千瓦时减排量",
            "constants.0.label.en": "Reduction per kWh",
            "constants.0.value": "0.0005",
            "constants.0.unit": "tCO2e/kWh",
            "constants.0.source.zh": "示范数值",
            "constants.0.source.en": "A sample value",
            "constants.0.evidence": "proposal",
        },
    )


def told_of_a_unit_mistake_and_puts_it_right(page: Page, cast: Cast) -> None:
    """A sum where a product belongs is told under its formula while it is written, and gone once it is right."""
    turn_to(page, "计算步骤")
    send(page, "添加步骤")
    put(
        page,
        {
            "steps.0.id": "reduction",
            "steps.0.symbol": "ER",
            "steps.0.label.zh": "减排量",
            "steps.0.label.en": "Emission reduction",
            "steps.0.unit": "tCO2e",
            "steps.0.rounding.mode": "floor",
            "steps.0.rounding.digits": "6",
            "steps.0.formula": "E + EF",
        },
    )
    told = page.locator("[data-slot='p-steps.0.formula']")
    expect(told).to_contain_text("量纲不一致：需要 kWh，得到 tCO2e/kWh")
    expect(told.locator("mark")).to_have_text("EF")
    expect(told).to_contain_text("第 5 列")
    expect(page.locator("[data-slot=state]")).to_contain_text("尚未保存")
    cast.look(page, "authoring-unit-mistake")
    put(page, {"steps.0.formula": "E * EF"})
    expect(told).to_be_empty()
    step = page.locator("[data-slot='s-steps.0']")
    expect(step).to_contain_text("单位一致")
    expect(step.locator("math")).to_have_count(1)


def sees_the_example_pass(page: Page, cast: Cast) -> None:
    """A printed result that is not what was computed fails; the right one passes."""
    turn_to(page, "算例")
    send(page, "添加算例")
    put(
        page,
        {
            "examples.0.title.zh": "充电 1000 kWh",
            "examples.0.title.en": "1,000 kWh charged",
            "examples.0.inputs.0.value": "1000",
            "examples.0.expected.0.value": "0.6",
        },
    )
    trial = page.locator("[data-slot=trials]")
    expect(trial).to_contain_text("不一致")
    expect(page.locator("[data-slot='p-examples.0.expected.0.value']")).to_contain_text("算得 0.5")
    put(page, {"examples.0.expected.0.value": "0.5"})
    expect(page.locator("[data-slot=summary]")).to_contain_text("检查全部通过，1 个算例一致")
    expect(page.locator("[data-slot=steps]")).to_contain_text("ER = 0.5")
    cast.look(page, "authoring-example-passes")
    send(page, "保存")
    expect(page.locator("[data-slot=state]")).to_have_text("已保存")


def applies_and_submits(page: Page, cast: Cast) -> None:
    """The application lacks everything at first; when it is whole, the proposal is on its way."""
    tabs = page.get_by_role("navigation", name="编写与提交")
    tabs.get_by_role("link", name="提交").click()
    expect(page.get_by_text("还缺 21 项")).to_be_visible()
    cast.refused(page, "提交", "R9-1")
    tabs.get_by_role("link", name="申请表").click()
    for key, value in APPLICATION.items():
        field = page.locator(f"[name={key}]")
        if key in CHOICES:
            field.select_option(label=CHOICES[key])
        elif value is True:
            field.check()
        else:
            field.fill(value)
    send(page, "保存申请表")
    expect(page.get_by_text("申请表已填写齐全")).to_be_visible()
    tabs.get_by_role("link", name="提交").click()
    cast.look(page, "authoring-submit")
    send(page, "提交")
    expect(page.get_by_role("list", name="办理进度").get_by_text("办理中")).to_be_visible()
    cast.look(page, "authoring-submitted")


def returned_and_corrected(cast: Cast) -> None:
    """The centre sends it back with a reason; what was corrected is marked for it."""
    centre = cast.task("centre", re.compile(TITLE))
    centre.get_by_role("link", name="退回补正").click()
    centre.get_by_label("理由").fill("系数须折减百分之十")
    send(centre, "退回")
    page = cast.task("owner", re.compile(TITLE))
    expect(page.get_by_text("系数须折减百分之十").first).to_be_visible()
    page.get_by_role("link", name="继续编写").click()
    turn_to(page, "计算步骤")
    put(page, {"steps.0.formula": "E * EF * 0.9"})
    turn_to(page, "算例")
    put(page, {"examples.0.expected.0.value": "0.45"})
    expect(page.locator("[data-slot=summary]")).to_contain_text("检查全部通过")
    send(page, "保存")
    page.get_by_role("navigation", name="编写与提交").get_by_role("link", name="提交").click()
    send(page, "提交")
    centre = cast.task("centre", re.compile(TITLE))
    expect(centre.locator("ins").filter(has_text="* 0.9")).to_be_visible()
    cast.look(centre, "authoring-corrected")
    centre.get_by_role("link", name="逐条对照").click()
    expect(centre.get_by_role("region", name="对结果的影响")).to_contain_text("-0.05")
    cast.look(centre, "authoring-compare")
    centre.go_back()
    centre.get_by_role("link", name="用自己的数据试算").click()
    centre.get_by_label(re.compile("充电电量")).fill("2 MWh")
    send(centre, "计算")
    expect(centre.locator(".t-figure-value")).to_contain_text("0.9")
    cast.look(centre, "authoring-try")
