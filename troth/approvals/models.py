"""A request that takes two people, as it was asked for, and how it was decided."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from troth.approvals.kinds import KINDS, ApprovalKind


class ApprovalRequestQuerySet(models.QuerySet["ApprovalRequest"]):
    def waiting(self) -> Self:
        """Requests that nobody has decided or withdrawn, the oldest first."""
        return self.filter(decided_at=None).order_by("asked_at", "pk")


class ApprovalRequest(models.Model):
    """What one person asked for and another one must approve. Decided once; never edited."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)  # what it is about: asked once
    title = models.CharField(max_length=200)  # nothing of a shopper: it stands in a task, too
    reason = models.CharField(max_length=500)
    facts = models.JSONField(default=dict)  # for the function that does it
    details = models.JSONField(default=list)  # for people: pairs of a label and a text
    link = models.CharField(max_length=200, blank=True)  # the desk page that it is about
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    note = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(agreed=True) | ~Q(decided_by=F("asked_by")),
                name="approval_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, agreed=None, decided_by="")
                | (Q(decided_at__isnull=False, agreed__isnull=False) & ~Q(decided_by="")),
                name="approval_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(asked_by=""), name="approval_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(decided_at=None), name="approval_waiting"
            ),
            models.Index(fields=["-decided_at"], name="approval_decided"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def row(self) -> ApprovalKind:
        """Its kind, as the table has it."""
        return KINDS[self.kind]

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.decided_at is None

    @property
    def was_withdrawn(self) -> bool:
        """Whether the person who asked took it back."""
        return self.agreed is False and self.decided_by == self.asked_by
