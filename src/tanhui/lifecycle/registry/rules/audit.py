"""Article 17, first step: the centre audits and recomputes; the bureau decides on what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from tanhui.foundation.units import decimal_text
from tanhui.law import Reason, Rule, rule


@dataclass(frozen=True)
class RecomputationFacts:
    """The report as submitted beside the same account run again from the stored readings."""

    submitted_digest: str
    recomputed_digest: str
    submitted_tonnes: Decimal
    recomputed_tonnes: Decimal
    first_difference: str


@dataclass(frozen=True)
class PanelOutcomeFacts:
    """What the panel found before the bureau approves; None when none was convened."""

    in_favour: bool | None


@dataclass(frozen=True)
class CheckItem:
    """One line of the audit checklist: the rule, its clause, whether it is kept, and what was found."""

    clause: str
    code: str
    rule: str
    what: str
    kept: bool
    found: str

    def as_dict(self) -> dict[str, Any]:
        """Return the line as the opinion keeps it."""
        return asdict(self)


@rule("JX23-17.1.1", code="R17-8")
def recomputation_gives_the_same_amount(facts: RecomputationFacts) -> Reason | None:
    """The stored readings give the submitted tonnes, digit by digit."""
    if facts.submitted_tonnes == facts.recomputed_tonnes:
        return None
    return Reason(
        zh=f"复算结果不一致：报告 {decimal_text(facts.submitted_tonnes)} 吨，复算 {decimal_text(facts.recomputed_tonnes)} 吨；"
        f"首个差异：{facts.first_difference or '见对照表'}。请退回补正",
        en=f"The report says {decimal_text(facts.submitted_tonnes)} t, recomputation {decimal_text(facts.recomputed_tonnes)} t",
    )


@rule("JX23-17.1.1", code="R17-8")
def recomputation_gives_the_same_digest(facts: RecomputationFacts) -> Reason | None:
    """Every figure on the way agrees, not only the last one."""
    if facts.submitted_digest == facts.recomputed_digest:
        return None
    return Reason(
        zh=f"复算摘要不一致：报告 {facts.submitted_digest[:12]}…，复算 {facts.recomputed_digest[:12]}…；"
        f"首个差异：{facts.first_difference or '见对照表'}。请退回补正",
        en=f"The recomputed digest differs; first difference: {facts.first_difference or 'see the comparison'}",
    )


RECOMPUTATION = (recomputation_gives_the_same_amount, recomputation_gives_the_same_digest)


@rule("JX23-6.4", code="R6-3")
def panel_was_in_favour(facts: PanelOutcomeFacts) -> Reason | None:
    """Reading: where the bureau convened a panel, it approves only with the panel's majority; it may always refuse."""
    if facts.in_favour is not False:
        return None
    return Reason(
        zh="专家评审未达到规定的赞成比例，不能作出通过决定；可决定不予通过",
        en="The panel was not in favour; the filing cannot be approved, only refused",
    )


APPROVAL = (panel_was_in_favour,)

Check = tuple[Iterable[Rule[Any]], Any]


def checklist(checks: Iterable[Check]) -> list[CheckItem]:
    """Return one line for every rule of every check, with its verdict."""
    lines = []
    for rules, facts in checks:
        for each in rules:
            reason = each(facts)
            lines.append(
                CheckItem(
                    clause=each.clause,
                    code=(reason.code if reason and reason.code else each.code),
                    rule=each.name,
                    what=WHAT_ZH.get(each.name, each.name),
                    kept=reason is None,
                    found="符合" if reason is None else reason.zh,
                )
            )
    return lines


WHAT_ZH = {
    "instrument_is_in_force": "申请日有施行中的办法",
    "required_documents_are_there": "申请材料齐全",
    "statement_is_signed_over_this_report": "核证表签署于本报告之上",
    "applied_amount_is_the_verified_amount": "申请量等于核证量",
    "applied_amount_is_within_the_limit": "申请量在单次备案上限以内",
    "amount_reaches_a_whole_tonne": "连同结转满 1 吨",
    "report_is_filed_once": "报告未重复申请",
    "applicant_is_in_standing": "申请人资格正常",
    "recomputation_gives_the_same_amount": "复算减排量一致",
    "recomputation_gives_the_same_digest": "复算摘要一致",
}
"""What each line of the checklist says is true, in words."""
