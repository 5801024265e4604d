"""Published versions: list, one, and evaluate. All public; evaluating changes nothing and needs no key."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from ninja import Schema

from tanhui.foundation.clock import now
from tanhui.foundation.inputs.schema import Day
from tanhui.foundation.parties.access import EVERYONE
from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import ENDPOINTS, Bearer, Body, Endpoint, RefusalOut, endpoint
from tanhui.law import refuse
from tanhui.lifecycle.methodology import queries
from tanhui.lifecycle.methodology.api.root import router
from tanhui.lifecycle.methodology.document import Method
from tanhui.lifecycle.methodology.editing.trials import MOST_WORK, work_of
from tanhui.lifecycle.methodology.engine.numbers import plain
from tanhui.lifecycle.methodology.entered import quantities, rows_of
from tanhui.lifecycle.methodology.evaluation import evaluate
from tanhui.lifecycle.methodology.queries.published import VersionRow


class Entered(Schema):
    """A value as decimal text with its unit."""

    value: str
    unit: str = "1"


class Evaluate(Body):
    """What to compute: entered values by symbol, rows by table, and the day for which missing factors are looked up."""

    inputs: dict[str, Entered | str] = {}
    tables: dict[str, list[dict[str, Entered | str]]] = {}
    day: Day | None = None


@endpoint(router, "get", "/", roles=("visitor",), answer=list[dict[str, Any]])
def versions(request: HttpRequest) -> list[dict[str, Any]]:
    """List every published version with its days of force."""
    return [_version(each) for each in queries.versions()]


@endpoint(router, "get", "/{slug}/{version}", roles=("visitor",))
def one(request: HttpRequest, slug: str, version: str) -> dict[str, Any]:
    """Show one published version with inputs, parameters, steps and factor values."""
    return _version(_found(slug, version)) | _content(queries.document(slug, version))


def evaluated(request: HttpRequest, slug: str, version: str, body: Evaluate) -> dict[str, Any]:
    """Compute a published version for entered values, step by step."""
    _found(slug, version)
    entered = body.dict()
    given, tables = quantities(entered["inputs"]), rows_of(entered["tables"])
    method, library = queries.document(slug, version), queries.library_factors(local_day(now()))
    if work_of(method, sum(map(len, tables.values()))) > MOST_WORK:
        refuse(
            "S-2", "数据行过多，请在命令行核算", "Too many rows; account for them on the command line", place="tables"
        )
    return evaluate(method, given, tables=tables, day=body.day, factors=library).as_dict()


evaluated.allowed_roles = EVERYONE  # type: ignore[attr-defined]
router.post("/{slug}/{version}/evaluate", auth=Bearer(EVERYONE), response={200: dict[str, Any], 422: RefusalOut})(
    evaluated
)
ENDPOINTS.append(
    Endpoint(
        "methodology", "POST", "/{slug}/{version}/evaluate", EVERYONE, "evaluated", (evaluated.__doc__ or "").strip()
    )
)


def _found(slug: str, version: str) -> VersionRow:
    found = queries.version(slug, version)
    if found is None:
        raise ObjectDoesNotExist
    return found


def _version(row: VersionRow) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "code": row.code,
        "version": row.version,
        "title": row.title_zh,
        "title_en": row.title_en,
        "sha256": row.sha256,
        "registered_at": row.registered_at.isoformat(),
        "in_force_from": row.in_force_from.isoformat(),
        "in_force_to": _iso(row.in_force_to),
        "successor": row.successor,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _content(method: Method) -> dict[str, Any]:
    return {
        "category": method.category,
        "inputs": [_given(each.symbol, each.label.zh, each.unit) for each in method.inputs],
        "parameters": [_given(each.symbol, each.label.zh, each.unit) for each in method.parameters],
        "steps": [
            {
                **_given(each.symbol, each.label.zh, each.unit),
                "formula": each.formula,
                "rounding": each.rounding.label if each.rounding else "",
            }
            for each in method.steps
        ],
        "factors": [
            {
                "id": each.id,
                "series": each.series,
                "region": each.region,
                "year": each.year,
                "value": plain(each.value),
                "unit": each.unit,
                "publication": each.publication.title,
                "number": each.publication.number,
                "published_on": each.publication.published_on.isoformat(),
                "link": each.publication.link,
                "evidence": each.evidence,
            }
            for each in method.factors
        ],
    }


def _given(symbol: str, label: str, unit: str) -> dict[str, Any]:
    return {"symbol": symbol, "label": label, "unit": unit}
