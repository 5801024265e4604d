"""Every act of the market."""

from tanhui.lifecycle.market.actions.admission import (
    apply_for_admission,
    decide_admission,
    resume_participant,
    suspend_participant,
)
from tanhui.lifecycle.market.actions.cash import (
    BankLine,
    confirm_deposit,
    confirm_withdrawal,
    record_deposit,
    reject_deposit,
    request_withdrawal,
    return_withdrawal,
)
from tanhui.lifecycle.market.actions.closing import close_day, expire_listings
from tanhui.lifecycle.market.actions.listings import cancel_listing, change_price, list_for_sale
from tanhui.lifecycle.market.actions.picking import Order, pick
from tanhui.lifecycle.market.actions.results import Closed, Listed, Noted, Picked

__all__ = [
    "BankLine",
    "Closed",
    "Listed",
    "Noted",
    "Order",
    "Picked",
    "apply_for_admission",
    "cancel_listing",
    "change_price",
    "close_day",
    "confirm_deposit",
    "confirm_withdrawal",
    "decide_admission",
    "expire_listings",
    "list_for_sale",
    "pick",
    "record_deposit",
    "reject_deposit",
    "request_withdrawal",
    "resume_participant",
    "return_withdrawal",
    "suspend_participant",
]
