"""The expert's checklist: what an evaluation must hold before it counts, and what of it the public
may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from troth.catalog import actions
from troth.catalog.models import Evaluation, EvidencePhoto, Item, VoidedSerial

CONSISTENT, INCONSISTENT, ABSENT = "consistent", "inconsistent", "absent"
ANSWERS = [
    (CONSISTENT, "As it should be"),
    (INCONSISTENT, "Not as it should be"),
    (ABSENT, "Doesn't apply"),
]
NOTES_LENGTH = 4000


class Incomplete(ValueError):
    """The checklist doesn't carry the verdict; `field` names the place."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field = field


def judge(
    *,
    item: Item,
    number: int,
    verdict: str,
    checks: dict[str, str],
    notes: str,
    reasons: str,
    now: datetime,
    by: User,
) -> None:
    """Records the expert's verdict with the checklist and the evidence photos behind it.

    `number` is the evaluation that the expert's page was for. Raises `Incomplete` where the
    checklist doesn't carry the verdict, and what `actions.evaluate` raises.
    """
    kind = item.kind
    for check in kind.checks:
        if checks.get(check.key) not in dict(ANSWERS):
            raise Incomplete(f"check_{check.key}", "Answer every point of the checklist.")
    photos = list(EvidencePhoto.objects.filter(item=item, by=by).values_list("pk", flat=True))
    failed = [check for check in kind.checks if checks[check.key] == INCONSISTENT]
    if verdict == Evaluation.APPROVED:
        if failed:
            raise Incomplete(
                "verdict", f"{failed[0].shown} is not as it should be: this can't be approved."
            )
        if not any(answer == CONSISTENT for answer in checks.values()):
            raise Incomplete(
                "verdict", "Nothing of it was found as it should be: this can't be approved."
            )
        if not photos:
            raise Incomplete("evidence", "Add at least one photo of what you saw.")
    elif not reasons.strip():
        raise Incomplete("reasons", "Say why it is rejected.")
    evidence = {
        "checks": {check.key: checks[check.key] for check in kind.checks},
        "notes": notes.strip()[:NOTES_LENGTH],
        "reasons": reasons.strip()[:NOTES_LENGTH] if verdict == Evaluation.REJECTED else "",
        "photos": photos,
        "serial": serial_found(item),
    }
    actions.evaluate(
        items=[item], verdict=verdict, evidence=evidence, now=now, by=by, number=number
    )


def serial_found(item: Item) -> dict[str, Any]:
    """How the item's serial stands: recorded or not, against how many listed ones, and which other
    items bear it.
    """
    if not item.serial_print:
        return {"recorded": False}
    listed = VoidedSerial.objects.filter(fingerprint=item.serial_print).first()
    others = Item.objects.filter(serial_print=item.serial_print).exclude(pk=item.pk)[:10]
    return {
        "recorded": True,
        "compared_with": VoidedSerial.objects.count(),
        "listed": listed.reason if listed else "",
        "also_on": [other.slug for other in others],
    }


def next_number(item: Item) -> int:
    """The number that the item's next evaluation will have."""
    return max((evaluation.number for evaluation in item.evaluations.all()), default=0) + 1


@dataclass(frozen=True, slots=True)
class Record:
    """What the item page tells of the evaluation: what was checked, when, by how many experts. Not
    how.
    """

    experts: int
    last_at: datetime
    checked: tuple[str, ...]
    serial_compared: bool


def public_record(item: Item) -> Record | None:
    """The authenticity record of an item with a standing approval."""
    standing = [evaluation for evaluation in item.evaluations.all() if evaluation.stands]
    if not standing:
        return None
    shown = {check.key: check.shown for check in item.kind.checks}
    answers = [evaluation.evidence.get("checks", {}) for evaluation in standing]
    checked = [
        name for key, name in shown.items() if any(each.get(key) == CONSISTENT for each in answers)
    ]
    return Record(
        experts=len({evaluation.by_id for evaluation in standing}),
        last_at=max(evaluation.at for evaluation in standing),
        checked=tuple(checked),
        serial_compared=any(
            evaluation.evidence.get("serial", {}).get("recorded") for evaluation in standing
        ),
    )
