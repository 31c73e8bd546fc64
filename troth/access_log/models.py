"""One row for each access, never edited, and deleted once its time to be kept is over."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models


class AccessRecordQuerySet(models.QuerySet["AccessRecord"]):
    def latest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def between(self, start: datetime, end: datetime) -> Self:
        """From `start`, and before `end`."""
        return self.filter(at__gte=start, at__lt=end)


class AccessRecord(models.Model):
    """Who did what, when, and from where. It holds nothing personal of a shopper."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=40)  # one of `kinds.KINDS`
    who = models.CharField(max_length=150, blank=True)  # a user name; empty where nobody is known
    order_number = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=200, blank=True)  # a page, a file's name, a person
    network = models.CharField(max_length=50, blank=True)  # a part of the address: /24 or /48
    detail = models.CharField(max_length=500, blank=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="access_at"),
            models.Index(fields=["who", "-at"], name="access_who"),
            models.Index(fields=["order_number", "-at"], name="access_order"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}: {self.kind}"
