"""What somebody might guess who wants another's order: at random, and as near to real ones as can
be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote

from troth.orders.links import hash_of, token_for
from troth.orders.models import Order

BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NUMBERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# Letters that look like ours.
LIKE = {
    "A": "А",
    "B": "В",
    "C": "С",
    "E": "Е",
    "H": "Н",
    "K": "К",
    "M": "М",
    "P": "Р",
    "T": "Т",
    "X": "Х",
    "S": "ſ",
    "-": "–",
}
PAGES = (
    "",
    "",
    "",
    "/print",
    "/calendar.ics",
    "/proof/1.pdf",
    "/ask/cancel",
    "/ask/damaged",
    "/papers/1",
    "/x",
    "/",
)

Bend = Callable[[Random, str, str], str]


def _another(chance: Random, text: str, letters: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(letters) + text[at + 1 :]


def _look_alike(chance: Random, text: str, letters: str) -> str:
    at = chance.choice([at for at, sign in enumerate(text) if sign.upper() in LIKE] or [0])
    return (
        text[:at]
        + LIKE.get(text[at].upper(), "\N{FULLWIDTH LATIN SMALL LETTER A}")
        + text[at + 1 :]
    )


def _swapped(chance: Random, text: str, letters: str) -> str:
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


BENDS: tuple[Bend, ...] = (
    _another,
    _another,
    _swapped,
    _look_alike,
    lambda chance, text, letters: text[: chance.randrange(1, len(text))],
    lambda chance, text, letters: text[chance.randrange(1, len(text)) :],
    lambda chance, text, letters: (
        text + chance.choice([*letters, ".", ",", ">", "=", " ", "\0", "/", "%00", "é"])
    ),
    lambda chance, text, letters: chance.choice([" ", "\t", "/", "\ufeff", "%"]) + text,
    lambda chance, text, letters: text * 2,
    lambda chance, text, letters: text.swapcase(),
    lambda chance, text, letters: text.lower(),
    lambda chance, text, letters: quote(quote(text, safe=""), safe="").replace("-", "%2D", 1),
    lambda chance, text, letters: text.replace("-", chance.choice(["+", "_", "%2D", "‐", ""])),
    lambda chance, text, letters: "".join(
        chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text
    ),
    lambda chance, text, letters: f"{text[:-1]}%{chance.choice(['27', '5C', '3B--', '2a'])}",
)


class Guesser:
    """Guesses, none of which is right."""

    def __init__(self, orders: list[Order], seed: int) -> None:
        self.chance, self.orders = Random(seed), orders
        self.numbers = {order.number for order in orders}
        self.links = {token_for(number) for number in self.numbers}
        self.emails = {order.recipient.email for order in orders}
        self.tried: set[int] = set()

    def new(self, kind: str) -> Any:
        """A guess of this kind (`link`, `page` or `asking`) that was not made before."""
        while True:
            guess = getattr(self, kind)()
            if (digest := hash(str(guess))) not in self.tried:
                self.tried.add(digest)
                return guess

    def link(self) -> str:
        """The address of a mailed link."""
        near = self._near(sorted(self.links), BASE64, self._some_link, self.links)
        return f"/o/{quote(near, safe='')}"

    def page(self) -> str:
        """The address of an order's page, or of one below it; for who has no link, the right number
        is a guess too.
        """
        number = self._near(sorted(self.numbers), NUMBERS, self._some_number, set())
        return f"/orders/{quote(number, safe='')}{self.chance.choice(PAGES)}"

    def asking(self) -> dict[str, str]:
        """A number and an email that don't belong together, by at least one sign; both as the form
        takes them.
        """
        kind = self.chance.randrange(3)
        order = self.chance.choice(self.orders)
        number = (
            order.number
            if kind == 0
            else self._near([order.number], NUMBERS, self._some_number, self.numbers)
        )
        number = number.replace("\0", "")[:20].strip() or "T-2"
        wrong = kind == 1 and not _same(number, self.numbers)
        return {
            "number": number,
            "email": order.recipient.email if wrong else self._some_email(order),
        }

    def _near(self, real: list[str], letters: str, some: Callable[[], str], right: set[str]) -> str:
        while True:
            text = (
                some()
                if self.chance.random() < 0.4
                else self._bent(self.chance.choice(real), letters)
            )
            if text and not _same(text, right):
                return text

    def _bent(self, text: str, letters: str) -> str:
        for _ in range(self.chance.choice((0, 1, 1, 1, 1, 2))):
            if len(text) > 2:
                text = self.chance.choice(BENDS)(self.chance, text, letters)
        return text[:300]

    def _some_link(self) -> str:
        order = self.chance.choice(self.orders)
        some = [
            "".join(self.chance.choices(BASE64, k=32)),
            "".join(self.chance.choices(BASE64, k=self.chance.randint(1, 64))),
            order.link_hash,
            order.number,
            str(order.pk),
            order.checkout_key,
            hash_of(order.link_hash),
            token_for(
                order.number,
                key=self.chance.choice(["", "key", "development-only-", str(self.chance.random())]),
            ),
            token_for(self._some_number()),
        ]
        return self.chance.choice(some)

    def _some_number(self) -> str:
        letters = "".join(self.chance.choices(NUMBERS, k=10))
        order = self.chance.choice(self.orders)
        some = [
            f"T-{letters[:5]}-{letters[5:]}",
            letters,
            order.checkout_key,
            order.link_hash,
            str(order.pk),
            f"T-{letters[:5]}",
        ]
        return self.chance.choice([some[0], some[0], *some])

    def _some_email(self, order: Order) -> str:
        name, _, domain = order.recipient.email.partition("@")
        others = sorted(self.emails - {order.recipient.email})
        near = [
            f"{name}+x@{domain}",
            f"{name[:-1]}@{domain}",
            f"{name}@{domain}.example",
            f"{name}@m{domain}",
            f"x{name}@{domain}",
            f"{name}%@{domain}",
            f"{name[:-1]}_@{domain}",
            f"{name}@{domain[:-1]}",
            "nobody@example.com",
            *others,
        ]
        return self.chance.choice(near)


def _same(text: str, right: set[str]) -> bool:
    """Whether the form or the address would read it as a right one. A number is read whatever its
    dashes, widths and cases are, and with words around it.
    """
    numbers = {_letters(order_number) for order_number in right if order_number.startswith("T-")}
    return text in right or any(number in _letters(text) for number in numbers)


def _letters(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in wide if sign.isascii() and sign.isalnum())
