"""The application that goes with a proposed methodology: what the development guide asks for, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanhui.foundation.inputs.channels import MACHINE, shown, wrong_type
from tanhui.foundation.inputs.numbers import parse_decimal
from tanhui.foundation.inputs.texts import NAME_CHARS, clean_text
from tanhui.law import Breach, Refusal, refuse

MOST_CHARS = 5_000
LINE, TEXT, NUMBER, CHOICE, YES = "line", "text", "number", "choice", "yes"
ADDITIONALITY = {"positive": "列入正面清单", "simplified": "简化论证", "full": "完整论证"}
VERIFICATION = {"required": "须经核查", "sampled": "抽样核查", "none": "不须核查（须说明理由）"}


@dataclass(frozen=True)
class Asked:
    """One entry of the application. What is private is seen by the applicant and the offices only."""

    key: str
    zh: str
    en: str
    kind: str = TEXT
    required: bool = True
    help: str = ""
    private: bool = False
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """One part of the application form."""

    zh: str
    en: str
    entries: tuple[Asked, ...]


GROUPS = (
    Group(
        "申请人", "Applicant",
        (
            Asked("contact_person", "联系人", "Contact person", LINE, private=True),
            Asked("contact_phone", "联系电话", "Telephone", LINE, private=True, help="仅经办机构可见"),
        ),
    ),
    Group(
        "适用项目实例", "A real project",
        (
            Asked("project_name", "项目名称", "Project", LINE, help="一个已经存在、可以采用本方法学的真实项目"),
            Asked("project_place", "项目地点", "Place", LINE),
            Asked("project_account", "项目情况", "The project", help="规模、投运时间、减排做法，数据从哪里来"),
        ),
    ),
    Group(
        "减排潜力与数据", "Potential and data",
        (
            Asked("potential_tonnes", "全市每年减排潜力（吨）", "Yearly potential (t)", NUMBER),
            Asked("potential_basis", "潜力怎样估算", "How it was estimated"),
            Asked("data_availability", "数据可得性", "Availability of data", help="由谁记录、多久一次、能否交叉核对"),
        ),
    ),
    Group(
        "论述", "Reasoning",
        (
            Asked("references", "规范性引用文件", "Normative references", required=False),
            Asked("terms", "术语", "Terms", required=False),
            Asked("inclusiveness", "普惠性论述", "Inclusiveness", help="哪些公众、小微企业受益"),
            Asked("additionality", "额外性论证方式", "Additionality", CHOICE, choices=tuple(ADDITIONALITY.items())),
            Asked("additionality_reason", "额外性论述", "Reasons for additionality", help="没有碳普惠机制时为什么不会这样做"),
            Asked("uniqueness", "唯一性与防重复措施", "Uniqueness", help="怎样避免在其他机制重复申报"),
            Asked("boundary", "核算边界与气体种类", "Boundary and gases"),
            Asked("baseline", "基准线情景", "Baseline"),
            Asked("crediting", "计入期与申报时限", "Crediting period"),
            Asked("monitoring", "监测与数据质量", "Monitoring and data quality"),
            Asked("verification", "核查要求", "Verification", CHOICE, choices=tuple(VERIFICATION.items())),
            Asked("verification_points", "核查要点", "Points to verify"),
        ),
    ),
    Group(
        "比较与声明", "Comparison and declarations",
        (
            Asked("comparison", "与已有类似方法学的比较", "Comparison", help="国家、其他省市同类方法学有哪些，差别何在"),
            Asked("property", "知识产权声明", "Intellectual property", help="内容的来源和权利归属"),
            Asked("commitment", "承诺：申请材料真实、准确、完整，愿意承担相应责任", "Commitment to truth", YES),
        ),
    ),
)  # fmt: skip

ENTRIES = tuple(each for group in GROUPS for each in group.entries)


def missing(application: Mapping[str, Any]) -> list[Asked]:
    """Return every compulsory entry that is not filled in."""
    return [each for each in ENTRIES if each.required and application.get(each.key) in (None, "", False)]


def told(application: Mapping[str, Any], *, private: bool) -> list[tuple[Group, list[tuple[Asked, str]]]]:
    """Return the filled entries of each group in words, with the private ones or without."""
    found = []
    for group in GROUPS:
        entries = [
            (each, _told(each, application.get(each.key))) for each in group.entries if private or not each.private
        ]
        found.append((group, [(each, text) for each, text in entries if text]))
    return [(group, entries) for group, entries in found if entries]


def _told(each: Asked, value: Any) -> str:
    if each.kind == YES:
        return "已承诺" if value else ""
    return dict(each.choices).get(value, "") if each.kind == CHOICE else str(value or "")


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read an application as a machine sends it; refuse with everything that is not in its written form."""
    breaches: list[Breach] = []
    found: dict[str, Any] = {}
    known = {each.key: each for each in ENTRIES}
    for key, value in given.items():
        try:
            if key not in known:
                refuse("S-20", f"请求含未知字段“{shown(key)}”", f"unknown field {shown(key)}", place=shown(key))
            found[key] = _read(known[key], value)
        except Refusal as refusal:
            breaches += refusal.breaches
    if breaches:
        raise Refusal(tuple(breaches))
    return {key: value for key, value in found.items() if value not in (None, "")}


def _read(each: Asked, value: Any) -> Any:
    if each.kind == YES:
        return value if isinstance(value, bool) else wrong_type(each.key, "true 或 false", "true or false")
    if each.kind == NUMBER:
        parsed = parse_decimal(str(value), channel=MACHINE, digits=2, positive=True, place=each.key)
        return format(parsed, "f")
    text = clean_text(
        value, most=MOST_CHARS if each.kind == TEXT else NAME_CHARS, multiline=True, least=0, place=each.key
    )
    if each.kind == CHOICE and text and text not in dict(each.choices):
        known = "、".join(key for key, _ in each.choices)
        refuse("V-8", f"{each.key} 应为其中之一：{known}", f"{each.key} must be one of {known}", place=each.key)
    return text
