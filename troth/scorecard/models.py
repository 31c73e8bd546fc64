"""What was worked out from the timelines, so that a year is counted in a second; and whether it is
shown in public.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from troth.orders.models import Order


class Sheet(models.Model):
    """How much of one order's timeline its cases were made of. A timeline only grows: that is its
    version.
    """

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    events = models.PositiveIntegerField()
    version = models.PositiveIntegerField()  # of the measures

    def __str__(self) -> str:
        return f"{self.order_id}: {self.events} events"


class Case(models.Model):
    """One promise to one shopper, as the timeline tells it: a cache, made anew when something
    happens to the order.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=30)
    # A warehouse, a parcel's number, a request's key.
    about = models.CharField(max_length=60, blank=True)
    lane = models.CharField(max_length=40)
    decided_on = models.DateField()
    week = models.DateField()  # its Monday
    kept = models.BooleanField(null=True)  # None: open
    late_at = models.DateTimeField(null=True)  # from then on, what is open is broken
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "measure", "about"], name="judged_once")
        ]
        indexes = [
            models.Index(
                fields=["week", "measure", "lane", "kept", "outcome", "late_at"],
                name="case_by_week",
            ),
            models.Index(fields=["measure", "late_at"], condition=Q(kept=None), name="case_open"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.about}"


class Reading(models.Model):
    """How far the timelines were read. Every event up to `position` was seen by a reader when it
    had settled.
    """

    position = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)  # of the measures
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.position)


class PublicScorecard(models.Model):
    """The owner showed the scorecard in public, or took it back: the latest row counts, and none is
    ever edited.

    `after` is the row that it follows, so that one press, sent twice, is one row.
    """

    shown = models.BooleanField()
    after = models.PositiveBigIntegerField(unique=True)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "shown" if self.shown else "not shown"


def latest_showing() -> PublicScorecard | None:
    """What the owner decided last; None where nothing was ever decided, and so nothing is shown."""
    return PublicScorecard.objects.order_by("-pk").first()


def is_shown() -> bool:
    """Whether shoppers may see the scorecard now."""
    latest = latest_showing()
    return latest is not None and latest.shown
