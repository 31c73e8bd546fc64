"""The policy changed in a browser: a draft, what it would have meant, two owners, and what a
shopper sees from then on.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.e2e.browser_steps import DESKTOP, PHONE, choose_password, main_text
from tests.e2e.page_checks import problems_on
from tests.e2e.stores import Store
from tests.engine import FULL, on_one_engine

SIZES = {"phone": PHONE, "desktop": DESKTOP} if FULL else {"phone": PHONE}
SECOND = "owner@fathomandreed.example"


@pytest.fixture
def own_store(tmp_path):
    with Store(tmp_path) as running:
        command = [sys.executable, "-m", "simulation.years", "60"]
        subprocess.run(command, env=running.environment, check=True, timeout=300)
        yield running


def signed_in(browser, store, who: str, password: str, **options):
    page = browser.new_context(**options).new_page()
    page.context.set_default_timeout(60_000)
    page.goto(f"{store.url}/desk/policy/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/?" not in url)
    if page.get_by_role("heading", name="Change your password").count():
        choose_password(page, password)
        page.goto(f"{store.url}/desk/policy/")
    page.get_by_role("heading", name="Policy").wait_for()
    return page


def looked(page, name: str) -> list[str]:
    wrong = []
    for size in SIZES.values():
        page.set_viewport_size(size)
        wrong += problems_on(page, f"policy-{name}")
    return wrong


@on_one_engine("sqlite", "the same whatever the database is")
def test_two_owners_change_the_policy(browser, own_store):
    """Without scripts, as every form works; each page looked at on a phone and a desktop."""
    store = own_store
    owner = signed_in(
        browser, store, "staff@fathomandreed.example", store.password, viewport=DESKTOP
    )
    added = store.troth("staff", SECOND, "--roles", "owner")
    password = re.search(r"password:? (\S+)", added.stdout)[1]
    wrong = looked(owner, "terms")
    owner.get_by_role("link", name="Edit the draft").click()
    owner.get_by_label("Cancellation window, hours").fill("0")
    owner.get_by_role("button", name="Save the numbers").click()
    assert re.search(
        r"Line \d+: cancellation.window_hours", owner.get_by_role("alert").inner_text()
    )
    wrong += looked(owner, "faults")
    owner.goto(f"{store.url}/desk/policy/draft/")
    owner.get_by_label("Cancellation window, hours").fill("3")
    owner.get_by_label("From abroad at the latest, business days").fill("12")
    owner.get_by_role("button", name="Save the numbers").click()
    owner.get_by_text("Saved as draft 1").wait_for()
    wrong += looked(owner, "draft")
    owner.get_by_role("link", name="What shoppers would read").click()
    wrong += looked(owner, "preview")
    owner.goto(f"{store.url}/desk/policy/what-if/")
    wrong += looked(owner, "what-ifs")
    owner.get_by_role("button", name="Replay draft 1").click()
    owner.get_by_role("heading", name="Verdicts").wait_for()  # the page looks again by itself
    assert "60" in owner.locator("table.sums").first.inner_text()
    wrong += looked(owner, "what-if")
    owner.get_by_role("link", name="The orders that would move").click()
    assert owner.locator("tbody a").count() > 10
    wrong += looked(owner, "moved")
    owner.goto(f"{store.url}/desk/policy/publish/")
    owner.get_by_label("In force from").fill(today(owner, store))
    owner.get_by_label("What changes, and why").fill(
        "Three hours to think again; Japan takes longer in winter."
    )
    wrong += looked(owner, "publish")
    owner.get_by_role("button", name="Put it forward").click()
    owner.get_by_role("heading", name="Waits for a second owner").wait_for()
    second = signed_in(browser, store, SECOND, password, viewport=PHONE, java_script_enabled=False)
    second.get_by_role("link", name="Look at it").click()
    second.get_by_role("button", name="Agree: publish it").click()
    second.get_by_text("Published: in force from").wait_for()
    wrong += looked_plain(owner, store, "published")
    assert store.troth("clock", "--forward", "1h").returncode == 0
    owner.goto(f"{store.url}/desk/policy/")
    owner.get_by_text(
        "staff:staff@fathomandreed.example, staff:owner@fathomandreed.example"
    ).first.wait_for()
    assert "scheduled" not in main_text(owner)
    assert wrong == []


def looked_plain(page, store, name: str) -> list[str]:
    page.goto(f"{store.url}/desk/policy/")
    return looked(page, name)


def today(page, store) -> str:
    """The store's day, as the form's own first suggestion less one."""
    from datetime import date, timedelta

    return (
        date.fromisoformat(page.get_by_label("In force from").input_value()) - timedelta(days=1)
    ).isoformat()
