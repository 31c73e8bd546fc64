"""Parcels: packed, labeled, shipped, scanned and delivered."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.payments import money_moved
from tests.factories.pictures import picture
from troth.care import tasks as care_tasks
from troth.fulfillment import actions as fulfillment
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.promises import monitoring
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import handover, packing, tags
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import Order

NUMBER = "794988888885"
SHIPPED_MONDAY = moment("Mon 2026-11-23 15:00")
LATER = NOON + timedelta(hours=4)
BOX = {"size_mm": (400, 300, 200), "seal": "S-1001"}
PACKED_TUESDAY = moment("Tue 2026-11-24 10:00")
PACKED = moment("Mon 2026-11-23 14:30")
PICKED_UP = moment("Mon 2026-11-23 16:00")


def process_and_ship(order, at):
    for line in order.lines.filter(state="placed"):
        record_event(order=order, line=line, kind="line.processed", now=at, by="pat")
    fulfillment.ship_order(order=order, carrier="fedex", number="794988888885", now=at, by="pat")


def deliver_parcel(order, at, signed=True):
    facts = {"number": NUMBER, "at": at.isoformat(), "carrier_name": "FedEx"}
    if signed:
        record_event(
            order=order,
            line=order.lines.get(),
            kind="line.delivered",
            now=at,
            by="fedex",
            facts=facts,
        )
    record_event(
        order=order,
        kind="parcel.delivered" if signed else "parcel.delivered_unsigned",
        now=at,
        by="fedex",
        facts=facts,
    )


def scan_tags(parcel, now=LATER):
    for piece in parcel.packed.select_related("line"):
        packing.scan_tag(parcel=parcel, tag=tags.tag_of(piece.line.item_id), now=now)


def fill_parcel(parcel, now=LATER):
    scan_tags(parcel, now)
    assert (
        packing.add_photos(
            parcel=parcel, files=[SimpleUploadedFile("box.jpg", picture())], now=now, by="pat"
        )
        == []
    )
    return parcel


def fill_and_close(parcel, now=LATER, grams=2_400):
    return packing.close_parcel(
        parcel=fill_parcel(parcel, now), grams=grams, now=now, by="pat", **BOX
    )


def place_and_box(by="pat"):
    order = order_of(a_bag(), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    parcel = fill_parcel(claim_next_order(now=LATER, by=by))
    packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by=by, **BOX)
    return Parcel.objects.get(pk=parcel.pk)


def process_labels(carriers, *, minutes=0.0):
    """The worker's part, so many minutes later: whatever is owed is tried."""
    now = LATER + timedelta(minutes=minutes)
    world.carrier_clock(now)
    for label_id in LABELS.due_keys(now=now):
        labels.process_label(label_id=label_id, clock=lambda: now, carriers=carriers)


def bought_shipments():
    """What the carrier sold and was not given back, by reference."""
    shipments = world.carrier_control("/_control/audit")["shipments"]
    ours = set(Label.objects.values_list("reference", flat=True))
    return [
        shipment
        for shipment in shipments
        if shipment["reference"] in ours and shipment["state"] != "voided"
    ]


def box_next_order(order):
    parcel = fill_parcel(claim_next_order(now=PACKED_TUESDAY, by="pat"), PACKED_TUESDAY)
    packing.close_parcel(parcel=parcel, grams=2_400, now=PACKED_TUESDAY, by="pat", **BOX)
    return Parcel.objects.get(pk=parcel.pk)


def box_and_reassess(order, at):
    parcel = fill_parcel(claim_next_order(now=at, by="pat"), at)
    packing.close_parcel(parcel=parcel, grams=2_400, now=at, by="pat", **BOX)
    monitoring.reassess_order(order, now=at, by="policy")
    return Parcel.objects.get(pk=parcel.pk)


def tracking_event(status, at, description="", expected_on=None, place="Memphis, TN"):
    return TrackingEvent(
        number=NUMBER,
        status=status,
        code="SE",
        carrier_text=description,
        at=at.astimezone(UTC),
        place=place,
        signed_by="A. LEE" if status == "delivered" else "",
        expected_on=expected_on,
        raw={},
    )


def apply_tracking_events(at, *events):
    tracking_events.store_events(events, carrier="fedex", how="told", now=at)
    tracking_events.apply_events(carrier="fedex", number=NUMBER, now=at)


def ship_by_label(*items, take_money=True):
    order = order_of(*items or [a_bag()], now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    parcel = fill_parcel(claim_next_order(now=PACKED, by="pat"), PACKED)
    packing.close_parcel(parcel=parcel, grams=2_400, now=PACKED, by="pat", **BOX)
    Label.objects.filter(parcel=parcel).update(
        state=Label.BOUGHT, number=NUMBER, signature="DIRECT", declared_cents=120_000, cents=1_200
    )
    apply_tracking_events(PICKED_UP, tracking_event("accepted", PICKED_UP, "Picked up"))
    if take_money:
        money_moved(PICKED_UP)
    monitoring.reassess_order(order, now=PICKED_UP, by="policy")
    return order


def ship_boxed_parcel(carriers):
    """A parcel on its way to its buyer, paid and watched."""
    parcel = place_and_box()
    process_labels(carriers)
    handover.hand_over(parcel=parcel, to="J. Driver", now=LATER, by="pat")
    money_moved(LATER)
    order = Order.objects.get(pk=parcel.order_id)
    care_tasks.on_event(order.events.get(kind="parcel.shipped").pk)
    monitoring.reassess_order(order, now=LATER, by="policy")
    return Parcel.objects.get(pk=parcel.pk)
