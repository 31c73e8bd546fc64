"""Mail as it came: kept whole before anybody reads it."""

from __future__ import annotations

from enum import StrEnum

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from troth.orders.models import Order
from troth.outbox import PendingWork


class MailState(StrEnum):
    """Whose turn a mail is, as `Mail.state`."""

    NEW = "new"  # the store's: it hasn't read it yet
    OPEN = "open"  # a person's
    DONE = "done"  # it is in its place


NEW, OPEN, DONE = MailState.NEW, MailState.OPEN, MailState.DONE


def _evidence() -> Storage:
    return storages["evidence"]


class Mail(PendingWork):
    """One message to care. What came is never edited; what is made of it is."""

    # The same message that comes by two ways is one.
    digest = models.CharField(max_length=64, unique=True)
    raw = models.FileField(storage=_evidence, max_length=200)
    # By the mail server's clock, never by the message's own Date.
    received_at = models.DateTimeField()
    how = models.CharField(max_length=20)
    # What was read.
    message_id = models.CharField(max_length=260, blank=True)
    # The Message-IDs of its conversation, oldest first, its own last: what an answer refers to.
    thread = models.TextField(blank=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    own = models.TextField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    suggests = models.CharField(max_length=20, blank=True)
    clear = models.BooleanField(default=False)
    proven = models.BooleanField(default=False)  # it is from the order's own address
    sender_proven = models.BooleanField(default=False)  # it is from the address in its From
    forged = models.BooleanField(default=False)  # it shows signs of a lie
    proof = models.CharField(max_length=300, blank=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="mails")
    # What became of it.
    state = models.CharField(max_length=10, default=NEW)
    answer_by = models.DateTimeField(null=True)
    request = models.ForeignKey(
        "care.CareCase", on_delete=models.PROTECT, null=True, related_name="mails"
    )
    outcome = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[NEW, OPEN, DONE]), name="mail_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state=NEW), name="mail_unread"),
            models.Index(fields=["answer_by"], condition=Q(state=OPEN), name="mail_at_risk"),
        ]

    def __str__(self) -> str:
        return self.subject or self.digest[:8]


class MailReply(models.Model):
    """What care answered a mail that belongs to no order."""

    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="replies")
    key = models.CharField(max_length=40)  # of the form: sent twice, it is one
    body = models.TextField()
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mail", "key"], name="mail_answered_once")]

    def __str__(self) -> str:
        return f"mail-{self.mail_id}.{self.pk}"
