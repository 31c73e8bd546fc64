"""A packed box that goes out by the carrier's counter: clauses `carrier`, `signature`,
`shipping_notice`.

Only the label is replaced. The box was taken in turn, its tags were scanned and its photos taken
like any other's; the number typed from the receipt becomes its label, so that it is tracked,
delivered and claimed like any other.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from troth.catalog.pictures import BadPicture, Picture, clean_picture
from troth.event_kinds import EventKind
from troth.fulfillment.models import (
    CounterReceipt,
    Label,
    Parcel,
)
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.shipping_labels.taken_numbers import other_use_of
from troth.fulfillment.shipping_labels.tracking_numbers import is_valid_number, normalize_number
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import QueueEntry
from troth.policy.addresses.places import place_of
from troth.policy.shipping.carriers import carriers_to

# What a receipt calls the service that asks for a signature at the address.
SIGNATURE_SERVICES = {
    "fedex": "Direct Signature Required",
    "ups": "Delivery Confirmation, Signature Required",
    "usps": "Signature Confirmation",
}


@transaction.atomic
def ship_by_hand(
    *, parcel: Parcel, number: str, receipt: Any, is_signed: bool, now: datetime, by: str
) -> Label:
    """The box was handed over at its carrier's counter, under the number on the receipt.
    `is_signed`: the person attests to a paid signature service. The same press twice is one.

    Raises `FulfillmentRefused` for a number that can't be the carrier's or is another parcel's,
    without a picture of the receipt or the attestation, and while the order must wait.
    """
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    stored = Parcel.objects.select_for_update().get(pk=parcel.pk)
    number = normalize_number(number)[:40]
    if stored.left_at is not None:
        return _left_already(stored, number)
    _check_box(stored, now)
    check_number(parcel=stored, number=number, now=now)
    if not is_signed:
        raise _signature_missing(stored)
    picture = _receipt_picture(receipt)
    labels.abandon_label(parcel=stored, why="shipped by hand instead", now=now)
    label = _store_label(stored, number, picture, now, by)
    name = carrier_name(stored)
    facts = {
        "parcel": stored.key,
        "carrier": stored.carrier,
        "carrier_name": name,
        "number": number,
        "receipt": picture.digest,
        "signature_attested_by": by,
    }
    record_event(
        order=stored.order, kind=EventKind.PARCEL_SHIPPED_BY_HAND, now=now, by=by, facts=facts
    )
    how = f"at the counter of {name}, receipt kept"
    tracking_events.mark_shipped(parcel=stored, how=how, at=now, now=now, by=by)
    return label


def _signature_missing(parcel: Parcel) -> FulfillmentRefused:
    service = SIGNATURE_SERVICES.get(parcel.carrier, "a signature on delivery")
    return FulfillmentRefused(
        "signature",
        f"Signature: every parcel must be signed for. Buy {service}, and confirm that the"
        " receipt shows it.",
    )


def carrier_name(parcel: Parcel) -> str:
    """The carrier of a box as its order's policy calls it."""
    return parcel.order.policy.terms.file.carriers[parcel.carrier].name


def check_number(*, parcel: Parcel, number: str, now: datetime) -> None:
    """Raises `FulfillmentRefused` unless the number has a published form of the box's carrier, with
    its check digit, and is no other parcel's under way or of the last twelve months.
    """
    is_plain = re.fullmatch(r"[A-Z0-9]{6,40}", number) is not None
    if not is_plain or not is_valid_number(carrier=parcel.carrier, number=number):
        raise FulfillmentRefused(
            "shipping_notice",
            f"Tracking number: {number or 'nothing'} is not a number of {carrier_name(parcel)}."
            " Type it once more, as the receipt has it.",
        )
    if owner := other_use_of(number, now):
        raise FulfillmentRefused(
            "shipping_notice",
            f"Tracking number: {number} is that of {owner} already. Each parcel has its own.",
        )


def _left_already(parcel: Parcel, number: str) -> Label:
    label = parcel.labels.filter(state=Label.BOUGHT).first()
    if label is None or label.number != number:
        raise FulfillmentRefused(
            "shipping_notice", "The box has left already, under another number."
        )
    return label


def _check_box(parcel: Parcel, now: datetime) -> None:
    if parcel.closed_at is None or parcel.set_aside_at is not None:
        raise FulfillmentRefused("processing", "The box isn't closed: pack it first.")
    if why := packing.stop_reason(parcel, now=now):
        raise FulfillmentRefused("cancellation", f"Stop. {why} The box stays here.")
    order = parcel.order
    reached_by = carriers_to(
        order.policy.terms,
        method=order.method,
        place=place_of(order.ship_to_zip),
        po_box=packing.goes_to_po_box(order),
    )
    if parcel.carrier not in reached_by:
        raise FulfillmentRefused("carrier", f"{carrier_name(parcel)} doesn't deliver to a PO box.")


def _receipt_picture(receipt: Any) -> Picture:
    if receipt is None:
        raise FulfillmentRefused("signature", "Receipt: add a photo of it.")
    try:
        picture = clean_picture(receipt, name=receipt.name, size=receipt.size)
    except BadPicture as bad:
        raise FulfillmentRefused("signature", f"Receipt: {bad}.") from bad
    if CounterReceipt.objects.filter(digest=picture.digest).exists():
        raise FulfillmentRefused(
            "signature", "Receipt: this photo is that of another parcel's receipt."
        )
    return picture


def _store_label(parcel: Parcel, number: str, picture: Picture, now: datetime, by: str) -> Label:
    label = Label.objects.create(
        parcel=parcel,
        reference=f"{parcel.key}.{parcel.labels.count() + 1}",
        carrier=parcel.carrier,
        state=Label.BOUGHT,
        by=by,
        asked_at=now,
        not_before=now,
        number=number,
        service="At the counter",
        signature=f"attested by {by}"[:60],
        declared_cents=None,
    )
    receipt = CounterReceipt(label=label, digest=picture.digest, by=by, at=now)
    name = f"receipt-{secrets.token_hex(12)}.jpg"
    receipt.file.save(name, ContentFile(picture.content), save=False)
    receipt.save(force_insert=True)
    return label
