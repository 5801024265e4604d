"""Who may move a case, when a notice may close, and when a panel may conclude. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from tanhui.law import Reason, rule


@dataclass(frozen=True)
class MoveFacts:
    """One intended move: the row found in the table (None when there is none) and who wants to make it."""

    act_zh: str
    state_zh: str
    state: str
    act: str
    allowed: bool
    role: str
    needed_role: str
    person_id: int | None
    persons_before: frozenset[int]
    acts_before_zh: str
    acts_for_applicant: bool


@rule("JX23-17", code="R17-1")
def move_follows_the_order(facts: MoveFacts) -> Reason | None:
    """No step is skipped or repeated: only the moves of the table, from the state the case is in."""
    if facts.allowed:
        return None
    return Reason(
        zh=f"当前状态“{facts.state_zh}”不允许操作“{facts.act_zh}”",
        en=f"The case is in state {facts.state!r}; {facts.act!r} is not open from there",
    )


@rule("JX23-6", code="S-18")
def mover_holds_the_role(facts: MoveFacts) -> Reason | None:
    """Each office does its own acts and no others."""
    if not facts.allowed or facts.role == facts.needed_role:
        return None
    return Reason(
        zh=f"该操作由“{facts.needed_role}”办理，您当前以“{facts.role}”身份登录",
        en=f"This act belongs to the role {facts.needed_role!r}; you act as {facts.role!r}",
    )


@rule("JX23-16", code="S-18")
def owner_moves_its_own_case(facts: MoveFacts) -> Reason | None:
    """An applicant's act is done for the applicant, never for another's case."""
    if facts.needed_role != "owner" or facts.acts_for_applicant:
        return None
    return Reason(zh="只能办理本单位提交的申请", en="You can act on your own organisation's applications only")


@rule("JX23-26.1", code="R17-2")
def mover_is_another_person(facts: MoveFacts) -> Reason | None:
    """Reading: four eyes are counted by person, not by account; an unknown person never counts as another one."""
    if facts.person_id is not None and facts.person_id not in facts.persons_before:
        return None
    if not facts.persons_before:
        return None
    return Reason(
        zh=f"须由不同人员复核：您已办理过本案的“{facts.acts_before_zh}”",
        en="A second person must do this: you have already acted on this case",
    )


MOVING = (move_follows_the_order, mover_holds_the_role, owner_moves_its_own_case, mover_is_another_person)


@dataclass(frozen=True)
class FilingMomentFacts:
    """A filing attempt: the notice's end and what came in during the notice."""

    noticed: bool
    notice_ends_at: datetime | None
    at: datetime
    open_objections: int
    upheld_objections: int


@rule("JX23-17", code="R10-3")
def notice_was_given(facts: FilingMomentFacts) -> Reason | None:
    """Nothing is filed without public notice."""
    if facts.noticed:
        return None
    return Reason(
        zh="须先公示，公示期满无异议方可备案", en="Public notice comes first; filing follows when it has ended"
    )


@rule("JX23-17", code="R10-4")
def notice_has_ended(facts: FilingMomentFacts) -> Reason | None:
    """Reading: the notice ends at midnight (Asia/Shanghai) after its last working day; at that moment filing is open."""
    if facts.notice_ends_at is None or facts.at >= facts.notice_ends_at:
        return None
    return Reason(
        zh=f"公示期至 {facts.notice_ends_at:%Y-%m-%d %H:%M}，尚未届满",
        en=f"The notice runs until {facts.notice_ends_at:%Y-%m-%d %H:%M}",
    )


@rule("JX23-17", code="R10-5")
def objections_are_answered(facts: FilingMomentFacts) -> Reason | None:
    """Every objection raised in time has a recorded answer, and none was upheld."""
    if facts.open_objections == 0 and facts.upheld_objections == 0:
        return None
    if facts.open_objections:
        return Reason(
            zh=f"公示期内有 {facts.open_objections} 件异议未处理",
            en=f"{facts.open_objections} objection(s) raised during the notice are not answered yet",
        )
    return Reason(
        zh=f"有 {facts.upheld_objections} 件异议成立，不得备案",
        en=f"{facts.upheld_objections} objection(s) were upheld; the case cannot be filed",
    )


FILING_MOMENT = (notice_was_given, notice_has_ended, objections_are_answered)


@dataclass(frozen=True)
class ObjectionFacts:
    """An objection and the notice's period."""

    at: datetime
    starts_at: datetime
    ends_at: datetime


@rule("JX23-17", code="R10-6")
def objection_is_in_time(facts: ObjectionFacts) -> Reason | None:
    """Objections are taken from the start of the notice up to, not including, its end."""
    if facts.starts_at <= facts.at < facts.ends_at:
        return None
    return Reason(
        zh=f"公示期已于 {facts.ends_at:%Y-%m-%d %H:%M} 届满，此后的意见请依第二十七条向市生态环境局反映",
        en=f"The notice ended on {facts.ends_at:%Y-%m-%d %H:%M}; after it, please write to the bureau under article 27",
    )


OBJECTING = (objection_is_in_time,)


@dataclass(frozen=True)
class VoteFacts:
    """One expert's vote on one case."""

    seated: bool
    voted: bool
    open: bool
    ties: tuple[str, ...]


@rule("JX23-6.4", code="R6-1")
def expert_has_no_conflict(facts: VoteFacts) -> Reason | None:
    """An expert tied to the owner, the verifier or the author steps back."""
    if not facts.ties:
        return None
    return Reason(zh=f"须回避：{'；'.join(facts.ties)}", en=f"Recusal is required: {'; '.join(facts.ties)}")


@rule("JX23-6.4", code="R6-2")
def vote_is_open_to_the_expert(facts: VoteFacts) -> Reason | None:
    """A seated expert votes once while the panel is open."""
    if facts.seated and facts.open and not facts.voted:
        return None
    zh = "评审已截止" if not facts.open else "您不在本次评审名单中" if not facts.seated else "您已投票"
    return Reason(zh=zh, en="The panel is closed, you are not on it, or you have voted already")


VOTING = (expert_has_no_conflict, vote_is_open_to_the_expert)


@dataclass(frozen=True)
class PanelFacts:
    """The votes of a panel that is to be concluded."""

    votes: int
    agreed: int
    quorum: int
    majority: Fraction


@rule("JX23-6.4", code="R6-2")
def panel_has_its_quorum(facts: PanelFacts) -> Reason | None:
    """Enough experts have voted."""
    if facts.votes >= facts.quorum:
        return None
    return Reason(
        zh=f"评审人数不足：已有 {facts.votes} 人，至少 {facts.quorum} 人",
        en=f"{facts.votes} experts have voted, {facts.quorum} are needed",
    )


CONCLUDING = (panel_has_its_quorum,)


def panel_agrees(facts: PanelFacts) -> bool:
    """Return whether the panel is in favour: at least the majority (two thirds by default) of the votes cast."""
    return facts.votes > 0 and Fraction(facts.agreed, facts.votes) >= facts.majority
