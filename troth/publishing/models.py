"""Drafts of the store's terms, what they would have meant, and what was put forward to be
published.
"""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.db.models import Q

from troth.orders.models import Publication
from troth.outbox import PendingWork
from troth.policy import terms as policy_terms


@lru_cache(maxsize=20)
def _parse_terms(text: str) -> policy_terms.Terms:
    return policy_terms.parse_terms(text)


class _HasTerms(models.Model):
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True

    @property
    def terms(self) -> policy_terms.Terms:
        """The terms that the text holds: it was checked before it was kept."""
        return _parse_terms(self.text)


class Draft(_HasTerms):
    """One saved state of the draft. There is one draft, of which every save is the next number."""

    number = models.PositiveIntegerField(unique=True)
    based_on = models.CharField(max_length=64)  # the digest of the terms that it began from
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.number}"


class Proposal(_HasTerms):
    """A draft put forward with a date. It waits for a second person, once."""

    WAITING, PUBLISHED, DECLINED, WITHDRAWN = "waiting", "published", "declined", "withdrawn"
    STATES = (WAITING, PUBLISHED, DECLINED, WITHDRAWN)

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="proposals")
    first_day = models.DateField()  # in force from its first instant, in the store's zone
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default=WAITING)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, null=True, related_name="proposal"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="waiting"), name="one_proposal_waits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "published", "declined", "withdrawn"]),
                name="proposal_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} for {self.first_day}, {self.state}"


class WhatIf(PendingWork, _HasTerms):
    """A draft replayed over the store's own orders. One runs at a time, and goes on where a killed
    worker left it.
    """

    RUNNING, DONE, STOPPED = "running", "done", "stopped"

    name = models.CharField(max_length=40)
    draft = models.PositiveIntegerField()  # its number
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=RUNNING)
    until = models.BigIntegerField(default=0)  # the last order that there was when it was asked
    done_through = models.BigIntegerField(default=0)  # the last one that `result` counts
    slices = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="one_what_if_runs"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "stopped"]), name="what_if_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"what if draft {self.draft}, {self.state}"


class PolicyEvent(models.Model):
    """What was done with drafts and proposals, and by whom. Only ever added."""

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.kind
