"""axe-core finds nothing wrong on any page of the catalog, on a phone or a desktop; and none is wider than its window."""

from __future__ import annotations

import pytest

from tests.engine import ENGINE, FULL
from tests.stories.looking import wrong_on
from tests.stories.test_first_way_through import DESKTOP, PHONE
from tests.stories.test_from_intake_to_sold import FIRST, judge, photograph, sign_in, take_in

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="a page is the same whatever the database is: seen on SQLite"
)
SIZES = {"desktop": DESKTOP, "phone": PHONE} if FULL else {"phone": PHONE}
SHOP = [
    "/",
    "/items/",
    "/items/?category=bags&color=black&sort=price_up&sold=yes",
    "/search?q=bag",
    "/search?q=hermes+brikin",
    "/bag",
]


@pytest.fixture(scope="module")
def made(store, browser):
    """An item at every stage, made once at the desk."""
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(30_000)
    page = context.new_page()
    sign_in(page, store, FIRST)
    listed = take_in(page, store, title="Arche bag to look at", price="1800")
    photograph(page, listed)
    judge(page, listed, verdict="Authentic: approve it")
    page.get_by_role("button", name="Put it on sale").click()
    page.get_by_role("button", name="Take it off sale").wait_for()
    key = store.sql(
        f"SELECT id FROM catalog_evaluation WHERE item_id = (SELECT id FROM catalog_item WHERE slug = '{slug(listed)}')"
    )
    unjudged = take_in(page, store, title="Arche bag to be judged", price="2000")
    cookies = context.cookies()
    context.close()
    return {"listed": listed, "unjudged": unjudged, "evaluation": key[0][0], "cookies": cookies}


def slug(address: str) -> str:
    return address.rpartition("/")[2]


def looked_at(page, store, path: str, name: str) -> list[str]:
    page.goto(f"{store.url}{path}")
    return wrong_on(page, name)


@pytest.mark.parametrize("page", SIZES.values(), ids=SIZES, indirect=True)
def test_nothing_is_wrong(store, page, made):
    item = f"/desk/items/{slug(made['listed'])}"
    desk = [
        "/faq", "/desk/items/", "/desk/items/new", "/desk/items/new?category=watches", "/desk/items/import", "/desk/serials/", item,
        f"{item}/describe", f"{item}/photos", f"{item}/withdraw/{made['evaluation']}",
        f"/desk/items/{slug(made['unjudged'])}/evaluate",
    ]  # fmt: skip
    wrong = []
    for nth, path in enumerate([*SHOP, f"/items/{slug(made['listed'])}"]):
        wrong += looked_at(page, store, path, f"shop-{nth}")
    page.context.add_cookies(made["cookies"])
    for nth, path in enumerate(desk):
        wrong += looked_at(page, store, path, f"desk-{nth}")
    assert wrong == []


def test_the_search_box_by_keyboard(store, page):
    page.goto(store.url)
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("be", delay=30)
    page.get_by_role("listbox", name="Suggestions").wait_for()
    first = page.get_by_role("option").first.get_attribute("data-text")
    box.press("ArrowDown")
    assert box.input_value() == first
    assert box.get_attribute("aria-activedescendant") == "suggestion-0"
    box.press("Escape")
    assert box.input_value() == "be"
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("n", delay=30)
    page.get_by_role("listbox", name="Suggestions").wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator(".cards li").count()
