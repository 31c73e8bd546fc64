"""A consignment that experts judged before it was entered here: each of them attests to it, signed
in, and names the evidence. Clause `authentication`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from troth.catalog import actions
from troth.catalog.actions import ItemActionRefused
from troth.catalog.judging import serial_findings
from troth.catalog.models import Evaluation, Item, ItemQuerySet
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

MOST_ITEMS = 100
LONGEST_NAME, LONGEST_PLACE, LONGEST_NOTE = 120, 500, 300


@dataclass(frozen=True, slots=True)
class Examination:
    """The examination that an expert attests to: who judged, when, and where the evidence lies."""

    judged_by: str
    judged_on: date
    evidence_at: str


def items_to_attest(person: User) -> ItemQuerySet:
    """Pieces that this expert may attest to: not listed, with neither a rejection nor a withdrawn
    approval, and not judged by them.
    """
    barred = Q(evaluations__verdict=Evaluation.REJECTED) | Q(evaluations__withdrawal__isnull=False)
    kept_out = Item.objects.filter(barred | Q(evaluations__by=person)).values("pk")
    return Item.objects.filter(listed_at=None, sold_at=None).exclude(pk__in=kept_out)


@transaction.atomic
def attest_items(
    *,
    items: Sequence[Item],
    examination: Examination,
    notes: Mapping[int, str],
    batch: str,
    terms: Terms,
    now: datetime,
    by: User,
) -> int:
    """Records that `by` attests to the examination of each item: all of them, or none. Returns how
    many. The same `batch` sent twice is recorded once.

    `notes` names the evidence of single pieces, by the item's key. Raises `NotAnExpert`, and
    `ItemActionRefused` where evidence isn't named, for a day after the piece was entered, for a
    piece that must be judged in hand, and where two different experts are needed and both
    attestations name the same one.
    """
    if not actions.is_expert(by):
        raise actions.NotAnExpert(f"{by.email or by.username} is not an active in-house expert")
    if Evaluation.objects.filter(by=by, evidence__attested__batch=batch).exists():
        return 0
    _check_examination(items, examination)
    stored = list(
        Item.objects.select_for_update().filter(pk__in=[i.pk for i in items]).order_by("pk")
    )
    open_to = set(
        items_to_attest(by).filter(pk__in=[i.pk for i in stored]).values_list("pk", flat=True)
    )
    for item in stored:
        _check_item(item, item.pk in open_to, examination, terms)
    for item in stored:
        evidence = _attested_evidence(item, examination, notes.get(item.pk, ""), batch)
        actions.evaluate_items(
            items=[item], verdict=Evaluation.APPROVED, evidence=evidence, now=now, by=by
        )
    return len(stored)


def _attested_evidence(
    item: Item, examination: Examination, note: str, batch: str
) -> dict[str, Any]:
    return {
        "attested": {
            "judged_by": examination.judged_by.strip(),
            "judged_on": examination.judged_on.isoformat(),
            "evidence_at": examination.evidence_at.strip(),
            "note": note.strip()[:LONGEST_NOTE],
            "batch": batch,
        },
        "serial": serial_findings(item),
    }


def _check_examination(items: Sequence[Item], examination: Examination) -> None:
    if not items:
        raise ItemActionRefused("Pieces: choose at least one.")
    if len(items) > MOST_ITEMS:
        raise ItemActionRefused(f"Pieces: at most {MOST_ITEMS} at once.")
    if not examination.judged_by.strip():
        raise ItemActionRefused("Judged by: name the expert who examined them.")
    if not examination.evidence_at.strip():
        raise ItemActionRefused("Evidence: say where the record of that examination lies.")


def _check_item(item: Item, is_open: bool, examination: Examination, terms: Terms) -> None:
    if not is_open:
        raise ItemActionRefused(
            f"{item.title} can't be attested: it is listed, you have judged it, or it was rejected"
            " or an approval of it was withdrawn. Then it is judged in hand."
        )
    if examination.judged_on > local_time(terms, item.created_at).date():
        raise ItemActionRefused(
            f"Judged on: {item.title} was entered here before that day. Judge it in hand."
        )
    if actions.experts_needed(terms=terms, price_cents=item.price_cents) < 2:
        return
    for evaluation in item.evaluations.all():
        other_judge = evaluation.evidence.get("attested", {}).get("judged_by", "")
        if other_judge and _normalize_name(other_judge) == _normalize_name(examination.judged_by):
            raise ItemActionRefused(
                f"{item.title}: at its price two different experts must have judged it, and the"
                " other attestation names the same one."
            )


def _normalize_name(name: str) -> str:
    return " ".join(name.casefold().split())
