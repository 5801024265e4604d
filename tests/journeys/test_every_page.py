"""Every page of every role, as the seeded demonstration shows it: answered, in Chinese, accessible, no wider than a phone.

The addresses come from the URLconf itself, so a new page is opened without being named here; what cannot be opened by
following its address is listed below with the reason. Pictures go to `var/screenshots/<database>/pages/<role>/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import BrowserContext, Locator, Page

from tanhui.foundation.parties import actions as parties
from tanhui.foundation.parties.models import User
from tanhui.foundation.parties.queries import first_actor
from tanhui.foundation.procedure.models import Notice
from tanhui.lifecycle.accounting import actions as accounting
from tanhui.lifecycle.accounting.models import AccountingReport
from tanhui.lifecycle.accounting.tests.activity_projects import FOREST, loaded
from tanhui.lifecycle.market import actions as market
from tanhui.lifecycle.market.models import Listing, Withdrawal
from tanhui.lifecycle.methodology.actions import proposal_course as course
from tanhui.lifecycle.methodology.actions import proposals
from tanhui.lifecycle.methodology.editing.toml import written
from tanhui.lifecycle.methodology.models import MethodologyProposal
from tanhui.lifecycle.methodology.rules_of_proposals import PROPOSERS
from tanhui.lifecycle.methodology.tests.proposing import APPLICATION, content
from tanhui.lifecycle.registry import actions as registry
from tanhui.lifecycle.registry.models import Filing
from tanhui.lifecycle.retirement import actions as retirement
from tanhui.lifecycle.retirement.models import Certificate, Retirement
from tanhui.site.demonstration.seeding import seed
from tests.reading_the_code.test_routes import routes
from tests.support.browser import DESKTOP, PHONE, SCREENSHOTS, overflowing, violations
from tests.support.moments import moment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ARRIVAL = moment("2026-10-14 10:20")
"""When the visitor of this test arrives: a Wednesday, in the morning's trading session."""

VISITOR = "visitor"
ROLES = (
    "citizen",
    "owner",
    "participant",
    "verifier",
    "centre",
    "expert",
    "bureau",
    "branch",
    "department",
    "operations",
    "auditor",
)
AGAIN_ON_POSTGRES = (VISITOR, "owner", "operations")
"""Whose pages are opened on PostgreSQL too: what is drawn comes from the same rows, only the queries beneath differ."""

SAME_FOR_ALL = "citizen"
"""Pages about one's own account are the same for every role; they are opened once, in this one."""

NOT_A_PAGE = {
    "api/v1/": "answers machines; its tests call every endpoint",
    "favicon.ico": "leads to the picture itself",
    "methodology/factors/notices/": "leads to the change that a notice is about; it is opened itself",
    "people/role/": "only takes a choice (POST)",
    "people/clock/": "only takes a choice (POST)",
    "accounts/signup/": "leads to real-name registration",
    "accounts/logout/": "leads a visitor home; the menu's button posts to it",
    "accounts/2fa/authenticate/": "only between a password and its second step",
    "accounts/2fa/reauthenticate/": "leads to the page that asks for the password; it is opened itself",
    "accounts/2fa/totp/activate/": "first asks for the password; that page is opened itself",
    "accounts/2fa/totp/deactivate/": "only where a second step has been set up",
    "accounts/2fa/codes/": "only where a second step has been set up",
}
"""Addresses, by how they begin, that a reader cannot open as a page, and why."""

NOT_IN_THE_DEMONSTRATION = {
    ("citizen", "market/mine/trades/<int:trade_id>/"): "the citizen has not traded",
    ("citizen", "retirement/orders/<int:retirement_id>/"): "the citizen has retired nothing",
    ("owner", "retirement/orders/<int:retirement_id>/"): "the owner sells and retires nothing",
    ("citizen", "market/listings/<int:listing_id>/cancel/"): "only the seller takes a listing back",
    ("citizen", "market/listings/<int:listing_id>/price/"): "only the seller changes a price",
    ("participant", "market/listings/<int:listing_id>/cancel/"): "only the seller takes a listing back",
    ("participant", "market/listings/<int:listing_id>/price/"): "only the seller changes a price",
}
"""Pages about one's own affairs that these accounts do not have, by role and how the address begins."""

