"""Shoppers: each buys, reads the letters, and does what the traits of the storyline say."""

from __future__ import annotations

import re
from typing import Any

from simulation.actors.after_sale import AfterSale
from simulation.browser import Browser, Form, Page
from simulation.life import Quiet
from simulation.outside import DECLINED, VISA, Sent, submit
from simulation.script import Storyline

NUMBER = re.compile(r"\bT-[0-9A-Z]{5}-[0-9A-Z]{5}\b")


def pay_at_provider(url: str, traits: dict[str, Any], number: str) -> tuple[int, str]:
    """Fills in the provider's page; its status, and where it leads or what it says."""
    return submit(
        url,
        number=number,
        email=traits["email"],
        expiry="12/40",
        cvc="123",
        name=traits["name"],
        zip=traits["address"][4],
    )


def path_of(url: str) -> str:
    """The address within the store."""
    return "/" + url.partition("//")[2].partition("/")[2]


class Shoppers(Quiet):
    """All of them; each has a browser of their own."""

    def __init__(self, life: Any) -> None:
        super().__init__(life)
        self._lines: dict[str, Storyline] = {}  # address -> who has it
        self._after = AfterSale(life, self)

    def story(self, line: Storyline) -> bool:
        """Somebody comes to buy."""
        if line.kind != "order":
            return False
        self.buy(line)
        return True

    def letter(self, letter: Sent) -> None:
        """Read by whom it went to; a confirmation is how some learn of their order."""
        address = letter.to.rpartition("<")[2].strip("> ")
        line = self._lines.get(address)
        match = NUMBER.search(f"{letter.subject}\n{letter.text}")
        if line is None or match is None:
            return
        if match[0] not in self.life.orders:
            if "is confirmed" not in letter.subject:
                return
            self._open_from_letter(line, match[0], letter)
        self._after.read_letter(match[0], letter)

    def event(self, order: str, kind: str) -> None:
        """What happened to their order, as far as it starts something."""
        if order in self.life.orders:
            self._after.hear_event(order, kind)

    def _open_from_letter(self, line: Storyline, number: str, letter: Sent) -> None:
        browser = self.life.host.shopper(line.key)
        link = re.search(r"https?://[^/\s]+(/o/[^\s\"<>]+)", letter.text)
        if link:
            browser.get(link[1])
        self.register(line, number, browser)

    def register(self, line: Storyline, number: str, browser: Browser) -> None:
        """From now on the order's page is read with this browser."""
        if number in self.life.orders:
            return
        self.life.orders[number] = {
            "browser": browser,
            "email": line.traits["email"],
            "line": line,
            "placed_at": self.life.host.clock.now().isoformat(),
        }
        self._after.start_wishes(number)

    # Buying

    def buy(self, line: Storyline, slugs: list[str] | None = None) -> str:
        """From the item's page to the provider's and back. Returns the order's number, or ""."""
        life, traits = self.life, line.traits
        self._lines[traits["email"]] = line
        browser = life.host.shopper(line.key)
        who = f"shopper:{traits['email']}"
        slugs = slugs or self.choose_pieces(traits)
        if len(slugs) < len(traits["pieces"]):
            life.deed(who, "order.nothing_left", f"{traits['name']} finds nothing to buy", ok=False)
            return ""
        review = self.go_to_review(browser, slugs, traits)
        form = review.form("agreed") or review.form("key")
        if form is None:
            self._refused_at_checkout(who, traits, review, slugs)
            return ""
        if traits.get("place") == "hold":
            review = self.choose_location(browser, review, who, traits)
            form = review.form("agreed") or form
        return self.pay(browser, review, form, line, slugs)

    def _refused_at_checkout(
        self, who: str, traits: dict[str, Any], page: Page, slugs: list[str]
    ) -> None:
        self.life.deed(
            who,
            "order.refused",
            f"{traits['name']} isn't let through checkout to {traits['address'][3]}",
            ok=False,
            answer=page.text,
            address=traits["address"],
            items=slugs,
        )

    def choose_pieces(self, traits: dict[str, Any]) -> list[str]:
        """Pieces on sale that nobody is buying, one for each warehouse named."""
        cheap = " AND category = 'clothing' AND price_cents < 11000"
        more = cheap if traits.get("cheap_clothing") else ""
        slugs: list[str] = []
        for warehouse in traits["pieces"]:
            candidates = self._on_sale(warehouse, more) or self._on_sale(warehouse, "")
            slugs += [slug for slug in candidates if slug not in slugs][:1]
        return slugs

    def _on_sale(self, warehouse: str, more: str) -> list[str]:
        rows = self.life.host.rows(
            "SELECT slug FROM catalog_item WHERE listed_at IS NOT NULL AND sold_at IS NULL"
            " AND warehouse = %s AND id NOT IN (SELECT item_id FROM catalog_reservation)"
            f"{more} ORDER BY source_id LIMIT 5",
            warehouse,
        )
        return [slug for (slug,) in rows]

    def go_to_review(self, browser: Browser, slugs: list[str], traits: dict[str, Any]) -> Page:
        """Bag, address, and the page to look once more; or the page that refuses."""
        reader, email = self.life.reader, traits["email"]
        for slug in slugs:
            item = browser.get(f"/items/{slug}?zip={traits['address'][4]}")
            reader.write_page("item", slug, email, item)
            bag = browser.post(f"/bag/add/{slug}")
            reader.write_page("bag", "+".join(slugs), email, bag)
        return self.give_address(browser, slugs, traits)

    def give_address(self, browser: Browser, slugs: list[str], traits: dict[str, Any]) -> Page:
        """The checkout's form, filled in."""
        street, street2, city, state, zip_code = traits["address"]
        checkout = browser.get("/checkout")
        form = checkout.form("email") or checkout.form("street")
        typed = {
            "email": traits["email"],
            "name": traits["name"],
            "street": street,
            "street2": street2,
            "city": city,
            "state": state,
            "zip_code": zip_code,
        }
        if form is None:
            return browser.post("/checkout", typed | {"phone": "", "method": "ground"})
        fields = {name: value for name, value in typed.items() if name in form.fields}
        review = browser.send(checkout, form, fields)
        self.life.reader.write_page("review", "+".join(slugs), traits["email"], review)
        return review

    def choose_location(
        self, browser: Browser, review: Page, who: str, traits: dict[str, Any]
    ) -> Page:
        """The carrier keeps the parcel at one of its places."""
        page = browser.get("/checkout/locations")
        form = page.form("location")
        if form is None:
            self.life.left_out("order.hold_location")
            return browser.get("/checkout/review") if "/review" in page.url else review
        pressed = form.buttons[len(traits["name"]) % len(form.buttons)]
        there = browser.send(page, form, button=f"{pressed[0]}={pressed[1]} {pressed[2]}")
        self.life.deed(
            who,
            "order.hold_location",
            f"{traits['name']} has the parcel kept by the carrier",
            ok="agreed" in there.source,
            answer=there.text,
            location=pressed[1],
        )
        self.life.reader.write_page("review", "hold", traits["email"], there)
        return there

    def pay(
        self, browser: Browser, review: Page, form: Form, line: Storyline, slugs: list[str]
    ) -> str:
        """One press to the provider's page, a card there, and back. Returns the number, or ""."""
        life, traits = self.life, line.traits
        who = f"shopper:{traits['email']}"
        paying = browser.send(review, form)
        if "/c/" not in paying.url:
            life.deed(
                who, "order.refused", f"{traits['name']} can't pay", ok=False, answer=paying.text
            )
            return ""
        if traits["card"] == "declined_first":
            pay_at_provider(paying.url, traits, DECLINED)
            life.deed(who, "order.declined", f"{traits['name']}'s card is declined", ok=False)
        status, back = pay_at_provider(paying.url, traits, traits.get("card_number", VISA))
        if status not in (302, 303):
            life.deed(who, "order.unpaid", f"{traits['name']} can't pay", ok=False, answer=back)
            return ""
        if not traits.get("returns_to_store", True) and traits["mail"] == "delivered":
            life.deed(who, "order.pay_and_leave", f"{traits['name']} pays and closes the browser")
            return ""
        return self._come_back(browser, back, line, slugs)

    def _come_back(self, browser: Browser, back: str, line: Storyline, slugs: list[str]) -> str:
        life, traits = self.life, line.traits
        who = f"shopper:{traits['email']}"
        done = browser.get(path_of(back))
        match = re.search(r"/orders/(T-[\w-]+)", done.url) or NUMBER.search(done.text)
        number = match[match.lastindex or 0] if match else ""
        if not number:
            words = f"{traits['name']} paid, and no order was placed"
            life.deed(who, "order.not_placed", words, ok=False, answer=done.text)
            return ""
        pieces = " and ".join(f"a piece in {warehouse.upper()}" for warehouse in traits["pieces"])
        life.deed(
            who,
            "order.pay",
            f"{traits['name']} buys {pieces}",
            order=number,
            answer=done.text,
            pieces=traits["pieces"],
            items=slugs,
            address=traits["address"],
            place=traits.get("place", ""),
        )
        self.register(line, number, browser)
        return number
