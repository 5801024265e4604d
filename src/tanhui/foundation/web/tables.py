"""Every list works alike: search, filter by state, sort, page and export. What is asked for is checked (S-17)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from tanhui.foundation.inputs import parse_option, parse_page, parse_search
from tanhui.foundation.web import exports
from tanhui.law import refuse

PAGE_ROWS = 50
MOST_PAGE_ROWS = 200
MOST_EXPORT_ROWS = 50_000
_KEPT = ("q", "state", "sort", "size")


@dataclass(frozen=True)
class Column:
    """One column. `key` names the row's member (or `value` makes the cell); `sort` names what to order by, if anything.

    A cell is a plain value, or a mapping with `value` and any of kind, url, sub, unit, code, tone, demo.
    """

    key: str
    label: str
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    wide: bool = False

    def cell(self, row: Any) -> Any:
        """Return the cell of a row."""
        return self.value(row) if self.value is not None else member(row, self.key)


@dataclass(frozen=True)
class Wish:
    """What the address asks for, checked."""

    search: str
    state: str
    sort: str
    page: int
    size: int
    form: str


@dataclass(frozen=True)
class Listing:
    """One page of a list, in the shape `ui/table.html` takes; `download` answers a wish for an export."""

    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    pager: dict[str, Any]
    search: dict[str, Any] | None
    states: list[dict[str, Any]]
    exports: list[dict[str, str]]
    caption: str
    items: list[Any] = field(default_factory=list)
    download: HttpResponse | None = None


def listing(
    request: HttpRequest,
    source: QuerySet[Any] | Sequence[Any],
    columns: Sequence[Column],
    *,
    caption: str,
    search: Collection[str] = (),
    states: Mapping[str, str] | None = None,
    order: str = "",
) -> Listing:
    """Return the page of `source` that the address asks for.

    `search` names the members searched (for a query: field paths), `states` the codes of `state` and their words,
    `order` the first order (`-` for falling). A query always ends ordered by its key.
    """
    wish = _wish(request, columns, states or {}, order, bool(search))
    found = _narrow(source, wish, search)
    count = found.count() if isinstance(found, QuerySet) else len(found)
    pages = max(1, -(-count // wish.size))
    if wish.page > pages:
        refuse("S-17", f"没有第 {wish.page} 页，共 {pages} 页", f"no page {wish.page} of {pages}", place="page")
    ordered = _ordered(found, wish.sort)
    first = (wish.page - 1) * wish.size
    items = list(ordered[first : first + wish.size])
    return Listing(
        columns=[_head(request, column, wish) for column in columns],
        rows=[[column.cell(item) for column in columns] for item in items],
        pager=_pager(request, wish, count, pages),
        search=_search_box(request, wish) if search else None,
        states=_state_tabs(request, wish, states or {}),
        exports=[{"label": form.upper(), "url": _url(request, format=form)} for form in exports.FORMS] if items else [],
        caption=caption,
        items=items,
        download=_download(request, wish, ordered, columns, count),
    )


def list_page(
    request: HttpRequest, template: str, listed: Listing, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer with the page (the template gets `listing`), or with the export that was asked for."""
    if listed.download is not None:
        return listed.download
    return render(request, template, {**(context or {}), "listing": listed})


def member(row: Any, name: str) -> Any:
    """Return a member of a row, be it a mapping or an object."""
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _wish(
    request: HttpRequest, columns: Sequence[Column], states: Mapping[str, str], order: str, searchable: bool
) -> Wish:
    sorts = [column.sort for column in columns if column.sort]
    asked = request.GET
    sort = asked.get("sort", "")
    return Wish(
        search=parse_search(asked.get("q", ""), place="q") if searchable else "",
        state=parse_option(asked["state"], allowed=states, place="state") if asked.get("state") else "",
        sort=parse_option(sort, allowed=[*sorts, *(f"-{each}" for each in sorts)], place="sort") if sort else order,
        page=parse_page(asked.get("page") or "1", place="page"),
        size=parse_page(asked.get("size") or str(PAGE_ROWS), most=MOST_PAGE_ROWS, place="size"),
        form=parse_option(asked["format"], allowed=exports.FORMS, place="format") if asked.get("format") else "",
    )


