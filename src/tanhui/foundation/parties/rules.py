"""Who may act, and who is tied to whom. Pure: facts in, reasons out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tanhui.foundation.inputs.lookalikes import confusable_skeleton as skeleton
from tanhui.foundation.parties.roles import DISTRICT_ROLES, ROLES, names_of
from tanhui.law import Reason, rule
from tanhui.law.scheme import scheme

ADULT_YEARS = 18


@dataclass(frozen=True)
class TraderFacts:
    """Whoever is about to trade: the party, and the person who acts for it."""

    kind: str
    standing: str
    born_on: date | None
    offices: frozenset[str]
    on: date


@rule("JX23-19", code="R19-1")
def trader_is_of_age(trader: TraderFacts) -> Reason | None:
    """Reading: a person is of age from the eighteenth birthday itself; born on 29 February, from 1 March."""
    if trader.born_on is not None and is_of_age(trader.born_on, trader.on):
        return None
    return Reason(
        zh=f"交易操作人须年满 {ADULT_YEARS} 周岁；未成年人不能参与交易，请由成年代理人办理",
        en=f"Whoever trades must be at least {ADULT_YEARS} years old; ask an adult to act instead",
    )


@rule("JX23-19", code="R19-1")
def trader_works_for_no_office(trader: TraderFacts) -> Reason | None:
    """Reading: staff of the bureau, its branches, the centre, operations, verifiers and the audit may not trade."""
    if not trader.offices:
        return None
    return Reason(
        zh=f"操作人现任{names_of(trader.offices)}工作人员，任职期间不得参与交易",
        en=f"The person works for: {names_of(trader.offices, 'en')}; such staff may not trade while in service",
    )


@rule("JX23-19", code="R19-1")
def trader_is_in_standing(trader: TraderFacts) -> Reason | None:
    """A party that is suspended or disqualified does not trade."""
    if trader.standing == "in_good_standing":
        return None
    found = {"suspended": ("已被暂停", "suspended"), "disqualified": ("已被取消资格", "disqualified")}
    zh, en = found[trader.standing]
    return Reason(
        zh=f"该主体{zh}，不能参与交易；请先按处置决定整改并恢复资格",
        en=f"This party is {en} and may not trade until its standing is restored",
    )


TRADER = (trader_is_of_age, trader_works_for_no_office, trader_is_in_standing)


@dataclass(frozen=True)
class DistrictFacts:
    """An officer and the district of the case before them."""

    role: str
    own_district: str | None
    district: str


@rule("JX23-5.2", code="R5-1")
def case_lies_in_own_district(officer: DistrictFacts) -> Reason | None:
    """A branch supervises inside its own district; every other role is not bound to one."""
    own = officer.own_district
    if officer.role not in DISTRICT_ROLES or (own and own == officer.district):
        return None
    return Reason(
        zh=f"无权限（属地）：您的辖区为{_district_zh(own, '未设定')}，该事项属于{_district_zh(officer.district, '市本级')}",
        en=f"Outside your district: yours is {own or 'not set'}, this belongs to {officer.district or 'the city'}",
    )


def _district_zh(code: str | None, otherwise: str) -> str:
    division = scheme().divisions.get(code or "")
    return division.zh if division else code or otherwise


DISTRICT = (case_lies_in_own_district,)


@dataclass(frozen=True)
class SidesFacts:
    """One person about to act, and the persons who acted for the other side of the same case."""

    person_id: int | None
    other_side: frozenset[int]


@rule("HOUSE-3", code="R17-2")
def person_is_on_one_side_only(case: SidesFacts) -> Reason | None:
    """Reading: persons are compared, not logins, so a second account does not make a second person."""
    if case.person_id is None or case.person_id not in case.other_side:
        return None
    return Reason(
        zh="须由不同人员复核：您已代表本案另一方或在前一环节办理过，请由其他人员办理",
        en="Another person is needed: you already acted on the other side or in the earlier step of this case",
    )


SIDES = (person_is_on_one_side_only,)


@dataclass(frozen=True)
class MandateFacts:
    """A mandate about to be given."""

    role: str
    district: str
    districts: frozenset[str]
    held_roles: frozenset[str]


@rule("JX23-5.2", code="R5-1")
def branch_mandate_names_its_district(mandate: MandateFacts) -> Reason | None:
    """A branch officer's mandate names one district of the scheme."""
    if mandate.role not in DISTRICT_ROLES or mandate.district in mandate.districts:
        return None
    return Reason(
        zh=f"分局人员的授权须写明本市辖区代码，现为“{mandate.district or '空'}”",
        en=f"A branch mandate must name a district of this scheme; found “{mandate.district or 'none'}”",
        place="district",
    )


