"""The roles of the scheme: what each is called, what it comes to do, and what it may never do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

VISITOR = "visitor"
SYSTEM = "system"


@dataclass(frozen=True)
class Role:
    """One row of the table of roles. `is_staff`: works for an office of the scheme, so may not trade."""

    code: str
    zh: str
    en: str
    is_staff: bool
    may_trade: bool
    purpose: str


ROLES: dict[str, Role] = {
    each.code: each
    for each in (
        Role("citizen", "市民", "Citizen", False, True, "持有户用项目、以个人身份交易和注销减排量"),
        Role("owner", "项目业主", "Project owner", False, True, "核算、委托核查、申请备案、持有和出售减排量"),
        Role("participant", "交易参与者", "Participant", False, True, "买入、卖出、使用并注销减排量"),
        Role("verifier", "核查机构", "Verification body", True, False, "接受委托、提出核查发现、签署核证表"),
        Role("centre", "核证中心", "Verification centre", True, False, "审核方法学和备案申请、复算、向市局报告"),
        Role("expert", "评审专家", "Expert", False, False, "申报利益关系、回避、评审、投票"),
        Role("bureau", "市生态环境局", "Bureau", True, False, "决定、公示、备案、登记、发布、签发、处置"),
        Role("branch", "县（市、区）分局", "Branch", True, False, "在本辖区内监督管理"),
        Role("department", "其他市级主管部门", "Department", True, False, "指导本领域的方法学和项目、参与评审"),
        Role("operations", "运营管理中心", "Operations centre", True, False, "接纳参与者、组织市场、结算、执行注销"),
        Role("auditor", "审计", "Auditor", True, False, "查看各环节的记录，不作任何改动"),
    )
}
"""Every role a mandate may carry, by code, in the order people read them."""

STAFF = frozenset(code for code, role in ROLES.items() if role.is_staff)
TRADERS = frozenset(code for code, role in ROLES.items() if role.may_trade)
DISTRICT_ROLES = frozenset({"branch"})
"""Roles that act within one district only; their mandates must name it."""

SELF_SERVICE = frozenset({"citizen", "owner"})
"""Roles that registration itself gives; every other one needs a document of appointment or admission."""


def name_of(code: str, language: str = "zh") -> str:
    """Return what people call a role, visitors and the system included."""
    if code == VISITOR:
        return "公众" if language == "zh" else "Visitor"
    if code == SYSTEM:
        return "系统" if language == "zh" else "System"
    role = ROLES[code]
    return role.zh if language == "zh" else role.en


def names_of(codes: Iterable[str], language: str = "zh") -> str:
    """Return the names of several roles in the table's order, as a sentence lists them."""
    wanted = frozenset(codes)
    names = [name_of(code, language) for code in (VISITOR, *ROLES, SYSTEM) if code in wanted]
    return ("、" if language == "zh" else ", ").join(names)
