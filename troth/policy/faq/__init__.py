"""The FAQ, written from the terms: change a number in the policy and its sentence, example and data
change with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from troth.policy.dates.outlook import Closure
from troth.policy.faq import afterwards, ordering, shipping, trust
from troth.policy.faq.parts import Example as Example
from troth.policy.faq.parts import Section as Section
from troth.policy.shipping.narrowing import with_carriers
from troth.policy.terms import Terms

_PAGE: dict[str, tuple[Callable[[Terms, date], Section], ...]] = {
    "Ordering": (ordering.queue, ordering.cut_off, ordering.processing, ordering.closed_days,
     ordering.paying, ordering.confirmation, ordering.copy, ordering.no_changes),
    "Shipping": (shipping.delivery, shipping.methods, shipping.transfer, shipping.carrier,
     shipping.signature, shipping.shipping_notice, shipping.delay),
    "If something changes, or goes wrong": (afterwards.cancellation,
     afterwards.cancellation_closed_days, afterwards.cancellation_by_email, afterwards.non_receipt,
     afterwards.claim_deadline, afterwards.care),
    "Authentic, and what it costs": (trust.authentication, afterwards.authenticity_refund,
     trust.sales_tax, trust.search),
    "This page, and you": (afterwards.forgotten, trust.policy),
}  # fmt: skip
# Whose examples are dates of a new order: what is known to be closed is in them.
_DATED: dict[Callable[[Terms, date], Section], Callable[..., Section]] = {
    ordering.processing: ordering.processing,
    shipping.delivery: shipping.delivery,
    shipping.transfer: shipping.transfer,
}


def chapters(
    terms: Terms,
    *,
    today: date,
    carriers: frozenset[str] | None = None,
    closures: tuple[Closure, ...] = (),
) -> dict[str, tuple[Section, ...]]:
    """The whole FAQ by chapter. `today` sets its examples, on the store's calendar. `carriers` are
    those that the store can ship with; None means all of the policy's. `closures` are in the
    examples' dates.

    Raises `BeyondCalendar` where the policy's calendars don't reach past `today`.
    """
    narrowed = terms if carriers is None else with_carriers(terms, carriers)
    return {
        chapter: tuple(_write_section(write, narrowed, today, closures) for write in sections)
        for chapter, sections in _PAGE.items()
    }


def _write_section(
    write: Callable[[Terms, date], Section],
    terms: Terms,
    today: date,
    closures: tuple[Closure, ...],
) -> Section:
    dated = _DATED.get(write)
    return dated(terms, today, closures) if dated else write(terms, today)


def questions(
    terms: Terms,
    *,
    today: date,
    carriers: frozenset[str] | None = None,
    closures: tuple[Closure, ...] = (),
) -> list[Section]:
    """Every section, in the order of the page."""
    by_chapter = chapters(terms, today=today, carriers=carriers, closures=closures)
    return [section for sections in by_chapter.values() for section in sections]


def data(
    terms: Terms,
    *,
    today: date,
    carriers: frozenset[str] | None = None,
    closures: tuple[Closure, ...] = (),
) -> dict[str, Any]:
    """The same for machines: schema.org's FAQPage."""
    sections = questions(terms, today=today, carriers=carriers, closures=closures)
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [section.data() for section in sections],
    }
