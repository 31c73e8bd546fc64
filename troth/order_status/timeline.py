"""What happened, as the shopper's page tells it: the newest first, nothing twice, in true words."""

from __future__ import annotations

from datetime import date
from typing import Any

from troth.order_status.model import Money, TimelineEntry
from troth.order_status.rows import OrderRows
from troth.orders.models import Event
from troth.policy.calendars import day_label, span_label
from troth.policy.lifecycle import MOVES
from troth.policy.money import dollars
from troth.policy.promise import day_at
from troth.policy.results import Window
from troth.policy.terms import HOME
from troth.policy.wording import EVENTS, STAFF_ONLY

# Of what begins with the order, at one instant, the order itself comes first.
_BEGINS = ("order.placed", "payment.authorized", "payment.review_opened")
# A line's own move that another event of the same order tells, with its pieces' names.
_TOLD_BY = {
    "line.placed": ("order.placed",),
    "line.placed_in_japan": ("order.placed",),
    "line.shipped": ("parcel.shipped",),
    "line.delivered": ("parcel.delivered", "parcel.delivered_unsigned"),
    "line.cancelled": ("order.cancelled", "order.partly_cancelled"),
    "line.lost": ("claim.accepted",),
    "line.returned": (
        "parcel.returned",
        "parcel.checked_in",
        "authenticity.piece_received",
        "damage.decided",
        "return.checked_in",
    ),
    "line.found": ("claim.parcel_found",),
    "line.returned_to_buyer": ("parcel_back.delivered",),
    "line.requeued": ("parcel.resend_started",),
    "delay.order_cancelled": ("order.cancelled", "order.partly_cancelled"),
}
_WORDS = {
    "payment.review_opened": "We're reviewing the payment before we go on",
    "payment.review_approved": "We reviewed the payment: all is fine",
    "payment.review_declined": "We couldn't accept the payment",
    "payment.review_expired": "We didn't review the payment in time, which is our mistake",
    "payment.authorized": "Payment authorized; not charged yet",
    "payment.captured": "Payment charged",
    "payment.voided": "Authorization on your card released; you weren't charged",
    "payment.authorization_expired": "The authorization on your card expired; you weren't charged",
    "payment.requested_again": "We asked you to pay again",
    "payment.authorized_again": "You paid again: authorized, not charged yet",
    "cancellation.requested": "You asked to cancel",
    "cancellation.held": "We put the order on hold until your cancellation is answered",
    "cancellation.withdrawn": "You kept the order",
    "delay.accepted": "You kept the order",
    "promise.delayed": "We emailed you new dates",
    "promise.dated": "We emailed you a date",
    "promise.brought_forward": "It comes sooner than we had told you",
}
_NOT_REVIEWED = "time limit"


def timeline_of(rows: OrderRows, money: Money | None) -> tuple[TimelineEntry, ...]:
    """The order's own story, the newest first."""
    shown = [event for event in rows.events if _is_shown(rows, event)]
    entries: list[TimelineEntry] = []
    run: list[Event] = []
    for event in shown:
        if run and not _same_news(run[-1], event):
            entries.append(_build_entry(rows, run, money))
            run = []
        run.append(event)
    if run:
        entries.append(_build_entry(rows, run, money))
    return tuple(reversed(_in_time(rows, entries)))


def _is_shown(rows: OrderRows, event: Event) -> bool:
    if event.kind in STAFF_ONLY:
        return False
    if _never_left(rows, event):
        return False
    return not any(other.at == event.at for other in rows.of_kind(*_TOLD_BY.get(event.kind, ())))


def _never_left(rows: OrderRows, event: Event) -> bool:
    """Whether its letter was stopped because its dates were replaced before it left; or, of the
    correction, whether it said nothing that the shopper didn't know.
    """
    if any(
        letter.facts.get("event") == event.pk for letter in rows.of_kind("delay_notice.superseded")
    ):
        return True
    answers = rows.of_kind("promise.brought_forward")
    if event.kind == "promise.brought_forward":
        wrong = event.facts.get("instead_of") if event.facts.get("stood") else None
    else:
        wrong = (
            event.pk
            if any(letter.facts.get("instead_of") == event.pk for letter in answers)
            else None
        )
    if wrong is None or not any(
        letter.pk == wrong and letter.kind == "promise.delayed" for letter in rows.events
    ):
        return False
    return not any(
        letter.facts.get("event") == wrong for letter in rows.of_kind("delay_notice.sent")
    )


def _same_news(before: Event, event: Event) -> bool:
    """Whether the second says again what the first said: several letters with moved dates in a
    row, for the same pieces.
    """
    return before.kind == event.kind == "promise.delayed" and before.facts.get(
        "warehouse"
    ) == event.facts.get("warehouse")


