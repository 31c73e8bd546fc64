"""What happened, as the shopper's page tells it: the newest first, nothing twice, in true words."""

from __future__ import annotations

from datetime import date
from typing import Any

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.order_status.model import Money, TimelineEntry
from troth.order_status.rows import OrderRows
from troth.orders.models import Event
from troth.policy.dates.calendars import day_label, span_label
from troth.policy.dates.promise import day_at
from troth.policy.lifecycle import MOVES
from troth.policy.money import dollars
from troth.policy.results import Window
from troth.policy.terms import HOME
from troth.policy.wording import EVENTS, STAFF_ONLY

# Of what begins with the order, at one instant, the order itself comes first.
_BEGINS = (EventKind.ORDER_PLACED, EventKind.PAYMENT_AUTHORIZED, EventKind.PAYMENT_REVIEW_OPENED)
# A line's own move that another event of the same order tells, with its pieces' names.
_TOLD_BY: dict[str, tuple[str, ...]] = {
    EventKind.LINE_PLACED: (EventKind.ORDER_PLACED,),
    EventKind.LINE_PLACED_IN_JAPAN: (EventKind.ORDER_PLACED,),
    EventKind.LINE_SHIPPED: (EventKind.PARCEL_SHIPPED,),
    EventKind.LINE_DELIVERED: (EventKind.PARCEL_DELIVERED, EventKind.PARCEL_DELIVERED_UNSIGNED),
    EventKind.LINE_CANCELLED: (EventKind.ORDER_CANCELLED, EventKind.ORDER_PARTLY_CANCELLED),
    EventKind.LINE_LOST: (EventKind.CLAIM_ACCEPTED,),
    EventKind.LINE_RETURNED: (
        EventKind.PARCEL_RETURNED,
        EventKind.PARCEL_CHECKED_IN,
        EventKind.AUTHENTICITY_PIECE_RECEIVED,
        EventKind.DAMAGE_DECIDED,
        EventKind.RETURN_CHECKED_IN,
    ),
    EventKind.LINE_FOUND: (EventKind.CLAIM_PARCEL_FOUND,),
    EventKind.LINE_RETURNED_TO_BUYER: (EventKind.PARCEL_BACK_DELIVERED,),
    EventKind.LINE_REQUEUED: (EventKind.PARCEL_RESEND_STARTED,),
    EventKind.DELAY_ORDER_CANCELLED: (EventKind.ORDER_CANCELLED, EventKind.ORDER_PARTLY_CANCELLED),
}
_WORDS: dict[str, str] = {
    EventKind.PAYMENT_REVIEW_OPENED: "We're reviewing the payment before we go on",
    EventKind.PAYMENT_REVIEW_APPROVED: "We reviewed the payment: all is fine",
    EventKind.PAYMENT_REVIEW_DECLINED: "We couldn't accept the payment",
    EventKind.PAYMENT_REVIEW_EXPIRED: "We didn't review the payment in time, which is our mistake",
    EventKind.PAYMENT_AUTHORIZED: "Payment authorized; not charged yet",
    EventKind.PAYMENT_CAPTURED: "Payment charged",
    EventKind.PAYMENT_VOIDED: "Authorization on your card released; you weren't charged",
    EventKind.PAYMENT_AUTHORIZATION_EXPIRED: (
        "The authorization on your card expired; you weren't charged"
    ),
    EventKind.PAYMENT_REQUESTED_AGAIN: "We asked you to pay again",
    EventKind.PAYMENT_AUTHORIZED_AGAIN: "You paid again: authorized, not charged yet",
    EventKind.CANCELLATION_REQUESTED: "You asked to cancel",
    EventKind.CANCELLATION_HELD: "We put the order on hold until your cancellation is answered",
    EventKind.CANCELLATION_WITHDRAWN: "You kept the order",
    EventKind.DELAY_ACCEPTED: "You kept the order",
    EventKind.PROMISE_DELAYED: "We emailed you new dates",
    EventKind.PROMISE_DATED: "We emailed you a date",
    EventKind.PROMISE_BROUGHT_FORWARD: "It comes sooner than we had told you",
}


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
        letter.facts.get("event") == event.pk
        for letter in rows.of_kind(EventKind.DELAY_NOTICE_SUPERSEDED)
    ):
        return True
    answers = rows.of_kind(EventKind.PROMISE_BROUGHT_FORWARD)
    if event.kind == EventKind.PROMISE_BROUGHT_FORWARD:
        wrong = event.facts.get("instead_of") if event.facts.get("stood") else None
    else:
        wrong = (
            event.pk
            if any(letter.facts.get("instead_of") == event.pk for letter in answers)
            else None
        )
    if wrong is None or not any(
        letter.pk == wrong and letter.kind == EventKind.PROMISE_DELAYED for letter in rows.events
    ):
        return False
    return not any(
        letter.facts.get("event") == wrong for letter in rows.of_kind(EventKind.DELAY_NOTICE_SENT)
    )


def _same_news(before: Event, event: Event) -> bool:
    """Whether the second says again what the first said: several letters with moved dates in a
    row, for the same pieces.
    """
    return before.kind == event.kind == EventKind.PROMISE_DELAYED and before.facts.get(
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
    paid_again = rows.of_kind(EventKind.PAYMENT_AUTHORIZED_AGAIN)
    return event.kind in _BEGINS and not any(
        authorization.pk < event.pk for authorization in paid_again
    )


def _entry_text(rows: OrderRows, event: Event, times: int, money: Money | None) -> str:
    facts = event.facts
    words = rows.terms.named(_event_words(event))
    if event.kind in (EventKind.PAYMENT_CAPTURED, EventKind.PAYMENT_REFUNDED) and facts.get(
        "amount_cents"
    ):
        return f"{words}: {dollars(facts['amount_cents'])}{_for_pieces(rows, event, money)}"
    if times > 1:
        words += f", {times} times; the latest"
    if event.kind in (
        EventKind.PROMISE_DELAYED,
        EventKind.PROMISE_DATED,
        EventKind.PROMISE_BROUGHT_FORWARD,
    ):
        return _new_dates(words, facts)
    if event.kind == EventKind.LINE_DISPATCHED:
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
    if kind == EventKind.ORDER_CANCELLED:
        if facts.get("asked") or event.by == Actor.SHOPPER:
            return "Cancelled, as you asked"
        return f"Cancelled: {facts.get('reason', '')}"
    if kind == EventKind.ORDER_PARTLY_CANCELLED:
        return f"Cancelled ({facts.get('reason', '')})"
    if kind == EventKind.PAYMENT_REVIEW_DECLINED and event.by == Actor.TIME_LIMIT:
        return _WORDS[EventKind.PAYMENT_REVIEW_EXPIRED]
    if kind == EventKind.DELAY_ACCEPTED and event.by == Actor.SILENCE:
        return "We kept the order, as our email had said"
    if kind in (EventKind.PARCEL_DELIVERED, EventKind.LINE_DELIVERED) and facts.get("signed_by"):
        return f"Delivered and signed for by {facts['signed_by']}"
    if kind in _WORDS:
        return _WORDS[kind]
    return MOVES[kind].label if kind in MOVES else EVENTS.get(kind, kind)


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
        shipped = rows.about_number(event.facts["number"], EventKind.PARCEL_SHIPPED)
        keys = shipped[-1].facts.get("lines") if shipped else None
    if keys is None:
        keys = [event.line_id] if event.line_id else []
    return [rows.titles[key] for key in keys if key in rows.titles]
