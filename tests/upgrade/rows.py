"""A few rows of every subject, for the databases that are kept: one event of each kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User

from troth.actors import Actor, staff_actor
from troth.care.mail_models import Mail
from troth.care.models import CareCase, CaseState, Note
from troth.catalog.models import Evaluation, Item, ItemEvent
from troth.event_kinds import EventKind, ItemEventKind
from troth.fulfillment.models import Label, Parcel, ParcelLine, Scan
from troth.notifications.models import Notification
from troth.orders.actions import store_policy
from troth.orders.models import Event, Line, Order, QueueEntry, Recipient
from troth.payments.models import Payment, PaymentOperation, PaymentState
from troth.policy.lifecycle import LineState
from troth.policy.shipping.tracking import ParcelStatus
from troth.policy.terms import shipped_terms
from troth.worklist.models import Task

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
PAT, SAM = staff_actor("pat"), staff_actor("sam")
# Its guard asks for a recipient that is empty.
NOT_WRITTEN = {EventKind.ORDER_ERASED}


def write_rows() -> None:
    """Writes them into an empty database."""
    items = [_write_item(number) for number in range(2)]
    order = _write_order(items)
    events = [
        Event.objects.create(order=order, kind=kind, at=NOON, by=PAT, facts={"sentence": kind})
        for kind in EventKind
        if kind not in NOT_WRITTEN
    ]
    _write_payment(order)
    _write_parcel(order)
    case = CareCase.objects.create(
        key="C-23456789",
        order=order,
        kind="cancel",
        how="page",
        by=Actor.SHOPPER,
        asked_at=NOON,
        verdict={"verdict": "held"},
        state=CaseState.OPEN,
        answer_by=NOON + timedelta(days=2),
    )
    Note.objects.create(request=case, text="They asked twice.", by=PAT, at=NOON)
    Mail.objects.create(
        digest="d" * 64, raw="mail/one.eml", received_at=NOON, how="imap", not_before=NOON
    )
    Notification.objects.create(
        event=events[0],
        kind="confirmation",
        message_id="<one@example.com>",
        to="ann@example.com",
        subject="Order",
        text="Thank you.",
        html="<p>Thank you.</p>",
        written_at=NOON,
        sent_at=NOON,
        not_before=NOON,
    )


def _write_item(number: int) -> Item:
    item = Item.objects.create(
        slug=f"bag-{number}",
        source="store",
        source_id=str(number),
        title="Black bag",
        brand="Aoki",
        category="bags",
        condition="good",
        price_cents=120_000,
        weight_grams=900,
        tax_category="general",
        warehouse="us",
        created_at=NOON,
    )
    Evaluation.objects.create(
        item=item, number=1, verdict=Evaluation.APPROVED, by_id=_expert(), at=NOON, evidence={}
    )
    for kind in ItemEventKind:
        ItemEvent.objects.create(item=item, kind=kind, at=NOON, by=SAM)
    return item


def _expert() -> int:
    return User.objects.get_or_create(username="sam@example.com")[0].pk


def _write_order(items: list[Item]) -> Order:
    order = Order.objects.create(
        number="T-23456-789AB",
        link_hash="a" * 64,
        checkout_key="b" * 64,
        placed_at=NOON,
        policy=store_policy(shipped_terms()),
        method="standard",
        carrier="fedex",
        ship_to_state="NY",
        ship_to_zip="10013",
        promises={},
        tax={},
        items_cents=240_000,
        shipping_cents=0,
        tax_cents=0,
        total_cents=240_000,
    )
    Recipient.objects.create(
        order=order,
        email="ann@example.com",
        name="Ann Lee",
        street="12 Grand Street",
        city="New York",
    )
    for item in items:
        Line.objects.create(
            order=order,
            item=item,
            title=item.title,
            listing={},
            warehouse="us",
            weight_grams=900,
            price_cents=120_000,
            tax_cents=0,
            state=LineState.PLACED,
        )
    QueueEntry.objects.create(order=order, placed_at=NOON, ready_pieces=1)
    return order


def _write_payment(order: Order) -> None:
    payment = Payment.objects.create(
        key="k" * 32,
        order=order,
        amount_cents=240_000,
        made_at=NOON,
        closes_at=NOON,
        state=PaymentState.CAPTURED,
        captured_cents=240_000,
    )
    PaymentOperation.objects.create(
        payment=payment,
        kind=PaymentOperation.CAPTURE,
        amount_cents=240_000,
        key="capture",
        reason="It ships.",
        by=PAT,
        asked_at=NOON,
        not_before=NOON,
        done_at=NOON,
    )
    Task.objects.create(
        key="look",
        kind="refund_by_hand",
        role="care",
        title="A refund",
        opened_at=NOON,
        due_at=NOON,
    )


def _write_parcel(order: Order) -> None:
    parcel = Parcel.objects.create(
        order=order, key=f"{order.number}-1", by=PAT, taken_at=NOON, status=ParcelStatus.MOVING
    )
    ParcelLine.objects.create(parcel=parcel, line=order.lines.last(), scanned_at=NOON)
    Label.objects.create(
        parcel=parcel,
        reference=f"{order.number}-1.1",
        carrier="fedex",
        by=PAT,
        asked_at=NOON,
        state=Label.BOUGHT,
        number="794983950610",
        not_before=NOON,
    )
    Scan.objects.create(
        carrier="fedex",
        number="794983950610",
        digest="c" * 64,
        status=ParcelStatus.MOVING,
        code="IT",
        carrier_text="In transit",
        at=NOON,
        place="Newark, NJ",
        signed_by="",
        raw={},
        heard_at=NOON,
        how="asked",
    )