def _in_time(rows: OrderRows, entries: list[TimelineEntry]) -> list[TimelineEntry]:
    """Oldest first. What is written down with the order happened at the instant it was placed."""

    def rank(entry: TimelineEntry) -> tuple[Any, int]:
        begins = entry.kind in _BEGINS and entry.at <= rows.order.placed_at
        at = rows.order.placed_at if begins else entry.at
        return max(at, rows.order.placed_at), _BEGINS.index(entry.kind) if begins else len(_BEGINS)

    return sorted(entries, key=rank)


def _build_entry(rows: OrderRows, run: list[Event], money: Money | None) -> TimelineEntry:
    event = run[-1]
    at = rows.order.placed_at if _begins_with_order(rows, event) else event.at
    return TimelineEntry(at, event.kind, _entry_text(rows, event, len(run), money))


def _begins_with_order(rows: OrderRows, event: Event) -> bool:
    """Whether it was written down with the order. (A payment made again can be reviewed, too.)"""
    paid_again = rows.of_kind("payment.authorized_again")
    return event.kind in _BEGINS and not any(
        authorization.pk < event.pk for authorization in paid_again
    )


def _entry_text(rows: OrderRows, event: Event, times: int, money: Money | None) -> str:
    facts = event.facts
    words = rows.terms.named(_event_words(event))
    if event.kind in ("payment.captured", "payment.refunded") and facts.get("amount_cents"):
        return f"{words}: {dollars(facts['amount_cents'])}{_for_pieces(rows, event, money)}"
    if times > 1:
        words += f", {times} times; the latest"
    if event.kind in ("promise.delayed", "promise.dated", "promise.brought_forward"):
        return _new_dates(words, facts)
    if event.kind == "line.dispatched":
        words += _day_there(rows, event)
    about = ", ".join(_piece_titles(rows, event))
    number = facts.get("number")
    if number and event.kind.startswith("parcel."):
        carrier = facts.get("carrier_name")
        about = f"{f'{carrier} ' if carrier else ''}{number}" + (f", with {about}" if about else "")
    return f"{words}: {about}" if about else words


def _day_there(rows: OrderRows, event: Event) -> str:
    """`, on Mon Nov 30, 2026 there`, where the day is another one in the place that it left."""
    there = next((line.warehouse for line in rows.lines if line.pk == event.line_id), HOME)
    day = day_at(rows.terms, event.at, there)
    return "" if day == rows.day_of(event.at) else f", on {day_label(day)} there"


def _event_words(event: Event) -> str:
    kind, facts = event.kind, event.facts
    if kind == "order.cancelled":
        if facts.get("asked") or event.by == "shopper":
            return "Cancelled, as you asked"
        return f"Cancelled: {facts.get('reason', '')}"
    if kind == "order.partly_cancelled":
        return f"Cancelled ({facts.get('reason', '')})"
    if kind == "payment.review_declined" and event.by == _NOT_REVIEWED:
        return _WORDS["payment.review_expired"]
    if kind == "delay.accepted" and event.by == "silence":
        return "We kept the order, as our email had said"
    if kind in ("parcel.delivered", "line.delivered") and facts.get("signed_by"):
        return f"Delivered and signed for by {facts['signed_by']}"
    if kind in _WORDS:
        return _WORDS[kind]
    return MOVES[kind].says if kind in MOVES else EVENTS.get(kind, kind)


def _for_pieces(rows: OrderRows, event: Event, money: Money | None) -> str:
    """` for Steel chronograph`, of a refund that is for some of the pieces."""
    refunds = money.refunds if money is not None else ()
    operation = event.facts.get("operation")
    titles = next((refund.titles for refund in refunds if refund.operation == operation), ())
    return f" for {', '.join(titles)}" if 0 < len(titles) < len(rows.lines) else ""


def _new_dates(words: str, facts: dict[str, Any]) -> str:
    """`We emailed you new dates: Wed Dec 9 – Thu Dec 17, 2026`, where the letter had dates."""
    if not facts.get("arrives_from") or not facts.get("arrives_by"):
        return "We emailed you that it's late, and that there is no new date yet"
    days = Window(*(date.fromisoformat(facts[name]) for name in ("arrives_from", "arrives_by")))
    return f"{words}: {span_label(days.earliest, days.latest)}"


def _piece_titles(rows: OrderRows, event: Event) -> list[str]:
    """The pieces it is about, where the order has more than one."""
    if len(rows.lines) < 2:
        return []
    keys = event.facts.get("lines")
    if event.kind.startswith("parcel.") and not keys and event.facts.get("number"):
        shipped = rows.about_number(event.facts["number"], "parcel.shipped")
        keys = shipped[-1].facts.get("lines") if shipped else None
    if keys is None:
        keys = [event.line_id] if event.line_id else []
    return [rows.titles[key] for key in keys if key in rows.titles]