FILES = re.compile(r"\.(csv|pdf|svg|tex|toml|xlsx)/?$|^documents/")
"""Addresses that give a file instead of a page; they are asked for, not looked at."""

OWN_VIEW = {
    "registry/filings/<int:filing_id>/": ("owner", "centre", "expert", "bureau", "branch", "auditor"),
    "market/listings/<int:listing_id>/": ("participant", "owner"),
    "registry/batches/<int:batch_id>/": ("participant", "bureau"),
    "verification/": ("bureau",),
    "law/": ("bureau",),
}
"""Public pages that show some roles more than a visitor sees."""


PICTURE: dict[str, Any] = {
    "full_page": True,
    "animations": "disabled",
    "type": "jpeg",
    "quality": 80,
    "timeout": 90_000,
}


class Demonstration:
    """The whole demonstration in the test database, and the ids its pages are opened with."""

    def __init__(self) -> None:

        self.first, self.second = Filing.objects.order_by("pk").values_list("pk", flat=True)[:2]
        self.given: dict[str, Any] = {
            "code": "P0001",
            "slug": "pv-distributed",
            "version": "v1",
            "number": Certificate.objects.order_by("pk")[0].retirement.number,
            "listing_id": Listing.objects.order_by("-pk")[0].pk,
            "retirement_id": Retirement.objects.order_by("pk")[0].pk,
            "withdrawal_id": Withdrawal.objects.order_by("pk")[0].pk,
            "notice_id": 2,
            "filing_id": self.second,
            "document_id": AccountingReport.objects.order_by("pk")[0].pdf_id,
            "proposal_id": MethodologyProposal.objects.filter(case__isnull=False)[0].pk,
            "chapter": "steps",
            "step": "return",
            "version_name": "v1",
        }
        drafts = MethodologyProposal.objects.filter(case__isnull=True).select_related("opened_by")
        self.drafts = {each.opened_by.username: each.pk for each in drafts}

    def address(self, route: str, role: str) -> str:
        """Return a route's address with ids of the demonstration that this role may open."""
        given = dict(self.given)
        if role in self.drafts and "vote" not in route and "try" not in route and "compare" not in route:
            given["proposal_id"] = self.drafts[role]
        if route.startswith(("methodology/proposals/notices/", "methodology/proposals/objections/")):
            notice = Notice.objects.get(case__kind="methodology")
            given |= {"notice_id": notice.pk, "objection_id": notice.objections.all()[0].pk}
        if role in ("owner", "branch") or "issue" in route:
            given["filing_id"] = self.first
        if route == "law/source/":
            route += "?module=tanhui.law.instrument&name=instrument_is_in_force"
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given.get(found[1], 1)), route)


