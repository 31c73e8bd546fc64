"""What is never sold again: a piece that was proven not authentic, for which what else was judged
like it is looked at again, and one that came back damaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from troth.actors import staff_actor
from troth.catalog.actions import record_item_events
from troth.catalog.models import Evaluation, EvidencePhoto, Item, VoidedSerial
from troth.event_kinds import ItemEventKind

FLAGGED, BARRED = ItemEventKind.FLAGGED, ItemEventKind.BLOCKLISTED
MOST_FLAGGED = 500


@transaction.atomic
def bar_item(
    *, item: Item, reason: str, evidence: dict[str, Any], by: User, now: datetime
) -> list[Item]:
    """Rejects the piece for ever, lists its serial as voided, and flags what was judged by the same
    evidence.

    Returns what is flagged. Barring again changes nothing and flags nothing anew.
    """
    stored = Item.objects.select_for_update().get(pk=item.pk)
    if stored.evaluations.filter(verdict=Evaluation.REJECTED).exists():
        return []
    name = staff_actor(by.get_username())
    Item.objects.filter(pk=stored.pk).update(listed_at=None)
    last = stored.evaluations.aggregate(last=Max("number"))["last"] or 0
    Evaluation.objects.create(
        item=stored, number=last + 1, verdict=Evaluation.REJECTED, by=by, at=now, evidence=evidence
    )
    if stored.serial_print:
        defaults = {
            "brand": stored.brand,
            "serial": "•••",
            "reason": reason[:200],
            "at": now,
            "by": name,
        }
        VoidedSerial.objects.get_or_create(fingerprint=stored.serial_print, defaults=defaults)
    record_item_events([stored], BARRED, now=now, by=name, facts={"reason": reason[:500]})
    flagged = list(items_judged_alike(stored)[:MOST_FLAGGED])
    record_item_events(
        flagged,
        FLAGGED,
        now=now,
        by=name,
        facts={"reason": f"judged like {stored.title}, which was no original"},
    )
    return flagged


def items_judged_alike(item: Item) -> QuerySet[Item]:
    """Other pieces that rest on the same evidence: the same serial, the same photo of it, or an
    approval of the same brand by the same expert.
    """
    experts = item.evaluations.filter(verdict=Evaluation.APPROVED).values("by")
    pictures = EvidencePhoto.objects.filter(
        digest__in=item.evidence_photos.values("digest")
    ).values("item")
    approved = Evaluation.objects.filter(
        verdict=Evaluation.APPROVED, by__in=experts, item__brand=item.brand
    )
    alike = Q(pk__in=pictures) | Q(pk__in=approved.values("item"))
    if item.serial_print:
        alike |= Q(serial_print=item.serial_print)
    return Item.objects.filter(alike).exclude(pk=item.pk).order_by("-listed_at", "pk")


@transaction.atomic
def write_off_items(*, items: Sequence[Item], reason: str, now: datetime, by: str) -> None:
    """Pieces that came back and can't be sold any more: out of the store for good, with the
    reason.
    """
    Item.objects.filter(pk__in=[item.pk for item in items]).update(listed_at=None)
    record_item_events(
        items, ItemEventKind.WRITTEN_OFF, now=now, by=by, facts={"reason": reason[:500]}
    )
