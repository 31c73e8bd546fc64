"""A piece that its buyer sends back, at the store's cost: its prepaid label, its way, and what
becomes of it. Clauses `care`, `authenticity_refund`.

Care's decision to have a piece sent back is an event of its order; it is followed here. The shopper
is written to once it is known whether the carrier sells the label: with the label, or with the time
by which care adds one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment.carriers.interface import (
    Address,
    Carrier,
    CarrierRefused,
    CarrierUnreachable,
    NotAsPromised,
    ShipmentRequest,
)
from troth.fulfillment.carriers.interface import BoughtLabel as Bought
from troth.fulfillment.models import Return, ReturnedPiece, ReturnLabel
from troth.fulfillment.outbox import RETURN_LABELS
from troth.fulfillment.returns import parcels_back
from troth.fulfillment.returns.putting_away import settle_returned_pieces
from troth.fulfillment.shipping_labels.sender import store_address
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import Event, QueueEntry
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.roles import CARE
from troth.worklist.actions import close_task, open_task
from troth.worklist.models import Task

# Care wants the piece back.
ASKED_FOR = (
    EventKind.DAMAGE_RETURN_REQUESTED,
    EventKind.AUTHENTICITY_RETURN_OFFERED,
)
DECIDED = (
    EventKind.DAMAGE_DECIDED,
    EventKind.AUTHENTICITY_DISPROVEN,
    EventKind.AUTHENTICITY_REPORT_REFUSED,
    EventKind.DAMAGE_RETURN_EXPIRED,
)
BOUGHT, PENDING, ATTACHED = (
    EventKind.RETURN_LABEL_BOUGHT,
    EventKind.RETURN_LABEL_PENDING,
    EventKind.RETURN_LABEL_ATTACHED,
)
CARRIERS = ("fedex", "ups")  # those that sell return labels here, the first one first
SAYS_SO_AFTER = timedelta(minutes=15)  # so long a label is tried before the shopper is told to wait
MOST_LABELS = 10
Clock = Callable[[], datetime]


@transaction.atomic
def begin_return(event: Event) -> Return | None:
    """Care wants a piece back: its return begins, and its label is asked for. Once a request."""
    if event.kind not in ASKED_FOR:
        return None
    QueueEntry.objects.select_for_update().get(order=event.order_id)
    facts = event.facts
    if existing := Return.objects.filter(request_key=facts["request"]).first():
        return existing
    line = event.order.lines.get(pk=facts["line"])
    returned = Return.objects.create(
        key=facts["request"],
        order=event.order,
        request_key=facts["request"],
        opened_at=event.at,
        send_by=facts.get("return_by") or None,
    )
    ReturnedPiece.objects.create(returned=returned, line=line)
    _request_label(returned, event.at)
    return returned


def unfollowed_requests(*, limit: int = 100) -> list[Event]:
    """Decisions of care's that a lost task left unfollowed."""
    decisions = Event.objects.filter(kind__in=ASKED_FOR).annotate(request=KT("facts__request"))
    begun = Return.objects.filter(request_key=OuterRef("request"))
    unfollowed = decisions.filter(~Exists(begun)).select_related("order__policy")
    return list(unfollowed.order_by("pk")[:limit])


def _request_label(returned: Return, now: datetime) -> ReturnLabel:
    number = returned.labels.count() + 1
    label = ReturnLabel.objects.create(
        returned=returned,
        reference=f"{returned.key}.R{number}",
        carrier="",
        asked_at=now,
        not_before=now,
    )
    RETURN_LABELS.nudge(label.pk)
    return label


@transaction.atomic
def request_new_label(*, returned: Return, now: datetime) -> ReturnLabel:
    """A label that has lapsed is made anew on request, at any time while the return is open. Raises
    `FulfillmentRefused` while there is one that can be used, and once it isn't sent back any more.
    """
    QueueEntry.objects.select_for_update().get(order=returned.order_id)
    stored = Return.objects.select_related("order__policy").get(pk=returned.pk)
    if stored.ended_at is not None or stored.received_at is not None:
        raise FulfillmentRefused(
            "care", "This return has ended: no label is needed for it any more."
        )
    if stored.send_by is not None and local_date(stored, now) > stored.send_by:
        raise FulfillmentRefused("care", "The last day for sending it back is over. Write to care.")
    if stored.shipped_at is not None:
        raise FulfillmentRefused("care", "It is on its way to us already: no new label is needed.")
    if waiting := stored.labels.filter(state=ReturnLabel.ASKED).first():
        return waiting
    if usable_label(stored, now) is not None:
        raise FulfillmentRefused("care", "The label on this page can still be used.")
    latest = stored.labels.order_by("pk").last()
    if latest is not None and Task.objects.open().filter(key=_label_task_key(latest)).exists():
        raise FulfillmentRefused("care", "Care is preparing a label for you: you get it by email.")
    if stored.labels.count() >= MOST_LABELS:
        raise FulfillmentRefused(
            "care", "Write to care for another label: this page has made many already."
        )
    return _request_label(stored, now)


