"""What a section of the FAQ is made of, and how numbers and lists are said in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from troth.policy.answers import clock_label
from troth.policy.places import STATES
from troth.policy.promise import cut_off_on
from troth.policy.terms import Terms

WAREHOUSES = {"us": "New York", "jp": "Japan"}
_CONTIGUOUS = set(STATES) - {
    "AK",
    "HI",
    "PR",
    "VI",
    "GU",
    "AS",
    "MP",
    "FM",
    "MH",
    "PW",
    "AA",
    "AE",
    "AP",
}


class Example(NamedTuple):
    """A real date worked out by the engine: what happens, and what follows from it."""

    when: str
    then: str


class Section(NamedTuple):
    """One question of the FAQ. `key` is its anchor: a clause's own, so that a verdict can link to
    it.
    """

    key: str
    asks: str
    says: tuple[str, ...]
    points: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def data(self) -> dict[str, Any]:
        """The question as schema.org has it: a Question with its one accepted Answer."""
        told = [*self.says, *self.points, *(f"{each.when}: {each.then}" for each in self.examples)]
        return {
            "@type": "Question",
            "name": self.asks,
            "url": f"#{self.key}",
            "acceptedAnswer": {"@type": "Answer", "text": " ".join(told)},
        }


def prose(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which an empty line parts."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def several(n: int, what: str) -> str:
    """`1 hour`, `24 hours`."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def between(least: int, most: int, what: str) -> str:
    """`5 to 10 business days`; `2 business days` where both are the same."""
    return several(most, what) if least == most else f"{least} to {several(most, what)}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    told = list(words)
    return (
        told[0]
        if len(told) == 1
        else f"{', '.join(told[:-1])} {last} {told[-1]}"
        if told
        else "nobody"
    )


def destinations(states: Iterable[str]) -> str:
    """The states a method serves, as few words as tell them apart."""
    served = set(states)
    if served == _CONTIGUOUS:
        return "the 48 contiguous states and Washington, DC"
    missing, more = _CONTIGUOUS - served, served - _CONTIGUOUS
    if len(missing) <= 5 < len(served):
        without = f" except {listed(STATES[state] for state in sorted(missing))}" if missing else ""
        told = f"the 48 contiguous states and Washington, DC{without}"
        return (
            f"{told}, and {listed(STATES.get(state, state) for state in sorted(more))}"
            if more
            else told
        )
    return listed(STATES.get(state, state) for state in sorted(served))


def weight(grams: int) -> str:
    """`22.68 kg (50 lb)`."""
    return f"{grams / 1000:,.2f} kg ({grams / 453.59237:,.0f} lb)"


def at_label(terms: Terms, at: time) -> str:
    """`4:00 pm ET`."""
    return clock_label(datetime.combine(date(2000, 1, 1), at), terms.file.zone_label)


def work_hours(terms: Terms) -> str:
    """`from 9:00 am to 6:00 pm ET on business days`."""
    care = terms.file.care
    opens_at = at_label(terms, care.opens_at).removesuffix(f" {terms.file.zone_label}")
    return f"from {opens_at} to {at_label(terms, care.closes_at)} on business days"


def on(terms: Terms, day: date, at: time) -> datetime:
    """An instant on the store's clock."""
    return datetime.combine(day, at, terms.zone)


def next_open(terms: Terms, today: date) -> date:
    """The next business day after today: examples are set on it."""
    return terms.store_days.after(today, 1)


def before_a_rest(terms: Terms, today: date) -> date:
    """The next business day whose morrow is closed."""
    day = next_open(terms, today)
    while terms.store_days.is_open(day + timedelta(days=1)):
        day = terms.store_days.after(day, 1)
    return day


def just_after_cut_off(terms: Terms, day: date) -> datetime:
    return on(terms, day, cut_off_on(terms, day)) + timedelta(minutes=1)
