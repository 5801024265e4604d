"""Article 20, listing and picking: the offer stands as the buyer saw it, the sides are unrelated, both legs are covered. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tanhui.law import Reason, rule
from tanhui.lifecycle.market.rules.prices import yuan
from tanhui.lifecycle.market.states import LISTING_STATES

MOST_FEN = 9_007_199_254_740_991
"""The largest total that any field or reader keeps exactly."""


@dataclass(frozen=True)
class Offer:
    """A listing as it stands now."""

    state: str
    is_of_today: bool
    version: int
    price_fen: int
    remaining: int
    seller_id: int
    is_in_best_levels: bool
    levels: int
    seller_barred_for: str
    frozen_reason: str | None

    @property
    def is_open(self) -> bool:
        """Whether the listing can be picked at all: open, and of this trading day."""
        return self.state == "open" and self.is_of_today


@dataclass(frozen=True)
class PickFacts:
    """What a buyer sends, beside the offer as it stands and the buyer's money."""

    offer: Offer | None
    version: int
    price_fen: int
    tonnes: int
    total_fen: int
    buyer_id: int
    free_fen: int
    ties: tuple[str, ...]
    closes_a_circle: bool


@rule("JX23-20.1.3", code="R20-2")
def listing_is_open(pick: PickFacts) -> Reason | None:
    """A listing that is filled, cancelled or of an earlier day is gone."""
    if pick.offer is not None and pick.offer.is_open:
        return None
    if pick.offer is None:
        return Reason(zh="没有这一挂牌，请返回行情选择", en="There is no such listing")
    found = LISTING_STATES[pick.offer.state if pick.offer.state != "open" else "expired"]
    return Reason(
        zh=f"该挂牌{found}，不可点选（挂牌价 {yuan(pick.offer.price_fen)} 元），请另选",
        en="This listing is closed; choose another",
    )


@rule("HOUSE-8", code="R20-2")
def listing_is_another_partys(pick: PickFacts) -> Reason | None:
    """Nobody picks their own listing; to take it back there is cancelling."""
    if pick.offer is None or pick.offer.seller_id != pick.buyer_id:
        return None
    return Reason(zh="不能点选本单位的挂牌；如需收回请撤牌", en="This listing is your own; cancel it instead")


@rule("HOUSE-9", code="R20-2")
def order_is_for_the_current_version(pick: PickFacts) -> Reason | None:
    """Reading: a change of price or quantity makes a new version; an order for an older one is never filled at another price."""
    offer = pick.offer
    if offer is None or not offer.is_open or (offer.version, offer.price_fen) == (pick.version, pick.price_fen):
        return None
    return Reason(
        zh=f"挂牌已变动（现价 {yuan(offer.price_fen)} 元，余 {offer.remaining} 吨），请按现价重新确认",
        en=f"The listing changed; the price now is {yuan(offer.price_fen)} yuan, {offer.remaining} t are left",
        place="version",
    )


@rule("JX23-20.1.3", code="R20-2")
def quantity_is_on_offer(pick: PickFacts) -> Reason | None:
    """A part of a listing may be picked, but no more than is left of it."""
    offer = pick.offer
    if offer is None or not offer.is_open or 1 <= pick.tonnes <= offer.remaining:
        return None
    return Reason(
        zh=f"挂牌余量 {offer.remaining} 吨，点选 {pick.tonnes} 吨（现价 {yuan(offer.price_fen)} 元），请减少数量",
        en=f"{offer.remaining} t are left, {pick.tonnes} t were asked for",
        place="tonnes",
    )


@rule("HOUSE-9", code="R20-2")
def listing_is_in_the_best_levels(pick: PickFacts) -> Reason | None:
    """Reading: any listing of the best price levels may be picked, on one level in any order; those behind may not."""
    offer = pick.offer
    if offer is None or not offer.is_open or offer.is_in_best_levels:
        return None
    return Reason(
        zh=f"该挂牌（现价 {yuan(offer.price_fen)} 元）不在最优 {offer.levels} 档之内，请从最优档中选择",
        en=f"This listing is not among the best {offer.levels} price levels",
    )


