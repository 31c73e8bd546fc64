"""People who come and don't buy, or not what they came for: turned away by their address, gone at
the payment page, second at a piece that another is buying; and who saves a search.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from urllib.parse import quote

from simulation.actors.shoppers import Shoppers, path_of, pay_at_provider
from simulation.browser import Browser, Page
from simulation.life import Quiet
from simulation.outside import VISA, Sent
from simulation.script import Storyline


class Visitors(Quiet):
    """Each has a browser of their own."""

    def __init__(self, life: Any) -> None:
        super().__init__(life)
        self._searchers: dict[str, Storyline] = {}

    @property
    def shoppers(self) -> Shoppers:
        """Who knows how to buy."""
        return next(actor for actor in self.life.actors if isinstance(actor, Shoppers))

    def story(self, line: Storyline) -> bool:
        """Somebody comes by."""
        deeds = {
            "nowhere": self.try_address,
            "abandons": self.abandon,
            "rivals": self.compete,
            "searcher": self.save_search,
        }
        if line.kind not in deeds:
            return False
        deeds[line.kind](line)
        return True

    def letter(self, letter: Sent) -> None:
        """A saved search is confirmed by its letter's link, and ended by another's."""
        address = letter.to.rpartition("<")[2].strip("> ")
        line = self._searchers.get(address)
        link = re.search(r"https?://[^/\s]+(/searches/[^\s\"<>]+)", letter.text)
        if line is None or link is None:
            return
        if "Confirm" in letter.subject:
            if line.traits["confirms"]:
                self.life.later(partial(self._press_search, line, link[1], "confirm"), minutes=20)
            days = line.traits["ends_after_days"]
            if line.traits["confirms"] and days:
                self.life.later(partial(self._press_search, line, link[1], "end"), days=days)

    def try_address(self, line: Storyline) -> None:
        """An address that no method serves."""
        slugs = self.shoppers.choose_pieces(line.traits)
        page = self.shoppers.go_to_review(self.life.host.shopper(line.key), slugs, line.traits)
        state = line.traits["address"][3]
        served = page.form("agreed") is not None
        self._note(
            line, "order.nowhere", f"asks for delivery to {state}", page, ok=served,
            address=line.traits["address"], items=slugs,
        )  # fmt: skip

    def abandon(self, line: Storyline) -> None:
        """Goes as far as the trait says; who pays late comes back after the hold."""
        browser, how = self.life.host.shopper(line.key), line.traits["leaves"]
        slugs = self.shoppers.choose_pieces(line.traits)
        review = self.shoppers.go_to_review(browser, slugs, line.traits)
        form = review.form("agreed")
        if form is None or how == "at_review":
            self._note(line, "order.leave_review", "leaves at the last page", review, items=slugs)
            return
        paying = browser.send(review, form)
        if "/c/" not in paying.url:
            self._note(line, "order.refused", "can't pay", paying, ok=False)
        elif how == "lets_go":
            self._let_go(line, browser)
        elif how == "pays_late":
            deed = partial(self._pay_late, line, browser, paying.url)
            self.life.later(deed, minutes=17)
        else:
            self._note(line, "order.leave_provider", "leaves at the provider", paying, items=slugs)

    def _let_go(self, line: Storyline, browser: Browser) -> None:
        page = browser.get("/checkout/review")
        form = page.form("Let go")
        if form is None:
            self.life.left_out("order.let_go")
            return
        self._note(line, "order.let_go", "lets the piece go", browser.send(page, form))

    def _pay_late(self, line: Storyline, browser: Browser, url: str) -> None:
        status, back = pay_at_provider(url, line.traits, VISA)
        if status not in (302, 303):
            self._write(line, "order.pay_late", "pays after the hold", ok=False, answer=back)
            return
        done = browser.get(path_of(back))
        match = re.search(r"/orders/(T-[\w-]+)", done.url)
        number = match[1] if match else ""
        self._note(
            line, "order.pay_late", "pays after the hold", done, ok=bool(match), order=number
        )
        if number:
            self.shoppers.register(line, number, browser)

    def compete(self, line: Storyline) -> None:
        """Somebody is buying a piece; another wants the same one, now and 20 minutes later."""
        name, email = line.traits["name"], line.traits["email"]
        first = {**line.traits, "name": "Ada Firth", "email": f"first.{email}"}
        slugs = self.shoppers.choose_pieces(line.traits)
        browser = self.life.host.shopper(f"{line.key} first")
        review = self.shoppers.go_to_review(browser, slugs, first)
        form = review.form("agreed")
        paying = browser.send(review, form) if form else review
        self.life.deed(
            f"shopper:{first['email']}",
            "order.hold",
            f"{first['name']} holds the piece that {name} wants",
            ok="/c/" in paying.url,
            items=slugs,
        )
        self._try_to_buy(line, slugs)
        how = line.traits["first_one"]
        first_line = Storyline(f"{line.key} first", "order", line.at, first)
        if how == "pays" and "/c/" in paying.url:
            self._pay_late(first_line, browser, paying.url)
        elif how == "lets_go":
            self._let_go(first_line, browser)
        self.life.later(partial(self._try_to_buy, line, slugs), minutes=20)

    def _try_to_buy(self, line: Storyline, slugs: list[str]) -> None:
        """Refused while another holds it; else it becomes an order like any other."""
        if not self.shoppers.buy(line, slugs):
            words = "can't buy a piece that another is buying"
            self._write(line, "order.rival_refused", words, ok=False, items=slugs)

    # A saved search

    def save_search(self, line: Storyline) -> None:
        """Searches, and asks to be told of what is new."""
        browser = self.life.host.shopper(line.key)
        self._searchers[line.traits["email"]] = line
        page = browser.get(f"/search?q={quote(line.traits['search'])}")
        form = page.form("search", "email")
        if form is None:
            self.life.left_out("search.save")
            return
        done = browser.send(page, form, {"email": line.traits["email"]})
        words = f"saves a search for {line.traits['search']}"
        self._note(line, "search.save", words, done, search=line.traits["search"])

    def _press_search(self, line: Storyline, link: str, what: str) -> None:
        browser = self.life.host.shopper(line.key)
        page = browser.get(link)
        form = page.form("/end") if what == "end" else page.form("Yes, save it")
        if form is None:
            self._note(line, f"search.{what}", "finds no button", page, ok=False)
            return
        done = browser.send(page, form)
        self._note(line, f"search.{what}", f"presses to {what} the saved search", done)

    # Writing down

    def _note(
        self, line: Storyline, what: str, words: str, page: Page, *, ok: bool = True, **details: Any
    ) -> None:
        refused = 'class="note error"' in page.source
        fine = ok and page.ok and not refused
        self._write(line, what, words, ok=fine, answer=page.text, **details)

    def _write(self, line: Storyline, what: str, words: str, **more: Any) -> None:
        traits = line.traits
        who = f"shopper:{traits['email']}"
        self.life.deed(who, what, f"{traits['name']} {words}", **more)
