"""Endpoints: bearer tokens, roles, strict JSON, one answer per `Idempotency-Key`, and refusals in one shape.

A refusal answers `{"refusal": [{code, clause, rule, zh, en, place}, …]}` with the status of its first breach.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, NoReturn

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer
from pydantic import TypeAdapter

from tanhui.foundation.clock import now
from tanhui.foundation.inputs import load_json
from tanhui.foundation.inputs.schema import STRICT, schema_refusal
from tanhui.foundation.parties import queries
from tanhui.foundation.parties.access import EVERYONE, known_roles, require_role
from tanhui.foundation.parties.actor import VISITOR_ACTOR, Actor
from tanhui.foundation.parties.roles import VISITOR
from tanhui.foundation.parties.sessions import actor_of, assign
from tanhui.foundation.trail.actions import once
from tanhui.foundation.trail.queries import head
from tanhui.foundation.web.pages import TOO_MUCH, missing, too_much
from tanhui.foundation.web.requests import asker_of, checked_key, fingerprint
from tanhui.law import Breach, Refusal, refuse

View = Callable[..., Any]
_REFUSED_STATUSES = frozenset({400, 401, 403, 404, 409, 413, 422, 429})
_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 64},
    "description": "每次办理一个唯一键；重试用同一键，得到第一次的答复",
}


class Body(Schema):
    """The base of every request body: unknown fields are refused (S-20)."""

    model_config = STRICT


class BreachOut(Schema):
    """One broken rule."""

    code: str
    clause: str
    rule: str
    zh: str
    en: str
    place: str | None


class RefusalOut(Schema):
    """Why nothing was done."""

    refusal: list[BreachOut]


@dataclass(frozen=True)
class Asked:
    """Who asks an endpoint, and the server's moment of the request."""

    by: Actor
    at: datetime


@dataclass(frozen=True)
class Endpoint:
    """One endpoint and who may call it; the test of all routes and the API page read the list."""

    stage: str
    method: str
    path: str
    roles: frozenset[str]
    name: str
    summary: str


ENDPOINTS: list[Endpoint] = []
"""Every endpoint declared, in order of import."""


def router_for(stage: str) -> Router:
    """Return the router on which a stage declares its endpoints."""
    return Router(tags=[stage])


def asked(request: HttpRequest) -> Asked:
    """Return who asks and when; the moment is the same for the whole request."""
    return Asked(actor_of(request), _moment_of(request))


def endpoint(
    router: Router,
    method: str,
    path: str,
    *,
    roles: tuple[str, ...],
    answer: Any = dict[str, Any],
    status: int | None = None,
    summary: str = "",
) -> Callable[[View], View]:
    """Declare an endpoint for some roles (`("visitor",)` is everyone). The view takes `request` and typed values.

    A write (`post`, `put`, `patch`, `delete`) needs an `Idempotency-Key`, is done once per key, and its answer carries
    the journal's `receipt`. What the view returns is checked against `answer`.
    """
    allowed = EVERYONE if VISITOR in roles else known_roles(roles)
    writes = method.lower() != "get"
    in_path = frozenset(re.findall(r"\{(?:\w+:)?(\w+)\}", path))
    good = status or (201 if writes else 200)
    shape: TypeAdapter[Any] = TypeAdapter(answer)

    def declare(view: View) -> View:
        bare = set(inspect.signature(view).parameters) <= {"request", *in_path}

        @wraps(view)
        def carried(request: HttpRequest, **values: Any) -> HttpResponse:
            def do() -> Any:
                given = shape.validate_python(view(request, **values), from_attributes=True)
                return shape.dump_python(given, mode="json")

            if writes and bare:
                only_fields(request)
            elif writes:
                no_query(request)
            content = _once(request, do) if writes else do()
            return _json(content, good)

        carried.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        carried.allowed_roles = allowed  # type: ignore[attr-defined]
        told = summary or (inspect.getdoc(view) or view.__name__).split("\n")[0]
        ENDPOINTS.append(Endpoint((router.tags or [""])[0], method.upper(), path, allowed, view.__name__, told))
        register = router.api_operation(
            [method.upper()],
            path,
            auth=Bearer(allowed),
            response={good: answer, _REFUSED_STATUSES: RefusalOut},
            summary=told,
            openapi_extra=_described(writes=writes, open_to_all=VISITOR in allowed),
        )
        register(carried)
        return view

    return declare


def no_query(request: HttpRequest) -> None:
    """Refuse (S-20) a write with anything in its query: what is done is said in the body, and only there."""
    if request.GET:
        _unknown_field(sorted(request.GET)[0])


