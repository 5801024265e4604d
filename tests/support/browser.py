"""A real browser for journeys: Debian's Chromium, watched for errors, foreign requests, accessibility and overflow."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
OWN_HOSTS = frozenset({"localhost", "127.0.0.1"})
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watch:
    """What went wrong in any page of one test; the test fails at its end unless it expected it."""

    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Say that a problem matching this pattern is part of the test, such as `status of 422` for a refused form."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        """Return the problems nobody expected."""
        return [found for found in self.problems if not any(re.search(each, found) for each in self.expected)]

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a browser context."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console error: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script error: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname not in OWN_HOSTS:
            self.problems.append(f"request to another host: {request.url}")


@pytest.fixture(scope="session")
def database_beside_the_browser():
    """Playwright keeps an event loop in this thread, in which Django refuses its database unless told otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], database_beside_the_browser: None):
    """Use the machine's Chromium; Playwright downloads no browser."""
    program = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if program is None:
        pytest.fail(f"no Chromium on PATH: looked for {', '.join(CHROMIUM_NAMES)}")
    return {**browser_type_launch_args, "executable_path": program, "args": list(CHROMIUM_FLAGS)}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live_server) -> dict[str, Any]:
    """Addresses without a host go to this test's server; desktop size, Chinese, Shanghai time."""
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "viewport": DESKTOP,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }


@pytest.fixture
def watch():
    """What the pages of this test did wrong so far; `watch.expect("status of 422")` allows one kind."""
    watching = Watch()
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """Open a browser of one's own, as each role of a journey does; every one is watched."""

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        watch.follow(context)
        return context

    return watched


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.1 A and AA: rule, how many places, the first of them."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n;undefined")
    found = page.evaluate(
        "standards => axe.run(document, {runOnly: {type: 'tag', values: standards}}).then(result => result.violations)",
        list(AXE_STANDARDS),
    )
    return [f"{each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:160]}" for each in found]


def overflowing(page: Page) -> list[str]:
    """Return what is wider than the screen where the page scrolls sideways; an empty list means it fits."""
    return page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          const outside = [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > wide + 1 && !e.closest('.table-responsive'))
            .map(e => `${e.tagName.toLowerCase()}.${e.className}`
              + ` reaches ${Math.round(e.getBoundingClientRect().right)}`);
          return outside.length ? outside.slice(0, 10) : [`page scrolls to ${document.documentElement.scrollWidth}`];
        }"""
    )


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`look(page, "market-quotes")`: check the page as it stands on desktop and phone, and keep both screenshots.

    Accessible by axe, not wider than a phone, pictures in `var/screenshots/<database>/<name>-{desktop,phone}.png`.
    """
    from django.db import connection  # noqa: PLC0415 - settings are read after this module is loaded

    folder = SCREENSHOTS / connection.vendor
    folder.mkdir(parents=True, exist_ok=True)

    def check(page: Page, name: str) -> None:
        found: list[str] = []
        for size, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            page.set_viewport_size(viewport)
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=folder / f"{name}-{size}.png", full_page=True, animations="disabled")
            found += [f"{size}: {each}" for each in violations(page)]
            if size == "phone":
                found += [f"{size}: {each}" for each in overflowing(page)]
        assert found == [], f"{name} ({page.url}):\n" + "\n".join(found)

    return check


def pytest_report_header() -> str | None:
    """Say which browser journeys would use."""
    program = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    return f"chromium: {program or 'none on PATH'}; database: {os.environ.get('DATABASE_URL', 'sqlite')}"
