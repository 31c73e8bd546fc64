"""What was told to whom: one message per event and kind, stored once under one Message-ID."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from troth.orders.models import Event


class NoticeQuerySet(models.QuerySet):
    def owed(self, now: datetime):
        """Not sent, and not being tried by somebody else at this moment."""
        return self.filter(sent_at__isnull=True, not_before__lte=now)


class Notice(models.Model):
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30)
    message_id = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()
    not_before = models.DateTimeField()  # a lease while it is being sent, a pause after a failure
    attempts = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="notice_once")]
        indexes = [models.Index(fields=["not_before"], condition=Q(sent_at=None), name="notice_owed")]

    def __str__(self) -> str:
        return self.subject
