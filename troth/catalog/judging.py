"""The expert's checklist: what an evaluation must hold before it counts, and what of it the public
may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

from troth.catalog import actions
from troth.catalog.models import Evaluation, EvidencePhoto, Item, VoidedSerial
from troth.scanning.actions import held_uploads

CONSISTENT, INCONSISTENT, ABSENT = "consistent", "inconsistent", "absent"
ANSWERS = [
    (CONSISTENT, "As it should be"),
    (INCONSISTENT, "Not as it should be"),
    (ABSENT, "Doesn't apply"),
]
NOTES_LENGTH = 4000


class Incomplete(ValueError):
    """The checklist doesn't carry the verdict; `field` names the place."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def judge_item(
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
    checklist doesn't carry the verdict, and what `actions.evaluate_items` raises.
    """
    kind = item.kind
    for check in kind.checks:
        if checks.get(check.key) not in dict(ANSWERS):
            raise Incomplete(f"check_{check.key}", "Answer every point of the checklist.")
    photos = list(EvidencePhoto.objects.filter(item=item, by=by).values_list("pk", flat=True))
    if verdict == Evaluation.APPROVED:
        _check_approval(item, checks, has_photos=bool(photos))
    elif not reasons.strip():
        raise Incomplete("reasons", "Say why it is rejected.")
    evidence = {
        "checks": {check.key: checks[check.key] for check in kind.checks},
        "notes": notes.strip()[:NOTES_LENGTH],
        "reasons": reasons.strip()[:NOTES_LENGTH] if verdict == Evaluation.REJECTED else "",
        "photos": photos,
        "serial": serial_findings(item),
    }
    actions.evaluate_items(
        items=[item], verdict=verdict, evidence=evidence, now=now, by=by, number=number
    )


def _check_approval(item: Item, checks: dict[str, str], *, has_photos: bool) -> None:
    """Raises `Incomplete` where the checklist or the photos don't carry an approval."""
    failed = [check for check in item.kind.checks if checks[check.key] == INCONSISTENT]
    if failed:
        raise Incomplete(
            "verdict", f"{failed[0].shown} is not as it should be: this can't be approved."
        )
    if not any(answer == CONSISTENT for answer in checks.values()):
        raise Incomplete(
            "verdict", "Nothing of it was found as it should be: this can't be approved."
        )
    if has_photos:
        return
    if held_uploads("evidence_photo", item.slug).exists():
        raise Incomplete(
            "evidence", "Your photos wait for the virus scan. Approve it once they are shown here."
        )
    raise Incomplete("evidence", "Add at least one photo of what you saw.")


def serial_findings(item: Item) -> dict[str, Any]:
    """How the item's serial stands: recorded or not, against how many listed ones, and which other
    items bear it.
    """
    if not item.serial_print:
        return {"recorded": False}
    listed = VoidedSerial.objects.filter(fingerprint=item.serial_print).first()
    same_serial = Item.objects.filter(serial_print=item.serial_print).exclude(pk=item.pk)
    twins = same_serial.order_by("pk")[:10]
    return {
        "recorded": True,
        "compared_with": VoidedSerial.objects.count(),
        "listed": listed.reason if listed else "",
        "also_on": [twin.slug for twin in twins],
    }


def next_number(item: Item) -> int:
    """The number that the item's next evaluation will have."""
    return max((evaluation.number for evaluation in item.evaluations.all()), default=0) + 1


def is_blind(item: Item, person: User) -> bool:
    """Whether what others found of the item is hidden from this expert: they haven't judged it, and
    could still be its next expert.

    The price doesn't matter: it can rise again after they have read what the first expert found.
    """
    evaluations = list(item.evaluations.all())
    if not actions.is_expert(person) or not evaluations:
        return False
    rejected = any(evaluation.verdict == Evaluation.REJECTED for evaluation in evaluations)
    judged = any(evaluation.by_id == person.pk for evaluation in evaluations)
    return not rejected and not judged


@dataclass(frozen=True, slots=True)
class AuthenticityRecord:
    """What the item page tells of the evaluation: what was checked, when, by how many experts. Not
    how.
    """

    judged: int  # experts who examined it here, with the checklist
    judged_at: datetime | None
    attested: int  # experts who attested that it was examined before it was entered here
    examined_on: date | None  # the latest of those examinations
    imported: int  # experts in whose name an import approved it
    checked: tuple[str, ...]
    serial_compared: bool


def public_record(item: Item) -> AuthenticityRecord | None:
    """The authenticity record of an item with a standing approval."""
    standing = [evaluation for evaluation in item.evaluations.all() if evaluation.stands]
    if not standing:
        return None
    shown = {check.key: check.shown for check in item.kind.checks}
    answers = [evaluation.evidence.get("checks", {}) for evaluation in standing]
    checked = [
        name
        for key, name in shown.items()
        if any(answer.get(key) == CONSISTENT for answer in answers)
    ]
    attested = [evaluation for evaluation in standing if "attested" in evaluation.evidence]
    imported = [evaluation for evaluation in standing if "import" in evaluation.evidence]
    judged = [
        evaluation
        for evaluation in standing
        if evaluation not in attested and evaluation not in imported
    ]
    examined = [
        date.fromisoformat(evaluation.evidence["attested"]["judged_on"]) for evaluation in attested
    ]
    return AuthenticityRecord(
        judged=len({evaluation.by_id for evaluation in judged}),
        judged_at=max((evaluation.at for evaluation in judged), default=None),
        attested=len({evaluation.by_id for evaluation in attested}),
        examined_on=max(examined, default=None),
        imported=len({evaluation.by_id for evaluation in imported}),
        checked=tuple(checked),
        serial_compared=any(_was_compared(evaluation) for evaluation in standing),
    )


def _was_compared(evaluation: Evaluation) -> bool:
    """Whether the serial was compared with any listed one: a comparison with an empty list is
    none.
    """
    return bool(evaluation.evidence.get("serial", {}).get("compared_with"))
