"""Labels: asked for under a stored reference, bought once, checked, voided when they are not used:
clause `signature`.

A carrier has no idempotency key. A label whose answer was lost is looked for by its reference
before another is bought, and voided when it is found; one that nobody can look for waits for a
person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
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
from troth.fulfillment.models import CarrierOutage, Label, Parcel
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.shipping_labels.sender import store_address
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.models import QueueEntry
from troth.orders.served import is_by_hand
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState
from troth.policy.shipping.carriers import service_of

# Before a lost label is looked for: the carrier may still be writing it down.
SETTLES = timedelta(minutes=1)
# How long a lost one is looked for again, and voided when it turns up.
LOOKED_FOR = timedelta(hours=24)
Clock = Callable[[], datetime]


def request_label(*, parcel: Parcel, now: datetime, by: str) -> Label:
    """The label that the parcel needs, asked for once. Its caller's transaction holds it."""
    if live := parcel.labels.live().first():
        return live
    reference = f"{parcel.key}.{parcel.labels.count() + 1}"
    label = Label.objects.create(
        parcel=parcel,
        reference=reference,
        carrier=parcel.carrier,
        by=by,
        asked_at=now,
        not_before=now,
    )
    LABELS.nudge(label.pk)
    return label


@transaction.atomic
def retry_label(*, parcel: Parcel, now: datetime, by: str) -> Label:
    """Another try after a refusal, or in place of a label that is voided first. Raises
    `FulfillmentRefused` once it has left.
    """
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    stored = Parcel.objects.get(pk=parcel.pk)
    if stored.left_at is not None or stored.closed_at is None:
        raise FulfillmentRefused(
            "shipping_notice",
            "It has left, or isn't closed yet: no label can be bought for it now.",
        )
    if stored.packed.filter(line__state=LineState.CANCELLED).exists():
        raise FulfillmentRefused(
            "cancellation", "Its order is cancelled: open the box, and put the pieces back."
        )
    if is_by_hand(stored.carrier):
        raise FulfillmentRefused(
            "shipping_notice", "There is no account with this carrier here: ship the box by hand."
        )
    return request_label(parcel=stored, now=now, by=by)


def void_label(*, label: Label, now: datetime) -> bool:
    """The label won't be used: it is given back to the carrier, as soon as the carrier answers."""
    bought = Label.objects.filter(pk=label.pk, state=Label.BOUGHT, parcel__left_at=None)
    if not bought.update(state=Label.VOIDING, not_before=now):
        return False
    LABELS.nudge(label.pk)
    return True


def abandon_label(*, parcel: Parcel, why: str, now: datetime) -> None:
    """No label is to be bought for the box any more: it goes another way. One that may have been
    bought without our knowing is looked for, and given back. Raises `FulfillmentRefused` where it
    has one.
    """
    if parcel.labels.filter(state=Label.BOUGHT).exists():
        raise FulfillmentRefused("signature", "The box has a label: use it, or give it back first.")
    untried = parcel.labels.filter(state=Label.ASKED, attempts=0)
    untried.update(state=Label.REFUSED, problem=why, ended_at=now)
    tried = parcel.labels.filter(state__in=[Label.ASKED, Label.UNSURE])
    tried.update(state=Label.LOST, problem=why, not_before=now + SETTLES)


def process_label(*, label_id: int, clock: Clock, carriers: Mapping[str, Carrier]) -> bool:
    """Does what a label needs next, if nobody else is doing it. False where there was nothing to
    do.
    """
    now = clock()
    if not LABELS.lease_row(label_id, now=now):
        return False
    label = Label.objects.select_related("parcel__order__recipient", "parcel__order__policy").get(
        pk=label_id
    )
    carrier = carriers.get(label.carrier)
    if carrier is None:
        _set_label_state(
            label,
            Label.REFUSED,
            clock(),
            f"{label.carrier} is not set up here: ship the box by hand, at the carrier's counter.",
        )
        return False
    try:
        _STEPS[label.state](label, carrier, clock)
    except CarrierUnreachable as unclear:
        _schedule_retry(label, clock(), str(unclear), unsure=unclear.sent)
        _record_outage(label.carrier, str(unclear), clock())
        return False
    except (CarrierRefused, NotAsPromised, BeyondCalendar) as refused:
        _set_label_state(label, Label.REFUSED, clock(), str(refused))
        return False
    CarrierOutage.objects.filter(carrier=label.carrier).delete()
    return True