@rule("JX23-26.2.2", code="R20-2")
def seller_may_still_trade(pick: PickFacts) -> Reason | None:
    """A seller that was suspended or disqualified after listing does not sell."""
    if pick.offer is None or not pick.offer.seller_barred_for:
        return None
    return Reason(zh=f"挂牌方{pick.offer.seller_barred_for}，该挂牌不可点选", en="The seller may not trade at present")


@rule("JX23-18", code="R18-2")
def reductions_on_offer_are_not_frozen(pick: PickFacts) -> Reason | None:
    """What was frozen after it was listed is not sold."""
    if pick.offer is None or pick.offer.frozen_reason is None:
        return None
    return Reason(
        zh=f"该批次已冻结（{pick.offer.frozen_reason}），解冻前不可成交",
        en=f"The batch is frozen ({pick.offer.frozen_reason})",
    )


@rule("HOUSE-10", code="V-12")
def total_is_quantity_times_price(pick: PickFacts) -> Reason | None:
    """The total that the buyer confirmed is the quantity times the price, and no field overflows."""
    expected = pick.price_fen * pick.tonnes
    if expected == pick.total_fen and expected <= MOST_FEN:
        return None
    return Reason(
        zh=f"总价不符：{pick.tonnes} × {yuan(pick.price_fen)} 应为 {yuan(expected)} 元，收到 {yuan(pick.total_fen)} 元"
        f"（上限 {yuan(MOST_FEN)} 元），请核对后重新提交",
        en=f"The total should be {yuan(expected)} yuan, not {yuan(pick.total_fen)}",
        place="total_fen",
    )


@rule("HOUSE-8", code="R20-3")
def sides_are_unrelated(pick: PickFacts) -> Reason | None:
    """Nobody trades with itself, a party under the same control, or one otherwise tied to it."""
    if not pick.ties:
        return None
    return Reason(
        zh=f"关联方交易（{'；'.join(pick.ties)}），未予成交；如认为有误，请向运营管理中心申请人工审查",
        en="Buyer and seller are related parties; ask the operations centre to review it",
    )


@rule("HOUSE-8", code="R20-3")
def trade_closes_no_circle(pick: PickFacts) -> Reason | None:
    """Reading: when today's trades already lead from the buyer back to the seller, the trade is suspected of being staged."""
    if not pick.closes_a_circle:
        return None
    return Reason(
        zh="疑似对敲：当日成交将在同一组主体之间形成循环，未予成交，请向运营管理中心申请人工审查",
        en="Today's trades would run in a circle between the same parties; ask for a review",
    )


@rule("HOUSE-6", code="R20-1")
def buyer_has_the_money(pick: PickFacts) -> Reason | None:
    """The whole price is free in the buyer's cash account, or nothing moves."""
    expected = pick.price_fen * pick.tonnes
    if expected <= pick.free_fen:
        return None
    return Reason(
        zh=f"资金不足：可用资金 {yuan(pick.free_fen)} 元，需要 {yuan(expected)} 元，请先入金",
        en=f"Not enough money: {yuan(pick.free_fen)} yuan are free, {yuan(expected)} are needed",
        place="tonnes",
    )


PICK = (
    listing_is_open,
    listing_is_another_partys,
    order_is_for_the_current_version,
    quantity_is_on_offer,
    listing_is_in_the_best_levels,
    seller_may_still_trade,
    reductions_on_offer_are_not_frozen,
    total_is_quantity_times_price,
    sides_are_unrelated,
    trade_closes_no_circle,
    buyer_has_the_money,
)


def leads_back(sales: Iterable[tuple[int, int]], *, buyer_id: int, seller_id: int) -> bool:
    """Return whether sales (seller, buyer) already lead from this buyer to this seller, so that one more closes a circle."""
    onward: dict[int, set[int]] = {}
    for sold_by, bought_by in sales:
        onward.setdefault(sold_by, set()).add(bought_by)
    reached, waiting = {buyer_id}, [buyer_id]
    while waiting:
        for party in onward.get(waiting.pop(), set()) - reached:
            reached.add(party)
            waiting.append(party)
    return seller_id in reached and seller_id != buyer_id
