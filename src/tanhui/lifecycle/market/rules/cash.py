"""Client money: a deposit is recorded once, from a bank statement already dated. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class DepositFacts:
    """A deposit about to be recorded."""

    is_recorded: bool
    value_on: date
    today: date
    may_hold_cash: bool


@rule("HOUSE-6", code="R20-9")
def bank_reference_is_new(deposit: DepositFacts) -> Reason | None:
    """One line of the bank's statement is one deposit."""
    if not deposit.is_recorded:
        return None
    return Reason(
        zh="该银行流水号已登记过入金，不能重复入账，请核对流水号",
        en="A deposit under this bank reference is recorded already",
        place="bank_reference",
    )


@rule("HOUSE-6", code="V-3")
def money_has_arrived(deposit: DepositFacts) -> Reason | None:
    """Money is recorded once it has arrived, not before."""
    if deposit.value_on <= deposit.today:
        return None
    return Reason(
        zh=f"到账日 {deposit.value_on} 晚于今日，请在到账后登记",
        en="The value day lies in the future; record the deposit once it has arrived",
        place="value_on",
    )


@rule("JX23-19", code="R19-1")
def party_may_hold_cash(deposit: DepositFacts) -> Reason | None:
    """Only trading parties keep money at the market."""
    if deposit.may_hold_cash:
        return None
    return Reason(
        zh="该主体没有交易资格，不能入金", en="This party may not trade, so it keeps no money here", place="party_id"
    )


DEPOSIT = (bank_reference_is_new, money_has_arrived, party_may_hold_cash)
