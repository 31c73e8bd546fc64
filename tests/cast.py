"""The named cast: who shops, who works here, and what is for sale; made by the real verbs."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User

from tests.factories import world
from tests.factories.moments import moment
from tests.factories.world import VISA
from troth import roles
from troth.catalog import actions as catalog
from troth.catalog.intake import Intake
from troth.catalog.models import Item
from troth.catalog.rows import Row
from troth.catalog.search.indexing import Indexer
from troth.checkout import actions as checkout
from troth.checkout import placement
from troth.checkout.models import Checkout
from troth.checkout.quoting import Address
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import Transfer
from troth.fulfillment.warehouse.tags import tag_of
from troth.notifications import tasks as notices
from troth.notifications.actions import write_notice
from troth.notifications.models import Notification
from troth.orders.actions import record_event, store_policy
from troth.orders.models import Order, Publication
from troth.orders.policy_versions import clear_terms_cache
from troth.payments.execution import execute_operation
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import configured_provider
from troth.policy.terms import Terms, shipped_terms
from troth.roles import AUTHENTICATOR, CARE, FINANCE, OWNER, WAREHOUSE

NOON = moment("Mon 2026-11-23 12:00")
_ids = itertools.count(1)

ANN = Address(
    email="ann@example.com",
    name="Ann Lee",
    street="12 Grand Street",
    street2="",
    city="New York",
    state="NY",
    zip_code="10013",
)
BEN = Address(
    email="ben@example.com",
    name="Ben Ortiz",
    street="400 W Elm Street",
    street2="Unit 5",
    city="Chicago",
    state="IL",
    zip_code="60610",
)


def erin() -> User:
    """The in-house expert."""
    return _staff("erin@example.com", AUTHENTICATOR)


def sam() -> User:
    """The second expert."""
    return _staff("sam@example.com", AUTHENTICATOR)


def pat() -> User:
    """Who packs and ships, and answers shoppers."""
    return _staff("pat@example.com", WAREHOUSE, CARE)


def fay() -> User:
    """Who keeps the money."""
    return _staff("fay@example.com", FINANCE)


def ola() -> User:
    """The owner."""
    return _staff("ola@example.com", OWNER)


def _staff(email: str, *named: str) -> User:
    person, new = User.objects.get_or_create(
        username=email, defaults={"email": email, "is_staff": True}
    )
    if new:
        roles.set_roles(person, named)
    return person


def a_bag(**changes: str) -> Item:
    """A listed bag in New York, at $1,200.00."""
    return _item(
        {"title": "black calfskin top-handle bag", "category": "bags", "price": "1200.00"} | changes
    )


def a_watch_in_japan(**changes: str) -> Item:
    """A listed watch that lies in Japan, at $4,800.00."""
    return _item(
        {
            "title": "steel chronograph",
            "category": "watches",
            "price": "4800.00",
            "location": "japan",
        }
        | changes
    )


def a_cheap_scarf(**changes: str) -> Item:
    """A listed scarf under $110: exempt clothing in New York City."""
    scarf = {
        "title": "silk scarf",
        "category": "accessories",
        "sub_category": "scarves",
        "price": "95.00",
    }
    return _item(scarf | changes)


def an_unjudged_bag() -> Item:
    """Taken in, and evaluated by nobody."""
    return _item({"title": "an unjudged bag", "category": "bags", "price": "900.00"}, judged=False)


def _item(values: dict[str, str], *, judged: bool = True) -> Item:
    row = {
        "source_id": f"cast-{next(_ids)}",
        "designer": "Maison Orlède",
        "condition": "very good",
    } | values
    intake = Intake(
        source="cast", file_name="cast.csv", expert=None, terms=shipped_terms(), now=NOON
    )
    intake.add(Row(2, row))
    assert not intake.report.broken, intake.report.broken
    item = intake.flush()[0]
    return _approved(item) if judged else item


def _approved(item: Item) -> Item:
    """As many experts as its price needs approve it, and it is put on sale."""
    needed = catalog.experts_needed(terms=shipped_terms(), price_cents=item.price_cents)
    for expert in (erin(), sam())[:needed]:
        evidence = {"says": "Seen in hand."}
        catalog.evaluate_items(
            items=[item], verdict="approved", evidence=evidence, now=NOON, by=expert
        )
    catalog.put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="import")
    return Item.objects.get(pk=item.pk)


def begun(
    *items: Item, by: Address = ANN, now: datetime = NOON, session: str = "", key: str | None = None
) -> Checkout:
    """At the look-once-more page: the items are kept, in a browser of its own."""
    shopper = shopping(session or f"browser-{next(_ids)}")
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


def shopping(session: str) -> checkout.Shopper:
    """A browser; each has a network address of its own."""
    return checkout.Shopper(session=session, network=session)


def pressed(
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
        shopper=shopping(session),
        now=now,
        provider=configured_provider(),
    )


def at_the_providers(
    *items: Item, by: Address = ANN, now: datetime = NOON, session: str = ""
) -> Checkout:
    """Everything but the card: the provider's page is open."""
    session = session or f"browser-{next(_ids)}"
    return pressed(begun(*items, by=by, now=now, session=session), session=session, now=now)


