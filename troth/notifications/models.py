"""What was told to whom: one message per cause and kind, stored once under one Message-ID; and what
shoppers saved.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from troth.catalog.models import ItemEvent
from troth.orders.models import Event
from troth.outbox import PendingWork

# Why the store itself keeps a letter back for good.
CORRECTED = "Not sent: its dates were corrected before it left."
NOT_NEEDED = "Not sent: the customer was never told the other dates."
REPLACED = "Not sent: a later letter with newer facts replaced it before it could leave."
STOPPED = (CORRECTED, NOT_NEEDED, REPLACED)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def waiting(self) -> Self:
        """Still to be sent."""
        return self.filter(sent_at=None, refused_at=None)


class SavedSearch(models.Model):
    """A search that somebody wants to be told about, once they have confirmed that the address is
    theirs.
    """

    # In the links of its mails; nobody guesses it.
    key = models.CharField(max_length=60, unique=True)
    email = models.EmailField(max_length=254)
    asked = models.CharField(max_length=1000)  # the query of the search's address
    saved_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField()  # pieces listed later are new
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "asked"], condition=Q(ended_at=None), name="search_saved_once"
            )
        ]
        indexes = [
            models.Index(fields=["checked_at"], condition=Q(ended_at=None), name="search_followed")
        ]


class Notification(PendingWork):
    """Its cause is an order's event, an item's event, a saved search, or what `about` names."""

    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="notices")
    item_event = models.ForeignKey(
        ItemEvent, null=True, on_delete=models.PROTECT, related_name="notices"
    )
    search = models.ForeignKey(
        SavedSearch, null=True, on_delete=models.PROTECT, related_name="notices"
    )
    about = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=30)
    message_id = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    in_reply_to = models.CharField(max_length=260, blank=True)  # the Message-ID of what it answers
    thread = models.TextField(blank=True)  # and of that one's whole conversation
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)  # for good: it is not tried again by itself

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="notice_once"),
            models.UniqueConstraint(fields=["item_event", "kind"], name="notice_of_item_once"),
            models.UniqueConstraint(
                fields=["search", "kind", "about"], name="notice_of_search_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(event=None, item_event=None, search=None),
                name="notice_about_once",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(sent_at=None), name="notice_owed")
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def was_stopped(self) -> bool:
        """Whether the store itself kept it back, with the reason as its problem."""
        return self.refused_at is not None and self.problem in STOPPED


class Resend(PendingWork):
    """Somebody who lost a letter asked for it once more, and it was the order's own address that
    they named.
    """

    notice = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="repeats")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)


class SentCopy(models.Model):
    """One hand-over of a letter, and what became of it. A letter that was sent again has several,
    each with the mail provider's own id.
    """

    notice = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="copies")
    repeat = models.OneToOneField(Resend, null=True, on_delete=models.PROTECT, related_name="copy")
    provider = models.CharField(max_length=40, blank=True)  # empty: our own mail server
    provider_id = models.CharField(max_length=300, blank=True)
    handed_over_at = models.DateTimeField(null=True)  # None: it was refused at once
    delivered_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it came back, in the server's words

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id"],
                condition=~Q(provider_id=""),
                name="sent_copy_known_by_one_id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_id}".strip() or str(self.notice)


class MailAllowance(models.Model):
    """How many mails went to typed addresses on one day (UTC), by address, network and store."""

    purpose = models.CharField(max_length=20)
    scope = models.CharField(max_length=10)
    key = models.CharField(max_length=64)  # a keyed digest: nobody's address stands here
    day = models.DateField(db_index=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "scope", "key", "day"], name="mail_allowance_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.scope}, {self.day}: {self.used}"


class UnmatchedReport(models.Model):
    """What a mail provider reported of a message whose id we don't know yet: the webhook can come
    before the hand-over is recorded. Kept for a few days.
    """

    provider = models.CharField(max_length=40)
    provider_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    server_response = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id", "kind"], name="unmatched_report_once"
            )
        ]
        indexes = [models.Index(fields=["received_at"], name="unmatched_report_age")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.provider} {self.provider_id}"
