"""An owner's submitted report and the bodies that may verify it; each step can be spoilt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tanhui.foundation.periods import Period, local_day
from tanhui.law import Refusal
from tanhui.lifecycle.accounting import actions as accounting
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.accounting.models import AccountingReport
from tanhui.lifecycle.accounting.tests.projects import loaded
from tanhui.lifecycle.methodology import actions as methodology
from tanhui.lifecycle.verification import actions, queries
from tanhui.lifecycle.verification.lines import Line
from tanhui.lifecycle.verification.models import Accreditation, Engagement, Statement

WINTER = Period(date(2024, 1, 1), date(2024, 3, 1))


class Office:
    """`office.report_id` is submitted; `verifier` and `verifier2` are accredited for renewable energy."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.at = world.begin
        by, on = self.actor("bureau"), local_day(self.at)
        methodology.publish(by=by, slug="pv-distributed", version="v1", in_force_from=on, at=self.at)
        for key in ("verifier", "verifier2"):
            self.accredit(key)
        self.project = loaded(self.actor("owner"), self.at)
        self.report_id = self.prepare()
        self.submit(self.report_id)

    def actor(self, username: str) -> Any:
        return self.world.actor(username)

    def later(self, hours: int = 1) -> Any:
        self.at += timedelta(hours=hours)
        return self.at

    def accredit(self, key: str, **changes: Any) -> Accreditation:
        given = {
            "party_id": self.world.party(key),
            "sector": "renewable",
            "document": f"示范资质 {key}",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2036, 1, 1),
        }
        return actions.accredit(by=self.actor("bureau"), at=self.at, **{**given, **changes})

    def prepare(self, *, author_party: int | None = None, author_person: int | None = None) -> int:
        made = accounting.prepare_report(
            by=self.actor("owner"), project_id=self.project.pk, period=WINTER, at=self.later()
        )
        changes = {"author_party_id": author_party, "author_person_id": author_person}
        given = {name: value for name, value in changes.items() if value is not None}
        if given:
            AccountingReport.objects.filter(pk=made.pk).update(**given)
        return made.pk

    def submit(self, report_id: int) -> None:
        accounting.submit_report(by=self.actor("owner"), report_id=report_id, at=self.later())

    def engage(self, key: str = "verifier", *, report_id: int | None = None, reason: str = "") -> Engagement:
        return actions.engage(
            by=self.actor("owner"),
            report_id=report_id or self.report_id,
            verifier_id=self.world.party(key),
            contract_no="示范合同-001",
            change_reason=reason,
            at=self.later(),
        )

    def accept(self, engagement: Engagement, key: str = "verifier") -> Engagement:
        return actions.respond(by=self.actor(key), engagement_id=engagement.pk, accept=True, at=self.later())

    def accepted(self, key: str = "verifier", **options: Any) -> Engagement:
        return self.accept(self.engage(key, **options), key)

    def row(self) -> accounts.ReportRow:
        return accounts.report(self.report_id)

    def draft(self, **changes: Any) -> actions.Draft:
        given = {
            "verified_tonnes": self.row().issuable_tonnes,
            "report_digest": self.row().digest,
            "lines": self.lines(),
            "conclusion": "符合方法学要求",
        }
        return actions.Draft(**{**given, **changes})

    def lines(self) -> list[Line]:
        return [
            Line(each.parameter, "", "", each.reported, "结算单", "", "一致")
            for each in queries.parameters(self.report_id)
        ]

    def sign(self, engagement: Engagement, key: str = "verifier", **changes: Any) -> Statement:
        at = changes.pop("at", None) or self.later()
        return actions.sign_statement(
            by=self.actor(key), engagement_id=engagement.pk, draft=self.draft(**changes), at=at
        )

    def form(self, **changes: Any) -> dict[str, Any]:
        """Return the page's fields of a lawful statement."""
        fields: dict[str, Any] = {
            "report_digest": self.row().digest,
            "verified_tonnes": str(self.row().issuable_tonnes),
            "conclusion": "符合方法学要求",
        }
        for number, each in enumerate(queries.parameters(self.report_id)):
            fields |= {
                f"verified_{number}": each.reported,
                f"evidence_{number}": "结算单",
                f"conclusion_{number}": "一致",
            }
        return {**fields, **changes}

    def body(self, **changes: Any) -> dict[str, Any]:
        """Return the API's body of a lawful statement."""
        lines = [
            {"parameter": each.parameter, "verified": each.reported, "evidence": "结算单", "conclusion": "一致"}
            for each in queries.parameters(self.report_id)
        ]
        given = {
            "report_digest": self.row().digest,
            "verified_tonnes": self.row().issuable_tonnes,
            "conclusion": "符合方法学要求",
            "lines": lines,
        }
        return {**given, **changes}


def refused(do: Any, *args: Any, **options: Any) -> tuple[str, ...]:
    """Return the codes of the refusal that an act raises; () when it is done."""
    try:
        do(*args, **options)
    except Refusal as refusal:
        return tuple(refusal.codes)
    return ()
