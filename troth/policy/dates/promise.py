"""When an order arrives, and why: clauses `cut_off`, `closed_days`, `processing`, `transfer`,
`delivery`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from troth.policy.addresses.places import Place
from troth.policy.dates.calendars import Calendar, day_label
from troth.policy.results import Refusal, Step, Window, clock_label, days_label
from troth.policy.schema import Transfer
from troth.policy.shipping.carriers import Route, choose_route
from troth.policy.terms import HOME, Terms

Warehouse = Literal["us", "jp"]


class Promise(NamedTuple):
    """The dates told to the shopper. Days are in the store's zone; every window includes both its
    ends.
    """

    policy: dict[str, str]
    starts_on: date
    processed: Window
    transfer: Window | None  # arrival in the US warehouse, for an item in Japan
    arrives: Window
    route: Route
    steps: tuple[Step, ...]

    def data(self) -> dict[str, Any]:
        """The answer for programs, as `troth promise --json` prints it and as an order keeps it."""
        return {
            "policy": self.policy,
            "starts_on": self.starts_on.isoformat(),
            "processed": self.processed.data(),
            "transfer": self.transfer.data() if self.transfer else None,
            "arrives": self.arrives.data(),
            "steps": [step.data() for step in self.steps],
        }


class UnderWay(NamedTuple):
    """A crossing from Japan that has begun: since when, and what the freight says of its
    arrival.
    """

    left_on: date
    expected_on: date | None = None
    late_why: str = ""


def promise(
    terms: Terms,
    *,
    placed_at: datetime,
    place: Place,
    warehouse: Warehouse = "us",
    method: str | None = None,
    po_box: bool = False,
    grams: int = 0,
    under_way: UnderWay | None = None,
    carriers: frozenset[str] | None = None,
) -> Promise | Refusal:
    """What is promised for an item placed at `placed_at` (aware). A `Refusal` where no method
    serves the place, or none of `carriers` does. An item that crosses from Japan already is
    promised from that leg.

    Raises `BeyondCalendar` where a date would fall outside a calendar, `UnknownMethod` for a
    method's key.
    """
    local = local_time(terms, placed_at)
    chosen_route = choose_route(
        terms,
        place=place,
        on=local.date(),
        method=method,
        po_box=po_box,
        grams=grams,
        carriers=carriers,
    )
    if isinstance(chosen_route, Refusal):
        return chosen_route
    if not terms.serves_warehouse(warehouse):
        sentence = f"We don't bring pieces from {terms.warehouse_name(warehouse)} at the moment."
        return Refusal("transfer", sentence, (Step("transfer", sentence, local.date()),))
    start, steps = _processing_start(terms, local)
    tail = _promise_from(terms, start, chosen_route, warehouse, under_way)
    return tail._replace(steps=(*steps, *tail.steps))


@lru_cache(maxsize=10_000)
def _promise_from(
    terms: Terms, start: int, chosen_route: Route, warehouse: Warehouse, under_way: UnderWay | None
) -> Promise:
    """What follows from the day that processing starts: the same for every order that starts on
    it.
    """
    days = terms.store_days.days
    steps = [Step("methods", chosen_route.method_sentence, days[start])]
    transfer, first, last, since = None, start, start, "after it starts"
    if rule := terms.transfer_from(warehouse):
        transfer, first, last = (
            _count_crossing(terms, rule, start, under_way, steps)
            if under_way
            else _count_transfer(terms, rule, days[start], steps)
        )
        since = f"after it arrives from {terms.warehouse_name(warehouse)}"
    processed = _count_processing(terms, first, last, since, steps)
    steps.append(Step("carrier", chosen_route.carrier_reason, days[processed[0]]))
    arrives = _count_delivery(terms, chosen_route, *processed, steps)
    if chosen_route.signature_sentence:
        steps.append(Step("signature", chosen_route.signature_sentence, days[arrives[0]]))
    return Promise(
        terms.identity,
        days[start],
        Window(days[processed[0]], days[processed[1]]),
        transfer,
        Window(days[arrives[0]], days[arrives[1]]),
        chosen_route,
        tuple(steps),
    )


def local_time(terms: Terms, at: datetime) -> datetime:
    """The instant on the store's clock. ValueError where `at` carries no offset."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(terms.zone)


