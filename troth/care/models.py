"""What a shopper asks for after an order: each request once, its evidence, and what people say of
it.
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from troth.care.mail_models import Mail as Mail
from troth.care.mail_models import MailReply as MailReply
from troth.orders.models import Event, Order

CANCEL, NOT_RECEIVED, NOT_AUTHENTIC, DAMAGED, OTHER = (
    "cancel",
    "not_received",
    "not_authentic",
    "damaged",
    "other",
)
FORGET = "forget"
KINDS = (CANCEL, NOT_RECEIVED, NOT_AUTHENTIC, DAMAGED, FORGET, OTHER)


class CaseState(StrEnum):
    """Whose turn a care case is, as `CareCase.state`."""

    OPEN = "open"  # a person's
    ASLEEP = "asleep"  # nobody's: it wakes by itself, at `wakes_at`
    DONE = "done"


OPEN, ASLEEP, DONE = CaseState.OPEN, CaseState.ASLEEP, CaseState.DONE
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_key() -> str:
    """To read out and quote: `C-7KX4M2PQ`."""
    return "C-" + "".join(secrets.choice(_LETTERS) for _ in range(8))


def _evidence() -> Storage:
    return storages["evidence"]


class CareCaseQuerySet(models.QuerySet["CareCase"]):
    def unended(self) -> Self:
        return self.exclude(state=DONE)

    def at_risk(self) -> Self:
        """A person's turn, the earliest deadline first."""
        return self.filter(state=OPEN).order_by(models.F("answer_by").asc(nulls_last=True), "pk")


class CareCase(models.Model):
    """One thing that a shopper asks for. What they said, when, and what the policy said of it is
    never edited.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20)
    # A parcel's number, a line's key; empty: the whole order.
    about = models.CharField(max_length=60, blank=True)
    message = models.TextField(blank=True)  # the shopper's words
    how = models.CharField(max_length=10)  # page, mail or desk
    by = models.CharField(max_length=100)
    # What counts: when the button was pressed, when the mail was received.
    asked_at = models.DateTimeField()
    verdict = models.JSONField()  # as the policy gave it, with its steps
    state = models.CharField(max_length=10, default=OPEN)
    answer_by = models.DateTimeField(null=True)
    wakes_at = models.DateTimeField(null=True)
    hold = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)  # what was found since
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=100, blank=True)

    objects = CareCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="request_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=[OPEN, ASLEEP, DONE]), name="request_state_known"
            ),
            models.UniqueConstraint(
                fields=["order", "kind", "about"],
                condition=~Q(state=DONE) & ~Q(kind=OTHER),
                name="one_request_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(state=OPEN), name="request_at_risk"),
            models.Index(fields=["wakes_at"], condition=Q(state=ASLEEP), name="request_asleep"),
        ]

    def __str__(self) -> str:
        return self.key


class Attachment(models.Model):
    """A photo or a paper that belongs to a request."""

    request = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(storage=_evidence, max_length=200)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)  # its media type
    digest = models.CharField(max_length=64)
    shown = models.BooleanField(default=False)  # to the shopper: a label for a return
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "digest"], name="attached_once")]


class Note(models.Model):
    """What staff say of a request, for staff; or, with an event of the timeline, what they wrote to
    the shopper.
    """

    request = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="notes")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, related_name="letter")
    text = models.TextField()
    by = models.CharField(max_length=100)
    at = models.DateTimeField()


class Watch(models.Model):
    """A parcel on its way, and when it can be claimed."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="watches")
    number = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    carrier_until = models.DateField()  # the carrier's own last day for a claim
    told_at = models.DateTimeField(null=True)  # that it can be claimed now
    ended_at = models.DateTimeField(null=True)  # it came, or the claim is settled

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="parcel_watched_once")
        ]
        indexes = [
            models.Index(
                fields=["opens_at"], condition=Q(told_at=None, ended_at=None), name="watch_due"
            )
        ]


class Authenticator(models.Model):
    """Somebody whose word on authenticity the store takes, since when and until when. Who returns
    to the list has a row of their own.
    """

    name = models.CharField(max_length=120)
    site = models.CharField(max_length=200)
    verified_on = models.DateField()
    verified_by = models.CharField(max_length=300)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(ended_on=None), name="authenticator_listed_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AuthenticatorEvent(models.Model):
    """A change of the list of authenticators: what, why, and by which two people."""

    LISTED, ENDED = "listed", "ended"

    authenticator = models.ForeignKey(
        Authenticator, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    site = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=310)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["listed", "ended"]), name="authenticator_event_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}"


class Opinion(models.Model):
    """What an expert of ours thinks of a piece that was reported as not authentic. It is on record,
    and decides nothing: the verified authenticator's proof does.
    """

    request = models.ForeignKey(CareCase, on_delete=models.PROTECT, related_name="opinions")
    authentic = models.BooleanField()
    text = models.TextField()
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "by"], name="one_opinion_a_person")
        ]
