import re, pytest
from tests.journeys.test_every_page import demonstration, opened, signed_in
from tests.support.browser import *

pytestmark = pytest.mark.browser


def test_shot(opened, new_context, live_server):
    ctx = new_context()
    page = ctx.new_page()
    page.goto("/")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.wait_for_selector("[data-chart] svg")
    page.evaluate("document.fonts.ready.then(()=>true)")
    page.wait_for_timeout(800)
    page.screenshot(
        path="/tmp/look/home-view.png",
        clip={"x": 0, "y": 0, "width": 1440, "height": 1620},
        full_page=True,
        animations="disabled",
    )
    # keyboard
    out = []
    page.keyboard.press("Tab")
    out.append(("skip", page.evaluate("document.activeElement.className")))
    page.keyboard.press("Enter")
    out.append(("main", page.evaluate("document.activeElement.id")))
    page.locator("summary", has_text="示范时钟").focus()
    page.keyboard.press("Enter")
    out.append(("clock open", page.evaluate("document.querySelector('.t-demo-bar details').open")))
    page.keyboard.press("Escape")
    out.append(("clock esc", page.evaluate("document.querySelector('.t-demo-bar details').open")))
    page.locator(".t-chart-table summary").first.focus()
    page.keyboard.press("Enter")
    out.append(("chart table", page.evaluate("document.querySelector('.t-chart-table').open")))
    page.locator("[data-large-type]").focus()
    page.keyboard.press("Enter")
    out.append(("large", page.evaluate("getComputedStyle(document.documentElement).fontSize")))
    for a in [
        "/",
        "/market/",
        "/registry/filings/2/",
        "/retirement/",
        "/registry/batches/1/",
        "/law/parameters/",
        "/registry/notices/2/",
    ]:
        page.goto(a)
        page.set_viewport_size({"width": 390, "height": 844})
        out.append((a, "large phone", overflowing(page)))
        page.set_viewport_size({"width": 1440, "height": 900})
        out.append((a, "large desktop", overflowing(page)))
    page.evaluate("localStorage.clear()")
    page.goto("/market/")
    f = page.locator("th a").first
    f.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    out.append(("sort", page.url, page.locator("[aria-sort]").count()))
    page.locator(".t-search input").last.focus()
    page.keyboard.type("P0001")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    out.append(("search", page.url, page.locator("tbody tr").count()))
    with page.expect_download() as d:
        page.locator(".t-exports a").first.focus()
        page.keyboard.press("Enter")
    out.append(("export", d.value.suggested_filename))
    with signed_in(new_context(), "owner", live_server.url) as p:
        p.goto("/accounting/reports/1/")
        s = p.locator(".t-figure-how summary").first
        s.focus()
        p.keyboard.press("Enter")
        out.append(
            (
                "figure",
                p.evaluate("document.querySelector('.t-figure-how').open"),
                p.locator(".t-formula").first.is_visible(),
            )
        )
        p.locator(".t-figure-how summary").nth(3).click()
        p.set_viewport_size({"width": 1440, "height": 900})
        p.screenshot(path="/tmp/look/figure.jpg", full_page=True, type="jpeg", quality=80)
        p.goto("/accounting/reports/1/rows/")
        n = p.locator("a[rel=next]")
        n.focus()
        p.keyboard.press("Enter")
        p.wait_for_load_state()
        out.append(("page", p.url))
        p.goto("/market/mine/sell/")
        p.locator("[name=tonnes]").fill("999999")
        p.locator("[name=price_fen]").fill("1")
        p.locator("main form button[type=submit]").focus()
        p.keyboard.press("Enter")
        p.wait_for_load_state()
        p.wait_for_timeout(300)
        out.append(
            ("refusal focus", p.evaluate("document.activeElement.className"), p.locator("[name=tonnes]").input_value())
        )
        p.screenshot(path="/tmp/look/refusal.jpg", full_page=True, type="jpeg", quality=80)
    with signed_in(new_context(), "operations", live_server.url) as p:
        p.goto("/desk/")
        l = p.locator(".t-work-title")
        out.append(("work list", l.count()))
        l.first.focus()
        p.keyboard.press("Enter")
        p.wait_for_load_state()
        out.append(("to act", p.url))
    print("\n".join(map(str, out)))


@pytest.fixture
def watch():
    yield Watch()
