"""What arrives from Japan damaged, wrong or not at all: recorded at check-in piece by piece, looked
at by an expert, and told to the shopper. Clause `transfer`.

Such a piece can't be packed: its line stays where it was until that is settled. Nobody else can buy
it either. The shopper is written to once, with what was found, and may wait or cancel for
everything paid.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from troth.catalog import crossing as catalog
from troth.catalog.pictures import BadPicture, Picture, clean_picture
from troth.event_kinds import EventKind
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import Crossing, CrossingCheck, CrossingPhoto, Transfer
from troth.fulfillment.promises import monitoring
from troth.fulfillment.returns.checking_in import check_photos_for_viruses
from troth.fulfillment.warehouse import tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders import queue_entries
from troth.orders.actions import record_event
from troth.orders.models import Line
from troth.payments import actions as payments
from troth.policy.dates.hours import end_of_business_day, end_of_next_business_day
from troth.policy.lifecycle import LineState
from troth.roles import AUTHENTICATOR, CARE
from troth.scanning.actions import UploadContext, hold_upload
from troth.scanning.models import HeldUpload
from troth.worklist.actions import close_tasks, open_task

CLAUSE = "transfer"
EXAMINED = EventKind.TRANSFER_ITEM_EXAMINED
_FAULT_EVENTS = {
    CrossingCheck.DAMAGED: EventKind.TRANSFER_ITEM_DAMAGED,
    CrossingCheck.WRONG: EventKind.TRANSFER_ITEM_WRONG,
    CrossingCheck.MISSING: EventKind.TRANSFER_ITEM_MISSING,
}
PHOTO = "arrival_photo"  # as `scanning.purposes` names it
MOST_PHOTOS, LONGEST_WORDS = 12, 300


@dataclass(frozen=True, slots=True)
class Fault:
    """What the warehouse found of one piece. `words` are what the shopper reads; `in_the_box` is
    what lay there instead, for staff.
    """

    outcome: str
    words: str = ""
    in_the_box: str = ""
    tag: str = ""


def record_fault(
    *, crossing: Crossing, fault: Fault, photos: Sequence[Any], now: datetime, by: str
) -> CrossingCheck:
    """Records that a piece is damaged, another one, or not in the box. The same report twice is
    one. A photo that the virus scanner can't look at now is held, and shown when it has been
    scanned.

    Care and, of what is here, an authenticator get a task; the shopper is told. Raises
    `FulfillmentRefused`, naming the field, where something of the report is missing or infected,
    for a piece that is checked in, and before the transfer has landed.
    """
    belongs = UploadContext(PHOTO, crossing.transfer.key, by, crossing.line.order.number)
    scanned = check_photos_for_viruses(photos, belongs, now)
    return _record_fault(crossing, fault, scanned, belongs, now)


@transaction.atomic
def _record_fault(
    crossing: Crossing,
    fault: Fault,
    photos: Sequence[tuple[Any, bool]],
    belongs: UploadContext,
    now: datetime,
) -> CrossingCheck:
    by = belongs.by
    transfer = transfers.lock_landed_transfer(crossing)
    stored = Crossing.objects.select_related("line__order__policy", "line__item").get(
        pk=crossing.pk
    )
    _check_report(stored, fault, photos)
    last = transfers.last_check(stored)
    if last is not None and (last.outcome, last.words, last.in_the_box) == _fault_facts(fault):
        return last
    if stored.checked_at is not None:
        raise FulfillmentRefused(CLAUSE, f"{stored} is checked in already.")
    pictures = [(photo, _picture_of(photo), clean_now) for photo, clean_now in photos]
    queue_entries.lock_orders([stored.line.order_id])
    check = CrossingCheck.objects.create(
        crossing=stored,
        line=stored.line,
        outcome=fault.outcome,
        words=fault.words.strip(),
        in_the_box=fault.in_the_box.strip(),
        at=now,
        by=by,
    )
    for photo, picture, clean_now in pictures:
        if clean_now:
            _store_photo(check, picture, at=now, by=by)
        else:
            hold_upload(photo, name=photo.name, belongs=belongs, now=now, check=check.pk)
    reason = CrossingCheck.OUTCOMES[fault.outcome]
    catalog.set_aside(item=stored.line.item, reason=reason, now=now, by=by)
    _open_tasks(check, transfer, now)
    _record_on_order(stored.line, check, transfer, now, by)
    return check


def _record_on_order(
    line: Line, check: CrossingCheck, transfer: Transfer, now: datetime, by: str
) -> None:
    """The order's timeline has it, and its dates are worked out anew, unless the piece is no longer
    its own.
    """
    if Line.objects.get(pk=line.pk).state != LineState.IN_TRANSFER:
        return
    facts = {"transfer": transfer.key, "check": check.pk, "words": check.words}
    record_event(
        order=line.order,
        line=line,
        kind=_FAULT_EVENTS[check.outcome],
        now=now,
        by=by,
        facts=facts,
    )
    monitoring.reassess_order(line.order, now=now, by=by)


@transaction.atomic
def examine_piece(
    *, crossing: Crossing, is_right: bool, words: str, now: datetime, by: str
) -> CrossingCheck:
    """The expert's word on a piece that was found damaged: as it was sold, and it goes on; or
    damaged, and its buyer gets everything back that was paid for it.

    Raises `FulfillmentRefused` without words, for a piece that no damage was found of, and for the
    person who recorded the damage: two people look.
    """
    transfer = transfers.lock_landed_transfer(crossing)
    last = transfers.last_check(crossing)
    if last is None or last.outcome != CrossingCheck.DAMAGED or crossing.checked_at is not None:
        raise FulfillmentRefused(CLAUSE, f"{crossing} doesn't wait for an expert.")
    if last.by == by:
        raise FulfillmentRefused(CLAUSE, "Another person must examine it: you recorded the damage.")
    if not words.strip() or len(words) > LONGEST_WORDS:
        raise FulfillmentRefused(
            CLAUSE, f"Words: say what you found, in at most {LONGEST_WORDS} characters."
        )
    line = Line.objects.select_related("order", "item").get(pk=crossing.line_id)
    queue_entries.lock_orders([line.order_id])
    facts = {"transfer": transfer.key, "is_right": is_right, "words": words.strip()}
    record_event(order=line.order, line=line, kind=EXAMINED, now=now, by=by, facts=facts)
    if is_right:
        transfers.accept_piece(crossing=crossing, transfer=transfer, now=now, by=by)
        check = transfers.last_check(crossing)
        assert check is not None
    else:
        check = _confirm_damage(crossing, line, words.strip(), transfer, now, by, first=last.by)
    outcome = "As it was sold." if is_right else "Damaged: its buyer gets everything back."
    close_tasks(prefix=f"arrival.{crossing.pk}.", now=now, by=by, outcome=outcome)
    return check


def _confirm_damage(
    crossing: Crossing,
    line: Line,
    words: str,
    transfer: Transfer,
    now: datetime,
    by: str,
    *,
    first: str,
) -> CrossingCheck:
    """The damage is confirmed: the sale ends, as two people decided, whoever recorded it `first`
    and the expert. The piece stays off the list until it is described anew.
    """
    check = CrossingCheck.objects.create(
        crossing=crossing, line=line, outcome=CrossingCheck.DAMAGED, words=words, at=now, by=by
    )
    if Line.objects.get(pk=line.pk).state == LineState.IN_TRANSFER:
        warehouse = line.order.policy.terms.warehouse_name(line.warehouse)
        reason = f"{line.title} arrived damaged from {warehouse}: {words.rstrip('.')}"
        try:
            people = f"{first}, {by}"[:100]
            payments.cancel_order(
                order=line.order, reason=reason, now=now, by=people, lines=[line.pk]
            )
        except payments.PaymentActionRefused as unable:
            raise FulfillmentRefused(CLAUSE, str(unable)) from unable
    catalog.record_arrival(item=line.item, now=now, by=by)
    catalog.clear_set_aside(item=line.item, now=now, by=by)
    Crossing.objects.filter(pk=crossing.pk, checked_at=None).update(checked_at=now, checked_by=by)
    transfers.end_if_settled(transfer, now)
    return check


def _fault_facts(fault: Fault) -> tuple[str, str, str]:
    return fault.outcome, fault.words.strip(), fault.in_the_box.strip()


def _check_report(stored: Crossing, fault: Fault, photos: Sequence[tuple[Any, bool]]) -> None:
    if fault.outcome not in CrossingCheck.FAULTS:
        raise FulfillmentRefused(CLAUSE, "What was found: choose one.")
    for name, text in (("Words", fault.words), ("What was in the box", fault.in_the_box)):
        if len(text) > LONGEST_WORDS:
            raise FulfillmentRefused(CLAUSE, f"{name}: at most {LONGEST_WORDS} characters.")
    if fault.outcome == CrossingCheck.DAMAGED:
        if tags.item_of(fault.tag) != stored.line.item_id:
            raise FulfillmentRefused(
                CLAUSE, f"Tag: {fault.tag.strip()[:40]!r} is not the tag of {stored}."
            )
        if not fault.words.strip():
            raise FulfillmentRefused(CLAUSE, "Words: say what is damaged; the shopper reads it.")
    if fault.outcome == CrossingCheck.WRONG and not fault.in_the_box.strip():
        raise FulfillmentRefused(CLAUSE, "What was in the box: describe it, or scan its tag.")
    if fault.outcome != CrossingCheck.MISSING and not photos:
        raise FulfillmentRefused(CLAUSE, "Photos: take at least one.")
    if len(photos) > MOST_PHOTOS:
        raise FulfillmentRefused(CLAUSE, f"Photos: at most {MOST_PHOTOS}.")


def _picture_of(photo: Any) -> Picture:
    try:
        return clean_picture(photo, name=photo.name, size=photo.size, scanned=True)
    except BadPicture as bad:
        raise FulfillmentRefused(CLAUSE, f"Photos: {bad}") from bad


def complete_held_photo(held: HeldUpload, content: bytes, *, now: datetime) -> str:  # noqa: ARG001 - as purposes say
    """Keeps a photo that waited for the virus scan, as of when it was taken. Returns why it can't;
    empty where it could.
    """
    check = CrossingCheck.objects.filter(pk=held.facts["check"]).first()
    if check is None:
        return "There is no such report."
    try:
        picture = clean_picture(BytesIO(content), name=held.name, size=len(content), scanned=True)
    except BadPicture as bad:
        return str(bad)
    _store_photo(check, picture, at=held.at, by=held.by)
    return ""


def _store_photo(check: CrossingCheck, picture: Picture, *, at: datetime, by: str) -> None:
    photo = CrossingPhoto(check_of=check, digest=picture.digest, by=by, at=at)
    photo.file.save(f"{secrets.token_hex(12)}.jpg", ContentFile(picture.content), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:  # the same picture twice
        photo.file.storage.delete(str(photo.file.name))


def _open_tasks(check: CrossingCheck, transfer: Transfer, now: datetime) -> None:
    line = check.line
    order, terms = line.order, line.order.policy.terms
    outcome = CrossingCheck.OUTCOMES[check.outcome]
    # No typed words: a task is never erased. They stand on the transfer's page.
    detail = f"Transfer {transfer.key}. What was written down, and the photos, are on its page."
    link = f"/desk/transfers/{transfer.key}"
    open_task(
        key=f"arrival.{check.crossing_id}.care.{check.pk}",
        kind="arrival_fault",
        role=CARE,
        title=f"{order.number}, arrived from abroad: {outcome}. {line.title}",
        detail=detail,
        due_at=end_of_business_day(terms, now),
        now=now,
        order=order,
        link=f"/desk/orders/{order.number}",
    )
    if check.outcome == CrossingCheck.MISSING:
        return
    open_task(
        key=f"arrival.{check.crossing_id}.expert.{check.pk}",
        kind="arrival_examine",
        role=AUTHENTICATOR,
        title=f"Examine what arrived from abroad: {outcome}. {line.title}",
        detail=detail,
        due_at=end_of_next_business_day(terms, now),
        now=now,
        order=order,
        link=link,
    )
