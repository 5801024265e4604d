"""Article 17, third step: public notice, objections and their answers, filing and registration."""

from __future__ import annotations

from datetime import datetime

from tanhui.foundation.documents import actions as documents
from tanhui.foundation.parties.actor import Actor
from tanhui.foundation.procedure import actions as procedure
from tanhui.foundation.procedure import queries as cases
from tanhui.foundation.trail.actions import act
from tanhui.lifecycle.methodology import queries as methodology
from tanhui.lifecycle.registry import earlier, letters
from tanhui.lifecycle.registry.actions.cases import case_id, check_official, load, submitted
from tanhui.lifecycle.registry.actions.keep import keep_letter
from tanhui.lifecycle.registry.actions.results import Done, Noted
from tanhui.lifecycle.registry.models import Decision
from tanhui.lifecycle.registry.rules.together import all_at_once

CLAUSE = ("JX23-17.1.3",)


def give_notice(*, by: Actor, at: datetime, filing_id: int, body: str = "") -> Done:
    """Publish the approved filing for objections; its report, calculation table and statement become public."""
    with act(by=by, kind="registry.notice_given", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        report, submission = earlier.report(filing.report_id), submitted(filing)
        statement = earlier.statement(filing.report_id)
        found = (report.pdf_document_id, report.xlsx_document_id, statement.document_id if statement else None)
        papers = [paper for paper in found if paper]
        facts: dict[str, object] = {
            "number": filing.number,
            "project": report.project_code,
            "project_name": report.project_name,
            "owner": report.owner_name,
            "verifier": statement.verifier_name if statement else "",
            "period": f"{report.period_start} 至 {report.last_day}",
            "methodology": methodology.name_zh(report.methodology_slug, report.methodology_version),
            "tonnes": submission.applied_tonnes,
            "documents": papers,
        }
        title = f"{report.project_name}核证减排量备案公示"
        all_at_once(
            lambda: procedure.give_notice(
                entry, case_id=case_id(filing), by=by, title=title, body=body or _body(facts), facts=facts
            ),
            lambda: check_official(by, filing=filing, at=at),
        )
        for paper in papers:
            documents.publish(entry, document_id=paper)
        entry.about(filing, tonnes=submission.applied_tonnes, documents=papers)
    return Done(filing.pk, filing.number, entry.receipt)


def _body(facts: dict[str, object]) -> str:
    return (
        f"{facts['owner']}申请备案的{facts['project_name']}（{facts['project']}），监测期 {facts['period']}，"
        f"经{facts['verifier']}核查，核证减排量 {facts['tonnes']} 吨二氧化碳当量，核证中心审核后拟予备案。"
        "任何单位和个人如有异议，请在公示期内于本页提出并说明理由。"
    )


def raise_objection(*, by: Actor, at: datetime, notice_id: int, text: str, contact: str = "") -> Noted:
    """Take an objection from anyone, without an account, while the notice runs."""
    with act(by=by, kind="registry.objection_raised", at=at, clauses=CLAUSE) as entry:
        objection = procedure.object_to(entry, notice_id=notice_id, text=text, contact=contact)
        entry.about(objection, notice=notice_id)
    return Noted(objection.pk, entry.receipt)


def answer_objection(*, by: Actor, at: datetime, objection_id: int, text: str, upheld: bool) -> Noted:
    """Answer an objection once, with the reason; the answer is public."""
    with act(by=by, kind="registry.objection_answered", at=at, clauses=CLAUSE) as entry:
        objection = procedure.answer(entry, objection_id=objection_id, by=by, text=text, upheld=upheld)
        entry.about(objection, upheld=upheld)
    return Noted(objection.pk, entry.receipt)


def file_case(*, by: Actor, at: datetime, filing_id: int) -> Done:
    """File the case once its notice has ended with every objection answered and none upheld."""
    with act(by=by, kind="registry.filed", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.file(entry, case_id=case_id(filing), by=by),
            lambda: check_official(by, filing=filing, at=at),
        )
        entry.about(filing, number=filing.number)
    return Done(filing.pk, filing.number, entry.receipt)


def register(*, by: Actor, at: datetime, filing_id: int) -> Done:
    """Enter the filing in the register and set the notice of registration."""
    with act(by=by, kind="registry.registered", at=at, clauses=CLAUSE) as entry:
        filing = load(filing_id)
        all_at_once(
            lambda: procedure.move(entry, case_id=case_id(filing), act="register", by=by),
            lambda: check_official(by, filing=filing, at=at),
        )
        report, submission = earlier.report(filing.report_id), submitted(filing)
        decision = Decision.objects.get(filing=filing)
        notice = cases.case(case_id(filing)).notice
        paper = letters.registration(
            letters.head(filing.number, report, submission.instrument, at),
            tonnes=decision.tonnes,
            noticed=(notice.starts_at, notice.ends_at) if notice else None,
        )
        document = keep_letter(entry, filing, kind="registration", content=paper)
        entry.about(filing, tonnes=decision.tonnes, letter=document.sha256)
    return Done(filing.pk, filing.number, entry.receipt)
