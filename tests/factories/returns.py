"""The parts of the carrier, the warehouse and the worker in what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import world
from tests.factories.pictures import picture
from troth.care import returns as care
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.fulfillment.models import Label, Parcel, Return
from troth.fulfillment.outbox import RETURN_LABELS
from troth.fulfillment.returns import checking_in, customer_returns
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import tags
from troth.orders.models import Event, Order


def scan_parcel(
    parcel: Parcel, status: str, at: datetime, carrier_text: str = "", signed_by: str = ""
) -> None:
    """The carrier saw the parcel, and the worker heard of it."""
    label = parcel.labels.get(state=Label.BOUGHT)
    seen = TrackingEvent(
        number=label.number,
        status=status,
        code=status[:2],
        says=carrier_text or status,
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