def local_date(returned: Return, now: datetime) -> date:
    """The store's calendar day."""
    return local_time(returned.order.policy.terms, now).date()


def may_ask_for_label(returned: Return, now: datetime) -> bool:
    """Whether the shopper may have a new label made now: the one there was has lapsed."""
    labels = list(returned.labels.all())
    return (
        returned.ended_at is None
        and returned.shipped_at is None
        and (returned.send_by is None or local_date(returned, now) <= returned.send_by)
        and bool(labels)
        and len(labels) < MOST_LABELS
        and all(label.state == ReturnLabel.BOUGHT for label in labels)
        and usable_label(returned, now) is None
    )


def usable_label(returned: Return, now: datetime) -> ReturnLabel | None:
    """The label that the shopper can print now; None where there is none, or it has lapsed."""
    bought = returned.labels.filter(state=ReturnLabel.BOUGHT, usable_until__gt=now).exclude(file="")
    return bought.order_by("-pk").first()


def buy_label(*, label_id: int, clock: Clock, carriers: Mapping[str, Carrier]) -> bool:
    """Buys a return label, if it is owed and nobody else is buying it. False where it wasn't
    bought; then care is asked for one, and the shopper is told by when it comes.
    """
    now = clock()
    if not RETURN_LABELS.lease_row(label_id, now=now):
        return False
    label = ReturnLabel.objects.select_related(
        "returned__order__recipient", "returned__order__policy"
    ).get(pk=label_id)
    key = next((key for key in CARRIERS if key in carriers), "")
    in_policy = key in label.returned.order.policy.terms.file.carriers
    if not key or not in_policy or not label.returned.order.recipient.email:
        _fail_label(label, "No carrier that sells return labels is set up here.", clock())
        return False
    ReturnLabel.objects.filter(pk=label.pk).update(carrier=key)
    label.carrier = key
    try:
        _void_unsure_purchase(label, carriers[key])
        bought = carriers[key].buy_return(return_shipment_request(label, now=clock()))
    except CarrierUnreachable as unclear:
        _retry_later(label, str(unclear), clock())
        return False
    except (CarrierRefused, NotAsPromised, BeyondCalendar) as refused:
        _fail_label(label, str(refused), clock())
        return False
    _store_label(label, bought, clock())
    return True


def _void_unsure_purchase(label: ReturnLabel, carrier: Carrier) -> None:
    """An earlier try whose answer was lost may have bought one: it is voided before another is."""
    if label.attempts > 1:
        for number in carrier.find(label.reference, since=label.asked_at.date()):
            carrier.void(number)


def _retry_later(label: ReturnLabel, problem: str, now: datetime) -> None:
    RETURN_LABELS.postpone(label.pk, attempts=label.attempts, problem=problem, now=now)
    if now >= label.asked_at + SAYS_SO_AFTER:
        _notify_label_pending(label, now)


@transaction.atomic
def _fail_label(label: ReturnLabel, problem: str, now: datetime) -> None:
    ReturnLabel.objects.filter(pk=label.pk, state=ReturnLabel.ASKED).update(
        state=ReturnLabel.FAILED, problem=problem[:1000]
    )
    _notify_label_pending(label, now)


@transaction.atomic
def _notify_label_pending(label: ReturnLabel, now: datetime) -> None:
    """Care adds a label by hand by a time that the shopper is told; once a label."""
    returned = label.returned
    QueueEntry.objects.select_for_update().get(order=returned.order_id)
    if returned.order.events.filter(kind=PENDING, facts__reference=label.reference).exists():
        return
    by = end_of_next_business_day(returned.order.policy.terms, now)
    open_task(
        key=_label_task_key(label),
        kind="return_label",
        role=CARE,
        title=f"Attach a prepaid return label to {returned.key}",
        detail=ReturnLabel.objects.values_list("problem", flat=True).get(pk=label.pk),
        due_at=by,
        now=now,
        order=returned.order,
        link=f"/desk/care/{returned.request_key}",
    )
    facts = return_instructions(returned) | {
        "reference": label.reference,
        "label_by": by.astimezone(UTC).isoformat(),
    }
    record_event(order=returned.order, kind=PENDING, now=now, by=Actor.POLICY, facts=facts)


def _label_task_key(label: ReturnLabel) -> str:
    return f"return_label.{label.reference}"


@transaction.atomic
def _store_label(label: ReturnLabel, bought: Bought, now: datetime) -> None:
    returned = label.returned
    QueueEntry.objects.select_for_update().get(order=returned.order_id)
    until = _lapses_at(returned, now)
    label.file.save(f"{label.reference}.pdf", ContentFile(bought.pdf), save=False)
    fields: dict[str, Any] = {
        "state": ReturnLabel.BOUGHT,
        "number": bought.number,
        "service": bought.service,
        "file": label.file.name,
        "cents": bought.cents,
        "bought_at": now,
        "usable_until": until,
        "problem": "",
    }
    if not ReturnLabel.objects.filter(pk=label.pk, state=ReturnLabel.ASKED).update(**fields):
        return
    close_task(
        key=_label_task_key(label), now=now, by=Actor.POLICY, outcome="The carrier sold one."
    )
    name = returned.order.policy.terms.file.carriers[label.carrier].name
    facts = return_instructions(returned) | {
        "carrier": label.carrier,
        "carrier_name": name,
        "return_number": bought.number,
        "usable_until": until.isoformat(),
    }
    record_event(order=returned.order, kind=BOUGHT, now=now, by=Actor.POLICY, facts=facts)


