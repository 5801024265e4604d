"""The demonstration's market and retirements: admissions, money, a few trading days, and what the tonnes were used for."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.periods import local_day
from tanhui.lifecycle.market import actions as market
from tanhui.lifecycle.retirement import actions as retirement
from tanhui.site.demonstration.history import Diary
from tanhui.site.demonstration.papers import paper

BUYERS = ("participant", "participant2")

TRADING_DAYS = (
    (2, 5200, (("participant", 120),)),
    (12, 5350, (("participant2", 80), ("participant", 40))),
    (30, 5480, (("participant2", 60),)),
    (58, 5390, (("participant", 100),)),
    (90, 5560, (("participant2", 45), ("participant", 30))),
    (118, 5510, (("participant2", 70),)),
)
"""Working days after admission, the price in fen, and who picked how many tonnes."""

USES = {
    30: (
        ("participant", 60, "event", "示范低碳论坛组委会", "示范低碳论坛，2026-05-22"),
        ("participant2", 25, "voluntary", "示范绿色出行有限公司", ""),
    ),
    58: (("participant", 15, "pilot", "示范零碳园区", "示范零碳园区，2026 年度"),),
    90: (("participant2", 40, "event", "示范骑行大会组委会", "示范骑行大会，2026-08-08"),),
}
"""What was used after a trading day: who retired how many tonnes, for which purpose, for whom, referring to what."""


def open_the_market(diary: Diary) -> None:
    """Admit the buyers and record and confirm their deposits, each by two officers."""
    for number, name in enumerate(BUYERS, 1):
        evidence = Upload("入市申请材料.pdf", paper("交易参与者申请材料", [f"示范参与者 {number}"]))
        asked = market.apply_for_admission(
            by=diary.actor(name),
            statement="示范申请：用于活动碳中和与自愿注销。",
            evidence=evidence,
            at=diary.next_day(),
        )
        market.decide_admission(
            by=diary.actor("operations"),
            participant_id=asked.id,
            admit=True,
            decision="材料齐全，准予入市。",
            at=diary.later(),
        )
        line = market.BankLine(f"DEMO-BANK-{number:04d}", diary.people.parties[name], 3_000_000, local_day(diary.at))
        deposit = market.record_deposit(by=diary.actor("operations"), line=line, at=diary.later())
        market.confirm_deposit(by=diary.actor("operations2"), deposit_id=deposit.id, at=diary.later())


def trade_and_use(diary: Diary, batch_id: int, *, until: datetime) -> None:
    """List and pick on the trading days that lie before `until`, then retire a part."""
    gone = 0
    for days, price_fen, picks in TRADING_DAYS:
        before = diary.at
        diary.next_day(days - gone)
        gone = days
        if diary.at.replace(hour=18) >= until:
            diary.at = before  # nothing happened that day, so the story goes on from the day before
            return
        _trading_day(diary, batch_id, price_fen, picks)
        _use(diary, batch_id, USES.get(days, ()))


def _trading_day(diary: Diary, batch_id: int, price_fen: int, picks: tuple[tuple[str, int], ...]) -> None:
    tonnes = sum(wanted for _, wanted in picks) + 20
    listed = market.list_for_sale(
        by=diary.actor("owner"), batch_id=batch_id, tonnes=tonnes, price_fen=price_fen, at=diary.later()
    )
    version = listed.version
    for name, wanted in picks:
        order = market.Order(listed.id, version, price_fen, wanted, wanted * price_fen)
        market.pick(by=diary.actor(name), order=order, at=diary.later())
        version += 1
    diary.at = diary.at.replace(hour=16, minute=0)
    market.close_day(by=diary.actor("operations"), at=diary.at)


def _use(diary: Diary, batch_id: int, uses: tuple[tuple[str, int, str, str, str], ...]) -> None:
    for name, tonnes, purpose, beneficiary, reference in uses:
        use = retirement.Use(purpose=purpose, beneficiary=beneficiary, reference=reference)
        order = retirement.request_retirement(
            by=diary.actor(name), batch_id=batch_id, tonnes=tonnes, use=use, at=diary.later()
        )
        retirement.execute_retirement(by=diary.actor("operations"), retirement_id=order.pk, at=diary.later())