def concluded(paying: Checkout, *, now: datetime = NOON) -> Order:
    """What the store makes of what the provider says."""
    stored_checkout = placement.checkout_of(session_id=paying.payment.session_id)
    snapshot = configured_provider().session(paying.payment.session_id)
    return placement.place_order(
        checkout=stored_checkout, snapshot=snapshot, terms=shipped_terms(), now=now
    )


def order_of(*items: Item, by: Address = ANN, now: datetime = NOON, card: str = VISA) -> Order:
    """Placed by the real verbs, paid at the provider with a card."""
    paying = at_the_providers(*items, by=by, now=now)
    world.pay(paying.payment.session_url, card=card)
    return concluded(paying, now=now)


def in_force(terms: Terms, *, since: datetime, published_at: datetime | None = None) -> Terms:
    """Terms that two owners have published, in force from an instant on."""
    row = Publication(
        policy=store_policy(terms), in_force_from=since, published_at=published_at or since
    )
    row.proposed_by, row.approved_by = "staff:olga", "staff:oscar"
    row.save(force_insert=True)
    clear_terms_cache()
    return terms


def indexed() -> None:
    """The indexer's part: search knows all that has happened."""
    indexer = Indexer(settings.SEARCH_DIR)
    while indexer.catch_up():
        pass
    indexer.close()


def confirm(order: Order) -> None:
    """The worker's part: the confirmation is written and sent."""
    notices.on_event(order.events.get(kind="order.placed").pk)


def at(order: Order, **later: float) -> datetime:
    """A moment counted from when the order was placed."""
    return order.placed_at + timedelta(**later)


def money_moved(now: datetime = NOON) -> int:
    """The worker's part: whatever is owed is tried. Returns how many operations were done."""
    world.clock(now)
    return sum(
        execute_operation(
            operation_id=operation.pk, clock=lambda: now, provider=configured_provider()
        )
        for operation in OPERATIONS.due(now)
    )


def process(*, order: Order, now: datetime, by: str) -> None:
    """Its pieces here are processed, where a test asks nothing about how. (A store's way is a box:
    `tests.domain.test_packing`.)
    """
    for line in order.lines.filter(state="placed").order_by("pk"):
        record_event(order=order, line=line, kind="line.processed", now=now, by=by)


def sent_from_japan(order: Order, *, now: datetime = NOON) -> Transfer:
    """The Japan staff's part: what waits there leaves, in a transfer of its own."""
    waiting = [line.pk for line in order.lines.filter(state="in_japan")]
    transfer = transfers.create_transfer(lines=waiting, now=now, by="kenji")
    transfers.dispatch_transfer(
        transfer=transfer,
        carrier="yamato",
        number="123456789013",
        tags_scanned=tags_in(transfer),
        now=now,
        by="kenji",
    )
    return transfer


def tags_in(transfer: Transfer) -> list[str]:
    """The tags of all pieces of a transfer, as a scanner reads them."""
    return [tag_of(item) for item in transfer.crossings.values_list("line__item", flat=True)]


def arrived(transfer: Transfer, *, now: datetime = NOON) -> None:
    """It lands in New York, and each piece is checked."""
    transfers.record_leg(transfer=transfer, leg="landed", now=now, by="pat")
    for crossing in transfer.crossings.all():
        transfers.check_in_piece(crossing=crossing, now=now, by="pat")


def letter_of(order: Order, kind: str, nth: int = -1) -> Notification:
    """The latest letter of this kind, or the `nth`, written as the worker writes it."""
    for event in order.events.select_related("order__policy", "order__recipient").order_by("pk"):
        write_notice(event=event, now=event.at)
    return list(Notification.objects.filter(event__order=order, kind=kind).order_by("event"))[nth]
