"""What a draft would have meant, worked out a second time: one order after the other, by the
policy's own functions, which have oracles of their own. Checks `troth.publishing`, and imports
nothing of it.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from troth.orders.models import Order
from troth.policy.addresses.places import is_po_box, place_of
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.promise import promise
from troth.policy.dates.windows import ContradictoryFacts, cancellation_verdict, claim_verdict
from troth.policy.results import Refusal
from troth.policy.shipping.carriers import UnknownMethod
from troth.policy.terms import Terms


def slowly(draft: Terms, keys: list[int]) -> dict:
    """The counts of `troth.publishing.replay.Counts.data`, without its lists of orders."""
    counts = {"orders": 0, "promises": 0, "moved": 0, "unserved": 0, "undated": 0, "verdicts": 0}
    days, lanes, flips, weeks = Counter(), {}, Counter(), {}
    for order in (
        Order.objects.filter(pk__in=keys)
        .select_related("policy", "recipient")
        .prefetch_related("lines", "events")
        .iterator(500)
    ):
        counts["orders"] += 1
        for lane, promised in order.promises.items():
            counts["promises"] += 1
            lanes.setdefault(lane, Counter(moved=0))["promises"] += 1
            what, would = under(draft, order, lane)
            if what:
                counts[what] += 1
                continue
            was = {
                end: date.fromisoformat(promised["arrives"][end]) for end in ("earliest", "latest")
            }
            processed = date.fromisoformat(promised["processed"]["latest"])
            if (would.arrives.earliest, would.arrives.latest, would.processed.latest) != (
                *was.values(),
                processed,
            ):
                counts["moved"] += 1
                lanes[lane]["moved"] += 1
                days[(would.arrives.latest - was["latest"]).days] += 1
            _measure(
                weeks,
                order,
                lane,
                (processed, would.processed.latest),
                (was["latest"], would.arrives.latest),
                (order.policy.terms, draft),
            )
        for question, before, after in verdicts(draft, order):
            counts["verdicts"] += 1
            if before != after:
                flips[question, before, after] += 1
    return counts | {
        "days": sorted(days.items()),
        "lanes": {lane: dict(counted) for lane, counted in sorted(lanes.items())},
        "flips": [[*kind, count] for kind, count in sorted(flips.items())],
        "weeks": sorted([week, *numbers] for week, numbers in weeks.items()),
    }


def under(draft: Terms, order: Order, lane: str):
    """Why no promise would be made, or the one that would."""
    grams = sum(line.weight_grams for line in order.lines.all() if line.warehouse == lane)
    po_box = is_po_box(order.recipient.street, order.recipient.street2)
    try:
        promised = promise(
            draft,
            placed_at=order.placed_at,
            place=place_of(order.ship_to_zip),
            warehouse=lane,
            method=order.method,
            po_box=po_box,
            grams=grams,
        )
    except UnknownMethod:
        return "unserved", None
    except (BeyondCalendar, IndexError):
        return "undated", None
    return ("unserved", None) if isinstance(promised, Refusal) else ("", promised)


def _measure(weeks: dict, order: Order, lane: str, *promised) -> None:
    year, week, _ = order.placed_at.astimezone(order.policy.terms.zone).isocalendar()
    numbers = weeks.setdefault(f"{year}-W{week:02}", [0] * 9)
    lines = [
        line for line in order.lines.all() if line.warehouse == lane and line.state != "cancelled"
    ]
    processed, arrived = (
        _day_of_all(order, lines, kind) for kind in ("line.processed", "line.delivered")
    )
    *at_placing, both = promised
    from_processing = tuple(_due_after(terms, processed, order.method) for terms in both)
    for at, (happened, (was, would)) in enumerate(
        zip((processed, arrived, arrived), (*at_placing, from_processing), strict=True)
    ):
        if happened is None or was is None or would is None:
            continue
        for column, counts in enumerate((True, happened > was, happened > would)):
            numbers[3 * at + column] += counts


def _day_of_all(order: Order, lines: list, kind: str) -> date | None:
    keys = {line.pk for line in lines}
    events = [event for event in order.events.all() if event.kind == kind and event.line_id in keys]
    if not lines or len({event.line_id for event in events}) < len(lines):
        return None
    return max(_instant(event) for event in events).astimezone(order.policy.terms.zone).date()


def _due_after(terms: Terms, processed: date | None, method: str) -> date | None:
    """Day by day, from the day on which it was really processed."""
    if processed is None:
        return None
    day, left = processed, terms.methods[method].latest_days
    try:
        while left:
            day += timedelta(days=1)
            left -= terms.store_days.is_open(day)
    except BeyondCalendar:
        return None
    return day


def _instant(event) -> datetime:
    return datetime.fromisoformat(event.facts["at"]) if event.facts.get("at") else event.at


def verdicts(draft: Terms, order: Order):
    """What was asked, the verdict under the order's own terms worked out anew, and the one under
    the draft.
    """
    own, events = order.policy.terms, sorted(order.events.all(), key=lambda event: event.pk)
    limits = [event.facts["closes_at"] for event in events if event.kind == "confirmation.sent"]
    followed = {event.facts["follows"] for event in events if "follows" in event.facts}
    hours = timedelta(hours=own.file.cancellation.window_hours)
    for nth, event in enumerate(events):
        before = events[:nth]
        if event.facts.get("request") in followed and "unconfirmed" in event.facts:
            continue  # a mail that its shopper confirmed: the confirmed request counts
        if event.kind == "cancellation.requested":
            is_confirmed = any(earlier.kind == "confirmation.sent" for earlier in before)
            facts = {"asked_at": datetime.fromisoformat(event.facts["asked_at"])}
            facts["confirmed_at"] = (
                datetime.fromisoformat(limits[0]).astimezone(UTC) - hours if is_confirmed else None
            )
            facts["shipped_at"] = min(
                (earlier.at for earlier in before if earlier.kind == "parcel.shipped"), default=None
            )
            yield "cancellation", cancellation_verdict(own, **facts).verdict, _cancel(draft, facts)
        elif (
            event.kind in ("claim.reported", "claim.filed", "claim.refused")
            and "asked_at" in event.facts
        ):
            mine = [
                earlier
                for earlier in before
                if earlier.facts.get("number") == event.facts["number"]
            ]
            [parcel] = [earlier for earlier in mine if earlier.kind == "parcel.shipped"]
            came = [_instant(earlier) for earlier in mine if earlier.kind == "parcel.delivered"]
            facts = {"shipped_on": date.fromisoformat(parcel.facts["shipped_on"])}
            facts["asked_at"] = datetime.fromisoformat(event.facts["asked_at"])
            facts["delivered_at"] = came[-1] if came else None
            yield "claim", claim_verdict(own, **facts).verdict, _claim(draft, facts)


def _cancel(draft: Terms, facts: dict) -> str:
    try:
        return cancellation_verdict(draft, **facts).verdict
    except ContradictoryFacts:
        return cancellation_verdict(draft, **facts | {"shipped_at": None}).verdict
    except BeyondCalendar:
        return "undated"


def _claim(draft: Terms, facts: dict) -> str:
    try:
        return claim_verdict(draft, **facts).verdict
    except ContradictoryFacts:
        return "delivered"
    except (BeyondCalendar, IndexError):
        return "undated"
