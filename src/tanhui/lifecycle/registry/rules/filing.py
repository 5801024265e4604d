"""Article 16: what an application for filing must bring."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tanhui.foundation.units import decimal_text
from tanhui.law import Reason, rule
from tanhui.lifecycle.registry.rules.issuance import together

REQUIRED_DOCUMENTS = {
    "report": ("核算报告", "accounting report"),
    "statement": ("核证表", "verification statement"),
    "letter": ("备案申请函", "letter of application"),
    "form": ("备案申请表", "application form"),
    "evidence": ("支持性证明材料", "supporting evidence"),
}
"""Every part that article 16 asks for, in its order."""

ATTACHABLE = ("letter", "form", "evidence")
"""What the owner attaches here; report and statement come from the earlier stages."""


@dataclass(frozen=True)
class FilingFacts:
    """One application about to be submitted. `None` stands for what does not exist yet."""

    report_digest: str
    statement_digest: str | None
    verified_tonnes: Decimal | None
    applied_tonnes: Decimal
    carried_tonnes: Decimal
    most_tonnes: int
    documents: frozenset[str]
    other_filing: str
    owner_standing: str


@rule("JX23-16", code="R16-2")
def required_documents_are_there(filing: FilingFacts) -> Reason | None:
    """Everything that is missing is named at once."""
    missing = [names for kind, names in REQUIRED_DOCUMENTS.items() if kind not in filing.documents]
    if not missing:
        return None
    return Reason(
        zh=f"缺少：{'、'.join(zh for zh, _ in missing)}；请补齐后再提交",
        en=f"Missing: {', '.join(en for _, en in missing)}; attach them and submit again",
        place="documents",
    )


@rule("JX23-16", code="R16-1")
def statement_is_signed_over_this_report(filing: FilingFacts) -> Reason | None:
    """Reading: the digests are compared; a report changed by one byte needs a new statement."""
    if filing.statement_digest is None or filing.statement_digest == filing.report_digest:
        return None
    return Reason(
        zh=f"核算报告与核证表所载摘要不一致：报告 {filing.report_digest[:12]}…，核证表 {filing.statement_digest[:12]}…；"
        "请由核查机构对现报告重新签署核证表",
        en="The report's digest differs from the one in the statement; the verifier must sign this report",
        place="statement",
    )


@rule("JX23-16", code="R16-3")
def applied_amount_is_the_verified_amount(filing: FilingFacts) -> Reason | None:
    """Reading: the owner applies for exactly what was verified, neither more nor less."""
    if filing.verified_tonnes is None or filing.applied_tonnes == filing.verified_tonnes:
        return None
    return Reason(
        zh=f"申请量须等于核证量：核证 {decimal_text(filing.verified_tonnes)} 吨，申请 {decimal_text(filing.applied_tonnes)} 吨",
        en=f"{decimal_text(filing.verified_tonnes)} t were verified, {decimal_text(filing.applied_tonnes)} t applied for",
        place="applied_tonnes",
    )


@rule("JX23-16", code="R16-4")
def applied_amount_is_within_the_limit(filing: FilingFacts) -> Reason | None:
    """One filing stays within the scheme's largest amount (SP6)."""
    if filing.applied_tonnes <= filing.most_tonnes:
        return None
    return Reason(
        zh=f"申请量 {decimal_text(filing.applied_tonnes)} 吨，超过单次备案上限 {filing.most_tonnes} 吨；请分期核算、分次申请",
        en=f"{decimal_text(filing.applied_tonnes)} t exceed the largest filing of {filing.most_tonnes} t",
        place="applied_tonnes",
    )


@rule("JX23-17.1.4", code="R16-5")
def amount_reaches_a_whole_tonne(filing: FilingFacts) -> Reason | None:
    """Reading: a filing that, with the project's carry, would issue nothing is not taken; a longer period will do."""
    total = together(filing.applied_tonnes, filing.carried_tonnes)
    if total >= 1:
        return None
    return Reason(
        zh=f"连同结转余量共 {decimal_text(total)} 吨，不足 1 吨，无法签发；请延长核算期后再申请",
        en=f"{decimal_text(total)} t with the carry are less than one tonne; account for a longer period",
        place="applied_tonnes",
    )


@rule("JX23-16", code="R16-6")
def report_is_filed_once(filing: FilingFacts) -> Reason | None:
    """A report stands behind one application at a time; a refused or withdrawn one frees it."""
    if not filing.other_filing:
        return None
    return Reason(
        zh=f"该核算报告已用于申请 {filing.other_filing}，不能重复申请",
        en=f"This report already stands behind application {filing.other_filing}",
        place="report",
    )


@rule("JX23-26.2.2", code="R26-6")
def applicant_is_in_standing(filing: FilingFacts) -> Reason | None:
    """A suspended or disqualified party files nothing new."""
    if filing.owner_standing == "in_good_standing":
        return None
    return Reason(
        zh="申请人资格已被暂停或取消，不能提交新的备案申请；请先按处置决定整改并恢复资格",
        en="The applicant is suspended or disqualified and cannot file until its standing is restored",
    )


SUBMISSION = (
    required_documents_are_there,
    statement_is_signed_over_this_report,
    applied_amount_is_the_verified_amount,
    applied_amount_is_within_the_limit,
    amount_reaches_a_whole_tonne,
    report_is_filed_once,
    applicant_is_in_standing,
)
