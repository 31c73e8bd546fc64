"""What the store's keys are called: events, states, clauses, carriers, warehouses. At the desk, in
the language of who reads.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from troth import clock
from troth.orders.policy_versions import terms_at, terms_versions
from troth.policy.addresses.places import STATES as NAMES_OF_STATES
from troth.policy.dates.explaining import in_order_of_days
from troth.policy.lifecycle import MOVES
from troth.policy.results import Step, list_in_words
from troth.policy.shipping.tracking import STATUSES
from troth.policy.terms import HOME, Terms
from troth.policy.wording import (
    CLAIMS,
    CLAUSES,
    CLOSED_PLACES,
    EVENTS,
    HEADLINES,
    ITEM_EVENTS,
    REQUESTS,
    REQUESTS_AT_THE_DESK,
    STATES,
    WAITS_FOR,
)

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "the"})


def warehouse_name(warehouse: str, terms: Terms) -> str:
    """Where a warehouse is: `New York`."""
    return gettext(terms.warehouse_name(warehouse))


def with_warehouse_names(words: str, terms: Terms | None = None) -> str:
    """Words with the names of the warehouses, by these terms or those in force."""
    if "{" not in words:
        return words
    effective_terms = terms or terms_at(clock.now())
    there, here = (
        gettext(effective_terms.warehouse_name(key)) for key in (effective_terms.abroad, HOME)
    )
    return words.replace("{there}", there).replace("{here}", here)


def closed_place_name(place: str) -> str:
    """The place of a closure, as staff call it."""
    return with_warehouse_names(gettext(CLOSED_PLACES.get(place, place)))


def tax_rule_text(terms: Terms) -> str:
    """Where sales tax is charged, as a part of a sentence."""
    states = [NAMES_OF_STATES.get(state, state) for state in terms.file.sales_tax.states]
    if not states:
        return "we collect no sales tax"
    return f"sales tax is charged on what ships to {list_in_words(states)}"


def first_name(name: str) -> str:
    """How a letter greets: `Ann` for `Ann Lee`. The whole name where it isn't plainly a first name
    and a last name: one word, an initial, a title, a script without spaces.
    """
    last, _, after = name.partition(",")
    words = (after or last).split()  # "Lee, Ann"
    if not words:
        return "there"
    first = words[0]
    if len(words) == 1 or first.endswith(".") or len(first) == 1 or first.lower() in _TITLES:
        return " ".join(words) if after else name.strip()
    if name.islower() or (name.isupper() and len(first) > 2):
        return first.title()
    return first


def parcel_status_label(status: str) -> str:
    """Where a parcel is, in a shopper's words."""
    return gettext(STATUSES.get(status, status))


def waiting_reason_label(waits: Any) -> str:
    """What pieces or a box wait for, at the desk: `order_status.model.WaitsFor`."""
    return with_warehouse_names(gettext(WAITS_FOR[waits.key])).format(**waits.facts)


def carrier_name(key: str) -> str:
    """A carrier's name: of the policy, or of a transfer."""
    # A carrier that the latest terms dropped still has its name.
    for version in reversed(terms_versions()):
        if key in version.terms.file.carriers:
            return version.terms.file.carriers[key].name
    return {"dhl": "DHL Express", "japanpost": "Japan Post"}.get(key, key.title())


def clause_name(key: str, terms: Terms | None = None) -> str:
    """A clause's name in words."""
    return with_warehouse_names(gettext(CLAUSES.get(key, key)), terms)


def clause_link(key: str, terms: Terms | None = None) -> SafeString:
    """A clause's name, linked to its words in the version of the promises that these terms are."""
    address = reverse("faq_version", args=[terms.digest[:12]]) if terms else reverse("faq")
    return format_html('<a href="{}#{}">{}</a>', address, key, clause_name(key, terms))


def steps_in_order(steps: list[dict[str, Any]] | tuple[Step, ...]) -> list[dict[str, Any]]:
    """The steps of a promise as they are shown: the earliest day first, none twice."""
    return in_order_of_days(step.data() if isinstance(step, Step) else step for step in steps)


def event_label(kind: str, terms: Terms | None = None) -> str:
    """What happened, in words; under the order's terms, or those in force."""
    return with_warehouse_names(
        gettext(MOVES[kind].label if kind in MOVES else EVENTS.get(kind, kind)), terms
    )


def request_heading(kind: str) -> str:
    """What a shopper asked for, as a heading."""
    return gettext(REQUESTS.get(kind, kind))


def request_label_for_staff(kind: str) -> str:
    """What a shopper asked for, as staff call it."""
    return gettext(REQUESTS_AT_THE_DESK.get(kind, kind))


def headline_label(key: str) -> str:
    """The state of a whole order, as a heading."""
    return gettext(HEADLINES.get(key, key))


def claim_label(stage: str) -> str:
    """What became of a report that a parcel wasn't received, as staff call it."""
    return gettext(CLAIMS.get(stage, stage))


def item_event_label(kind: str) -> str:
    """What happened to an item, in words."""
    return with_warehouse_names(gettext(ITEM_EVENTS.get(kind, kind)))


def line_state_label(state: str) -> str:
    """Where a line stands, in words."""
    return with_warehouse_names(gettext(STATES.get(state, state)))
