"""Orders, placed by the store's own actions and paid at the sandbox's provider."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.moments import MONDAY, NOON
from tests.factories.people import ANN
from tests.factories.world import VISA
from troth import clock
from troth.catalog.models import Item
from troth.checkout import actions as checkout
from troth.checkout import placement
from troth.checkout.models import Checkout
from troth.checkout.quoting import Address
from troth.fulfillment.promises import monitoring
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import Order
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms

_browsers = itertools.count(1)


def start_checkout(
    *items: Item, by: Address = ANN, now: datetime = NOON, session: str = "", key: str | None = None
) -> Checkout:
    """At the look-once-more page: the items are kept, in a browser of its own."""
    shopper = shopper_of(session or f"browser-{next(_browsers)}")
    started = checkout.start_checkout(
        terms=shipped_terms(),
        items=items,
        address=by,
        method=None,
        shopper=shopper,
        key=key,
        now=now,
    )
    assert isinstance(started, Checkout), started
    return started


def shopper_of(session: str) -> checkout.Shopper:
    """A browser; each has a network address of its own."""
    return checkout.Shopper(session=session, network=session)


def open_payment_page(
    started: Checkout, *, session: str, now: datetime = NOON, agreed: str | None = None
) -> Checkout:
    """The press on the look-once-more page, with what it shows agreed to: the provider's page is
    open.
    """
    world.clock(now)
    offer = checkout.current_quote(checkout=started, terms=shipped_terms(), now=now)
    return checkout.start_payment(
        checkout=started,
        terms=shipped_terms(),
        agreed=offer.signed_token() if agreed is None else agreed,
        shopper=shopper_of(session),
        now=now,
        provider=configured_provider(),
    )


def reach_payment_page(
    *items: Item, by: Address = ANN, now: datetime = NOON, session: str = ""
) -> Checkout:
    """Everything but the card: the provider's page is open."""
    session = session or f"browser-{next(_browsers)}"
    return open_payment_page(
        start_checkout(*items, by=by, now=now, session=session), session=session, now=now
    )


def place_paid_order(paying: Checkout, *, now: datetime = NOON) -> Order:
    """What the store makes of what the provider says."""
    stored_checkout = placement.checkout_of(session_id=paying.payment.session_id)
    snapshot = configured_provider().session(paying.payment.session_id)
    return placement.place_order(
        checkout=stored_checkout, snapshot=snapshot, terms=shipped_terms(), now=now
    )


def order_of(*items: Item, by: Address = ANN, now: datetime = NOON, card: str = VISA) -> Order:
    """Placed by the real verbs, paid at the provider with a card."""
    paying = reach_payment_page(*items, by=by, now=now)
    world.pay(paying.payment.session_url, card=card)
    return place_paid_order(paying, now=now)


def process_pieces(*, order: Order, now: datetime, by: str) -> None:
    """Its pieces here are processed, where a test asks nothing about how. (A store's way is a box:
    `fill_parcel` in `tests.factories.parcels`.)
    """
    for line in order.lines.filter(state="placed").order_by("pk"):
        record_event(order=order, line=line, kind="line.processed", now=now, by=by)


def time_after_placing(order: Order, **later: float) -> datetime:
    """A moment counted from when the order was placed."""
    return order.placed_at + timedelta(**later)


def place_confirmed(*items, at=MONDAY):
    order = order_of(*items or [a_bag()], now=at)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=at, by="notifications"
    )
    return order


def line_states(order):
    return {line.state for line in order.lines.all()}


def place_minutes_later(*items, minutes=0):
    now = NOON + timedelta(minutes=minutes)
    order = order_of(*items or [a_bag()], now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    return order


def place_watched(*items, by=ANN):
    order = order_of(*items or [a_bag()], now=NOON, by=by)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def place_now(*items, **kwargs) -> Order:
    placed = order_of(*items or [a_bag()], now=clock.now(), **kwargs)
    send_confirmation(placed)
    return placed


def place_hours_ago(*items, by=ANN):
    now = clock.now() - timedelta(hours=3)
    order = order_of(*items or [a_bag()], by=by, now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order
