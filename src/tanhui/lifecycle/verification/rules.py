"""Article 15 as rules: who may verify whom, and what a verification statement may say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class EngagementFacts:
    """A verification body about to be engaged for (or to sign on) a project's report."""

    verifier_id: int
    verifier: str
    author_ids: frozenset[int]
    author_persons_at_verifier: tuple[str, ...]
    ties: tuple[str, ...]
    accredited: bool
    sector_zh: str
    standing: str
    other_open_engagement: str | None
    change_reason: str


@rule("JX23-15.2", code="R15-1")
def verifier_did_not_write_report(engagement: EngagementFacts) -> Reason | None:
    """Reading: a body that wrote any version of the report counts as its author."""
    if engagement.verifier_id not in engagement.author_ids:
        return None
    return Reason(
        zh=f"{engagement.verifier}参与编制了该项目的核算报告，核查机构不得核查自己编制核算报告的项目，须另行委托",
        en=f"{engagement.verifier} wrote a version of this project's accounting report; engage another body",
    )


@rule("JX23-15.2", code="R15-2")
def verifier_is_unrelated(engagement: EngagementFacts) -> Reason | None:
    """Reading: ties of the body to the owner, and of its staff to the writing of the report, count alike."""
    ties = (*engagement.ties, *engagement.author_persons_at_verifier)
    if not ties:
        return None
    return Reason(
        zh=f"存在关联关系：{'；'.join(ties)}（须回避）",
        en=f"The verification body is related to the project: {'; '.join(ties)}",
    )


@rule("JX23-15.1.1", code="R15-3")
def verifier_is_accredited(engagement: EngagementFacts) -> Reason | None:
    """The body is accredited for the project's sector on the day."""
    if engagement.accredited:
        return None
    return Reason(
        zh=f"{engagement.verifier}在该日没有“{engagement.sector_zh}”领域的有效资质",
        en=f"{engagement.verifier} is not accredited for this sector on this day",
    )


@rule("JX23-26.2.2", code="R15-3")
def verifier_is_in_standing(engagement: EngagementFacts) -> Reason | None:
    """A suspended or disqualified body takes no engagement and signs nothing."""
    if engagement.standing == "in_good_standing":
        return None
    return Reason(
        zh=f"{engagement.verifier}的参与资格已被暂停或取消",
        en=f"{engagement.verifier} is suspended or disqualified",
    )


@rule("JX23-15.1.1", code="R15-7")
def no_other_engagement_is_hidden(engagement: EngagementFacts) -> Reason | None:
    """Reading: a body is not replaced in silence, be it at work or done with the same result; both stay on record."""
    if engagement.other_open_engagement is None or engagement.change_reason.strip():
        return None
    return Reason(
        zh=f"该项目已有未公开的核查委托（{engagement.other_open_engagement}），更换核查机构须申报理由，前后委托与结果均保留并公开",
        en=f"An engagement of {engagement.other_open_engagement} is open; declare the change with its reason",
    )


INDEPENDENCE = (
    verifier_did_not_write_report,
    verifier_is_unrelated,
    verifier_is_accredited,
    verifier_is_in_standing,
)
ENGAGEMENT = (*INDEPENDENCE, no_other_engagement_is_hidden)


@dataclass(frozen=True)
class SigningFacts:
    """A verification statement about to be signed. `*_digest` are SHA-256 of the report's canonical result."""

    report_tonnes: int
    verified_tonnes: int
    report_digest: str
    stated_digest: str
    report_submitted_at: datetime | None
    at: datetime
    already_signed: bool
    correction_reason: str
    open_findings: int
    lines_without_conclusion: tuple[str, ...]


@rule("JX23-15.1.2", code="R15-4")
def verified_is_not_above_reported(statement: SigningFacts) -> Reason | None:
    """Conservative: verification may lower the amount, never raise it."""
    if statement.verified_tonnes <= statement.report_tonnes:
        return None
    return Reason(
        zh=f"核证量 {statement.verified_tonnes} 吨不得大于申报量 {statement.report_tonnes} 吨",
        en=f"Verified {statement.verified_tonnes} t, reported {statement.report_tonnes} t: verified may not be above",
    )


@rule("JX23-15.1.2", code="R15-5")
def statement_is_for_this_report(statement: SigningFacts) -> Reason | None:
    """The statement names the submitted report by its digest and is not older than it."""
    submitted = statement.report_submitted_at
    if submitted is not None and submitted <= statement.at and statement.stated_digest == statement.report_digest:
        return None
    return Reason(
        zh="核证表早于核算报告，或所载摘要不是该版核算报告的摘要，请按已提交的报告重新出具",
        en="The statement is older than the report, or names another version's digest; make it for the submitted one",
    )


@rule("JX23-15.1.2", code="R15-6")
def signed_statement_is_not_changed(statement: SigningFacts) -> Reason | None:
    """A signed statement stays as it is; a correction is a new one that supersedes it and says why."""
    if not statement.already_signed or statement.correction_reason.strip():
        return None
    return Reason(zh="已签署，请出具更正版并说明理由", en="Already signed: issue a correction with its reason")


@rule("JX23-15.1.2", code="R15-8")
def findings_are_closed(statement: SigningFacts) -> Reason | None:
    """Reading: nothing is signed while a finding is open or a parameter has no conclusion."""
    if statement.open_findings == 0 and not statement.lines_without_conclusion:
        return None
    missing = "、".join(statement.lines_without_conclusion) or "无"
    return Reason(
        zh=f"尚有 {statement.open_findings} 项核查发现未关闭；未作结论的参数：{missing}",
        en=f"{statement.open_findings} finding(s) open; parameters without a conclusion: {missing}",
    )


SIGNING = (
    verified_is_not_above_reported,
    statement_is_for_this_report,
    signed_statement_is_not_changed,
    findings_are_closed,
)