def _buy_label(label: Label, carrier: Carrier, clock: Clock) -> None:
    """A crash after the carrier's yes leaves the row as asked for, with an attempt: it is looked
    for first.
    """
    if label.attempts > 1 and not label.problem:
        _resolve_unsure_label(label, carrier, clock)
        return
    parcel = label.parcel
    bought = carrier.buy(shipment_request_of(parcel, reference=label.reference, now=clock()))
    store_label(label, bought)


def store_label(label: Label, bought: Bought) -> None:
    """Records a label that was bought and is as promised."""
    label.file.save(f"{label.reference}.pdf", ContentFile(bought.pdf), save=False)
    fields: dict[str, Any] = {
        "state": Label.BOUGHT,
        "number": bought.number,
        "service": bought.service,
        "file": label.file.name,
        "cents": bought.cents,
        "signature": bought.signature,
        "declared_cents": bought.declared_cents,
        "problem": "",
    }
    Label.objects.filter(pk=label.pk, state__in=[Label.ASKED, Label.UNSURE]).update(**fields)


def _resolve_unsure_label(label: Label, carrier: Carrier, clock: Clock) -> None:
    """Nobody knows whether it was bought. What is found under its reference is voided; then another
    is asked for.
    """
    for number in carrier.find(label.reference, since=label.asked_at.date()):
        carrier.void(number)
    with transaction.atomic():
        _set_label_state(
            label,
            Label.LOST,
            clock(),
            label.problem or "the answer was lost",
            again_in=timedelta(minutes=10),
        )
        request_label(parcel=label.parcel, now=clock(), by=label.by)


def _void_late_label(label: Label, carrier: Carrier, clock: Clock) -> None:
    """A lost label may turn up late at the carrier's: it is voided then."""
    now = clock()
    for number in carrier.find(label.reference, since=label.asked_at.date()):
        carrier.void(number)
    ended = now >= label.asked_at + LOOKED_FOR
    _set_label_state(
        label,
        Label.VOIDED if ended else Label.LOST,
        now,
        label.problem,
        again_in=timedelta(hours=1),
    )


def _void_at_carrier(label: Label, carrier: Carrier, clock: Clock) -> None:
    carrier.void(label.number)
    _set_label_state(label, Label.VOIDED, clock(), "")


_STEPS: dict[str, Callable[[Label, Carrier, Clock], None]] = {
    Label.ASKED: _buy_label,
    Label.UNSURE: _resolve_unsure_label,
    Label.VOIDING: _void_at_carrier,
    Label.LOST: _void_late_label,
}


def _set_label_state(
    label: Label, state: str, now: datetime, problem: str, again_in: timedelta = timedelta(0)
) -> None:
    unchanged = Label.objects.filter(pk=label.pk, state=label.state)
    ended = None if state == Label.LOST else now
    unchanged.update(state=state, problem=problem[:1000], not_before=now + again_in, ended_at=ended)


def _schedule_retry(label: Label, now: datetime, problem: str, *, unsure: bool) -> None:
    pause = LABELS.backoff.pause_after(label.attempts)
    fields: dict[str, Any] = {
        "problem": problem[:1000] or "no answer",
        "not_before": now + max(pause, SETTLES * unsure),
    }
    if unsure and label.state == Label.ASKED:
        fields["state"] = Label.UNSURE
    Label.objects.filter(pk=label.pk, state=label.state).update(**fields)


def _record_outage(carrier: str, problem: str, now: datetime) -> None:
    trouble, created = CarrierOutage.objects.get_or_create(
        carrier=carrier, defaults={"since": now, "last_at": now, "carrier_text": problem[:1000]}
    )
    if not created:
        CarrierOutage.objects.filter(pk=trouble.pk).update(last_at=now, carrier_text=problem[:1000])


def shipment_request_of(parcel: Parcel, *, reference: str, now: datetime) -> ShipmentRequest:
    """The parcel as a carrier is told of it. Its ship date is a day on which the carrier comes."""
    order, terms = parcel.order, parcel.order.policy.terms
    recipient, today = order.recipient, local_time(terms, now).date()
    calendar = terms.calendars[terms.file.carriers[parcel.carrier].calendar]
    street = tuple(line for line in (recipient.street, recipient.street2) if line)
    return ShipmentRequest(
        reference=reference,
        sender=store_address(terms),
        recipient=Address(
            name=recipient.name,
            street=street,
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
        declared_cents=sum(
            packed.line.price_cents for packed in parcel.packed.select_related("line")
        ),
        ship_on=today if calendar.is_open(today) else calendar.after(today, 1),
        service=service_of(terms, method=order.method, carrier=parcel.carrier),
    )
