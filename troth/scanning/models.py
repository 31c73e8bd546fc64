"""Uploads that wait for the virus scan, and those that were found infected. What is clean at once
leaves no row here.
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from troth.outbox import PendingWork


class UploadState(StrEnum):
    """What the virus scanner said of an uploaded file, as `HeldUpload.state`."""

    WAITING = "waiting"  # it hasn't looked yet
    CLEAN = "clean"
    REFUSED = "refused"  # not what its form takes, or its order was erased
    INFECTED = "infected"


WAITING, CLEAN = UploadState.WAITING, UploadState.CLEAN
REFUSED, INFECTED = UploadState.REFUSED, UploadState.INFECTED
STATES = tuple(UploadState)


def _evidence() -> Storage:
    return storages["evidence"]


def new_key() -> str:
    """Names the file while it waits; nobody guesses it."""
    return secrets.token_hex(12)


class HeldUploadQuerySet(models.QuerySet["HeldUpload"]):
    def waiting(self) -> Self:
        return self.filter(state=WAITING)


class HeldUpload(PendingWork):
    """One upload, as it came: it is shown to nobody, and given on only once it is clean."""

    key = models.CharField(max_length=24, unique=True, default=new_key)
    purpose = models.CharField(max_length=20)  # one of `purposes.PURPOSES`
    subject = models.CharField(max_length=80)  # what it belongs to: a request's key, a box's
    order_number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)  # what its purpose needs to go on
    file = models.FileField(storage=_evidence, max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)  # the signature found; why refused

    objects = HeldUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="held_upload_state_known"),
            models.UniqueConstraint(
                fields=["purpose", "subject", "digest"],
                condition=Q(state=WAITING),
                name="held_upload_once",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state=WAITING), name="held_upload_due"),
            models.Index(fields=["purpose", "subject"], name="held_upload_of"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}: {self.state}"
