"""The search box by keyboard, as a combobox. (axe-core looks at every page in
`tests/e2e/test_every_page.py`.)
"""

from __future__ import annotations

import pytest

from tests.engine import ENGINE

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="a page is the same whatever the database is: seen on SQLite"
)


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
