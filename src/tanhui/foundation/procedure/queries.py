"""Read cases: their state, steps, deadlines, notices and what is open to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure.models import Case, Deadline, Notice, Objection, PanelSeat
from tanhui.foundation.procedure.states import (
    APPLICANTS,
    FINAL,
    KIND_ENDS,
    MAIN_ROAD,
    MOVES,
    ROAD_ZH,
    STATES,
    Move,
    acting_role,
    moves_from,
)


@dataclass(frozen=True)
class StepRow:
    """One move made, as shown."""

    act: str
    act_zh: str
    source: str
    target: str
    target_zh: str
    role: str
    person_id: int | None
    note: str
    facts: dict[str, Any]
    at: datetime
    entry_seq: int


@dataclass(frozen=True)
class ObjectionRow:
    """An objection and its answer; the contact is for the bureau only and is not part of the row."""

    id: int
    text: str
    received_at: datetime
    answer_due_on: date
    answer: str
    upheld: bool | None
    answered_at: datetime | None


@dataclass(frozen=True)
class NoticeRow:
    """A public notice."""

    id: int
    case_id: int
    kind: str
    subject: str
    title: str
    body: str
    facts: dict[str, Any]
    starts_at: datetime
    ends_at: datetime
    provisional: bool
    objections: tuple[ObjectionRow, ...]

    def is_open(self, at: datetime) -> bool:
        """Whether objections are taken at this moment."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class SeatRow:
    """An expert's seat on a panel."""

    expert_id: int
    expert: str
    agrees: bool | None
    reason: str
    voted_at: datetime | None


@dataclass(frozen=True)
class Stage:
    """One state on the step tracker: done, current or waiting, with when it was reached and when it is due."""

    state: str
    zh: str
    status: str
    reached_at: datetime | None
    due_on: date | None
    provisional: bool


@dataclass(frozen=True)
class CaseRow:
    """One case with everything a page shows."""

    id: int
    kind: str
    subject: str
    title: str
    applicant_id: int
    applicant: str
    district: str
    state: str
    state_zh: str
    opened_at: datetime
    due_on: date | None
    due_provisional: bool
    steps: tuple[StepRow, ...]
    stages: tuple[Stage, ...]
    notice: NoticeRow | None
    seats: tuple[SeatRow, ...]
    remarks: tuple[tuple[datetime, str, str], ...]

    def moves_open_to(self, actor: Actor) -> tuple[Move, ...]:
        """Return the moves this actor's role has in the present state; the rules decide when one is tried."""
        role = acting_role(actor.role, self.kind)
        if role == "owner" and actor.party_id != self.applicant_id:
            return ()
        return tuple(move for move in moves_from(self.state, self.kind) if move.role == role)

    def step(self, act: str) -> StepRow | None:
        """Return the latest step of this act."""
        return next((step for step in reversed(self.steps) if step.act == act), None)


_ACT_ZH = {move.act: move.zh for move in MOVES}


def case(case_id: int) -> CaseRow:
    """Return one case."""
    return _case_row(_loaded(Case.objects.filter(pk=case_id)).get())


def case_of(subject: str) -> CaseRow | None:
    """Return the case about a subject, if there is one."""
    found = _loaded(Case.objects.filter(subject=subject)).first()
    return _case_row(found) if found else None


def states_of(subjects: Iterable[str]) -> dict[str, str]:
    """Return the state of each subject's case."""
    return dict(Case.objects.filter(subject__in=list(subjects)).values_list("subject", "state"))


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a role, with the moves open to it and the day it is due."""

    case_id: int
    kind: str
    subject: str
    title: str
    state: str
    state_zh: str
    moves: tuple[Move, ...]
    due_on: date | None
    provisional: bool


def worklist(actor: Actor) -> list[Waiting]:
    """Return the open cases in which the next move is this role's, the most urgent first."""
    rows = Case.objects.exclude(state__in=FINAL).select_related("applicant")
    if any(actor.role in roles for roles in APPLICANTS.values()):
        rows = rows.filter(applicant_id=actor.party_id)
    if actor.district:
        rows = rows.filter(district=actor.district)
    due = {each.case_id: each for each in Deadline.objects.filter(ended_at__isnull=True, case__in=rows)}
    waiting = []
    for row in rows:
        moves = tuple(
            move
            for move in moves_from(row.state, row.kind)
            if move.role == acting_role(actor.role, row.kind) and move.act != "withdraw"
        )
        if moves:
            deadline = due.get(row.pk)
            waiting.append(
                Waiting(
                    case_id=row.pk,
                    kind=row.kind,
                    subject=row.subject,
                    title=row.title,
                    state=row.state,
                    state_zh=STATES[row.state][0],
                    moves=moves,
                    due_on=deadline.due_on if deadline else None,
                    provisional=deadline.provisional if deadline else False,
                )
            )
    return sorted(waiting, key=lambda each: (each.due_on or date.max, each.case_id))


