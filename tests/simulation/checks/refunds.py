"""What a letter says was refunded is what moved, to the cent, and what the provider has paid back.
Who gets a piece's price back gets its tax and its share of the shipping back with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from tests.simulation.checks.common import finding, letters_of
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.transcript import Event, Letter, Money, OrderStory, Transcript

_SUM = r"\$([\d,]+\.\d\d)"
_PARTS = ("Price", "Shipping", "Sales tax")
# What gives a piece up, so that everything paid for it is owed.
_GIVEN_UP = ("line.cancelled", "line.lost", "line.restocked", "line.returned")
MOST_PIECES = 6


@dataclass(slots=True)
class Paid:
    """What was paid, as the confirmation itemizes it, in cents."""

    prices: dict[str, int] = field(default_factory=dict)
    taxes: dict[str, int] = field(default_factory=dict)
    shipping: int = 0
    tax_on_shipping: int = 0
    tax_given_back: int = 0

    def share(self, titles: tuple[str, ...], cents: int) -> Fraction:
        """The share of these pieces in a sum for all of them, by their prices."""
        of_them = sum(self.prices[title] for title in titles)
        return Fraction(cents * of_them, max(sum(self.prices.values()), 1))


def run(life: Transcript) -> Iterator[Finding]:
    """Every letter about a refund, and every payment."""
    accounts = {
        str(account.more.get("id")): account for account in life.of(Money)
    }  # the last of each
    for story in life.orders.values():
        yield from _by_the_provider(story, accounts)
        paid, given = _paid(story), dict.fromkeys(_PARTS, 0)
        for letter in letters_of(story, "refunded"):
            sums = _sums_of(letter)
            given = {name: cents + sums[name] for name, cents in given.items()}
            yield from _moved(story, letter, sums)
            if paid is None:
                continue
            if sums["Price"]:
                yield from _whole(story, letter, sums, paid, given)
            elif not sums["Shipping"]:  # a tax that was charged too high
                paid.tax_given_back += sums["Sales tax"]


def _by_the_provider(story: OrderStory, accounts: dict[str, Money]) -> Iterator[Finding]:
    """What the timeline says was paid back is what the provider has paid back."""
    for event in story.events_of("payment.authorized", "payment.authorized_again"):
        account = accounts.get(str(event.facts.get("reference")))
        if account is None:
            continue
        stated_cents = sum(
            int(refund.facts.get("amount_cents") or 0)
            for refund in story.events_of("payment.refunded")
            if refund.n < account.n
        )
        paid = int(account.more.get("refunded") or 0)
        if stated_cents != paid and not story.events_of("payment.operation_failed"):
            words = (
                f"The timeline says that {stated_cents} cents were paid back, and the provider"
                f" {paid}"
            )
            yield finding("refunds", story, account, words, kind="another sum at the provider")


def _cents(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def _sums_of(letter: Letter) -> dict[str, int]:
    """The sum of the letter, and its parts, by their names."""
    sums: dict[str, int] = {}
    whole = re.search(rf"We refunded {_SUM}", letter.text)
    if whole:
        sums["all"] = _cents(whole[1])
    for name in _PARTS:
        part = re.search(rf"^{name}: {_SUM}$", letter.text, re.MULTILINE)
        sums[name] = _cents(part[1]) if part else 0
    return sums


def _moved(story: OrderStory, letter: Letter, sums: dict[str, int]) -> Iterator[Finding]:
    """The sum is the sum of its parts, and one that was paid back at that moment."""
    if "all" not in sums:
        return
    parts = sum(sums[name] for name in _PARTS)
    moved = [
        int(event.facts.get("amount_cents") or 0)
        for event in story.events_of("payment.refunded")
        if event.at == letter.at
    ]
    if parts and parts != sums["all"]:
        words = f"The letter says {sums['all']} cents, and its parts make {parts}"
        yield finding(
            "refunds", story, letter, words, letter_evidence(letter, "$"), kind="parts of the sum"
        )
    if moved and sums["all"] not in moved:
        words = f"The letter says {sums['all']} cents, and what was paid back is {moved}"
        yield finding(
            "refunds", story, letter, words, letter_evidence(letter, "$"), kind="another sum"
        )


def _paid(story: OrderStory) -> Paid | None:
    """What the confirmation says under WHAT YOU PAY; None where it can't be read whole."""
    letters = letters_of(story, "confirmation")
    if not letters:
        return None
    paid = Paid()
    inside = letters[0].text.partition("WHAT YOU PAY\n")[2].partition("\n\n")[0]
    for line in inside.splitlines():
        amount = re.search(rf": {_SUM}$", line)
        if amount is None:  # such as “exempt; no tax on $95.00”
            continue
        title = next((piece for piece in story.titles if line.strip().startswith(f"{piece}:")), "")
        cents = _cents(amount[1])
        is_tax = line.startswith("  ")
        if title:
            (paid.taxes if is_tax else paid.prices)[title] = cents
        elif " shipping" in line and is_tax:
            paid.tax_on_shipping = cents
        elif " shipping" in line:
            paid.shipping = cents
    return paid if set(paid.prices) == set(story.titles) else None


def _whole(
    story: OrderStory, letter: Letter, sums: dict[str, int], paid: Paid, given: dict[str, int]
) -> Iterator[Finding]:
    """Where more was given back before, the last refund gives what is left."""
    titles = _pieces_of(story, letter, sums["Price"], paid)
    if not titles:
        return
    owed = {
        "Shipping": paid.share(titles, paid.shipping),
        "Sales tax": sum(paid.taxes.get(title, 0) for title in titles)
        + paid.share(titles, paid.tax_on_shipping)
        - paid.tax_given_back,
    }
    in_all = {
        "Shipping": paid.shipping,
        "Sales tax": paid.tax_on_shipping + sum(paid.taxes.values()),
    }
    for name, cents in owed.items():
        if sums[name] < cents and given[name] < in_all[name]:
            words = (
                f"Everything paid for {', '.join(titles)} goes back; of the"
                f" {name.lower()} that is {float(cents) / 100:.4f}, and {sums[name] / 100:.2f} was"
                " refunded"
            )
            evidence = letter_evidence(letter, "$")
            yield finding("refunds", story, letter, words, evidence, kind=f"{name} kept")


def _pieces_of(story: OrderStory, letter: Letter, price: int, paid: Paid) -> tuple[str, ...]:
    """The pieces that were given up by then whose prices make this price; none where it is another
    refund, such as a part of a price.
    """
    given_up = _given_up(story, letter)
    for count in range(1, min(len(given_up), MOST_PIECES) + 1):
        for titles in combinations(given_up, count):
            if price and sum(paid.prices[title] for title in titles) == price:
                return titles
    return ()


def _given_up(story: OrderStory, letter: Letter) -> list[str]:
    events = [event for event in story.events if event.at <= letter.at]
    titles = [event.line for event in events if event.kind in _GIVEN_UP]
    titles += [str(event.facts.get("title") or "") for event in events if _is_whole(event)]
    return [title for title in dict.fromkeys(titles) if title in story.titles]


def _is_whole(event: Event) -> bool:
    """Care has decided that everything paid for a damaged piece goes back."""
    return event.kind == "damage.decided" and event.facts.get("verdict") == "whole"


CHECK = Check(
    "refunds",
    "authenticity_refund, cancellation",
    "a cent, or the tax, of what they were to get back whole",
    run,
)
