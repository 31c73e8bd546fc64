"""Which method serves a destination, and which carrier takes the parcel: clauses `methods`,
`carrier`, `signature`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from troth.policy.answers import Refusal, Step, days_label
from troth.policy.parts import CarrierRule, Method
from troth.policy.places import Place
from troth.policy.terms import Terms


class UnknownMethod(ValueError):
    """The policy has no shipping method of that key."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """The way to a destination: the method that serves it, the carrier, and why."""

    method: Method
    carrier: str  # key in the policy's `carriers`
    method_says: str
    carrier_says: str
    signature_says: str  # empty where the policy asks for no signature


def route(
    terms: Terms,
    *,
    place: Place,
    on: date,
    method: str | None = None,
    po_box: bool = False,
    grams: int = 0,
) -> Route | Refusal:
    """The route of a parcel of `grams` to `place`; without `method`, the first of the policy's that
    serves it.

    `po_box` tells that the street names one; a ZIP of PO boxes counts without it. `on` dates a
    refusal's steps.
    """
    way = _way(terms, place, method, po_box or place.po_box, grams)
    if isinstance(way, Route):
        return way
    steps = tuple(Step(clause, problem + ".", on) for clause, problem in way)
    says = "; ".join(problem for _, problem in way)
    return Refusal(steps[0].clause, f"{says}. {_still_possible(terms)}", steps)


@lru_cache(maxsize=100_000)
def _way(
    terms: Terms, place: Place, method: str | None, po_box: bool, grams: int
) -> Route | tuple[tuple[str, str], ...]:
    """The route, or each method's clause and reason against it."""
    if method is not None and method not in terms.methods:
        raise UnknownMethod(
            f"there is no method {method!r}; the policy has: {', '.join(terms.methods)}"
        )
    problems = []
    for candidate in [terms.methods[method]] if method else terms.methods.values():
        if problem := _not_served(candidate, place, po_box):
            problems.append(("methods", problem))
        elif rule := _carrier_rule(candidate, place, po_box, grams):
            return _route(terms, candidate, place, rule)
        else:
            problems.append(
                ("carrier", f"No carrier of {candidate.name} takes a parcel of {grams:,} g there")
            )
    return tuple(problems)


def tracking_url(terms: Terms, *, carrier: str, number: str) -> str:
    """The shipment's page on the carrier's own site."""
    return terms.file.carriers[carrier].tracking_url.format(number=quote(number, safe=""))


def _not_served(method: Method, place: Place, po_box: bool) -> str:
    if place.state not in method.states:
        return f"{method.name} does not go to {place.state_name}"
    if po_box and not method.po_boxes:
        return f"{method.name} does not go to a PO box"
    return ""


def _still_possible(terms: Terms) -> str:
    served = set().union(*(method.states for method in terms.methods.values()))
    where = (
        "the 48 contiguous states and DC"
        if len(served) == 49 and "DC" in served
        else f"{len(served)} states"
    )
    return f"We deliver to {where}: an address there, a workplace or a friend's, can receive it."


def _carrier_rule(method: Method, place: Place, po_box: bool, grams: int) -> CarrierRule | None:
    for rule in method.carrier_rules:
        if rule.po_box is not None and rule.po_box != po_box:
            continue
        if rule.states is not None and place.state not in rule.states:
            continue
        if rule.up_to_grams is None or grams <= rule.up_to_grams:
            return rule
    return None


def _route(terms: Terms, method: Method, place: Place, rule: CarrierRule) -> Route:
    carrier = terms.file.carriers[rule.carrier].name
    time_frame = days_label(method.earliest_days, method.latest_days)
    return Route(
        method=method,
        carrier=rule.carrier,
        method_says=f"{method.name} serves {place.state_name}, in {time_frame} after processing.",
        carrier_says=f"{carrier} carries it: {rule.reason}.",
        signature_says="Someone must sign for it: ship to where someone can."
        * terms.file.signature.required,
    )
