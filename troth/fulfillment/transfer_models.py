"""Pieces that cross from Japan together, and what was found of each when its box was opened."""

from __future__ import annotations

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from troth.orders.models import Line


def _evidence() -> Storage:
    return storages["evidence"]


class Transfer(models.Model):
    """Pieces that cross from Japan together."""

    key = models.CharField(max_length=20, unique=True)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=100)
    carrier = models.CharField(max_length=30, blank=True)
    number = models.CharField(max_length=40, blank=True)
    dispatched_at = models.DateTimeField(null=True)
    at_customs_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    # At our dock; each piece arrives when it is checked.
    landed_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)  # what customs or the freight now say
    late_why = models.CharField(max_length=200, blank=True)
    unknown = models.BooleanField(default=False)  # nobody can say when it comes
    ended_at = models.DateTimeField(null=True)  # every piece was checked

    def __str__(self) -> str:
        return self.key


class Crossing(models.Model):
    """One piece of a transfer, with its papers."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="crossings")
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="crossing")
    value_cents = models.PositiveBigIntegerField(null=True)  # customs value
    permit = models.CharField(max_length=60, blank=True)  # of a protected species
    scanned_at = models.DateTimeField(null=True)  # its tag, when it was put into the box in Japan
    scanned_by = models.CharField(max_length=100, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.line.title


class CrossingCheck(models.Model):
    """What was found of one piece when its box was opened in New York, or what an expert found
    after that. A later row answers an earlier one; none is edited.
    """

    RIGHT, DAMAGED, WRONG, MISSING = "right", "damaged", "wrong", "missing"
    OUTCOMES = {
        RIGHT: "Here, and right",
        DAMAGED: "Damaged",
        WRONG: "Another piece was in its place",
        MISSING: "Not in the box",
    }
    FAULTS = (DAMAGED, WRONG, MISSING)

    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="checks")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="crossing_checks")
    outcome = models.CharField(max_length=10)
    words = models.CharField(max_length=300, blank=True)  # what the shopper reads of it
    in_the_box = models.CharField(max_length=300, blank=True)  # for staff: what lay there instead
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["right", "damaged", "wrong", "missing"]),
                name="crossing_check_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.crossing}: {self.get_outcome()}"

    def get_outcome(self) -> str:
        """What was found, in words for staff."""
        return self.OUTCOMES[self.outcome]


class CrossingPhoto(models.Model):
    """The opened box, and the piece as it came."""

    check_of = models.ForeignKey(CrossingCheck, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(storage=_evidence, max_length=200)
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "digest"], name="crossing_photo_once")
        ]
