"""Every act on a case. Each works inside an act of the trail, opened by the stage whose case it is."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from tanhui.foundation.parties import rules as party_rules
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.parties.queries import ties_between
from tanhui.foundation.periods import SHANGHAI, local_day, working_calendar
from tanhui.foundation.procedure.models import Case, Deadline, Notice, Objection, PanelSeat, Remark, Step
from tanhui.foundation.procedure.rules import (
    CONCLUDING,
    FILING_MOMENT,
    MOVING,
    OBJECTING,
    VOTING,
    FilingMomentFacts,
    MoveFacts,
    ObjectionFacts,
    PanelFacts,
    VoteFacts,
    panel_agrees,
)
from tanhui.foundation.procedure.states import DUE, MOVES, STATES, Move, acting_role, moves_from
from tanhui.foundation.trail.actions import Entry
from tanhui.law import refuse, require
from tanhui.law.scheme import scheme


def open_case(entry: Entry, *, kind: str, subject: str, title: str, applicant_party_id: int, district: str) -> Case:
    """Open a case in draft."""
    return Case.objects.create(
        kind=kind,
        subject=subject,
        title=title,
        applicant_id=applicant_party_id,
        district=district,
        opened_at=entry.at,
    )


def move(entry: Entry, *, case_id: int, act: str, by: Actor, note: str = "", **facts: Any) -> Step:
    """Move a case by one row of the table; refuses an act out of order, by the wrong office, or by the same person."""
    case = lock_case(case_id)
    row = next((each for each in moves_from(case.state, case.kind) if each.act == act), None)
    require(MOVING, _move_facts(case, act, row, by))
    if row is None:
        raise RuntimeError(f"{act} passed the rules without a row in the table")
    step = Step.objects.create(
        case=case,
        act=act,
        source=row.source,
        target=row.target,
        role=by.role,
        user_id=by.user_id,
        person_id=by.person_id,
        note=note,
        facts=facts,
        at=entry.at,
        entry_seq=entry.seq,
    )
    Case.objects.filter(pk=case.pk, state=row.source).update(state=row.target)
    _turn_clock(case, row.target, entry.at)
    return step


def lock_case(case_id: int) -> Case:
    """Load a case for change."""
    return Case.objects.select_for_update().get(pk=case_id)


def _move_facts(case: Case, act: str, row: Move | None, by: Actor) -> MoveFacts:
    named = row or next((each for each in MOVES if each.act == act), None)
    before = case.steps.filter(act__in=row.unlike if row else ())
    return MoveFacts(
        act=act,
        act_zh=named.zh if named else act,
        state=case.state,
        state_zh=STATES[case.state][0],
        allowed=row is not None,
        role=acting_role(by.role, case.kind),
        needed_role=row.role if row else acting_role(by.role, case.kind),
        person_id=by.person_id,
        persons_before=frozenset(person for person in before.values_list("person_id", flat=True) if person),
        acts_before_zh="、".join(sorted({each.zh for each in MOVES if each.act in {step.act for step in before}})),
        acts_for_applicant=by.party_id == case.applicant_id,
    )


def _turn_clock(case: Case, state: str, at: datetime) -> None:
    """End the running deadline and start that of the new state."""
    case.deadlines.filter(ended_at__isnull=True).update(ended_at=at)
    if state not in DUE:
        return
    today = local_day(at)
    due = working_calendar().add_working_days(today, int(scheme().parameter(DUE[state], today)))
    Deadline.objects.create(case=case, state=state, due_on=due.on, provisional=due.provisional)


def give_notice(entry: Entry, *, case_id: int, by: Actor, title: str, body: str, facts: dict[str, Any]) -> Notice:
    """Publish the notice of an approved case for the scheme's number of working days."""
    step = move(entry, case_id=case_id, act="give_notice", by=by)
    today = local_day(entry.at)
    due = working_calendar().add_working_days(today, int(scheme().parameter("notice_working_days", today)))
    return Notice.objects.create(
        case_id=step.case_id,
        title=title,
        body=body,
        facts=facts,
        starts_at=entry.at,
        ends_at=due.ends_at,
        provisional=due.provisional,
    )


