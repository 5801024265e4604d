"""Who takes part in a journey: each role in a browser of its own, signed in through the real page, and the clock of all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tanhui.foundation.clock import now
from tanhui.foundation.periods import SHANGHAI, local_day, working_calendar
from tanhui.site.demonstration.people import PASSWORD
from tests.support.browser import Watch

WAIT_MS = 15_000
MORNING = 9


@dataclass
class Cast:
    """The people of a journey: `cast.go("owner")` is the owner's page, at the desk."""

    new_context: Callable[..., BrowserContext]
    watch: Watch
    look: Callable[[Page, str], None]
    pages: dict[str, Page] = field(default_factory=dict)

    def visitor(self) -> Page:
        """Return the page of somebody without an account, at the home page."""
        page = self.pages.get("") or self._open("")
        page.goto("/")
        return page

    def go(self, username: str) -> Page:
        """Return an account's page at its desk; the first time it signs in as people do."""
        page = self.pages.get(username)
        if page is None:
            page = self._open(username)
            _sign_in(page, username)
        else:
            page.get_by_role("link", name="工作台", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="工作台")).to_be_visible()
        return page

    def task(self, username: str, title: str | re.Pattern[str]) -> Page:
        """Open the one line of an account's work list whose title holds this text."""
        page = self.go(username)
        page.locator(".t-work").get_by_role("link", name=title).click()
        return page

    def refused(self, page: Page, button: str, *codes: str) -> Locator:
        """Press a button and expect the refusal with exactly these codes, in this order; return it."""
        self.watch.expect("status of 4(09|22)")
        send(page, button)
        refusal = page.get_by_role("alert").filter(has=page.get_by_role("heading", name="未办理"))
        expect(refusal).to_contain_text("没有任何数据被改动")
        assert refusal.locator(".t-code").all_inner_texts() == list(codes)
        return refusal

    def _open(self, username: str) -> Page:
        page = self.new_context().new_page()
        page.set_default_timeout(WAIT_MS)
        self.pages[username] = page
        return page


def _sign_in(page: Page, username: str) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="登录").click()
    page.get_by_label("用户名", exact=True).fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()


def send(page: Page, button: str) -> None:
    """Press the button of a form in the page and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Follow a link in the page by its whole text."""
    page.get_by_role("main").get_by_role("link", name=link, exact=True).click()


def fill(page: Page, **fields: str) -> None:
    """Fill in or choose by visible label; an optional field's label carries its mark too."""
    for label, value in fields.items():
        control = labelled(page, label)
        if control.evaluate("each => each.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)


def attach(page: Page, label: str, name: str, content: bytes) -> None:
    """Choose a file by the label of its field."""
    kind = "text/csv" if name.endswith(".csv") else "application/pdf"
    labelled(page, label).set_input_files({"name": name, "mimeType": kind, "buffer": content})


def labelled(page: Page, label: str) -> Locator:
    """Return the one control under a label."""
    return page.get_by_role("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}(可不填)?\s*$"))


def fact(page: Page, label: str) -> Locator:
    """Return the value beside a label in a table of facts."""
    return (
        page.locator("dl > div")
        .filter(has=page.locator("dt", has_text=re.compile(rf"^{re.escape(label)}$")))
        .locator("dd")
        .first
    )


def figure(page: Page, label: str) -> Locator:
    """Return the number of a figure by what stands above it."""
    head = page.locator(".t-figure-label", has_text=re.compile(rf"^\s*{re.escape(label)}"))
    return page.locator(".t-figure").filter(has=head).locator(".t-figure-value .t-number")


def saved(page: Page, link: str, to: Path) -> bytes:
    """Follow a link that downloads a file, and return the file."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).first.click()
    download.value.save_as(to)
    return to.read_bytes()


def set_clock(page: Page, at: datetime) -> None:
    """Set the demonstration's clock in the bar of the page."""
    bar = page.get_by_role("complementary", name="示范环境")
    bar.get_by_text("示范时钟").click()
    bar.get_by_label("设为（北京时间）").fill(f"{at:%Y-%m-%dT%H:%M}")
    with page.expect_navigation():
        bar.get_by_role("button", name="设定").click()
    expect(bar).to_contain_text("已拨动")


def move_clock(page: Page, step: str) -> None:
    """Move the demonstration's clock on by one of the buttons of the bar."""
    bar = page.get_by_role("complementary", name="示范环境")
    bar.get_by_text("示范时钟").click()
    with page.expect_navigation():
        bar.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_text("示范时钟已拨动")).to_be_visible()


def next_morning() -> datetime:
    """Return nine o'clock of the next working day: the clock only moves forward."""
    day = working_calendar().next_working(local_day(now()))
    return datetime(day.year, day.month, day.day, MORNING, tzinfo=SHANGHAI)


def yuan(fen: int) -> str:
    """Return a sum as the pages write it."""
    return f"{fen // 100:,}.{fen % 100:02d}"
