"""The states of a case and the allowed moves, as one table. Pure; pages, diagrams and the database's check read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One allowed move: the act, where it leads from and to, whose role does it, and under which clause.

    `unlike` names earlier acts of the case that the same person must not have done (four eyes).
    """

    act: str
    source: str
    target: str
    role: str
    clause: str
    zh: str
    en: str
    unlike: tuple[str, ...] = ()


STATES = {
    "draft": ("草稿", "Draft"),
    "submitted": ("待完整性检查", "Awaiting completeness check"),
    "under_audit": ("核证中心审核中", "Under audit by the verification centre"),
    "returned": ("退回补正", "Returned for correction"),
    "reported": ("审核结果已上报", "Audit reported to the bureau"),
    "under_panel": ("专家评审中", "Under panel review"),
    "awaiting_decision": ("待生态环境局决定", "Awaiting the bureau's decision"),
    "approved": ("已通过，待公示", "Approved, awaiting public notice"),
    "on_notice": ("公示中", "On public notice"),
    "filed": ("已备案", "Filed"),
    "registered": ("已登记", "Registered"),
    "issued": ("已签发", "Issued"),
    "published": ("已发布", "Published"),
    "refused": ("不予通过", "Refused"),
    "withdrawn": ("已撤回", "Withdrawn"),
}

MOVES = (
    Move(
        "enter_factor",
        "filed",
        "published",
        "bureau",
        "JX23-11.1.2",
        "记入因子库",
        "enter into the library",
        unlike=("propose_factor", "recommend_factor"),
    ),
    Move("propose_factor", "draft", "awaiting_decision", "bureau", "JX23-11.1.2", "提出因子变更", "propose"),
    Move("recommend_factor", "draft", "awaiting_decision", "centre", "JX23-11.1.2", "提出因子变更", "propose"),
    Move("submit", "draft", "submitted", "owner", "JX23-16", "提交申请", "submit"),
    Move("accept", "submitted", "under_audit", "centre", "JX23-17", "受理", "accept", unlike=("submit", "resubmit")),
    Move("return", "submitted", "returned", "centre", "JX23-17", "退回补正", "return"),
    Move("return", "under_audit", "returned", "centre", "JX23-17", "退回补正", "return"),
    Move("resubmit", "returned", "submitted", "owner", "JX23-16", "补正后提交", "resubmit"),
    Move(
        "report",
        "under_audit",
        "reported",
        "centre",
        "JX23-17",
        "上报审核结果",
        "report",
        unlike=("submit", "resubmit"),
    ),
    Move("convene", "reported", "under_panel", "bureau", "JX23-6.4", "组织专家评审", "convene the panel"),
    Move(
        "skip_panel",
        "reported",
        "awaiting_decision",
        "bureau",
        "JX23-17",
        "记录不组织评审的理由",
        "record why no panel",
    ),
    Move("conclude_panel", "under_panel", "awaiting_decision", "bureau", "JX23-6.4", "评审结论", "conclude the panel"),
    Move(
        "approve",
        "awaiting_decision",
        "approved",
        "bureau",
        "JX23-17",
        "通过",
        "approve",
        unlike=("submit", "resubmit", "accept", "report", "propose_factor", "recommend_factor"),
    ),
    Move(
        "refuse",
        "awaiting_decision",
        "refused",
        "bureau",
        "JX23-17",
        "不予通过",
        "refuse",
        unlike=("submit", "resubmit", "propose_factor"),
    ),
    Move("give_notice", "approved", "on_notice", "bureau", "JX23-17", "发布公示", "give public notice"),
    Move("file", "on_notice", "filed", "bureau", "JX23-17", "备案", "file"),
    Move("refuse", "on_notice", "refused", "bureau", "JX23-17", "不予通过", "refuse", unlike=("submit", "resubmit")),
    Move("register", "filed", "registered", "bureau", "JX23-17", "登记", "register"),
    Move(
        "issue",
        "registered",
        "issued",
        "bureau",
        "JX23-17",
        "签发",
        "issue",
        unlike=("submit", "resubmit", "report", "approve"),
    ),
    Move("publish", "registered", "published", "bureau", "JX23-10", "发布", "publish", unlike=("submit", "resubmit")),
    *(
        Move("withdraw", state, "withdrawn", "owner", "JX23-16", "撤回申请", "withdraw")
        for state in ("draft", "submitted", "under_audit", "returned")
    ),
)

FINAL = ("issued", "published", "refused", "withdrawn")

KIND_ENDS = {
    "filing": ("issue",),
    "methodology": ("publish",),
    "factor": ("enter_factor", "propose_factor", "recommend_factor"),
}
"""Which acts belong to one kind of case only: a filing ends with issuance, a methodology with publication; a change of
factors ends in the library, and begins before the bureau at once: it has no applicant and no audit."""

APPLICANTS = {
    "filing": ("owner",),
    "methodology": ("citizen", "owner", "participant", "verifier", "expert", "department"),
    "factor": (),
}
"""Which roles stand as the applicant, whom the table calls owner: owners file projects, anyone outside the deciding
offices may propose a methodology, and a change of factors has no applicant."""

MAIN_ROAD = (
    "submitted",
    "under_audit",
    "reported",
    "awaiting_decision",
    "approved",
    "on_notice",
    "filed",
    "registered",
)
"""The states that the step tracker shows, before the last one of the kind."""

ROAD_ZH = {
    "submitted": "提交申请",
    "under_audit": "完整性检查与受理",
    "reported": "核证中心审核上报",
    "awaiting_decision": "组织评审或说明理由",
    "approved": "市生态环境局决定",
    "on_notice": "公示",
    "filed": "备案",
    "registered": "登记",
    "issued": "签发",
    "published": "发布",
}
"""What the step tracker calls the way into each state: the act that reaches it."""

DUE = {
    "submitted": "completeness_working_days",
    "under_audit": "centre_audit_working_days",
    "returned": "correction_working_days",
    "awaiting_decision": "bureau_decision_working_days",
    "on_notice": "notice_working_days",
}
"""The scheme parameter (working days) that limits each state."""


def find_move(act: str, state: str) -> Move | None:
    """Return the row for an act in a state, or None when the table has none."""
    return next((move for move in MOVES if move.act == act and move.source == state), None)


def moves_from(state: str, kind: str) -> tuple[Move, ...]:
    """Return the moves open in a state for one kind of case."""
    ends = {act for acts in KIND_ENDS.values() for act in acts} - set(KIND_ENDS[kind])
    return tuple(move for move in MOVES if move.source == state and move.act not in ends)


def acting_role(role: str, kind: str) -> str:
    """Return the role of the table that a person's role stands for in one kind of case."""
    return "owner" if role in APPLICANTS[kind] else role


def pairs() -> set[tuple[str, str]]:
    """Return every (from, to) pair of the table: all that the history may ever hold."""
    return {(move.source, move.target) for move in MOVES}
