"""The parts of the carrier, the warehouse and the worker in what comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import world
from tests.factories.care_requests import (
    DELIVERED,
    YEARS_LATER,
    check_piece,
    decide_damage,
    decide_second,
    place_and_deliver,
    place_and_ship,
    report_damage,
    report_fake,
)
from tests.factories.items import a_bag
from tests.factories.moments import DAY, moment
from tests.factories.pictures import picture
from troth.care import returns as care
from troth.care import tasks as care_tasks
from troth.care.authenticity_refunds import authenticity
from troth.care.models import CareCase
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.fulfillment.models import Label, Parcel, ParcelBack, Return
from troth.fulfillment.outbox import RETURN_LABELS
from troth.fulfillment.promises import monitoring
from troth.fulfillment.returns import checking_in, customer_returns, returned_parcels
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import tags
from troth.orders.models import Event, Order

REFUSED_AT = YEARS_LATER + 3 * DAY
PACKED_BACK_AT = REFUSED_AT + timedelta(hours=2)
LEFT_BACK_AT = PACKED_BACK_AT + timedelta(hours=3)
# Placed Mon Nov 23 at noon, shipped that day; refused on Dec 1, back on Dec 4.
REFUSED, BACK = moment("Tue 2026-12-01 11:00"), moment("Fri 2026-12-04 14:00")
REFUSED_TEXT = "Delivery exception: Shipment refused by recipient"


def scan_parcel(
    parcel: Parcel, status: str, at: datetime, carrier_text: str = "", signed_by: str = ""
) -> None:
    """The carrier saw the parcel, and the worker heard of it."""
    label = parcel.labels.get(state=Label.BOUGHT)
    seen = TrackingEvent(
        number=label.number,
        status=status,
        code=status[:2],
        carrier_text=carrier_text or status,
        at=at,
        place="New York, NY",
        signed_by=signed_by,
        expected_on=None,
        raw={"at": at.isoformat(), "status": status},
    )
    tracking_events.store_events([seen], carrier=label.carrier, how="told", now=at)
    tracking_events.apply_events(carrier=label.carrier, number=label.number, now=at)


def box_photo(seed: int = 3) -> SimpleUploadedFile:
    """Of an opened box."""
    return SimpleUploadedFile("open.jpg", picture(seed=seed))


def check_in(returned: Return, at: datetime, *conditions: str, by: str = "staff:pat") -> Return:
    """The warehouse opens it: each piece in turn in the condition named, else sound."""
    findings = {}
    for nth, piece in enumerate(returned.pieces.select_related("line").order_by("pk")):
        condition = conditions[nth] if nth < len(conditions) else "sound"
        tag = "" if condition == "missing" else tags.tag_of(piece.line.item_id)
        findings[piece.pk] = checking_in.PieceFinding(tag=tag, condition=condition)
    return checking_in.check_in_return(
        returned=returned, findings=findings, photos=[box_photo()], now=at, by=by
    )


def begin_return(order: Order) -> Return:
    """The worker's part: care wants a piece back, and its return begins."""
    for event in order.events.filter(kind__in=customer_returns.ASKED_FOR):
        customer_returns.begin_return(event)
    return Return.objects.get(order=order, parcel=None)


def buy_return_labels(carriers: dict[str, Any], at: datetime) -> None:
    """The worker's part: return labels that are owed are bought."""
    if carriers:
        world.carrier_clock(at)
    for label_id in RETURN_LABELS.due_keys(now=at):
        customer_returns.buy_label(label_id=label_id, clock=lambda: at, carriers=carriers)


def send_back(order: Order, at: datetime, condition: str = "sound") -> Return:
    """The piece that care asked for is here, and care's follower has heard of it."""
    returned = check_in(begin_return(order), at, condition)
    care.receive_returned_piece(
        Event.objects.filter(kind=care.RECEIVED, order=order).latest("pk"), now=at
    )
    return returned


def return_reported_piece(order, at=YEARS_LATER, line=None):
    request = report_fake(order, at, line=line)
    authenticity.check_origin(
        request=request, genuine=True, why="They confirmed it.", now=at, by="staff:care"
    )
    send_back(order, at + DAY)
    return CareCase.objects.get(pk=request.pk)


def want_damaged_back(*items):
    """Care wants a damaged piece back, from Mon Nov 30."""
    order = place_and_deliver(*items)
    decide_damage(report_damage(order), "return", why="The handle is torn, as you say.")
    return order


def want_fake_back(at=DELIVERED):
    """Care wants a piece back that an authenticator proved not authentic."""
    order = place_and_deliver()
    authenticity.check_origin(
        request=report_fake(order, at),
        genuine=True,
        why="They confirmed it.",
        now=at,
        by="staff:care",
    )
    return order


def want_unscanned_back():
    """A piece that came, of which its carrier never said so; care wants it back."""
    order = place_and_ship()
    decide_damage(report_damage(order), "return", why="The handle is torn, as you say.")
    return order


def refuse_reported_piece():
    """A report whose check failed, with the piece here: what fulfillment does about it."""
    order = place_and_deliver(a_bag(serial="AB1234"))
    decide_second(check_piece(return_reported_piece(order), photos_agree=False), at=REFUSED_AT)
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    return order


def scan_parcel_back(parcel, status, at, signed_by="", **facts):
    seen = TrackingEvent(
        number=parcel.number,
        status=status,
        code=status[:2],
        carrier_text=status,
        at=at,
        place="",
        signed_by=signed_by,
        expected_on=None,
        raw={"at": at.isoformat(), "status": status},
        facts=facts,
    )
    tracking_events.store_events([seen], carrier=parcel.carrier, how="told", now=at)
    tracking_events.apply_events(carrier=parcel.carrier, number=parcel.number, now=at)
    return ParcelBack.objects.get(pk=parcel.pk)


def turn_back(parcel, at=REFUSED):
    scan_parcel(parcel, "delayed", at, REFUSED_TEXT)
    scan_parcel(parcel, "returning", at + timedelta(hours=3))
    for event in parcel.order.events.filter(kind="parcel.returning"):
        care_tasks.on_event(event.pk)
        monitoring.reassess_order(event.order, now=at, by="policy")
    return Return.objects.get(parcel=parcel)


def bring_back(parcel):
    returned = turn_back(parcel)
    scan_parcel(parcel, "returned", BACK)
    return returned


def choose_outcome(returned, answer, at=BACK, by="shopper"):
    return returned_parcels.choose_outcome(returned=returned, answer=answer, now=at, by=by)
