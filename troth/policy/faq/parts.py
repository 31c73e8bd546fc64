"""What a section of the FAQ is made of, and how numbers and lists are said in it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from troth.policy.dates.promise import cut_off_on
from troth.policy.results import clock_label, count_label
from troth.policy.schema import fixed_offset
from troth.policy.terms import Terms

# One of these is where a method goes, as most do: New York first, then one place of each kind.
EXAMPLE_ZIPS = ("10013", "60611", "90012", "33139", "99501", "96813", "00901")


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
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    def data(self) -> dict[str, Any]:
        """The question as schema.org has it: a Question with its one accepted Answer."""
        sentences = [
            *self.paragraphs,
            *self.points,
            *(f"{example.when}: {example.then}" for example in self.examples),
        ]
        return {
            "@type": "Question",
            "name": self.asks,
            "url": f"#{self.key}",
            "acceptedAnswer": {"@type": "Answer", "text": " ".join(sentences)},
        }


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which an empty line parts."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def range_label(least: int, most: int, what: str) -> str:
    """`5 to 10 business days`; `2 business days` where both are the same."""
    return count_label(most, what) if least == most else f"{least} to {count_label(most, what)}"


def weight_label(grams: int) -> str:
    """`22.68 kg (50 lb)`."""
    return f"{grams / 1000:,.2f} kg ({grams / 453.59237:,.0f} lb)"


def at_label(terms: Terms, at: time) -> str:
    """`4:00 pm ET`."""
    return clock_label(datetime.combine(date(2000, 1, 1), at), terms.file.zone_label)


def zone_sentence(terms: Terms) -> str:
    """Whose clock the times are read from: `read off the clock on the wall in New York`, or a fixed
    offset.
    """
    if (offset := fixed_offset(terms.file.zone)) is not None:
        minutes = offset // timedelta(minutes=1)
        sign = "−" if minutes < 0 else "+"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''} all year, without daylight saving"
    city = terms.file.zone.rpartition("/")[2].replace("_", " ")
    return f"read off the clock on the wall in {city}"


def work_hours(terms: Terms) -> str:
    """`from 9:00 am to 6:00 pm ET on business days`."""
    care = terms.file.care
    opens_at = at_label(terms, care.opens_at).removesuffix(f" {terms.file.zone_label}")
    return f"from {opens_at} to {at_label(terms, care.closes_at)} on business days"


def instant_on(terms: Terms, day: date, at: time) -> datetime:
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
    return instant_on(terms, day, cut_off_on(terms, day)) + timedelta(minutes=1)