class _Arrived(datetime):
    """A clock that stands at the visitor's arrival."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return ARRIVAL.astimezone(tz or UTC)


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, snapshot: Callable[[str], Any]) -> Iterator[Any]:
    """Seed the demonstration once; each test of this module starts from a copy of it."""

    with django_db_blocker.unblock():
        before = snapshot("before_pages")
        seed(at=ARRIVAL)
        _what_else_there_is_to_see()
        seeded = snapshot("pages")
        before.restore()
    yield seeded


def _what_else_there_is_to_see() -> None:
    """Add what the demonstration leaves to its visitors: a forest with its data, an objection, money asked back, an order, a token."""

    def actor(username: str) -> Any:
        return first_actor(User.objects.get(username=username), ARRIVAL.date())

    at = ARRIVAL
    forest = accounting.register_project(by=actor("owner"), draft=FOREST, at=at)
    loaded(actor("owner"), forest, at, site="东山")
    registry.raise_objection(by=actor("citizen"), notice_id=2, text="请说明计量表的安装位置。", at=at)
    market.list_for_sale(by=actor("owner"), batch_id=1, tonnes=200, price_fen=5600, at=at)
    market.request_withdrawal(by=actor("participant"), amount_fen=120_000, at=at)
    use = retirement.Use(purpose="event", beneficiary="示范社区运动会", reference="示范社区运动会，2026-10-18")
    retirement.request_retirement(by=actor("participant"), batch_id=1, tonnes=8, use=use, at=at)
    _proposals(actor, at)
    citizen = actor("citizen")
    parties.create_token(by=citizen, at=at, mandate_id=citizen.mandate_id, label="示范程序", token=parties.new_token())


def _proposals(actor: Callable[[str], Any], at: datetime) -> None:
    """A draft of each role that may propose, and one proposal on public notice with an objection to it."""
    text = written(content())
    for role in PROPOSERS:
        proposals.open_proposal(by=actor(role), at=at, text=text)
    key = proposals.open_proposal(by=actor("owner2"), at=at, text=text).id
    proposals.save_application(by=actor("owner2"), at=at, proposal_id=key, application=APPLICATION, revision=1)
    proposals.submit(by=actor("owner2"), at=at, proposal_id=key)
    for who, step in (("centre", "accept"), ("centre", "report"), ("bureau", "skip_panel"), ("bureau", "approve")):
        course.advance(by=actor(who), at=at, proposal_id=key, step=step, note="示范")
    course.give_notice(by=actor("bureau"), at=at, proposal_id=key)
    notice = Notice.objects.get(case__kind="methodology")
    course.raise_objection(by=actor("citizen"), at=at, notice_id=notice.pk, text="请说明系数的来源。")


@pytest.fixture
def opened(demonstration: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Demonstration:
    """The demonstration as it stands when its visitor arrives, served to browsers."""
    demonstration.restore()
    monkeypatch.setattr("tanhui.foundation.clock.datetime", _Arrived)
    return Demonstration()


def pages_of(role: str) -> list[str]:
    """Return the routes that are opened in a role: its own, and the public ones as a visitor or where they differ."""
    found = []
    for route, view in dict(routes(get_resolver().url_patterns)).items():
        allowed = getattr(view, "allowed_roles", frozenset())
        reasons = [begin for begin in NOT_A_PAGE if route.startswith(begin) and begin] + [
            begin for who, begin in NOT_IN_THE_DEMONSTRATION if who == role and route.startswith(begin)
        ]
        public, everyone = VISITOR in allowed, allowed >= set(ROLES)
        wanted = (
            role in OWN_VIEW.get(route, ())
            or (public and role == VISITOR)
            or (not public and role in allowed and (not everyone or role == SAME_FOR_ALL or route == "desk/"))
        )
        if wanted and not reasons:
            found.append(route)
    return found


@contextmanager
def signed_in(context: BrowserContext, role: str, url: str) -> Iterator[Page]:
    """Give a page whose reader is signed in with the demonstration account of a role; a visitor is not."""
    if role != VISITOR:
        client = Client()
        client.force_login(User.objects.get(username=role), backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    yield page
    page.close()


def wrong_with(page: Page, address: str, picture: Callable[[str], str]) -> list[str]:
    """Open an address on a desktop and on a phone and return what is wrong; keep a picture of both."""
    page.set_viewport_size(DESKTOP)
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"answered {answer.status if answer else 'nothing'}"]
    heads = page.locator("h1:not(.t-sample h1)").all_inner_texts()
    found = [] if len(heads) == 1 and re.search(r"[\u4e00-\u9fff]", heads[0]) else [f"heads of the page: {heads}"]
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=picture("desktop"), **PICTURE)
    found += violations(page)
    found += [f"desktop: {each}" for each in overflowing(page)]
    page.set_viewport_size(PHONE)
    page.screenshot(path=picture("phone"), **PICTURE)
    return found + [f"phone: {each}" for each in overflowing(page)]


@pytest.mark.parametrize("role", [VISITOR, *ROLES])
def test_every_page_is_sound(role: str, opened: Demonstration, new_context: Callable[..., BrowserContext], live_server):
    if connection.vendor == "postgresql" and role not in AGAIN_ON_POSTGRES:
        pytest.skip("drawn from the same rows as on SQLite, where this role's pages were opened")
    folder = SCREENSHOTS / connection.vendor / "pages" / role
    folder.mkdir(parents=True, exist_ok=True)
    found, seen = [], 0
    context = new_context()
    with signed_in(context, role, live_server.url) as page:
        for route in pages_of(role):
            address = opened.address(route, role)
            if FILES.search(address.lstrip("/")):
                answer = context.request.get(address)
                wrong = [] if answer.ok else [f"answered {answer.status}"]
            else:
                name = re.sub(r"\W+", "-", address.strip("/")) or "home"
                wrong = wrong_with(page, address, lambda size, name=name: str(folder / f"{name}-{size}.jpg"))
            seen += 1
            found += [f"{address}: {each}" for each in wrong]
    assert seen > 0, "no page was opened, so nothing was proved"
    assert found == [], "\n".join(found)


def test_every_reason_still_names_an_address():
    known = list(dict(routes(get_resolver().url_patterns)))
    named = [*NOT_A_PAGE, *(begin for _, begin in NOT_IN_THE_DEMONSTRATION), *OWN_VIEW]
    assert [begin for begin in named if not any(route.startswith(begin) for route in known)] == []


def test_components_work_by_keyboard(opened: Demonstration, new_context: Callable[..., BrowserContext], live_server):
    with signed_in(new_context(), "owner", live_server.url) as page:
        page.goto("/accounting/reports/1/")
        press(page, page.locator(".t-figure-how summary").first)
        assert page.locator(".t-formula").first.is_visible()
        page.goto("/accounting/reports/1/rows/")
        press(page, page.locator("a[rel=next]"))
        page.wait_for_url("**page=2*")
        page.goto("/market/")
        press(page, page.locator("th a").first)
        page.wait_for_url("**sort=*")
        page.get_by_role("search", name="查找：成交记录").get_by_role("searchbox").focus()
        page.keyboard.type("P0001")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=P0001*")
        with page.expect_download() as export:
            press(page, page.locator(".t-exports a").first)
        assert export.value.suggested_filename.endswith(".csv")
    with signed_in(new_context(), "operations", live_server.url) as page:
        page.goto("/desk/")
        press(page, page.locator(".t-work-title").first)
        page.wait_for_url(lambda url: not url.endswith("/desk/"))


def test_a_refusal_takes_the_focus_and_keeps_what_was_typed(opened: Demonstration, new_context, watch, live_server):
    watch.expect("status of 422")
    with signed_in(new_context(), "owner", live_server.url) as page:
        page.goto("/market/mine/sell/")
        page.locator("[name=tonnes]").fill("999999")
        page.locator("[name=price_fen]").fill("1")
        press(page, page.get_by_role("button", name="确认挂牌"))
        page.locator(".t-refusal:focus").wait_for()
        assert page.locator("[name=tonnes]").input_value() == "999999"


def test_large_type_fits_every_width(opened: Demonstration, new_context: Callable[..., BrowserContext], live_server):
    page = new_context().new_page()
    page.goto("/")
    press(page, page.get_by_role("button", name="大字版"))
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    for address in ("/", "/market/", "/registry/filings/2/", "/registry/notices/2/", "/retirement/"):
        page.goto(address)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert overflowing(page) == [], address


def press(page: Page, what: Locator) -> None:
    """Reach something by keyboard and press Enter."""
    what.focus()
    page.keyboard.press("Enter")
