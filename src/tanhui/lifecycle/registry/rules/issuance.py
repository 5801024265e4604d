"""Article 17: what is issued, to whom, under which numbers; and the carry of what is below a tonne."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from tanhui.foundation.units import carry_of, decimal_text, floor_tonnes
from tanhui.law import Reason, rule

_EXACT = Context(prec=80, traps=[Inexact])
"""Adding two amounts never rounds: a sum that does not fit stops the act."""


@dataclass(frozen=True)
class Split:
    """Verified amount and carry brought together: the whole tonnes to issue, and what is carried on."""

    tonnes: int
    carried_on: Decimal


def together(verified: Decimal, carry: Decimal) -> Decimal:
    """Return the exact sum of a verified amount and a carry, digit by digit."""
    return _EXACT.add(verified, carry)


def split(verified: Decimal, carry_in: Decimal) -> Split:
    """Add the carry to the verified amount and round down; nothing is lost and nothing is rounded up."""
    total = together(verified, carry_in)
    return Split(floor_tonnes(total), carry_of(total))


def serial_prefix(*, scheme: str, methodology: str, project: str, vintage: str) -> str:
    """Return scheme-methodology-project-vintage; the vintage is the year and month of the period's last day."""
    return f"{scheme}-{methodology}-{project}-{vintage}"


@dataclass(frozen=True)
class IssuanceFacts:
    """One issuance about to be made. `asked` is what the official confirmed, `issuable` what was approved, with the carry."""

    asked: int
    issuable: int
    issued_before: str
    period_batch: str
    target_party_id: int
    owner_party_id: int
    owner_standing: str


@rule("JX23-17.1.4", code="R17-3")
def issued_amount_is_exactly_approved(issuance: IssuanceFacts) -> Reason | None:
    """Whole tonnes, exactly as approved: not more, not less, never none."""
    if issuance.asked == issuance.issuable and issuance.asked >= 1:
        return None
    return Reason(
        zh=f"签发量须与核准量一致：应签发 {issuance.issuable} 吨，收到 {issuance.asked} 吨",
        en=f"{issuance.issuable} t are to be issued, {issuance.asked} t were asked for",
        place="tonnes",
    )


@rule("JX23-17.1.4", code="R17-3")
def approval_is_used_once(issuance: IssuanceFacts) -> Reason | None:
    """One approval makes one batch."""
    if not issuance.issued_before:
        return None
    return Reason(
        zh=f"该核准已签发（批次 {issuance.issued_before}），一次核准只能签发一次",
        en=f"This approval has been used: batch {issuance.issued_before}",
    )


@rule("JX23-13.1.3", code="R17-5")
def period_has_no_batch_yet(issuance: IssuanceFacts) -> Reason | None:
    """A project's period is issued for once."""
    if not issuance.period_batch:
        return None
    return Reason(
        zh=f"该监测期已签发（批次 {issuance.period_batch}）",
        en=f"This project's period has been issued: batch {issuance.period_batch}",
    )


@rule("JX23-17.1.4", code="R17-7")
def account_belongs_to_the_owner(issuance: IssuanceFacts) -> Reason | None:
    """Tonnes go to the owner of the project and to nobody else."""
    if issuance.target_party_id == issuance.owner_party_id:
        return None
    return Reason(
        zh="只能签发至项目业主本人的账户，不得签发给他人",
        en="Tonnes are issued to the project owner's own account only",
        place="to_party_id",
    )


@rule("JX23-17.1.4", code="R17-7")
def account_is_in_good_standing(issuance: IssuanceFacts) -> Reason | None:
    """A suspended or disqualified owner receives nothing until its standing is restored."""
    if issuance.owner_standing == "in_good_standing":
        return None
    return Reason(
        zh="项目业主账户已暂停或取消资格，不能接收签发；恢复资格后再办理",
        en="The owner's account is suspended or disqualified and cannot receive tonnes",
    )


ISSUANCE = (
    issued_amount_is_exactly_approved,
    approval_is_used_once,
    period_has_no_batch_yet,
    account_belongs_to_the_owner,
    account_is_in_good_standing,
)


@dataclass(frozen=True)
class SerialFacts:
    """A range of serial numbers that a sender names, the tonnes it is for, and the next free number."""

    first: int
    last: int
    tonnes: int
    next_free: int


@rule("HOUSE-1", code="R17-4")
def range_is_not_empty(serials: SerialFacts) -> Reason | None:
    """Numbers start at 1, and a range holds at least one, as many as the tonnes."""
    if serials.first >= 1 and serials.last - serials.first + 1 == serials.tonnes and serials.tonnes >= 1:
        return None
    return Reason(
        zh=f"编号区间无效：{serials.first} 至 {serials.last}，须从 1 起且恰好 {serials.tonnes} 个编号",
        en=f"Numbers {serials.first} to {serials.last} are not {serials.tonnes} serial numbers from 1 upwards",
        place="serials",
    )


@rule("HOUSE-1", code="R17-4")
def range_overlaps_no_batch(serials: SerialFacts) -> Reason | None:
    """Numbers are given in order: the range begins with the next free one."""
    if serials.first == serials.next_free or serials.first < 1:
        return None
    if serials.first < serials.next_free:
        return Reason(
            zh=f"编号重叠：{serials.first} 起的编号已发放，下一个可用编号为 {serials.next_free}",
            en=f"Serial numbers from {serials.first} on are taken; the next free one is {serials.next_free}",
            place="serials",
        )
    return Reason(
        zh=f"编号须连续：下一个可用编号为 {serials.next_free}，收到 {serials.first}",
        en=f"Serial numbers follow each other: the next free one is {serials.next_free}, not {serials.first}",
        place="serials",
    )


SERIALS = (range_is_not_empty, range_overlaps_no_batch)


@dataclass(frozen=True)
class CarryFacts:
    """A carry that a sender names: what they ask to use, what is recorded, whose it is, and whether it was used."""

    asked: Decimal
    recorded: Decimal | None
    recorded_project_id: int | None
    project_id: int
    used: bool


@rule("JX23-28.7", code="R14-13")
def carry_is_the_projects_own(carry: CarryFacts) -> Reason | None:
    """A carry stays with the project it arose in."""
    if carry.recorded is not None and carry.recorded_project_id == carry.project_id:
        return None
    return Reason(
        zh="结转余量不属于本项目，或没有该记录",
        en="This carry belongs to another project, or there is no such record",
        place="carry",
    )


@rule("JX23-28.7", code="R14-13")
def carry_is_used_once(carry: CarryFacts) -> Reason | None:
    """A carry is used whole, by one issuance."""
    if not carry.used:
        return None
    return Reason(zh="该结转余量已使用", en="This carry has been used already", place="carry")


@rule("JX23-28.7", code="R14-13")
def carry_is_what_was_recorded(carry: CarryFacts) -> Reason | None:
    """Neither more than recorded nor rounded: the recorded amount, digit by digit."""
    if carry.recorded is None or carry.asked == carry.recorded:
        return None
    return Reason(
        zh=f"结转余量不足或不符：记录 {decimal_text(carry.recorded)} 吨，申请使用 {decimal_text(carry.asked)} 吨",
        en=f"{decimal_text(carry.recorded)} t are recorded, {decimal_text(carry.asked)} t were asked for",
        place="carry",
    )


CARRY = (carry_is_the_projects_own, carry_is_used_once, carry_is_what_was_recorded)
