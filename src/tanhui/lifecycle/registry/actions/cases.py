"""What the acts on a filing share: load it, its case and its last submission, and check who acts."""

from __future__ import annotations

from datetime import date, datetime

from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.periods import local_day
from tanhui.foundation.procedure import queries as procedure
from tanhui.law import refuse, require
from tanhui.lifecycle.registry import earlier
from tanhui.lifecycle.registry.models import Filing, Submission
from tanhui.lifecycle.registry.queries.officials import tied_to
from tanhui.lifecycle.registry.rules.officials import OFFICIAL, OfficialFacts


def load(filing_id: int) -> Filing:
    """Load a filing inside an act, whose writer's lock keeps it as it is."""
    return Filing.objects.select_for_update().get(pk=filing_id)


def case_id(filing: Filing) -> int:
    """Return the filing's case; every filing has one from its draft on."""
    if filing.case_id is None:
        raise RuntimeError(f"filing {filing.pk} has no case")
    return filing.case_id


def last_submission(filing: Filing) -> Submission | None:
    """Return what was submitted last, or None for a draft."""
    return filing.submissions.order_by("-pk").first()


def submitted(filing: Filing) -> Submission:
    """Return what was submitted last; only for states that follow a submission."""
    found = last_submission(filing)
    if found is None:
        refuse("R17-1", "该申请尚未提交", "This application has not been submitted", clause="JX23-17")
    return found


def involved(filing: Filing) -> list[int]:
    """Return the parties of the case: owner, author of the report, verifier."""
    found = last_submission(filing)
    author = earlier.report(filing.report_id).author_party_id
    return list(dict.fromkeys([filing.owner_id, author, *([found.verifier_id] if found else [])]))


def check_official(by: Actor, *, filing: Filing, at: datetime) -> None:
    """Refuse (R6-1) an official who works, or recently worked, for a party of the case."""
    on: date = local_day(at)
    require(OFFICIAL, OfficialFacts(tied_to=tied_to(by, involved(filing), on)))


def check_owner(by: Actor, *, filing: Filing) -> None:
    """Refuse (S-18) whoever acts for another than the applicant."""
    if by.party_id != filing.owner_id:
        refuse(
            "S-18",
            "只能办理本单位的备案申请",
            "You can act on your own organisation's applications only",
            clause="JX23-16",
        )


def check_open_to_the_owner(filing: Filing) -> None:
    """Refuse (R17-1) changes to an application that is in the offices' hands."""
    row = procedure.case(case_id(filing))
    if row.state not in ("draft", "returned"):
        refuse(
            "R17-1",
            f"当前状态“{row.state_zh}”不能更换材料；如需补正，请等待核证中心退回",
            f"The case is in state {row.state!r}; documents can be changed in a draft or a returned application only",
            clause="JX23-17",
        )