def day_at(terms: Terms, at: datetime, warehouse: str) -> date:
    """The day of the instant where that warehouse is. ValueError where `at` carries no offset."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(terms.zone_at(warehouse)).date()


def holds_until(terms: Terms, promised: Promise) -> datetime:
    """The last instant, inclusive, at which an order placed still gets the dates of `promised`."""
    return datetime.combine(promised.starts_on, cut_off_on(terms, promised.starts_on), terms.zone)


def cut_off_on(terms: Terms, day: date) -> time:
    """The last moment, inclusive, at which an order still starts on `day`: earlier where the store
    closes early.
    """
    at = terms.file.cut_off.at
    return min(at, terms.store_days.early_close.get(day, at))


def work_ends_on(terms: Terms, day: date) -> time:
    """The last moment, inclusive, at which a box can still leave on `day`: earlier where the store
    closes early. What hasn't left by then leaves on another day.
    """
    at = terms.file.processing.work_ends_at or terms.file.cut_off.at
    return min(at, terms.store_days.early_close.get(day, at))


def _processing_start(terms: Terms, local: datetime) -> tuple[int, list[Step]]:
    """The index of the day that processing starts from, and the steps to it."""
    store, day = terms.store_days, local.date()
    index = store.index(day)
    at = clock_label(local, terms.file.zone_label)
    placed = f"Placed {day_label(day)}, {at}"
    if index < 0 or store.days[index] != day:
        why = f"{placed}: not a business day ({store.why_closed(day)})."
        return index + 1, [
            Step("closed_days", why, local),
            _next_day(store, index + 1, "closed_days"),
        ]
    cut_off, shown = _cut_off(terms, day)
    if local.time() <= cut_off:
        return index, [
            Step("cut_off", f"{placed}: a business day, by the {shown} cut-off.", local),
            Step("cut_off", f"It starts that day, {store.labels[index]}.", day),
        ]
    if at == shown:  # seconds after it
        placed = f"Placed {day_label(day)}, just after {at}"
    why = f"{placed}: a business day, but after the {shown} cut-off."
    return index + 1, [Step("cut_off", why, local), _next_day(store, index + 1, "cut_off")]


@lru_cache(maxsize=10_000)
def _cut_off(terms: Terms, day: date) -> tuple[time, str]:
    at = cut_off_on(terms, day)
    return at, clock_label(datetime.combine(day, at), terms.file.zone_label)


def _next_day(store: Calendar, index: int, clause: str) -> Step:
    if index >= len(store.days):
        raise store.beyond(None)
    return Step(
        clause, f"It starts on the next business day, {store.labels[index]}.", store.days[index]
    )


def _count_processing(
    terms: Terms, first: int, last: int, since: str, steps: list[Step]
) -> tuple[int, int]:
    """Indexes of the days by which it is processed, from those of the days it starts from."""
    rule = terms.file.processing
    earliest = _count_days(
        terms, "processing", "Processed", "earliest", rule.earliest_days, since, first, steps
    )
    return earliest, _count_days(
        terms, "processing", "Processed", "latest", rule.latest_days, since, last, steps
    )


def _count_delivery(
    terms: Terms, chosen_route: Route, first: int, last: int, steps: list[Step]
) -> tuple[int, int]:
    """Indexes of the days of arrival, from those of the days by which it is processed."""
    rule, since = chosen_route.method, "after processing"
    earliest = _count_days(
        terms, "delivery", "Arrives", "earliest", rule.earliest_days, since, first, steps
    )
    return earliest, _count_days(
        terms, "delivery", "Arrives", "latest", rule.latest_days, since, last, steps
    )


def _count_days(
    terms: Terms,
    clause: str,
    lead: str,
    end: str,
    n: int,
    since: str,
    index: int,
    steps: list[Step],
    day: date | None = None,
) -> int:
    """Counts `n` store business days from the open day at `index`, adds the step, and returns the
    index reached. `day` is the day that is counted from, where it may be a closed one.
    """
    store, reached = terms.store_days, index + n
    if reached >= len(store.days):
        raise store.beyond(None)
    plural = "" if n == 1 else "s"
    passed = store.passed_over(day or store.days[index], reached)
    label = store.labels[reached]
    sentence = f"{lead} {label} at the {end}: {n} business day{plural} {since}{passed}."
    steps.append(Step(clause, sentence, store.days[reached]))
    return reached


def _count_crossing(
    terms: Terms, rule: Transfer, start: int, under_way: UnderWay, steps: list[Step]
) -> tuple[Window, int, int]:
    """The window of arrival of what left Japan already: counted from that day, or from what the
    freight says since; never before the order starts.
    """
    store, here = terms.store_days, terms.warehouse_name(HOME)
    there = terms.warehouse_name(rule.warehouse)
    left_on, expected_on, late_why = under_way
    steps.append(Step("transfer", f"It left {there} {day_label(left_on)}.", left_on))
    index, ends, since = store.index(left_on), [], f"after it left {there}"
    for end, flight in (
        ("earliest", rule.arrival_earliest_days),
        ("latest", rule.arrival_latest_days),
    ):
        reached = index + flight
        at = _count_days(
            terms, "transfer", f"Reaches {here}", end, flight, since, index, steps, left_on
        )
        expected_index = store.index(expected_on) if expected_on else -1
        if expected_on and store.days[max(expected_index, 0)] < expected_on:
            expected_index += 1  # a closed day: it is checked in on the next open one
        later = max(at, expected_index, start)
        if later >= len(store.days):
            raise store.beyond(None)
        if later != reached:
            why = f" ({late_why})" if late_why else ""
            sentence = f"Reaches {here} {store.labels[later]} at the {end}: "
            sentence += (
                f"we are told {day_label(expected_on)} now{why}."
                if expected_on and later == expected_index
                else "it isn't here yet when your order starts."
            )
            steps[-1] = Step("transfer", sentence, store.days[later])
        ends.append(later)
    return Window(store.days[ends[0]], store.days[ends[1]]), ends[0], ends[1]


def _count_transfer(
    terms: Terms, rule: Transfer, start: date, steps: list[Step]
) -> tuple[Window, int, int]:
    """The window of arrival in the US warehouse, with the store-calendar indexes of its ends."""
    japan, store = terms.dispatch_days, terms.store_days
    here, there = terms.warehouse_name(HOME), terms.warehouse_name(rule.warehouse)
    from_index = japan.index(start)
    ends = []
    for end, out, flight in (
        ("earliest", rule.dispatch_earliest_days, rule.arrival_earliest_days),
        ("latest", rule.dispatch_latest_days, rule.arrival_latest_days),
    ):
        left = japan.after(start, out)
        passed = japan.passed_over(start, from_index + out)
        count = days_label(out, out)
        sentence = (
            f"Leaves {there} {day_label(left)} at the {end}: {count} there after the start{passed}."
        )
        steps.append(Step("transfer", sentence, left))
        ends.append(
            _count_days(
                terms,
                "transfer",
                f"Reaches {here}",
                end,
                flight,
                f"after it leaves {there}",
                store.index(left),
                steps,
                left,
            )
        )
    return Window(store.days[ends[0]], store.days[ends[1]]), ends[0], ends[1]