def _lapses_at(returned: Return, now: datetime) -> datetime:
    """A label is used within the policy's days, or by the last day of the return."""
    terms = returned.order.policy.terms
    day: date = local_time(terms, now).date() + timedelta(days=terms.file.care.return_days)
    if returned.send_by is not None:
        day = returned.send_by
    return datetime.combine(day + timedelta(days=1), time(0), terms.zone).astimezone(UTC)


def return_instructions(returned: Return) -> dict[str, Any]:
    """Where to, at whose cost and by when, for the shopper's letter."""
    piece = returned.pieces.select_related("line").get()
    terms = returned.order.policy.terms
    decision = returned.order.events.filter(
        kind__in=ASKED_FOR, facts__request=returned.request_key
    ).first()
    return {
        "request": returned.request_key,
        "sentence": decision.facts.get("sentence", "") if decision else "",
        "title": piece.line.title,
        "return_to": [terms.file.store.name, *terms.file.store.address],
        "return_by": returned.send_by.isoformat() if returned.send_by else None,
    }


def return_shipment_request(label: ReturnLabel, *, now: datetime) -> ShipmentRequest:
    """The piece's way back, as a carrier is told of it: from the buyer to the store, in a box such
    as the one that it came in.
    """
    returned = label.returned
    order, terms, recipient = returned.order, returned.order.policy.terms, returned.order.recipient
    line = returned.pieces.select_related("line").get().line
    box = order.parcels.filter(packed__line=line, closed_at__isnull=False).order_by("-pk").first()
    today = local_time(terms, now).date()
    calendar = terms.calendars[terms.file.carriers[label.carrier].calendar]
    return ShipmentRequest(
        reference=label.reference,
        sender=Address(
            name=recipient.name,
            street=tuple(part for part in (recipient.street, recipient.street2) if part),
            city=recipient.city,
            state=order.ship_to_state,
            zip=order.ship_to_zip,
            phone=recipient.phone,
        ),
        recipient=store_address(terms),
        grams=box.grams if box and box.grams else line.weight_grams + 500,
        length_mm=box.length_mm if box and box.length_mm else 400,
        width_mm=box.width_mm if box and box.width_mm else 300,
        height_mm=box.height_mm if box and box.height_mm else 200,
        declared_cents=line.price_cents,
        ship_on=today if calendar.is_open(today) else calendar.after(today, 1),
    )


@transaction.atomic
def record_attached_label(*, event: Event) -> None:
    """Care has added a label by hand: none is bought any more, and the task is done."""
    returned = Return.objects.filter(request_key=event.facts["request"]).first()
    if returned is None:
        return
    for label in returned.labels.exclude(state=ReturnLabel.BOUGHT):
        ReturnLabel.objects.filter(pk=label.pk).update(state=ReturnLabel.FAILED)
        close_task(
            key=_label_task_key(label), now=event.at, by=event.by, outcome="Attached by hand."
        )


@transaction.atomic
def apply_decision(event: Event) -> None:
    """Care has decided about a piece that came back, or nobody sent it: the return ends. A piece
    whose money went back may be sold again or is written off; one that stays the shopper's is sent
    back to them.
    """
    if event.kind not in DECIDED or event.facts.get("verdict") == "return":
        return
    QueueEntry.objects.select_for_update().get(order=event.order_id)
    returned = Return.objects.filter(request_key=event.facts.get("request", "-")).first()
    if returned is None or returned.ended_at is not None:
        return
    refunded = (
        event.kind == EventKind.AUTHENTICITY_DISPROVEN or event.facts.get("verdict") == "whole"
    )
    Return.objects.filter(pk=returned.pk).update(
        ended_at=event.at, ended_how="refunded" if refunded else "refused"
    )
    if returned.received_at is None:
        return
    pieces = list(returned.pieces.select_related("line__item"))
    if refunded and event.kind != EventKind.AUTHENTICITY_DISPROVEN:
        settle_returned_pieces(order=event.order, pieces=pieces, now=event.at, by=event.by)
    elif not refunded:
        parcels_back.open_parcel(returned=returned, now=event.at, by=event.by)


def unfollowed_decisions(*, limit: int = 100) -> list[Event]:
    """Decisions about open returns that a lost task left unfollowed."""
    open_keys = Return.objects.filter(ended_at=None, parcel=None).values("request_key")
    decisions = Event.objects.filter(kind__in=DECIDED).annotate(request=KT("facts__request"))
    unfollowed = decisions.filter(request__in=open_keys).select_related("order__policy")
    return list(unfollowed.order_by("pk")[:limit])
