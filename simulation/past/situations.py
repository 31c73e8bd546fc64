"""What a store that has lived shows: each situation with how often it is there, and where to look
at one. `python -m simulation.past --situations` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from troth.care.models import CANCEL, DAMAGED, DONE, NOT_AUTHENTIC, NOT_RECEIVED, OTHER, CareCase
from troth.event_kinds import EventKind
from troth.fulfillment.models import Delay, Parcel, Return, Transfer
from troth.fulfillment.warehouse.queue import holds_of
from troth.notifications.models import SavedSearch
from troth.order_status.reading import status_of
from troth.orders.links import link_of
from troth.orders.models import Event, Order
from troth.payments.models import AUTHORIZED, Approval, Dispute
from troth.publishing.models import Draft

ORDER_PAGE = "an order's page: "


@dataclass(frozen=True)
class Situation:
    """`where` is a path of the desk, or the whole address of an order's own page."""

    name: str
    count: int
    where: str


def situations(now: datetime) -> list[Situation]:
    """Every situation that a lived store has, in the order of an order's life."""
    return [*_of_orders(now), *_of_parcels(), *_of_cases(), *_of_money(), *_of_the_desk()]


def _of_orders(now: datetime) -> Iterator[Situation]:
    by_headline: dict[str, list[Order]] = {}
    orders = Order.objects.select_related("policy", "recipient").order_by("placed_at")
    for order in orders:
        by_headline.setdefault(status_of(order, now).headline.title, []).append(order)
    for title, alike in sorted(by_headline.items()):
        last = alike[-1]
        address = link_of(number=last.number, link_hash=last.link_hash)
        yield Situation(f"{ORDER_PAGE}{title}", len(alike), address)
    were_held = orders.filter(events__kind=EventKind.ORDER_HELD).distinct()
    held = [order for order in were_held if holds_of(order)]
    yield Situation("held", len(held), _desk_order(held))
    cancelled = Event.objects.filter(kind=EventKind.CANCELLATION_REQUESTED)
    for name, verdict in (("in time", "accepted"), ("out of time", "refused")):
        requests = cancelled.filter(facts__verdict=verdict).select_related("order")
        orders_asked = [event.order for event in requests]
        where = _desk_order(orders_asked)
        yield Situation(f"asked to cancel, {name}", len(orders_asked), where)


def _desk_order(orders: list[Order]) -> str:
    return f"/desk/orders/{orders[-1].number}" if orders else ""


def _of_parcels() -> Iterator[Situation]:
    packed = Parcel.objects.filter(left_at=None, set_aside_at=None).exclude(closed_at=None)
    yield Situation("packed, waits for its driver", packed.count(), "/desk/packing/")
    choices = Delay.objects.filter(ended_at=None, answer="").select_related("order")
    yield Situation(
        "late, with a choice open", choices.count(), _desk_order([delay.order for delay in choices])
    )
    crossing = Transfer.objects.filter(ended_at=None).exclude(at_customs_at=None)
    yield Situation("at customs", crossing.count(), "/desk/transfers/")
    back = Return.objects.exclude(parcel=None)
    yield Situation("parcels that came back", back.count(), "/desk/returns/")
    sent = Return.objects.filter(parcel=None)
    yield Situation("pieces that shoppers send back", sent.count(), "/desk/returns/")


def _of_cases() -> Iterator[Situation]:
    names = {
        CANCEL: "cancellations",
        NOT_RECEIVED: "claims",
        DAMAGED: "damage",
        NOT_AUTHENTIC: "reports of a fake",
        OTHER: "mails and questions",
    }
    for kind, name in names.items():
        cases = CareCase.objects.filter(kind=kind).order_by("pk")
        for state, alike in (
            ("open", cases.exclude(state=DONE)),
            ("decided", cases.filter(state=DONE)),
        ):
            last = alike.last()
            if kind == CANCEL and state == "open":
                continue
            where = f"/desk/care/{last.key}" if last is not None else ""
            yield Situation(f"{name}, {state}", alike.count(), where)


def _of_money() -> Iterator[Situation]:
    waiting = Approval.objects.filter(decided_at=None)
    yield Situation("refunds that wait for a second person", waiting.count(), "/desk/money/")
    opened = Event.objects.filter(kind=EventKind.PAYMENT_REVIEW_OPENED)
    decided = (EventKind.PAYMENT_REVIEW_APPROVED, EventKind.PAYMENT_REVIEW_DECLINED)
    done = Event.objects.filter(kind__in=decided).values_list("order", flat=True)
    review = opened.exclude(order__in=done)
    yield Situation("payments to review", review.count(), "/desk/money/")
    yield Situation("disputes", Dispute.objects.count(), "/desk/money/")
    refunds = Event.objects.filter(kind=EventKind.PAYMENT_REFUNDED)
    yield Situation("refunds", refunds.count(), "/desk/money/")


def _of_the_desk() -> Iterator[Situation]:
    searches = SavedSearch.objects.exclude(confirmed_at=None)
    yield Situation("saved searches", searches.count(), "/dev/mail/")
    yield Situation("drafts of the terms", Draft.objects.count(), "/desk/policy/")
    broken = Delay.objects.count()
    yield Situation("promises that moved", broken, "/desk/scorecard/")


def late_with_a_choice() -> str:
    """The page of an order that is late, whose shopper has not chosen yet; one that is still paid
    for where there is one. Empty where there is none.
    """
    choices = Delay.objects.filter(ended_at=None, answer="").select_related("order__payment")
    paid = [delay for delay in choices if delay.order.payment.state == AUTHORIZED]
    for delay in paid or choices:
        return link_of(number=delay.order.number, link_hash=delay.order.link_hash)
    return ""


def table_of(rows: list[Situation]) -> str:
    """The situations as a table in Markdown."""
    lines = [f"| {row.name} | {row.count} | {row.where} |" for row in rows]
    return "\n".join(["| what | how many | where |", "|---|---|---|", *lines])
