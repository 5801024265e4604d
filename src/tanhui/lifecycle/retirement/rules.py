"""Article 21 as rules: what may be retired, by whom, for what, and that it is final. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tanhui.law import Reason, rule

PURPOSES = {
    "event": "大型活动（会议）碳中和",
    "pilot": "低（零）碳试点创建单位碳中和",
    "restoration": "替代性修复",
    "voluntary": "自愿注销",
}
"""The uses article 21 names, by code."""

REFERENCE_ZH = {
    "event": "活动名称与日期",
    "pilot": "试点单位与年度",
    "restoration": "司法案号",
    "voluntary": "",
}
"""What each purpose must name besides the beneficiary; nothing for a voluntary retirement."""


@dataclass(frozen=True)
class RetirementFacts:
    """A wish to retire tonnes of one batch."""

    holder_id: int | None
    asker_id: int | None
    standing: str
    purpose: str
    beneficiary: str
    reference: str
    tonnes: int
    free: int
    on_hold: int
    frozen_reason: str | None
    retired_certificates: tuple[str, ...]


@dataclass(frozen=True)
class ExecutionFacts:
    """The operations centre about to execute a retirement."""

    ordered_by_holder: bool
    state: str
    certificate_no: str
    frozen_reason: str | None


@rule("JX23-21.1", code="R21-4")
def use_is_named(retirement: RetirementFacts) -> Reason | None:
    """A use of the list, a beneficiary, and what the use must refer to."""
    needed = REFERENCE_ZH.get(retirement.purpose)
    if needed is not None and retirement.beneficiary.strip() and (retirement.reference.strip() or not needed):
        return None
    if needed is None:
        return Reason(
            zh=f"用途须为以下之一：{'、'.join(PURPOSES.values())}",
            en=f"The purpose must be one of: {', '.join(PURPOSES)}",
            place="purpose",
        )
    missing = "受益人" if not retirement.beneficiary.strip() else needed
    return Reason(
        zh=f"“{PURPOSES[retirement.purpose]}”须写明{missing}",
        en="The beneficiary, or what this purpose refers to, is missing",
        place="beneficiary" if missing == "受益人" else "reference",
    )


@rule("JX23-21.3", code="R21-2")
def reductions_are_the_askers_own(retirement: RetirementFacts) -> Reason | None:
    """Nobody retires what another party holds."""
    if retirement.holder_id is not None and retirement.holder_id == retirement.asker_id:
        return None
    return Reason(zh="只能注销本单位持有的减排量", en="You can retire your own holdings only")


@rule("JX23-26.2.2", code="R21-2")
def holder_may_still_act(retirement: RetirementFacts) -> Reason | None:
    """Reading: a disqualified party's units are for the bureau to deal with, not for the party to use up."""
    if retirement.standing != "disqualified":
        return None
    return Reason(
        zh="该主体已被取消资格，其减排量由市局处置", en="The holder is disqualified; the bureau deals with its units"
    )


@rule("JX23-21.3", code="R21-2")
def reductions_are_free(retirement: RetirementFacts) -> Reason | None:
    """Units on hold (listed, frozen, pledged) are not free. Reading: units locked against resale may be retired."""
    if retirement.tonnes <= retirement.free or retirement.on_hold == 0:
        return None
    return Reason(
        zh=f"可注销 {retirement.free} 吨；另有 {retirement.on_hold} 吨已挂牌或冻结，请先撤单或等待解冻",
        en=f"{retirement.free} t are free; {retirement.on_hold} t are listed or frozen",
    )


@rule("JX23-26.2.1", code="R21-2")
def batch_is_not_frozen(retirement: RetirementFacts) -> Reason | None:
    """Nothing of a frozen batch is ordered, not even what became free again after the freeze."""
    return _frozen(retirement.frozen_reason)


@rule("JX23-26.2.1", code="R21-2")
def ordered_batch_is_not_frozen(execution: ExecutionFacts) -> Reason | None:
    """An order made before the freeze waits until the batch is freed."""
    return _frozen(execution.frozen_reason)


def _frozen(reason: str | None) -> Reason | None:
    if reason is None:
        return None
    return Reason(
        zh=f"该批次已冻结（{reason}），不能注销，请等待解冻",
        en="The batch is frozen; nothing of it is retired until it is freed",
    )


@rule("JX23-21.3", code="R21-1")
def reductions_are_not_retired_yet(retirement: RetirementFacts) -> Reason | None:
    """What has been retired is never used again."""
    if retirement.tonnes <= retirement.free + retirement.on_hold or not retirement.retired_certificates:
        return None
    return Reason(
        zh=f"该编号已注销，不可再次使用（证书号 {'、'.join(retirement.retired_certificates[:3])}）",
        en=f"Already retired under certificate {', '.join(retirement.retired_certificates[:3])}",
    )


@rule("JX23-18", code="R18-3")
def quantity_is_held(retirement: RetirementFacts) -> Reason | None:
    """No more is retired than is held."""
    if retirement.tonnes <= retirement.free + retirement.on_hold or retirement.retired_certificates:
        return None
    return Reason(
        zh=f"可用数量 {retirement.free} 吨，需要 {retirement.tonnes} 吨",
        en=f"{retirement.free} t are free, {retirement.tonnes} t are needed",
    )


RETIREMENT = (
    use_is_named,
    reductions_are_the_askers_own,
    holder_may_still_act,
    reductions_are_free,
    batch_is_not_frozen,
    reductions_are_not_retired_yet,
    quantity_is_held,
)


@rule("JX23-21.3", code="R21-7")
def holder_has_ordered_it(execution: ExecutionFacts) -> Reason | None:
    """The operations centre executes the holder's order and never retires on its own account."""
    if execution.ordered_by_holder:
        return None
    return Reason(
        zh="没有持有人的注销申请，运营管理中心不得自行注销", en="The holder has not asked for this retirement"
    )


@rule("JX23-21.3", code="R21-3")
def retirement_is_done_once(execution: ExecutionFacts) -> Reason | None:
    """Retirement is final: neither repeated nor undone."""
    if execution.state == "requested":
        return None
    found = f"该笔已注销，证书号 {execution.certificate_no}" if execution.state == "retired" else "该申请已撤回"
    return Reason(zh=f"{found}；注销不可撤销、不可重复", en="Retirement is final; it is neither repeated nor undone")


WITHDRAWAL = (holder_has_ordered_it, retirement_is_done_once)
EXECUTION = (*WITHDRAWAL, ordered_batch_is_not_frozen)


@dataclass(frozen=True)
class CorrectionFacts:
    """A corrected certificate about to be issued."""

    state: str
    beneficiary: str
    reason: str


@rule("JX23-21.3", code="R21-3")
def there_is_a_certificate_to_correct(correction: CorrectionFacts) -> Reason | None:
    """Reading: only what stands on paper is corrected; the retirement itself never changes."""
    if correction.state == "retired":
        return None
    return Reason(zh="尚未注销，没有可更正的证书", en="There is no certificate to correct yet")


@rule("JX23-21.1", code="R21-4")
def correction_names_beneficiary_and_reason(correction: CorrectionFacts) -> Reason | None:
    """A correction says who benefits and why the earlier version was wrong."""
    if correction.beneficiary.strip() and correction.reason.strip():
        return None
    return Reason(zh="更正须写明受益人和理由", en="Name the beneficiary and the reason of the correction")


CORRECTION = (there_is_a_certificate_to_correct, correction_names_beneficiary_and_reason)