@rule("JX23-19", code="R19-1")
def staff_and_participant_are_not_one_person(mandate: MandateFacts) -> Reason | None:
    """Reading: nobody is admitted as a participant while in office, nor takes office while admitted."""
    held = mandate.held_roles | {mandate.role}
    offices = frozenset(code for code in held if code in ROLES and ROLES[code].is_staff)
    if "participant" not in held or not offices:
        return None
    return Reason(
        zh=f"同一人不能既是交易参与者又任{names_of(offices)}工作人员，请先终止其中一项授权",
        en=f"One person cannot be a participant and work for {names_of(offices, 'en')}; end one mandate first",
        place="role",
    )


MANDATE = (branch_mandate_names_its_district, staff_and_participant_are_not_one_person)


def is_of_age(born_on: date, on: date) -> bool:
    """Return whether somebody born on one day is eighteen on another."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)) >= ADULT_YEARS


@dataclass(frozen=True)
class Service:
    """A person's time with a party, `[starts_on, ends_on)`; no end while it lasts."""

    person_id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Profile:
    """What is known of one party that can tie it to another. Empty text means unknown and ties to nothing."""

    party_id: int
    name: str
    legal_representative: str
    controller: str
    address: str
    phone: str
    bank_account_digest: str
    services: tuple[Service, ...]
    holds_percent: Mapping[int, Decimal]


@dataclass(frozen=True)
class Tie:
    """One relation that makes two parties related."""

    kind: str
    zh: str
    en: str


def find_ties(a: Profile, b: Profile, *, on: date, lookback_years: int, percent: Decimal) -> list[Tie]:
    """Return every tie between two parties on a day. Shared staff counts when both services touch the look-back."""
    if a.party_id == b.party_id:
        return [Tie("same_party", "同一主体", "the same party")]
    found = [*_same_words(a, b), *_control(a, b)]
    for holder, held in ((a, b), (b, a)):
        share = holder.holds_percent.get(held.party_id, Decimal(0))
        if share >= percent:
            zh = f"{holder.name}持有{held.name} {share.normalize():f}% 股权（界限 {percent.normalize():f}%）"
            en = f"{holder.name} holds {share.normalize():f}% of {held.name} (limit {percent.normalize():f}%)"
            found.append(Tie("shareholding", zh, en))
    since = years_before(on, lookback_years)
    if _staff_since(a, since, on) & _staff_since(b, since, on):
        zh, en = f"近 {lookback_years} 年内有共同工作人员", f"shared staff within {lookback_years} years"
        found.append(Tie("staff", zh, en))
    return found


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; 29 February becomes 28 February, the wider look-back."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


_COMPARED = (
    ("legal_representative", "法定代表人相同", "same legal representative"),
    ("controller", "实际控制人相同", "same controller"),
    ("address", "住所相同", "same address"),
    ("phone", "联系电话相同", "same phone"),
    ("bank_account_digest", "银行账户相同", "same bank account"),
)


def _same_words(a: Profile, b: Profile) -> list[Tie]:
    found = []
    for field, zh, en in _COMPARED:
        ours, theirs = skeleton(getattr(a, field)), skeleton(getattr(b, field))
        if ours and ours == theirs:
            found.append(Tie(field.removesuffix("_digest"), zh, en))
    return found


def _control(a: Profile, b: Profile) -> list[Tie]:
    found = []
    for above, below in ((a, b), (b, a)):
        leaders = {skeleton(below.legal_representative), skeleton(below.controller)} - {""}
        if skeleton(above.name) in leaders:
            zh = f"{above.name}控制或代表{below.name}"
            found.append(Tie("control", zh, f"{above.name} leads or controls {below.name}"))
        others = {skeleton(above.legal_representative)} - {""}
        if skeleton(below.controller) in others and skeleton(below.controller) != skeleton(above.controller):
            zh = f"{above.name}的法定代表人是{below.name}的实际控制人"
            found.append(Tie("control", zh, f"the legal representative of {above.name} controls {below.name}"))
    return found


def _staff_since(party: Profile, since: date, on: date) -> frozenset[int]:
    return frozenset(
        each.person_id
        for each in party.services
        if each.starts_on <= on and (each.ends_on is None or each.ends_on > since)
    )
