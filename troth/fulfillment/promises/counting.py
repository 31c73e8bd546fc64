"""What a promise's dates are counted from: the facts on record, and what arrived wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple, cast

from troth.fulfillment.models import CrossingCheck, PromiseStatus
from troth.fulfillment.promises.delay_notices import Dates, Steps, closures_named_in, ships_by
from troth.fulfillment.promises.standing_progress import StandingProgress
from troth.policy.dates import outlook as policy
from troth.policy.dates.promise import Warehouse
from troth.policy.results import Window
from troth.policy.terms import Terms


def counted_facts(
    standing: PromiseStatus, progress: StandingProgress, today: date, over: bool
) -> policy.Facts:
    """What the dates of a standing's pieces are counted from. `over`: today's work is done."""
    order = standing.order
    transfer = progress.crossing.transfer if progress.crossing else None
    return policy.Facts(
        starts_on=date.fromisoformat(order.promises[standing.warehouse]["starts_on"]),
        warehouse=cast(Warehouse, standing.warehouse),
        method=order.method,
        today=today,
        day_is_over=over,
        dispatched_on=progress.dispatched_on(),
        arrived_on=progress.leg("arrived_on"),
        expected_on=transfer.expected_on if transfer else None,
        unknown_why=fault_sentence(progress.fault, standing.order.policy.terms)
        or (transfer.late_why if transfer and transfer.unknown else ""),
        late_why=transfer.late_why if transfer else "",
        processed_on=progress.leg("processed_on"),
        delivery_expected_on=progress.delivery_on,
    )


@dataclass(frozen=True, slots=True)
class CountedDates:
    """What the facts and the closures on record come to, seen today."""

    plan: policy.Outlook  # by the plan, whatever day it is: what is recorded moves nothing else
    dates: Dates  # the same as it can be kept from today on
    leaves_from: date  # the first day on which it can leave
    would_leave_from: date  # the same without any closure
    in_the_way: str  # the closures that take the days before it, as steps name them


def count_dates(
    standing: PromiseStatus, facts: policy.Facts, closed: tuple[policy.Closure, ...]
) -> CountedDates | policy.UnknownDates:
    """The dates of pieces that are still here. The day by which they ship is that of the plan while
    it can be kept; where it can't, what is left to do takes its time from the day it can begin.
    """
    terms = standing.order.policy.terms
    plan = policy.outlook(terms, replace(facts, recorded_only=True), closed)
    leaves = policy.first_ship_day(terms, facts, closed)
    without = policy.first_ship_day(terms, facts)
    if isinstance(plan, policy.UnknownDates) or leaves is None or without is None:
        return (
            plan
            if isinstance(plan, policy.UnknownDates)
            else policy.UnknownDates(facts.unknown_why, ())
        )
    ship_by, again = ships_by(terms, plan), False
    in_time = leaves.on <= ship_by
    if not in_time:
        first_day = facts.today + timedelta(days=facts.day_is_over)
        again = facts.processed_on is not None or ship_by < first_day
    outlook = policy.outlook(terms, replace(facts, starts_again=again), closed)
    if isinstance(outlook, policy.UnknownDates):
        return outlook
    if not in_time:
        ship_by = max(ships_by(terms, outlook), leaves.on)
    ship_from = max(outlook.ready.earliest, leaves.on)
    closure_text = " ".join(policy.closure_sentences(terms, leaves.closures))
    return CountedDates(
        plan, Dates(outlook, ship_from, ship_by), leaves.on, without.on, closure_text
    )


def fault_sentence(fault: CrossingCheck | None, terms: Terms) -> str:
    """What arrived wrong from abroad, in words for the shopper; empty where nothing did."""
    if fault is None:
        return ""
    title, origin = fault.line.title[:60], terms.warehouse_name(terms.abroad)
    if fault.outcome == CrossingCheck.DAMAGED:
        words = f": {fault.words[:80]}" if fault.words else ""
        return f"{title} came damaged from {origin}{words}. One of our experts is looking at it"
    if fault.outcome == CrossingCheck.WRONG:
        return (
            f"Another piece lay in the place of {title} in the box from {origin}. We're looking for"
            " yours"
        )
    return f"{title} wasn't in the box that came from {origin}. We're looking for it"


def outlook_in_transit(
    standing: PromiseStatus,
    progress: StandingProgress,
    closed: tuple[policy.Closure, ...],
    today: date,
) -> policy.Outlook | None:
    """The dates of a parcel on its way, from its processing (or the day it left, where that was
    late) and the carriers' closures alone: what its shipping notice counted, less the days that are
    over.
    """
    carriers = tuple(closure for closure in closed if closure.place == "carrier")
    facts = counted_facts(standing, progress, today, over=False)
    facts = replace(
        facts,
        unknown_why="",
        delivery_expected_on=None,
        handed_over_on=progress.shipped_on,
    )
    outlook = policy.outlook(standing.order.policy.terms, facts, carriers)
    return outlook if isinstance(outlook, policy.Outlook) else None


class TransitMove(NamedTuple):
    """When a parcel on its way arrives now: why, and the steps that lead there."""

    arrives: Window
    why: str
    steps: Steps


def arrival_by_closures(
    standing: PromiseStatus,
    progress: StandingProgress,
    closed: tuple[policy.Closure, ...],
    today: date,
) -> TransitMove | None:
    """When a parcel on its way arrives by the carriers' closures; None without any. Of an overdue
    parcel, a closure that begins after the last promised day says nothing.
    """
    carriers = tuple(
        closure
        for closure in closed
        if closure.place == "carrier"
        and (not standing.unknown_why or closure.first_on <= standing.arrives_by)
    )
    if not carriers or progress.leg("processed_on") is None:
        return None
    outlook = outlook_in_transit(standing, progress, closed, today)
    if outlook is None:
        return None
    steps = [step.data() for step in outlook.steps if step.clause != "transfer"]
    terms = standing.order.policy.terms
    why = closures_named_in(steps, policy.closure_sentences(terms, carriers))
    return TransitMove(outlook.arrives, why, steps) if why else None
