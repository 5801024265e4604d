"""The road of a filing for tests: a lawful project brought as far as a test needs, then one thing is spoilt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tanhui.foundation.inputs.fields import Upload
from tanhui.foundation.periods import SHANGHAI, Period, local_day, working_calendar
from tanhui.lifecycle.accounting import actions as accounting
from tanhui.lifecycle.accounting import queries as accounts
from tanhui.lifecycle.accounting.drafts import MeterDraft
from tanhui.lifecycle.accounting.tests.projects import PROOF, registered
from tanhui.lifecycle.methodology import actions as methodology
from tanhui.lifecycle.registry import actions, queries
from tanhui.lifecycle.verification import actions as verification
from tanhui.lifecycle.verification.lines import parameters

HEADER = "meter_id,start,end,export_kwh,import_kwh"
WINTER = Period(date(2024, 1, 1), date(2024, 3, 1))
SPRING = Period(date(2024, 3, 1), date(2024, 5, 1))
METER = "TEST-001"


class Road:
    """Acts in order, at moments that go on by themselves. `road.issued()` walks it to the end."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.at: datetime = world.begin
        methodology.publish(
            by=self.actor("bureau"),
            slug="pv-distributed",
            version="v1",
            in_force_from=local_day(self.at),
            at=self.later(),
        )
        for name in ("verifier", "verifier2"):
            verification.accredit(
                by=self.actor("bureau"),
                party_id=world.party(name),
                sector="renewable",
                document="示范资质",
                starts_on=date(2023, 1, 1),
                ends_on=date(2029, 1, 1),
                at=self.later(),
            )

    def actor(self, username: str) -> Any:
        return self.world.actor(username)

    def later(self) -> datetime:
        self.at += timedelta(minutes=3)
        return self.at

    def next_days(self, days: int) -> datetime:
        day = working_calendar().add_working_days(local_day(self.at), days).on
        self.at = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        return self.at

    def project(self, *, owner: str = "owner", meter: str = METER, **changes: Any) -> int:
        made = registered(self.actor(owner), self.later(), meters=(MeterDraft(meter, "0.5S"),), **changes)
        return made.pk

    def report(
        self,
        project_id: int,
        *,
        owner: str = "owner",
        meter: str = METER,
        period: Period = WINTER,
        kwh: str = "1000",
        submitted: bool = True,
    ) -> int:
        """Load one reading a day for the period, and prepare and submit the report."""
        lines = [HEADER]
        day = period.start
        while day < period.end:
            lines.append(f"{meter},{day},{day + timedelta(days=1)},{kwh},0")
            day += timedelta(days=1)
        content = ("\n".join(lines) + "\n").encode()
        by = self.actor(owner)
        accounting.import_readings(by=by, project_id=project_id, upload=Upload("读数.csv", content), at=self.later())
        report = accounting.prepare_report(by=by, project_id=project_id, period=period, at=self.later())
        if submitted:
            accounting.submit_report(by=by, report_id=report.pk, at=self.later())
        return report.pk

    def statement(self, report_id: int, *, owner: str = "owner", verifier: str = "verifier", less: int = 0) -> None:
        """Engage a body and sign its statement; `less` lowers the verified amount."""
        by, found = self.actor(verifier), accounts.report(report_id)
        engagement = verification.engage(
            by=self.actor(owner),
            report_id=report_id,
            verifier_id=self.world.party(verifier),
            contract_no=f"HT-{report_id}",
            change_reason="",
            at=self.later(),
        )
        verification.respond(by=by, engagement_id=engagement.pk, accept=True, at=self.later())
        lines = tuple(
            verification.Line(each.parameter, each.unit, each.reported, each.reported, "逐行复算", "0", "一致")
            for each in parameters(found.result)
        )
        draft = verification.Draft(found.issuable_tonnes - less, found.digest, lines, "符合方法学要求。")
        verification.sign_statement(by=by, engagement_id=engagement.pk, draft=draft, at=self.later())

    def stated(self, **options: Any) -> int:
        """Return a submitted report with a signed statement, of a new project."""
        report_id = self.report(self.project(), **options)
        self.statement(report_id)
        return report_id

    def drafted(
        self, report_id: int | None = None, *, owner: str = "owner", kinds: tuple[str, ...] = ("letter", "form")
    ) -> int:
        by = self.actor(owner)
        filing = actions.draft_filing(by=by, at=self.later(), report_id=report_id or self.stated())
        for kind in kinds:
            self.attach(filing.id, kind, owner=owner)
        return filing.id

    def attach(self, filing_id: int, kind: str, *, owner: str = "owner") -> None:
        actions.attach_document(
            by=self.actor(owner),
            at=self.later(),
            filing_id=filing_id,
            kind=kind,
            upload=Upload(f"{kind}.txt", PROOF.content),
        )

    def submitted(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.drafted(report_id, owner=owner)
        actions.submit_filing(by=self.actor(owner), at=self.later(), filing_id=filing_id)
        return filing_id

    def under_audit(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.submitted(report_id, owner=owner)
        actions.accept(by=self.actor("centre"), at=self.later(), filing_id=filing_id)
        return filing_id

    def reported(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.under_audit(report_id, owner=owner)
        actions.audit_report(by=self.actor("centre"), at=self.later(), filing_id=filing_id, opinion="复算一致。")
        return filing_id

    def awaiting_decision(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.reported(report_id, owner=owner)
        actions.skip_panel(by=self.actor("bureau"), at=self.later(), filing_id=filing_id, reason="方法成熟。")
        return filing_id

    def approved(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.awaiting_decision(report_id, owner=owner)
        actions.decide(by=self.actor("bureau"), at=self.later(), filing_id=filing_id, approve=True, reason="符合条件。")
        return filing_id

    def on_notice(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.approved(report_id, owner=owner)
        actions.give_notice(by=self.actor("bureau"), at=self.later(), filing_id=filing_id)
        return filing_id

    def registered(self, report_id: int | None = None, *, owner: str = "owner") -> int:
        filing_id = self.on_notice(report_id, owner=owner)
        actions.file_case(by=self.actor("bureau"), at=self.next_days(8), filing_id=filing_id)
        actions.register(by=self.actor("bureau"), at=self.later(), filing_id=filing_id)
        return filing_id

    def issue(self, filing_id: int, **options: Any) -> actions.Issued:
        asked = actions.Asked(**{"tonnes": queries.issue_plan(filing_id).tonnes, **options})
        return actions.issue(by=self.actor("bureau2"), at=self.later(), filing_id=filing_id, asked=asked)

    def issued(self, report_id: int | None = None, *, owner: str = "owner") -> actions.Issued:
        return self.issue(self.registered(report_id, owner=owner))


def fraction(exact: Decimal) -> Decimal:
    """What is below a whole tonne."""
    return exact - int(exact)