def only_fields(request: HttpRequest, *names: str) -> None:
    """Refuse (S-20) a field that the act does not know: for acts without a body, and for forms with files."""
    no_query(request)
    sent: Any = {}
    if (request.content_type or "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        sent |= {**request.POST, **request.FILES}
    elif request.body.strip():
        given = load_json(request.body)
        if not isinstance(given, dict):
            refuse("V-8", "正文须为 JSON 对象；此项办理不需要正文", "the body must be a JSON object", clause="HOUSE-2")
        sent |= given
    extra = sorted(set(sent) - set(names))
    if extra:
        _unknown_field(extra[0])


def _unknown_field(name: str) -> NoReturn:
    told = name[:40]
    refuse("S-20", f"请求含未知字段“{told}”，未作任何处理", f"unknown field {told}", clause="HOUSE-24", place=told)


def _described(*, writes: bool, open_to_all: bool) -> dict[str, Any]:
    """Return what the description adds: the idempotency key of a write, and that visitors need no token."""
    key = {"parameters": [_KEY_PARAMETER]} if writes else {}
    return {**key, **({"security": [{}]} if open_to_all else {})}


class Bearer(HttpBearer):
    """Reads the bearer token, makes its mandate act, and holds it to the endpoint's roles and the token's scopes."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__()
        self.allowed = allowed

    def __call__(self, request: HttpRequest) -> Actor:
        header = request.headers.get(self.header)
        if header is None and VISITOR in self.allowed:
            assign(request, VISITOR_ACTOR)
            return VISITOR_ACTOR
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != self.openapi_scheme or not token:
            _unknown_token()
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return who the token acts as; S-21 when it is not in force, S-18 outside its scopes or the roles."""
        found = queries.actor_of_token(token, _moment_of(request))
        if found is None:
            _unknown_token()
        actor, scopes = found
        needed = "read" if request.method in ("GET", "HEAD", "OPTIONS") else "write"
        if needed not in scopes:
            refuse("S-18", f"此令牌没有“{needed}”权限", f"this token lacks the scope {needed}", clause="HOUSE-19")
        require_role(actor, self.allowed)
        assign(request, actor)
        return actor


class StrictParser(Parser):
    """JSON through the shared reader; no parameter is given twice."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body: no NaN, no duplicate keys, no deep nesting, no float."""
        return load_json(request.body)

    def parse_querydict(self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest) -> Any:
        """Return each parameter once; a second one of the same name is refused (S-20)."""
        for name in data:
            if name not in list_fields and len(data.getlist(name)) > 1:
                refuse("S-20", f"参数“{name[:40]}”重复，未作任何处理", f"{name[:40]} was sent twice", place=name[:40])
        return super().parse_querydict(data, list_fields, request)


class TanhuiAPI(NinjaAPI):
    """A ninja API whose addresses carry their roles, as views do, for the test that walks all routes."""

    def _get_urls(self) -> list[Any]:
        patterns: list[Any] = super()._get_urls()
        allowed = [
            frozenset().union(*(getattr(each.view_func, "allowed_roles", frozenset()) for each in view.operations))
            for bound in self._get_bound_routers()
            for view in bound.path_operations.values()
            for _ in view.operations
        ]
        ours = slice(len(patterns) - 1 - len(allowed), len(patterns) - 1)
        for pattern in patterns:
            pattern.callback.allowed_roles = EVERYONE
        for pattern, codes in zip(patterns[ours], allowed, strict=True):
            pattern.callback.allowed_roles = codes
        return patterns


def make_api(*, title: str, version: str) -> NinjaAPI:
    """Return the API to which the site adds each stage's router; every failure answers in the refusal's shape."""
    api = TanhuiAPI(title=title, version=version, docs_url=None, parser=StrictParser(), urls_namespace="api")
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)
    return api


def refusal_response(refusal: Refusal, status: int | None = None) -> HttpResponse:
    """Return a refusal as every endpoint answers it."""
    return _json({"refusal": [breach.as_dict() for breach in refusal.breaches]}, status or refusal.status)


def _moment_of(request: HttpRequest) -> datetime:
    at: datetime | None = getattr(request, "_tanhui_at", None)
    if at is None:
        at = now()
        request._tanhui_at = at  # type: ignore[attr-defined]
    return at


def _once(request: HttpRequest, do: Callable[[], Any]) -> Any:
    ask = asked(request)
    key = checked_key(request.headers.get("Idempotency-Key"), "Idempotency-Key")

    def act() -> Any:
        before = head()
        content = do()
        after = head()
        if after != before and isinstance(content, dict):
            content.setdefault("receipt", {"seq": after[0], "hash": after[1]})
        return content

    return once(
        asker=asker_of(ask.by), key=f"api:{key}", fingerprint=fingerprint(request, ask.by), at=ask.at, do=act
    ).content


def _json(content: Any, status: int) -> HttpResponse:
    return JsonResponse(content, safe=False, status=status, json_dumps_params={"ensure_ascii": False})


def _unknown_token() -> NoReturn:
    refuse(
        "S-21",
        "未登录：令牌缺失、无效、已过期或其授权已终止，请用 Authorization: Bearer 提交有效令牌",
        "Not signed in: the bearer token is missing, unknown, expired or without a mandate in force",
        clause="HOUSE-19",
    )


def _on_refusal(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal_response(error)


def _on_validation(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal_response(schema_refusal(error.errors))


def _on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error.__cause__, Refusal):
        return refusal_response(error.__cause__)
    breach = Breach("", "S-17", "", "请求无法处理，请按接口说明填写", str(error))
    return refusal_response(Refusal((breach,)), error.status_code)


def _on_missing(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal_response(missing(error), 404)


def _on_too_big(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal_response(too_much())


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refusal: _on_refusal,
    ValidationError: _on_validation,
    HttpError: _on_http_error,
    Http404: _on_missing,
    ObjectDoesNotExist: _on_missing,
    **dict.fromkeys(TOO_MUCH, _on_too_big),
}
