"""Being forgotten: asked for on the order's page, done by itself once nothing of the order goes on,
and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q

from troth.actors import Actor
from troth.care.cases import (
    CaseActionRefused,
    close_request,
    lock_order,
    record_outcome,
    store_request,
    unended_request,
)
from troth.care.models import ASLEEP, DONE, FORGET, Attachment, CareCase, Mail, MailReply, Note
from troth.event_kinds import EventKind
from troth.orders import erasure
from troth.orders.models import Event, Order
from troth.payments import erasure as money
from troth.policy import retention as policy
from troth.policy.dates.hours import deadline_label
from troth.policy.retention import CLAUSE
from troth.scanning.actions import delete_held_uploads

ASKED, WITHDRAWN = EventKind.ERASURE_REQUESTED, EventKind.ERASURE_WITHDRAWN
AGAIN = timedelta(hours=6)  # how often it is looked whether nothing goes on any more


def is_erased(order: Order) -> bool:
    return any(event.kind == erasure.ERASED for event in order.events.all())


@transaction.atomic
def request_erasure(
    *, order: Order, asked_at: datetime, now: datetime, by: str, how: str
) -> CareCase:
    """The shopper asks to be forgotten. It is done later, so that it can be taken back. Asked
    again, it is the same.

    Raises `CaseActionRefused` where it was done already.
    """
    stored = lock_order(order)
    if is_erased(stored):
        raise CaseActionRefused(CLAUSE, "It is erased already.")
    if existing := unended_request(stored, FORGET):
        return existing
    terms = stored.policy.terms
    verdict = _erasure_verdict(stored, now)
    request = store_request(
        order=stored,
        kind=FORGET,
        sentence="",
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
        state=ASLEEP,
        wakes_at=policy.erased_at(terms, recorded_at=now),
    )
    retained = [item.data() for item in policy.kept_records(terms, placed_at=stored.placed_at)]
    record_outcome(
        request=request, kind=ASKED, now=now, by=by, erased=policy.ERASED, kept=retained, **verdict
    )
    return request


def _erasure_verdict(order: Order, recorded_at: datetime) -> dict[str, Any]:
    terms = order.policy.terms
    steps = policy.erasure_steps(terms, recorded_at=recorded_at, placed_at=order.placed_at)
    when = deadline_label(terms, policy.erased_at(terms, recorded_at=recorded_at))
    return {
        "verdict": "erased",
        "clause": CLAUSE,
        "sentence": f"It is done after {when}, once nothing of the order goes on.",
        "steps": [step.data() for step in steps],
    }


@transaction.atomic
def withdraw_erasure(*, request: CareCase, now: datetime, by: str) -> bool:
    """The shopper takes it back. False where it was done."""
    lock_order(request.order)
    if not close_request(
        request=request, outcome="kept", reason="You took it back.", now=now, by=by
    ):
        return False
    record_outcome(request=request, kind=WITHDRAWN, now=now, by=by)
    return True


def why_not_erase_yet(order: Order) -> str:
    """Why it can't be done yet, in the shopper's words; empty where it can."""
    if erasure.has_pieces_to_come(order):
        return "What you ordered hasn't come yet: until then it needs your address."
    back = Q(parcels_back__isnull=False, parcels_back__ended_at=None)
    if order.returns.filter(Q(ended_at=None) | back).exists():
        return "A parcel is on its way back to us: until that is settled it needs your address."
    if CareCase.objects.unended().filter(order=order).exclude(kind=FORGET).exists():
        return "Something else that you asked for isn't answered yet."
    if money.has_unsettled_money(order):
        return "Money of the order is still on its way, or disputed."
    unsent = Q(notices__isnull=False, notices__sent_at=None, notices__refused_at=None)
    if Event.objects.filter(unsent, order=order).exists():
        return "A letter to you hasn't left yet."
    return ""


def due_erasure_ids(*, now: datetime, limit: int = 200) -> list[int]:
    """Requests whose time has come."""
    asleep = CareCase.objects.filter(kind=FORGET, state=ASLEEP, wakes_at__lte=now)
    return list(asleep.order_by("wakes_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def erase_if_possible(*, request_id: int, now: datetime) -> bool:
    """Erases what is personal of the order, here and now. False where something goes on: it is
    looked at again.
    """
    request = CareCase.objects.select_related("order__policy", "hold").get(pk=request_id)
    stored = lock_order(request.order)
    request.refresh_from_db()
    if request.state == DONE:
        return False
    if why := why_not_erase_yet(stored):
        facts = request.facts | {"waits": why}
        CareCase.objects.filter(pk=request.pk).update(wakes_at=now + AGAIN, facts=facts)
        return False
    retained = [
        item.data() for item in policy.kept_records(stored.policy.terms, placed_at=stored.placed_at)
    ]
    erasure.erase_recipient(order=stored, retained=retained, now=now, by=request.by)
    money.erase_provider_messages(stored)
    close_request(
        request=request,
        outcome="erased",
        reason=f"Erased: {policy.ERASED[:1].lower()}{policy.ERASED[1:]}",
        now=now,
        by=Actor.POLICY,
    )
    _erase_care_texts(stored, now)
    return True


def _erase_care_texts(order: Order, now: datetime) -> None:
    """What the shopper wrote to care, and what care wrote down: words are emptied, files are gone
    at the commit.
    """
    files = [mail.raw.name for mail in Mail.objects.filter(order=order)]
    files += [
        attachment.file.name for attachment in Attachment.objects.filter(request__order=order)
    ]
    Mail.objects.filter(order=order).update(
        raw="", sender="", subject="", own="", message_id="", thread="", proof="", problem=""
    )
    MailReply.objects.filter(mail__order=order).update(body="")
    Attachment.objects.filter(request__order=order).update(file="", name="")
    delete_held_uploads(order_number=order.number, now=now)
    Note.objects.filter(request__order=order).update(text="")
    CareCase.objects.filter(order=order).update(message="")
    transaction.on_commit(partial(_delete_files, [name for name in files if name]))


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        storages["evidence"].delete(name)
