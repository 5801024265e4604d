"""Article 18 and the house rules of a listing: what may be offered, how much, at which price. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tanhui.law import Reason, rule
from tanhui.lifecycle.market.rules.prices import Band, yuan


@dataclass(frozen=True)
class UnitsFacts:
    """What a seller wants to offer, and what the book says it holds of that batch."""

    tonnes: int
    most_tonnes: int
    is_issued: bool
    is_cancelled: bool
    frozen_reason: str | None
    freezes: tuple[str, ...]
    total: int
    available: int
    locked: int
    free_from: date | None
    retired: int


@dataclass(frozen=True)
class PriceFacts:
    """The price a seller asks, the tick, and the day's band (None on the first day)."""

    price_fen: int
    tick_fen: int
    band: Band | None


@rule("JX23-18", code="R18-1")
def reductions_are_issued(units: UnitsFacts) -> Reason | None:
    """Reading: reductions applied for, or cancelled after their issuance was revoked, are not issued reductions."""
    if units.is_issued and not units.is_cancelled:
        return None
    if units.is_cancelled:
        return Reason(
            zh="该批次已作废，不能交易，请选择其他批次", en="This batch was cancelled; choose another", place="batch_id"
        )
    return Reason(
        zh="没有这一已签发批次；只有市局签发的减排量可以交易，请选择本单位持有的批次",
        en="No such issued batch; only issued reductions are traded",
        place="batch_id",
    )


@rule("JX23-18", code="R18-2")
def reductions_are_not_frozen(units: UnitsFacts) -> Reason | None:
    """A frozen batch is not offered; where a part was frozen, the rest may be."""
    found = units.frozen_reason
    if found is None and units.freezes and units.tonnes > units.available:
        found = "、".join(units.freezes)
    if found is None:
        return None
    return Reason(
        zh=f"该批次已冻结（{found}）；未冻结的可用数量 {units.available if units.frozen_reason is None else 0} 吨，请等待解冻",
        en=f"The batch is frozen ({found}); wait for its release",
        place="tonnes" if units.frozen_reason is None else "batch_id",
    )


@rule("JX23-21.3", code="R21-1")
def reductions_are_not_retired(units: UnitsFacts) -> Reason | None:
    """What has been retired is never offered again."""
    if not units.retired or units.tonnes <= units.total:
        return None
    return Reason(
        zh=f"该批次中本单位已注销 {units.retired} 吨，不可再次使用；尚持有 {units.total} 吨",
        en=f"{units.retired} t of this batch are retired for good; {units.total} t are still held",
        place="tonnes",
    )


@rule("HOUSE-7", code="R18-3")
def bought_units_are_past_their_lock(units: UnitsFacts) -> Reason | None:
    """Reading: units bought on a trading day may be resold from the next one on; retiring them is allowed at once."""
    if not units.locked or units.tonnes <= units.available or units.tonnes > units.available + units.locked:
        return None
    since = f"，{units.free_from} 起可卖" if units.free_from else ""
    return Reason(
        zh=f"可用数量 {units.available} 吨；另有 {units.locked} 吨买入后尚在锁定期{since}",
        en=f"{units.available} t are available; {units.locked} t bought lately are locked against resale",
        place="tonnes",
    )


@rule("JX23-18", code="R18-3")
def quantity_is_available(units: UnitsFacts) -> Reason | None:
    """No more is offered than is held, free and past its lock."""
    retired = units.retired and units.tonnes > units.total
    locked = units.locked and units.tonnes <= units.available + units.locked
    frozen = units.frozen_reason is not None or units.freezes
    if units.tonnes <= units.available or not units.is_issued or retired or locked or frozen:
        return None
    return Reason(
        zh=f"可用数量 {units.available} 吨，需要 {units.tonnes} 吨，请减少数量",
        en=f"{units.available} t are available, {units.tonnes} t are needed",
        place="tonnes",
    )


@rule("JX23-20.1.3", code="V-5")
def quantity_is_whole_tonnes(units: UnitsFacts) -> Reason | None:
    """One tonne is the smallest unit."""
    if units.tonnes >= 1:
        return None
    return Reason(zh="最小单位 1 吨，须为正整数", en="The smallest unit is 1 t", place="tonnes")


@rule("HOUSE-10", code="V-7")
def quantity_is_below_the_largest(units: UnitsFacts) -> Reason | None:
    """Reading: a listing stays below the size of a block, so exactly that size is too large."""
    if units.tonnes < units.most_tonnes:
        return None
    return Reason(
        zh=f"单笔挂牌须小于 {units.most_tonnes} 吨，现为 {units.tonnes} 吨，请分笔挂牌",
        en=f"One listing must be below {units.most_tonnes} t; split it",
        place="tonnes",
    )


UNITS = (
    quantity_is_whole_tonnes,
    quantity_is_below_the_largest,
    reductions_are_issued,
    reductions_are_not_frozen,
    reductions_are_not_retired,
    bought_units_are_past_their_lock,
    quantity_is_available,
)


@rule("HOUSE-4", code="V-11")
def price_is_a_multiple_of_the_tick(asked: PriceFacts) -> Reason | None:
    """A price is positive and moves by whole ticks."""
    if asked.price_fen >= asked.tick_fen and asked.price_fen % asked.tick_fen == 0:
        return None
    return Reason(
        zh=f"价格无效，最小变动 {yuan(asked.tick_fen)} 元，且须大于 0",
        en=f"Invalid price: it is positive and moves by {yuan(asked.tick_fen)} yuan",
        place="price_fen",
    )


@rule("HOUSE-4", code="V-11")
def price_is_inside_the_band(asked: PriceFacts) -> Reason | None:
    """Reading: there is no band until a close exists, so none on the first day of trading."""
    band = asked.band
    if band is None or band.holds(asked.price_fen):
        return None
    return Reason(
        zh=f"价格无效，最小变动 {yuan(asked.tick_fen)} 元；今日限 {yuan(band.low_fen)} 至 {yuan(band.high_fen)} 元"
        f"（前收盘价 {yuan(band.previous_fen)} 元）",
        en=f"Outside today's band of {yuan(band.low_fen)} to {yuan(band.high_fen)} yuan",
        place="price_fen",
    )


PRICE = (price_is_a_multiple_of_the_tick, price_is_inside_the_band)
