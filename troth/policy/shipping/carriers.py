"""Which method serves a destination, and which carrier takes the parcel: clauses `methods`,
`carrier`, `signature`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from troth.policy.addresses.places import Place, states_in_words
from troth.policy.results import Refusal, Step, days_label
from troth.policy.schema import CarrierRule, Method
from troth.policy.terms import Terms


class UnknownMethod(ValueError):
    """The policy has no shipping method of that key."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way to a destination: the method that serves it, the carrier, and why."""

    method: Method
    carrier: str  # key in the policy's `carriers`
    method_sentence: str
    carrier_reason: str
    signature_sentence: str  # empty where the policy asks for no signature


def choose_route(
    terms: Terms,
    *,
    place: Place,
    on: date,
    method: str | None = None,
    po_box: bool = False,
    grams: int = 0,
    carriers: frozenset[str] | None = None,
) -> Route | Refusal:
    """The route of a parcel of `grams` to `place`; without `method`, the first of the policy's that
    serves it.

    `po_box` tells that the street names one; the kind of its ZIP code tells nothing. `on` dates a
    refusal's steps. `carriers` are those that the store can ship with; None means all of the
    policy's. A rule for any other carrier is passed over.
    """
    way = _cached_route(terms, place, method, po_box, grams, carriers)
    if isinstance(way, Route):
        return way
    steps = tuple(Step(problem.clause, problem.reason + ".", on) for problem in way)
    reasons = "; ".join(problem.reason for problem in way)
    instead = _alternatives_sentence(terms, way, is_box=po_box)
    return Refusal(steps[0].clause, f"{reasons}. {instead}", steps)


def carriers_to(terms: Terms, *, method: str, place: Place, po_box: bool) -> tuple[str, ...]:
    """The carriers that deliver to an address at all, by the rules of a method, whatever the
    weight. To a street, every carrier of the policy does, if the method names a service of its or
    names none at all.
    """
    if not po_box:
        named = terms.methods[method].services
        return tuple(key for key in terms.file.carriers if not named or key in named)
    rules = terms.methods[method].carrier_rules
    return tuple(
        dict.fromkeys(
            rule.carrier
            for rule in rules
            if rule.po_box is not False and (rule.states is None or place.state in rule.states)
        )
    )


def service_of(terms: Terms, *, method: str, carrier: str) -> str:
    """The carrier's own code of the service that a parcel by this method is sent with; empty for
    the carrier's ground.
    """
    return terms.methods[method].services.get(carrier, "")


class _Problem(NamedTuple):
    """Why a method doesn't serve a parcel."""

    clause: str
    reason: str
    is_carrier_missing: bool = (
        False  # a rule serves it, and the store doesn't ship with its carrier
    )


@lru_cache(maxsize=100_000)
def _cached_route(
    terms: Terms,
    place: Place,
    method: str | None,
    po_box: bool,
    grams: int,
    carriers: frozenset[str] | None,
) -> Route | tuple[_Problem, ...]:
    """The route, or each method's clause and reason against it."""
    if method is not None and method not in terms.methods:
        raise UnknownMethod(
            f"there is no method {method!r}; the policy has: {', '.join(terms.methods)}"
        )
    problems = []
    for candidate in [terms.methods[method]] if method else terms.methods.values():
        rules = _rules_for(candidate, place, po_box, grams)
        ours = [rule for rule in rules if carriers is None or rule.carrier in carriers]
        if reason := _not_served(candidate, place, po_box):
            problems.append(_Problem("methods", reason))
        elif ours:
            return _build_route(terms, candidate, place, ours[0])
        elif rules:
            problems.append(_carrier_missing(terms, candidate, rules, po_box, grams))
        else:
            reason = f"No carrier of {candidate.name} takes a parcel of {grams:,} g there"
            problems.append(_Problem("carrier", reason))
    return tuple(problems)


def _carrier_missing(
    terms: Terms, method: Method, rules: list[CarrierRule], po_box: bool, grams: int
) -> _Problem:
    names = dict.fromkeys(terms.file.carriers[rule.carrier].name for rule in rules)
    only = " or ".join(names)
    what = "to a PO box" if po_box else f"with a parcel of {grams:,} g"
    reason = (
        f"{method.name} goes {what} by {only} only, and we don't ship with {only} at the moment"
    )
    return _Problem("methods", reason, is_carrier_missing=True)


def tracking_url(terms: Terms, *, carrier: str, number: str) -> str:
    """The shipment's page on the carrier's own site."""
    return terms.file.carriers[carrier].tracking_url.format(number=quote(number, safe=""))


def _not_served(method: Method, place: Place, po_box: bool) -> str:
    if place.state not in method.states:
        return f"{method.name} does not go to {place.state_name}"
    if po_box and not method.po_boxes:
        return f"{method.name} does not go to a PO box"
    return ""


def _alternatives_sentence(terms: Terms, problems: tuple[_Problem, ...], *, is_box: bool) -> str:
    """What the shopper can do instead."""
    if any(problem.is_carrier_missing for problem in problems):
        if is_box:
            return "Please give a street address instead: home, work, or a friend's."
        return "Please order fewer pieces at once, or write to us."
    return _still_possible(terms)


def _still_possible(terms: Terms) -> str:
    served = set().union(*(method.states for method in terms.methods.values()))
    return (
        f"We deliver to {states_in_words(served)}: an address there, a workplace or a friend's, can"
        " receive it."
    )


def _rules_for(method: Method, place: Place, po_box: bool, grams: int) -> list[CarrierRule]:
    """The rules whose conditions all hold; the first of them chooses."""
    return [
        rule
        for rule in method.carrier_rules
        if (rule.po_box is None or rule.po_box == po_box)
        and (rule.states is None or place.state in rule.states)
        and (rule.up_to_grams is None or grams <= rule.up_to_grams)
    ]


def _build_route(terms: Terms, method: Method, place: Place, rule: CarrierRule) -> Route:
    carrier = terms.file.carriers[rule.carrier].name
    time_frame = days_label(method.earliest_days, method.latest_days)
    return Route(
        method=method,
        carrier=rule.carrier,
        method_sentence=(
            f"{method.name} serves {place.state_name}, in {time_frame} after processing."
        ),
        carrier_reason=f"{carrier} carries it: {rule.reason}.",
        signature_sentence="Someone must sign for it: ship to where someone can."
        * terms.file.signature.required,
    )
