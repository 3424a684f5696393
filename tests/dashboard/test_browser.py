"""What only a browser can tell: that the charts are really drawn, offline, and that nothing failed."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, sync_playwright

from configs.settings import PROJECT_DIR

pytestmark = pytest.mark.browser

SCREENSHOTS = PROJECT_DIR / "screenshots"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# name: (path, charts)
PAGES = {
    "forecast": ("", 1),
    "accuracy": ("accuracy", 3),
    "monitoring": ("monitoring", 3),
    "copilot": ("copilot", 0),
}
IS_STILL = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const waits = document.querySelector('[data-testid="stSkeleton"]');
    return app?.dataset.testScriptState === 'notRunning' && !waits;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("no Chromium on the path: `make chromium` installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


def still(page: Page) -> None:
    """Wait until the script has run and the page has come to rest."""
    page.wait_for_selector('[data-testid="stHeading"]', timeout=60_000)
    page.wait_for_function(IS_STILL, timeout=60_000)
    page.wait_for_timeout(500)


def drawn(page: Page, n_charts: int) -> None:
    page.wait_for_function(
        """n => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] :is(canvas, svg)')]
            .filter(drawing => drawing.clientWidth > 100 && drawing.clientHeight > 10).length >= n""",
        arg=n_charts,
        timeout=30_000,
    )


def whole(page: Page, name: str) -> None:
    """A picture of the whole page: Streamlit scrolls inside, so the window is made as high as the page."""
    main = page.locator('[data-testid="stMain"], [data-testid="stAppScrollToBottomContainer"]')
    height = main.first.evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": max(800, height + 10)})
    page.wait_for_timeout(500)
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 480])
@pytest.mark.parametrize("name", list(PAGES))
def test_when_a_page_is_opened_in_a_browser_then_it_is_drawn_offline_and_without_an_error(
    browser: Browser, dashboard_url: str, name: str, width: int
) -> None:
    assert_page_is_well(browser, dashboard_url, name, width, name if width == 1280 else f"{name}_narrow")


@pytest.mark.parametrize("name", list(PAGES))
def test_when_a_page_is_opened_on_the_real_api_then_it_is_drawn_without_an_error(
    browser: Browser, real_dashboard_url: str, name: str
) -> None:
    assert_page_is_well(browser, real_dashboard_url, name, 1280, f"{name}_sample")


def assert_page_is_well(browser: Browser, url: str, name: str, width: int, picture: str) -> None:
    path, n_charts = PAGES[name]
    page = browser.new_page(viewport={"width": width, "height": 800})
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("request", lambda request: failures.append(request.url) if _is_outside(request.url) else None)
    page.goto(f"{url}/{path}")
    still(page)
    drawn(page, n_charts)
    whole(page, picture)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[data-testid="stAlertContentError"]').count() == 0
    assert not failures
    page.close()


def _is_outside(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def is_shown(tooltip: Locator) -> bool:
    """Whether it is there within a moment."""
    try:
        tooltip.wait_for(state="visible", timeout=300)
    except TimeoutError:
        return False
    return True


def test_when_the_reader_lives_west_of_greenwich_then_a_period_keeps_its_date(
    browser: Browser, dashboard_url: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, timezone_id="America/New_York")
    page = context.new_page()
    page.goto(dashboard_url)
    still(page)
    drawn(page, 1)
    drawing = page.locator('[data-testid="stVegaLiteChart"] :is(canvas, svg)').first
    box = drawing.bounding_box()
    assert box is not None
    tooltip = page.locator("#vg-tooltip-element")
    for x in range(2, 60):
        page.mouse.move(box["x"] + box["width"] - x, box["y"] + box["height"] / 2)
        if is_shown(tooltip):  # else the next pixel, which may be the next period's
            break
    assert "Mon 30 Jan 2012" in tooltip.inner_text()
    context.close()