def _narrow(source: Any, wish: Wish, search: Collection[str]) -> Any:
    if isinstance(source, QuerySet):
        if wish.state:
            source = source.filter(state=wish.state)
        if wish.search:
            source = source.filter(_any_of(search, wish.search))
        return source
    rows = [row for row in source if not wish.state or member(row, "state") == wish.state]
    wanted = wish.search.casefold()
    return [row for row in rows if any(wanted in str(member(row, name)).casefold() for name in search) or not wanted]


def _any_of(fields: Collection[str], text: str) -> Q:
    found = Q()
    for name in fields:
        found |= Q(**{f"{name}__icontains": text})
    return found


def _ordered(found: Any, sort: str) -> Any:
    falling, name = sort.startswith("-"), sort.removeprefix("-")
    if isinstance(found, QuerySet):
        if not name:
            return found if found.query.order_by or found.query.get_meta().ordering else found.order_by("pk")
        by = F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True)
        return found.order_by(by, "pk")
    if not name:
        return found
    known = [row for row in found if member(row, name) is not None]
    unknown = [row for row in found if member(row, name) is None]
    return sorted(known, key=lambda row: member(row, name), reverse=falling) + unknown


def _download(request: HttpRequest, wish: Wish, ordered: Any, columns: Sequence[Column], count: int) -> Any:
    if not wish.form:
        return None
    if count > MOST_EXPORT_ROWS:
        refuse(
            "S-3",
            f"共 {count} 行，一次最多导出 {MOST_EXPORT_ROWS} 行，请先缩小范围",
            f"{count} rows, {MOST_EXPORT_ROWS} at most in one export; narrow the list first",
        )
    heads = [(column.label, column.kind) for column in columns]
    rows = [[column.cell(item) for column in columns] for item in ordered]
    name = request.path.strip("/").rsplit("/", 1)[-1] or "list"
    return exports.response(wish.form, name, heads, rows)


def _head(request: HttpRequest, column: Column, wish: Wish) -> dict[str, Any]:
    head: dict[str, Any] = {"label": column.label, "kind": column.kind, "wide": column.wide}
    if column.sort:
        now_sorted = wish.sort.removeprefix("-") == column.sort
        falling = wish.sort.startswith("-")
        head["sorted"] = ("desc" if falling else "asc") if now_sorted else ""
        wanted = f"-{column.sort}" if now_sorted and not falling else column.sort
        head["sort_url"] = _url(request, sort=wanted, page="", format="")
    return head


def _pager(request: HttpRequest, wish: Wish, count: int, pages: int) -> dict[str, Any]:
    return {
        "page": wish.page,
        "pages": pages,
        "count": count,
        "previous_url": _url(request, page=str(wish.page - 1), format="") if wish.page > 1 else "",
        "next_url": _url(request, page=str(wish.page + 1), format="") if wish.page < pages else "",
    }


def _search_box(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    kept = [{"name": name, "value": request.GET[name]} for name in ("state", "sort", "size") if request.GET.get(name)]
    return {"value": wish.search, "action": request.path, "hidden": kept}


def _state_tabs(request: HttpRequest, wish: Wish, states: Mapping[str, str]) -> list[dict[str, Any]]:
    if not states:
        return []
    every = [("", "全部"), *states.items()]
    return [
        {"label": zh, "url": _url(request, state=code, page="", format=""), "current": code == wish.state}
        for code, zh in every
    ]


def _url(request: HttpRequest, **changes: str) -> str:
    asked = {name: request.GET[name] for name in (*_KEPT, "page") if request.GET.get(name)}
    wanted = {name: value for name, value in (asked | changes).items() if value}
    return f"{request.path}?{urlencode(wanted)}" if wanted else request.path
