"""Two versions side by side, clause by clause, and what the change does to numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tanhui.foundation.parties.access import public
from tanhui.foundation.web.pages import actor_of
from tanhui.lifecycle.methodology.editing.differences import differences
from tanhui.lifecycle.methodology.editing.effects import effects
from tanhui.lifecycle.methodology.editing.toml import content_of
from tanhui.lifecycle.methodology.presentation_of_differences import computable
from tanhui.lifecycle.methodology.queries import proposals as queries
from tanhui.lifecycle.methodology.queries.proposals import ProposalRow
from tanhui.lifecycle.methodology.queries.published import document_text, version, versions
from tanhui.lifecycle.methodology.views.authoring.access import library, readable


@dataclass(frozen=True)
class Side:
    """One of the two documents: the key it is chosen by, its name, its text."""

    key: str
    name: str
    text: str = ""


@public
def compare(request: HttpRequest) -> HttpResponse:
    """Compare two published versions; anyone may."""
    sides = [Side(f"{each.slug}/{each.version}", f"{each.title_zh} {each.version}") for each in versions()]
    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    if new and not old:
        old = _predecessor(new)
    pair = (_published(old), _published(new)) if old and new else None
    return _page(request, sides, pair, title="版本对照")


def _predecessor(key: str) -> str:
    """Return the version before a published one, or that version itself when it is the first."""
    slug, _, name = key.partition("/")
    names = [each.version for each in versions(slug)]
    at = names.index(name) if name in names else 0
    return f"{slug}/{names[max(0, at - 1)]}" if names else key


def _published(key: str) -> Side:
    slug, _, name = key.partition("/")
    row = version(slug, name)
    if row is None:
        raise Http404("没有这一方法学或版本")
    return Side(key, f"{row.title_zh} {row.version}", document_text(slug, name))


@public
def compare_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Compare a proposal's submissions with one another, with published versions, and (for its applicant) the draft."""
    row = readable(request, proposal_id)
    sides = _sides(row, drafted=row.is_of(actor_of(request)))
    by_key = {each.key: each for each in sides}
    new = by_key.get(request.GET.get("new", "")) or next(iter(reversed(_own_sides(sides))), None)
    old = by_key.get(request.GET.get("old", "")) or _against(sides, new)
    pair = (_with_text(old), _with_text(new)) if old and new else None
    return _page(request, sides, pair, title=f"对照：{row.title}", proposal=row)


def _sides(row: ProposalRow, *, drafted: bool) -> list[Side]:
    found = [Side(f"{each.slug}/{each.version}", f"已发布：{each.title_zh} {each.version}") for each in versions()]
    for number, each in enumerate(row.submissions, start=1):
        found.append(Side(f"submission-{number}", f"第 {number} 次提交（{each.version}）", each.text))
    if drafted and row.is_open_to_applicant:
        found.append(Side("draft", "现在的草稿", queries.draft(row.id).text))
    return found


def _own_sides(sides: list[Side]) -> list[Side]:
    return [each for each in sides if "/" not in each.key]


def _against(sides: list[Side], new: Side | None) -> Side | None:
    """Return what a proposal is compared with unless told otherwise: the one before it, else its published version."""
    own = _own_sides(sides)
    if new is None:
        return None
    if new in own and own.index(new) > 0:
        return own[own.index(new) - 1]
    slug = str((content_of(new.text) or {}).get("id", ""))
    same = [each for each in sides if each.key.partition("/")[0] == slug]
    return same[-1] if same else next(iter(sides), None)


def _with_text(side: Side) -> Side:
    return _published(side.key) if "/" in side.key else side


def _page(
    request: HttpRequest,
    sides: list[Side],
    pair: tuple[Side, Side] | None,
    *,
    title: str,
    proposal: ProposalRow | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "sides": sides, "pair": pair, "proposal": proposal}
    if pair:
        old, new = pair
        context["parts"] = differences(content_of(old.text) or {}, content_of(new.text) or {})
        context |= _effects(old.text, new.text)
    return render(request, "methodology/authoring/compare.html", context)


def _effects(old: str, new: str) -> dict[str, Any]:
    before, after = computable(old), computable(new)
    return {"effects": effects(before, after, library()) if before and after else None}
