"""Article 14 with 28: amounts that may be claimed, and how they are rounded and filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.law import Reason, rule
from tanhui.lifecycle.accounting.exact import plain


@dataclass(frozen=True)
class AmountFacts:
    """The exact reduction found, what is to be issued for it, and the totals declared beside the rows."""

    exact_tonnes: Decimal
    issuable_tonnes: int
    rows_total: Decimal
    declared_total: Decimal


@dataclass(frozen=True)
class FillFacts:
    """How a missing span was filled: the amounts put in, the conservative ones, and whether the row says so."""

    export_filled: Decimal
    import_filled: Decimal
    import_conservative: Decimal
    marked: bool


@dataclass(frozen=True)
class LegalityFacts:
    """The proof of legality and the days on which it must be valid."""

    attached: bool
    valid_from: date | None
    valid_to: date | None
    first_day: date
    last_day: date


@rule("HOUSE-13", code="V-4")
def declared_total_is_above_zero(amount: AmountFacts) -> Reason | None:
    """A declared quantity is greater than zero; minus zero is not."""
    if amount.declared_total > 0:
        return None
    return Reason(f"数量须大于 0，申报 {amount.declared_total}", "the quantity must be above zero")


@rule("JX23-14.1.2", code="R14-4")
def rows_add_up_to_the_total(amount: AmountFacts) -> Reason | None:
    """The total declared is the sum of the rows, to the last digit."""
    if amount.rows_total == amount.declared_total:
        return None
    return Reason(
        f"合计不符：明细 {amount.rows_total:,f}，申报 {amount.declared_total:,f}",
        f"rows add up to {amount.rows_total:,f}, {amount.declared_total:,f} was declared",
    )


@rule("JX23-28.7", code="R14-7")
def issuable_tonnes_are_rounded_down(amount: AmountFacts) -> Reason | None:
    """Whole tonnes never exceed the exact reduction."""
    if amount.issuable_tonnes <= amount.exact_tonnes:
        return None
    return Reason(
        f"须保守取整（向下）：核算 {plain(amount.exact_tonnes)} 吨，申请 {amount.issuable_tonnes} 吨",
        f"{plain(amount.exact_tonnes)} t must be rounded down, not to {amount.issuable_tonnes} t",
    )


@rule("JX23-28.6", code="R14-8")
def emissions_lie_below_the_baseline(amount: AmountFacts) -> Reason | None:
    """A reduction is positive; nothing is carried over from a negative one."""
    if amount.exact_tonnes > 0:
        return None
    return Reason(
        f"无减排量可申请：核算结果 {plain(amount.exact_tonnes)} 吨，项目排放不低于基准线",
        f"nothing to claim: the reduction is {plain(amount.exact_tonnes)} t",
    )


@rule("JX23-28.7", code="R14-10")
def missing_rows_are_filled_conservatively(fill: FillFacts) -> Reason | None:
    """A filled span has no export, import at least at the highest rate seen, and is marked."""
    if fill.export_filled <= 0 and fill.import_filled >= fill.import_conservative and fill.marked:
        return None
    return Reason(
        f"缺失数据须按保守原则补值：上网电量计零，下网电量不低于 {fill.import_conservative} kWh，并加标记",
        f"missing data must be filled with no export and at least {fill.import_conservative} kWh import, and marked",
    )


@rule("JX23-14.1.3", code="R14-12")
def legality_proof_covers_the_period(proof: LegalityFacts) -> Reason | None:
    """Reading: the proof is attached and valid on every day of the period; without a last day it does not expire."""
    if not proof.attached:
        return Reason("缺少合法性证明材料，请上传并写明有效期", "the proof of legality is missing", place="legality")
    starts = proof.valid_from is not None and proof.valid_from <= proof.first_day
    if starts and (proof.valid_to is None or proof.valid_to >= proof.last_day):
        return None
    span = f"{proof.valid_from or '未填'} 至 {proof.valid_to or '长期'}"
    return Reason(
        f"合法性证明有效期为 {span}，未覆盖监测期 {proof.first_day} 至 {proof.last_day}",
        f"the proof of legality does not cover {proof.first_day} to {proof.last_day}",
        place="legality",
    )


AMOUNT = (emissions_lie_below_the_baseline, issuable_tonnes_are_rounded_down)
DECLARED = (declared_total_is_above_zero, rows_add_up_to_the_total)
FILL = (missing_rows_are_filled_conservatively,)
LEGALITY = (legality_proof_covers_the_period,)
