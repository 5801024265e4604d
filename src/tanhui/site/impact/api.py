"""The impact report of a change of factors for machines: /api/v1/impact/."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest

from tanhui.foundation.periods import local_day
from tanhui.foundation.web.api import asked, endpoint, router_for
from tanhui.lifecycle.methodology import queries
from tanhui.lifecycle.methodology.library.impact import METHODOLOGY
from tanhui.site.impact.gathering import make_impact_report
from tanhui.site.impact.views import MAKERS, PUBLIC_STATES, READERS

router = router_for("impact")


@endpoint(router, "get", "/{int:change_id}", roles=("visitor",))
def impact(request: HttpRequest, change_id: int) -> dict[str, Any]:
    """Show the impact report of a change; open reports and projects to the offices, the rest from the notice on."""
    ask = asked(request)
    page = queries.change(change_id, local_day(ask.at))
    office = ask.by.role in READERS
    if page.impact is None or not (office or page.row.state in PUBLIC_STATES):
        raise ObjectDoesNotExist
    content = page.impact.content
    rows = [row for row in content["rows"] if office or row["kind"] == METHODOLOGY]
    return {**content, "rows": rows, "current": page.impact_is_current, "sha256": page.impact.sha256}


@endpoint(router, "post", "/{int:change_id}", roles=MAKERS)
def make_impact(request: HttpRequest, change_id: int) -> dict[str, Any]:
    """Compute the impact report of a change that waits for its decision, and keep it."""
    ask = asked(request)
    done = make_impact_report(by=ask.by, proposal_id=change_id, at=ask.at)
    kept = queries.latest_impact(change_id)
    counts = kept.content["counts"] if kept else {}
    return {"change": done.number, "counts": counts, "receipt": done.receipt.as_dict()}
