"""How it stands with a carrier itself: that it does not answer, and when it comes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CarrierOutage(models.Model):
    """A carrier that doesn't answer: since when, and what it last said."""

    carrier = models.CharField(max_length=30, primary_key=True)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    carrier_text = models.TextField()


class Pickup(models.Model):
    """A collection that a carrier was asked for. It ends when it is taken back, or when the carrier
    said no.
    """

    carrier = models.CharField(max_length=30)
    on = models.DateField()
    parcels = models.PositiveIntegerField()
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    confirmation = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "on"], condition=Q(ended_at=None), name="one_pickup_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier} on {self.on}"
