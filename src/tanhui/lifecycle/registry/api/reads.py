"""What the registry tells: an owner and the offices their filings, everyone the public register."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest

from tanhui.foundation.documents import queries as documents
from tanhui.foundation.inputs.schema import read_line
from tanhui.foundation.procedure import queries as procedure
from tanhui.foundation.units import decimal_text
from tanhui.foundation.web.api import asked, endpoint
from tanhui.law import refuse
from tanhui.lifecycle.registry import queries
from tanhui.lifecycle.registry.api.route import router
from tanhui.lifecycle.registry.recent import recently_recomputed

OFFICES = ("centre", "bureau", "branch", "department", "auditor")


@endpoint(router, "get", "/filings", roles=("owner", *OFFICES), answer=list[dict[str, Any]])
def filings(request: HttpRequest) -> list[dict[str, Any]]:
    """List an owner's own filings, or those an office works on."""
    by = asked(request).by
    rows = queries.filings_of_owner(by.party_id or 0) if by.role == "owner" else queries.filings_for(by)
    return [asdict(row) for row in rows]


@endpoint(router, "get", "/filings/{filing_id}", roles=("visitor",))
def filing(request: HttpRequest, filing_id: int) -> dict[str, Any]:
    """Show one filing to whoever may read it."""
    row, by = queries.filing_row(filing_id), asked(request).by
    if not row.may_be_read_by(by):
        refuse("S-18", "这项申请尚未公示", "This application is not public yet", clause="HOUSE-19")
    return {
        "id": row.id,
        "number": row.number,
        "project": row.project_code,
        "owner": row.owner,
        "district": row.district,
        "period_start": row.period_start,
        "last_day": row.last_day,
        "methodology": row.methodology,
        "report_digest": row.report_digest,
        "exact_tonnes": decimal_text(row.exact_tonnes),
        "verified_tonnes": decimal_text(row.verified_tonnes) if row.verified_tonnes is not None else None,
        "state": row.state,
        "missing": list(row.missing),
        "due_on": row.case.due_on,
        "stages": [asdict(stage) for stage in row.case.stages],
        "batch": row.batch_id,
    }


@endpoint(router, "get", "/filings/{filing_id}/plan", roles=("bureau", "auditor"))
def issue_plan(request: HttpRequest, filing_id: int) -> dict[str, Any]:
    """Show what issuing a filing would do."""
    plan = queries.issue_plan(filing_id)
    return {
        "verified_tonnes": decimal_text(plan.verified),
        "carry": {"id": plan.carry_id, "tonnes": decimal_text(plan.carry_in)} if plan.carry_id else None,
        "tonnes": plan.tonnes,
        "carry_out": decimal_text(plan.carry_out),
        "first": plan.first,
        "serial": plan.serial,
    }


@endpoint(router, "get", "/projects", roles=("visitor",), answer=list[dict[str, Any]])
def projects(request: HttpRequest) -> list[dict[str, Any]]:
    """List the projects of the public register."""
    return [asdict(row) for row in queries.projects_with_batches()]


@endpoint(router, "get", "/batches", roles=("visitor",), answer=list[dict[str, Any]])
def batches(request: HttpRequest) -> list[dict[str, Any]]:
    """List every batch with where its tonnes are."""
    return [asdict(row) for row in queries.issuances()]


@endpoint(router, "get", "/batches/{batch_id}", roles=("visitor",))
def batch(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """Show one batch: places, papers, journal entries with hashes."""
    page = queries.batch_page(batch_id)
    return {
        **asdict(page.issuance),
        "frozen": page.frozen,
        "verified_tonnes": decimal_text(page.verified),
        "carry_in": decimal_text(page.carry_in),
        "carry_out": decimal_text(page.carry_out),
        "places": [asdict(place) for place in page.places],
        "report_digest": page.filing.report_digest,
        "journal": [{"seq": each.seq, "at": each.at, "kind": each.kind, "hash": each.hash} for each in page.journal],
    }


@endpoint(router, "get", "/batches/{batch_id}/recompute", roles=("visitor",))
def recompute(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """Run a batch again from the stored readings, factors and formula: every figure beside the recorded one."""
    found = recently_recomputed(batch_id)
    return {
        "batch": found.batch_id,
        "code": found.code,
        "serial": found.serial,
        "project": found.project_code,
        "same": found.same,
        "difference": found.difference,
        "reported_tonnes": decimal_text(found.reported_tonnes),
        "recomputed_tonnes": decimal_text(found.recomputed_tonnes),
        "reported_digest": found.reported_digest,
        "recomputed_digest": found.recomputed_digest,
        "methodology": {"title": found.methodology, "sha256": found.methodology_sha256},
        "factors": [asdict(each) for each in found.factors],
        "lines": [{**asdict(each), "same": each.same} for each in found.lines],
    }


@endpoint(router, "get", "/search", roles=("visitor",), answer=list[dict[str, Any]])
def search(request: HttpRequest, q: Annotated[str, read_line()]) -> list[dict[str, Any]]:
    """Find batches by serial, number, code or name."""
    return [asdict(row) for row in queries.search(q)]


@endpoint(router, "get", "/notices", roles=("visitor",), answer=list[dict[str, Any]])
def notices(request: HttpRequest) -> list[dict[str, Any]]:
    """List the notices that take objections now."""
    return [_notice(row) for row in procedure.notices(open_at=asked(request).at)]


def _notice(row: procedure.NoticeRow) -> dict[str, Any]:
    papers = [documents.document(paper) for paper in row.facts.get("documents", ())]
    return {
        "id": row.id,
        "title": row.title,
        "body": row.body,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "provisional": row.provisional,
        "documents": [{"id": paper.id, "name": paper.name, "sha256": paper.sha256} for paper in papers if paper],
        "objections": [asdict(each) for each in row.objections],
    }
