"""The walk of `docs/first-look.md`, as a stranger takes it: each step opens and presses what the
document says, and sees what it promises. `python -m tests.e2e.first_look` takes its pictures.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.browser_steps import DESKTOP, buy_shown_piece, main_text
from tests.e2e.stores import Store

DOCUMENT = Path(__file__).parents[2] / "docs" / "first-look.md"
PICTURES = DOCUMENT.parent / "first-look"
FEWEST_LETTERS = 300  # a page with less is as good as blank

Take = Callable[[Any, str], None]


class Walk:
    """A stranger with a browser, at a store whose past is made."""

    def __init__(self, browser: Any, store: Store, take: Take = lambda _page, _name: None) -> None:
        self._browser, self._store, self._take = browser, store, take
        self._pages: dict[str, Any] = {}

    def go(self) -> None:
        """All steps, in the document's order."""
        for title, step in STEPS:
            try:
                step(self)
            except Exception as failed:
                failed.add_note(f"the step: {title}")
                raise

    def close(self) -> None:
        """All browsers."""
        for page in self._pages.values():
            page.context.close()

    def _page(self, who: str) -> Any:
        """The browser of a shopper, or of somebody of the staff, who signs in by their first
        name.
        """
        if who not in self._pages:
            context = self._browser.new_context(viewport=DESKTOP)
            context.set_default_timeout(20_000)
            self._pages[who] = page = context.new_page()
            if who != "shopper":
                page.goto(f"{self._store.url}/desk/")
                page.get_by_label("Email").fill(f"{who}@fathomandreed.example")
                page.get_by_label("Password").fill(self._store.password)
                page.get_by_role("button", name="Sign in", exact=True).click()
                page.wait_for_url("**/desk/**")
        return self._pages[who]

    def _open(self, who: str, path: str) -> Any:
        page = self._page(who)
        page.goto(path if path.startswith("http") else f"{self._store.url}{path}")
        return page

    def look_at_a_piece(self) -> None:
        """Step 1."""
        page = self._open("shopper", "/")
        page.get_by_label("Search").fill("bag")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/search?q=*")
        page.goto(f"{page.url}&location=us")
        page.locator(".cards a").first.click()
        page.get_by_label(re.compile("ZIP code")).fill("10013")
        page.get_by_role("button", name="Show dates").click()
        page.get_by_text("Why these dates?").click()
        assert "business day" in page.locator(".steps").inner_text()
        self._take(page, "piece")

    def buy_it(self) -> None:
        """Step 2."""
        self.order = buy_shown_piece(self._page("shopper"))

    def read_the_letter(self) -> None:
        """Step 3."""
        page, number = self._page("shopper"), self.order.rpartition("/")[2]
        until = time.monotonic() + 20
        while number not in main_text(page) or "/dev/mail/" not in page.url:
            assert time.monotonic() < until, main_text(page)
            page.goto(f"{self._store.url}/dev/mail/")
        page.get_by_role("link", name=re.compile(f"order {number} is confirmed")).first.click()
        assert "TO CANCEL" in page.content() or "To cancel" in page.content()

    def wait_for_what_is_late(self) -> None:
        """Step 4."""
        page = self._open("shopper", self._printed("Late, with a choice"))
        assert "Unless you tell us" in main_text(page)
        self._take(page, "late")
        page.get_by_role("button", name=re.compile("^Keep my order")).first.click()
        assert "You kept the order" in main_text(page) or "we keep" in main_text(page).lower()

    def see_the_queue(self) -> None:
        """Step 5."""
        page = self._open("staff", "/desk/")
        assert "orders to go out" in main_text(page)
        assert "May ship" in main_text(page)
        self._take(page, "queue")

    def pack_the_next_order(self) -> None:
        """Step 6."""
        page = self._open("pat", "/desk/packing/")
        page.get_by_role("button", name="Take the next order").click()
        page.wait_for_url("**/desk/packing/T-*")
        assert re.search(r"TAG\d{9,}", main_text(page))

    def answer_a_question(self) -> None:
        """Step 7."""
        page = self._open("gus", "/desk/care/")
        self._take(page, "care")
        page.locator("tr", has_text="A question").first.get_by_role("link").first.click()
        words = "You can't pick it up: it comes to your door, and someone must sign for it."
        page.get_by_label(re.compile("Reply to customer")).fill(words)
        page.get_by_role("button", name="Send reply and close").click()
        assert "emailed" in main_text(page)

    def agree_to_a_refund(self) -> None:
        """Step 8."""
        page = self._open("fay", "/desk/care/")
        page.get_by_role("button", name=re.compile("^Agree")).first.click()
        assert "refund is on its way" in main_text(page)

    def read_the_scorecard(self) -> None:
        """Step 9."""
        page = self._open("staff", "/desk/scorecard/")
        assert "Processed in time" in main_text(page)
        self._take(page, "scorecard")
        page.locator("#processed").get_by_role("link", name=re.compile("late")).first.click()
        assert "broken" in main_text(page)
        page.locator("table").get_by_role("link").first.click()
        assert "Placed" in main_text(page)

    def ask_what_if(self) -> None:
        """Step 10."""
        page = self._open("staff", "/desk/policy/draft/")
        page.get_by_role("button", name=re.compile("^What if")).click()
        until = time.monotonic() + 60
        while "cancel" not in main_text(page) or "orders" not in main_text(page):
            assert time.monotonic() < until, main_text(page)
            time.sleep(0.5)
            page.reload()
        self._take(page, "what-if")

    def open_every_page(self) -> None:
        """Not a step: each page of the desk's menu, and the FAQ, has something to read."""
        page = self._open("staff", "/desk/")
        addresses = [
            str(link.get_attribute("href"))
            for link in page.get_by_role("navigation").get_by_role("link").all()
        ]
        for address in [path for path in addresses if path.startswith("/desk/")] + ["/faq", "/"]:
            text = main_text(self._open("staff", address))
            assert len(text) > FEWEST_LETTERS, (address, text)

    def _printed(self, name: str) -> str:
        """An address that the start printed."""
        printed = re.search(rf"{name}: +(\S+)", "".join(self._store.output))
        assert printed is not None, "".join(self._store.output)
        return printed[1]


STEPS: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("Look at a piece", Walk.look_at_a_piece),
    ("Buy it", Walk.buy_it),
    ("Read its letter", Walk.read_the_letter),
    ("Wait for what is late", Walk.wait_for_what_is_late),
    ("See the queue", Walk.see_the_queue),
    ("Pack the next order", Walk.pack_the_next_order),
    ("Answer a question", Walk.answer_a_question),
    ("Agree to a refund", Walk.agree_to_a_refund),
    ("Read the scorecard", Walk.read_the_scorecard),
    ("Ask what if", Walk.ask_what_if),
)


def main() -> None:
    """Opens a lived store, and takes the pictures of the document."""
    from playwright.sync_api import sync_playwright

    from tests.e2e.chromium import chromium_path

    def take(page: Any, name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=70)

    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder), PAST="yes") as store,
        sync_playwright() as playwright,
    ):
        while "The desk's queue" not in "".join(store.output):
            time.sleep(0.5)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        walk = Walk(browser, store, take)
        walk.go()
        walk.close()
        browser.close()


if __name__ == "__main__":
    main()
