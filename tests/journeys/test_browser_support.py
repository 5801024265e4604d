"""The watched browser sees what it is there to see; a browser that sees nothing would pass every journey."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser import PHONE, Watch, overflowing, violations

pytestmark = pytest.mark.browser


def test_the_home_page_is_sound(page: Page, look):
    answer = page.goto("/")
    assert answer is not None and answer.status == 200
    assert page.locator("h1").count() == 1
    look(page, "home")


def test_errors_and_foreign_requests_are_seen(page: Page, watch: Watch):
    page.route("https://example.invalid/**", lambda route: route.abort())
    page.goto("/")
    page.evaluate("console.error('seen')")
    page.evaluate("fetch('https://example.invalid/x').catch(() => null)")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_function("() => true")
    page.goto("/no-such-page")
    kinds = "\n".join(watch.unexpected())
    watch.expect(".")
    assert "console error: seen" in kinds
    assert "thrown" in kinds
    assert "example.invalid" in kinds  # refused by our content policy, and so an error on the console
    assert "status of 404" in kinds


def test_what_is_wider_than_a_phone_is_named(page: Page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<div class=\"wide\">wide</div>')")
    page.evaluate("document.querySelector('.wide').style.width = '900px'")
    assert any(line.startswith("div.wide reaches") for line in overflowing(page))


def test_what_is_not_accessible_is_named(page: Page):
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"/static/tanhui/favicon.svg\">')")
    assert any(line.startswith("image-alt") for line in violations(page))