def file(entry: Entry, *, case_id: int, by: Actor) -> Step:
    """File a case whose notice has ended with every objection answered and none upheld."""
    case = lock_case(case_id)
    notice = Notice.objects.filter(case=case).first()
    objections = list(notice.objections.all()) if notice else []
    facts = FilingMomentFacts(
        noticed=notice is not None,
        notice_ends_at=notice.ends_at.astimezone(SHANGHAI) if notice else None,
        at=entry.at,
        open_objections=sum(1 for each in objections if each.answered_at is None),
        upheld_objections=sum(1 for each in objections if each.upheld),
    )
    if case.state in ("approved", "on_notice"):
        require(FILING_MOMENT, facts)
    return move(entry, case_id=case_id, act="file", by=by)


def object_to(entry: Entry, *, notice_id: int, text: str, contact: str) -> Objection:
    """Take an objection raised by anyone while the notice runs."""
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    period = {"starts_at": notice.starts_at, "ends_at": notice.ends_at.astimezone(SHANGHAI)}
    require(OBJECTING, ObjectionFacts(at=entry.at, **period))
    today = local_day(entry.at)
    due = working_calendar().add_working_days(today, int(scheme().parameter("objection_answer_working_days", today)))
    return Objection.objects.create(
        notice=notice, text=text, contact=contact, received_at=entry.at, answer_due_on=due.on
    )


def answer(entry: Entry, *, objection_id: int, by: Actor, text: str, upheld: bool) -> Objection:
    """Answer an objection once, with the reason."""
    objection = Objection.objects.select_for_update().get(pk=objection_id)
    if objection.answered_at is not None:
        refuse("R17-1", "该异议已答复", "This objection has been answered", clause="JX23-17")
    objection.answer, objection.upheld = text, upheld
    objection.answered_by_id, objection.answered_at = by.user_id, entry.at
    objection.save(update_fields=("answer", "upheld", "answered_by", "answered_at"))
    return objection


def convene(entry: Entry, *, case_id: int, by: Actor, expert_ids: list[int], note: str) -> list[PanelSeat]:
    """Seat experts on the panel of a case."""
    step = move(entry, case_id=case_id, act="convene", by=by, note=note, experts=expert_ids)
    return [PanelSeat.objects.create(case_id=step.case_id, expert_id=expert) for expert in dict.fromkeys(expert_ids)]


def vote(entry: Entry, *, case_id: int, by: Actor, agrees: bool, reason: str, involved: list[int]) -> PanelSeat:
    """Cast a seated expert's vote; `involved` are the parties (owner, verifier, author) the expert must not be tied to."""
    case = lock_case(case_id)
    seat = PanelSeat.objects.filter(case=case, expert_id=by.person_id).first()
    ties = [
        tie.zh
        for party_id in involved
        if by.party_id is not None
        for tie in ([] if party_id == by.party_id else ties_between(by.party_id, party_id, local_day(entry.at)))
    ]
    ties += ["受聘于当事方" for party_id in involved if party_id == by.party_id]
    facts = VoteFacts(
        seated=seat is not None,
        voted=seat is not None and seat.voted_at is not None,
        open=case.state == "under_panel",
        ties=tuple(ties),
    )
    require(VOTING, facts)
    if seat is None:
        raise RuntimeError("a vote passed the rules without a seat")
    seat.agrees, seat.reason, seat.voted_at = agrees, reason, entry.at
    seat.save(update_fields=("agrees", "reason", "voted_at"))
    return seat


def conclude_panel(entry: Entry, *, case_id: int, by: Actor, note: str) -> Step:
    """Close the panel once its quorum has voted; the step records whether it was in favour."""
    case = lock_case(case_id)
    today = local_day(entry.at)
    cast = list(case.seats.filter(voted_at__isnull=False))
    facts = PanelFacts(
        votes=len(cast),
        agreed=sum(1 for seat in cast if seat.agrees),
        quorum=int(scheme().parameter("panel_quorum", today)),
        majority=Fraction(str(scheme().parameter("panel_majority", today))),
    )
    if case.state == "under_panel":
        require(CONCLUDING, facts)
    return move(
        entry,
        case_id=case_id,
        act="conclude_panel",
        by=by,
        note=note,
        votes=facts.votes,
        agreed=facts.agreed,
        in_favour=panel_agrees(facts),
    )


def remark(entry: Entry, *, case_id: int, by: Actor, text: str) -> Remark:
    """Note what a district's branch found while supervising a case; refuses (R5-1) another district's case."""
    case = lock_case(case_id)
    facts = party_rules.DistrictFacts(role=by.role, own_district=by.district, district=case.district)
    require(party_rules.DISTRICT, facts)
    if by.user_id is None:
        raise RuntimeError("a remark needs a signed-in officer")
    return Remark.objects.create(case=case, user_id=by.user_id, district=case.district, text=text, at=entry.at)