def panels_of(person_id: int) -> list[CaseRow]:
    """Return the cases whose panel waits for this expert's vote."""
    seats = PanelSeat.objects.filter(expert_id=person_id, voted_at__isnull=True, case__state="under_panel")
    return [_case_row(row) for row in _loaded(Case.objects.filter(seats__in=seats)).order_by("pk")]


def notices(*, open_at: datetime | None = None) -> list[NoticeRow]:
    """Return public notices, newest first; with `open_at` those that take objections then."""
    rows = Notice.objects.select_related("case").prefetch_related("objections").order_by("-starts_at", "-pk")
    if open_at is not None:
        rows = rows.filter(starts_at__lte=open_at, ends_at__gt=open_at)
    return [_notice_row(row) for row in rows]


def notice(notice_id: int) -> NoticeRow | None:
    """Return one public notice."""
    row = Notice.objects.select_related("case").prefetch_related("objections").filter(pk=notice_id).first()
    return _notice_row(row) if row else None


def unanswered_objections() -> list[tuple[ObjectionRow, NoticeRow]]:
    """Return the objections that wait for the bureau's answer, the most urgent first."""
    rows = (
        Objection.objects.filter(answered_at__isnull=True)
        .select_related("notice__case")
        .order_by("answer_due_on", "pk")
    )
    return [(_objection_row(row), _notice_row(row.notice)) for row in rows]


def objection_contact(objection_id: int) -> str:
    """Return how to reach whoever objected; for the bureau only."""
    return Objection.objects.values_list("contact", flat=True).get(pk=objection_id)


def _loaded(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("applicant", "notice").prefetch_related(
        "steps", "deadlines", "notice__objections", "seats__expert", "remarks__user__person"
    )


def _case_row(row: Case) -> CaseRow:
    steps = tuple(_step_row(step) for step in row.steps.all())
    running = next((each for each in row.deadlines.all() if each.ended_at is None), None)
    notice_row = _notice_row(row.notice) if hasattr(row, "notice") else None
    return CaseRow(
        id=row.pk,
        kind=row.kind,
        subject=row.subject,
        title=row.title,
        applicant_id=row.applicant_id,
        applicant=row.applicant.name,
        district=row.district,
        state=row.state,
        state_zh=STATES[row.state][0],
        opened_at=row.opened_at,
        due_on=running.due_on if running else None,
        due_provisional=running.provisional if running else False,
        steps=steps,
        stages=_stages(row, steps, running),
        notice=notice_row,
        seats=tuple(
            SeatRow(seat.expert_id, seat.expert.name, seat.agrees, seat.reason, seat.voted_at)
            for seat in row.seats.all()
        ),
        remarks=tuple((each.at, each.district, each.text) for each in row.remarks.all()),
    )


def _step_row(step: Any) -> StepRow:
    return StepRow(
        act=step.act,
        act_zh=_ACT_ZH[step.act],
        source=step.source,
        target=step.target,
        target_zh=STATES[step.target][0],
        role=step.role,
        person_id=step.person_id,
        note=step.note,
        facts=step.facts,
        at=step.at,
        entry_seq=step.entry_seq,
    )


def _stages(row: Case, steps: tuple[StepRow, ...], running: Deadline | None) -> tuple[Stage, ...]:
    """Name the acts of the road: done ones with their moment, the next one under way with its due date.

    A notice is under way as long as it runs. What was done before a return is to be done again.
    """
    last = next(move.target for move in MOVES if move.act in KIND_ENDS[row.kind])
    reached: dict[str, datetime] = {}
    for step in steps:
        if step.target == "returned":
            reached.clear()
        reached[step.target] = step.at
    road = (*MAIN_ROAD, last)
    ahead = next((state for state in road if state not in reached), None)
    current = None if row.state in FINAL else "on_notice" if row.state == "on_notice" else ahead
    stages = []
    for state in road:
        status = "current" if state == current else "done" if state in reached else "waiting"
        due = running if status == "current" else None
        stages.append(
            Stage(
                state=state,
                zh=ROAD_ZH[state],
                status=status,
                reached_at=reached.get(state),
                due_on=due.due_on if due else None,
                provisional=due.provisional if due else False,
            )
        )
    return tuple(stages)


def _objection_row(row: Objection) -> ObjectionRow:
    return ObjectionRow(
        id=row.pk,
        text=row.text,
        received_at=row.received_at,
        answer_due_on=row.answer_due_on,
        answer=row.answer,
        upheld=row.upheld,
        answered_at=row.answered_at,
    )


def _notice_row(row: Notice) -> NoticeRow:
    return NoticeRow(
        id=row.pk,
        case_id=row.case_id,
        kind=row.case.kind,
        subject=row.case.subject,
        title=row.title,
        body=row.body,
        facts=row.facts,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        provisional=row.provisional,
        objections=tuple(_objection_row(each) for each in row.objections.all()),
    )
