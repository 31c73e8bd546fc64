"""The scorecard of a year, looked at on a phone and a desktop, with and without scripts."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.e2e.browser_steps import DESKTOP, PHONE, main_text, sign_in
from tests.e2e.page_checks import blocked_by_policy, keep_screenshot, problems_on
from tests.e2e.stores import Store
from tests.engine import ENGINE, FULL

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="the rooms' tests see every figure on both engines"
)
SIZES = {"desktop": DESKTOP, "phone": PHONE} if FULL else {"phone": PHONE}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("lived"))
    subprocess.run(
        [sys.executable, "-m", "simulation.years", "500", "--year"],
        env=store.environment,
        check=True,
    )
    with store:
        yield store


def shown_in_public(page, store, shown: bool) -> None:
    """As the owner would have it, whatever a test before left."""
    page.goto(f"{store.url}/desk/scorecard/")
    button = page.get_by_role("button", name="Show it to everybody" if shown else "Take it back")
    if button.count():
        button.click()
        page.get_by_text(
            "Everybody can see it now" if shown else "Nobody outside can see it."
        ).first.wait_for()


@pytest.mark.parametrize("page", SIZES.values(), ids=SIZES, indirect=True)
def test_nothing_is_wrong_with_it(lived, page):
    sign_in(page, lived)
    shown_in_public(page, lived, True)
    wrong = blocked_by_policy(page.context)
    seen = {
        "scorecard": "/desk/scorecard/?weeks=12",
        "orders": "/desk/scorecard/arrived/?weeks=12&state=broken",
    }
    seen |= {"promises": "/promises"} | (
        {"lane": "/desk/scorecard/?weeks=52&lane=jp.ground"} if FULL else {}
    )
    for name, path in seen.items():
        page.goto(f"{lived.url}{path}")
        keep_screenshot(page, f"{name}-folded-{page.viewport_size['width']}")
        wrong += problems_on(page, name)
    assert wrong == []


def test_from_a_bar_to_the_orders_behind_it(lived, page):
    sign_in(page, lived)
    page.goto(f"{lived.url}/desk/scorecard/?weeks=52")
    bar = page.locator("#arrived .chart .links a").first
    title = bar.locator("title").text_content()
    bar.click(force=True)
    page.get_by_role("heading", name="Arrived in the window").wait_for()
    count = int(re.search(r": (\d+) of", title)[1])
    assert re.search(r"(\d+) kept", main_text(page))[1] == str(count)
    assert page.locator("tbody tr").count() == count
    page.locator("tbody a").first.click()
    page.wait_for_url("**/desk/orders/T-*")


def test_the_owner_shows_it_and_takes_it_back_without_scripts(lived, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, lived)
    shown_in_public(page, lived, True)
    page.goto(lived.url)
    page.get_by_role("link", name="How we keep our promises").click()
    words = main_text(page)
    assert re.search(
        r"Of \d+ orders, \d+ \(\d+(\.\d)?%\) were processed by the last day we named", words
    )
    assert "T-" not in words
    keep_screenshot(page, "promises-no-scripts")
    shown_in_public(page, lived, False)
    assert page.goto(f"{lived.url}/promises").status == 404
    page.goto(lived.url)
    assert not page.get_by_role("link", name="How we keep our promises").count()
    context.close()
