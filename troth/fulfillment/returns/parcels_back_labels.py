"""The label of a parcel that takes a piece back to its buyer: bought once, or by hand after a
refusal. Clause `signature`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from troth.fulfillment.carriers.interface import (
    Address,
    Carrier,
    CarrierRefused,
    CarrierUnreachable,
    NotAsPromised,
    ShipmentRequest,
)
from troth.fulfillment.carriers.interface import BoughtLabel as Bought
from troth.fulfillment.models import ParcelBack
from troth.fulfillment.outbox import PARCEL_BACK_LABELS
from troth.fulfillment.returns.checking_in import PHOTO, check_photos_for_viruses, store_photos
from troth.fulfillment.returns.parcels_back import (
    CLAUSE,
    LONGEST_WHY,
    check_open,
    fresh_parcel,
    label_task_prefix,
    locked_parcel,
)
from troth.fulfillment.shipping_labels.sender import store_address
from troth.fulfillment.shipping_labels.taken_numbers import other_use_of
from troth.fulfillment.shipping_labels.tracking_numbers import is_valid_number, normalize_number
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.policy.shipping.carriers import service_of
from troth.roles import CARE
from troth.scanning.actions import UploadContext
from troth.worklist.actions import close_tasks, open_task

Clock = Callable[[], datetime]


def buy_label(*, parcel_id: int, clock: Clock, carriers: Mapping[str, Carrier]) -> bool:
    """Buys its label, if it is owed and nobody else is buying it. False where it wasn't bought; a
    refusal becomes a task for care.
    """
    now = clock()
    if not PARCEL_BACK_LABELS.lease_row(parcel_id, now=now):
        return False
    rows = ParcelBack.objects.select_related("returned__order__recipient")
    parcel = rows.select_related("returned__order__policy").get(pk=parcel_id)
    carrier = carriers.get(parcel.carrier)
    if carrier is None:
        _fail_label(parcel, f"{parcel.carrier} is not set up here: get a label by hand.", clock())
        return False
    try:
        if parcel.attempts > 1:  # an earlier try whose answer was lost may have bought one
            for number in carrier.find(parcel.key, since=parcel.opened_at.date()):
                carrier.void(number)
        bought = carrier.buy(_shipment_request_of(parcel, now=clock()))
    except CarrierUnreachable as unclear:
        PARCEL_BACK_LABELS.postpone(
            parcel.pk, attempts=parcel.attempts, problem=str(unclear), now=clock()
        )
        return False
    except (CarrierRefused, NotAsPromised, BeyondCalendar) as refused:
        _fail_label(parcel, str(refused), clock())
        return False
    return _store_label(parcel, bought)


def _store_label(parcel: ParcelBack, bought: Bought) -> bool:
    parcel.file.save(f"{parcel.key}.pdf", ContentFile(bought.pdf), save=False)
    fields: dict[str, Any] = {
        "label": ParcelBack.BOUGHT,
        "number": bought.number,
        "service": bought.service,
        "file": parcel.file.name,
        "cents": bought.cents,
        "signature": bought.signature,
        "declared_cents": bought.declared_cents,
        "problem": "",
    }
    pending = ParcelBack.objects.filter(pk=parcel.pk, label=ParcelBack.ASKED)
    return bool(pending.update(**fields))


@transaction.atomic
def _fail_label(parcel: ParcelBack, problem: str, now: datetime) -> None:
    pending = ParcelBack.objects.filter(pk=parcel.pk, label=ParcelBack.ASKED)
    if not pending.update(label=ParcelBack.FAILED, problem=problem[:1000]):
        return
    order = parcel.returned.order
    open_task(
        key=f"{label_task_prefix(parcel)}{parcel.attempts}",
        kind="label_refused",
        role=CARE,
        title=f"No shipping label for {parcel.key}, which goes back to the customer",
        detail=problem,
        due_at=end_of_next_business_day(order.policy.terms, now),
        now=now,
        order=order,
        link=f"/desk/returns/{parcel.returned.key}",
    )


@transaction.atomic
def retry_parcel_back_label(*, parcel: ParcelBack, now: datetime) -> ParcelBack:
    """Another try after the carrier refused its label. Raises `FulfillmentRefused` where none was
    refused.
    """
    stored = locked_parcel(parcel)
    failed = ParcelBack.objects.filter(pk=stored.pk, label=ParcelBack.FAILED, ended_at=None)
    if not failed.update(label=ParcelBack.ASKED, not_before=now):
        raise FulfillmentRefused(CLAUSE, "No label of it was refused.")
    PARCEL_BACK_LABELS.nudge(stored.pk)
    return fresh_parcel(stored)


def enter_label_by_hand(
    *,
    parcel: ParcelBack,
    number: str,
    why: str,
    receipt: Any,
    is_signed: bool,
    now: datetime,
    by: str,
) -> ParcelBack:
    """A label that was bought by hand, of the carrier that the rule chose and with a signature,
    after the carrier refused ours. It is tracked like any other. `is_signed`: the person attests
    that the receipt shows a signature service.

    Raises `FulfillmentRefused` without a reason, a photo of the receipt or the attestation, for a
    number that can't be the carrier's, and for that of another parcel.
    """
    if receipt is None:
        raise FulfillmentRefused("signature", "Receipt: add a photo of it.")
    if not is_signed:
        raise FulfillmentRefused(
            "signature", "Signature: confirm that the receipt shows that it was paid."
        )
    belongs = UploadContext(PHOTO, parcel.key, by, parcel.returned.order.number)
    scanned = check_photos_for_viruses([receipt], belongs, now)
    return _enter_label_by_hand(
        parcel, normalize_number(number)[:40], why.strip(), scanned, belongs, now
    )


@transaction.atomic
def _enter_label_by_hand(
    parcel: ParcelBack,
    number: str,
    why: str,
    receipt: list[tuple[Any, bool]],
    belongs: UploadContext,
    now: datetime,
) -> ParcelBack:
    stored = locked_parcel(parcel)
    check_open(stored)
    _check_label_by_hand(stored, number, why, now)
    store_photos(stored.returned, receipt, belongs, now, parcel_back=stored)
    ParcelBack.objects.filter(pk=stored.pk).update(
        label=ParcelBack.BOUGHT,
        number=number,
        by_hand_why=why,
        signature=f"attested by {belongs.by}"[:60],
        declared_cents=_declared_cents(stored),
        problem="",
    )
    close_tasks(
        prefix=label_task_prefix(stored), now=now, by=belongs.by, outcome="It has a label by hand."
    )
    return fresh_parcel(stored)


def _check_label_by_hand(parcel: ParcelBack, number: str, why: str, now: datetime) -> None:
    """Raises `FulfillmentRefused`, naming the field, for a label that can't be entered."""
    if parcel.label != ParcelBack.FAILED:
        raise FulfillmentRefused("signature", "By hand only after the carrier refused its label.")
    if not 0 < len(why) <= LONGEST_WHY:
        raise FulfillmentRefused(
            "signature", f"Reason: say why, in at most {LONGEST_WHY} characters."
        )
    name = parcel.returned.order.policy.terms.file.carriers[parcel.carrier].name
    if not number or not is_valid_number(carrier=parcel.carrier, number=number):
        raise FulfillmentRefused(
            "shipping_notice", f"Number: {number} isn't a {name} tracking number."
        )
    if owner := other_use_of(number, now):
        raise FulfillmentRefused("shipping_notice", f"Number: {number} is that of {owner} already.")


def _shipment_request_of(parcel: ParcelBack, *, now: datetime) -> ShipmentRequest:
    order, recipient = parcel.returned.order, parcel.returned.order.recipient
    terms = order.policy.terms
    today = local_time(terms, now).date()
    calendar = terms.calendars[terms.file.carriers[parcel.carrier].calendar]
    return ShipmentRequest(
        reference=parcel.key,
        sender=store_address(terms),
        recipient=Address(
            name=recipient.name,
            street=tuple(part for part in (recipient.street, recipient.street2) if part),
            city=recipient.city,
            state=order.ship_to_state,
            zip=order.ship_to_zip,
            phone=recipient.phone,
            hold_at=recipient.hold_at,
        ),
        grams=parcel.grams or 0,
        length_mm=parcel.length_mm or 0,
        width_mm=parcel.width_mm or 0,
        height_mm=parcel.height_mm or 0,
        declared_cents=_declared_cents(parcel),
        ship_on=today if calendar.is_open(today) else calendar.after(today, 1),
        service=service_of(terms, method=order.method, carrier=parcel.carrier),
    )


def _declared_cents(parcel: ParcelBack) -> int:
    return sum(piece.line.price_cents for piece in parcel.returned.pieces.select_related("line"))
