"""What was bought. An order never changes: things only happen to it, and the database refuses the
rest.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from troth.catalog.models import Item
from troth.event_kinds import EventKind
from troth.orders.confirmations import clock_of
from troth.policy import terms as policy_terms
from troth.policy.lifecycle import ENDED, LIVE, STATES, UNSHIPPED

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_number(of: str = "") -> str:
    """An order number to read out and quote: ten letters that can't be confused, not in sequence.
    `of` a checkout's key it is always the same: an order that was lost and is made again is the one
    that its shopper knows.
    """
    drawn = (
        int.from_bytes(sha256(f"order-number:{of}".encode()).digest())
        if of
        else secrets.randbits(256)
    )
    letters = "".join(
        _ALPHABET[drawn // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(10)
    )
    return f"T-{letters[:5]}-{letters[5:]}"


@lru_cache(maxsize=100)
def _parse_terms(source: str) -> policy_terms.Terms:
    return policy_terms.parse_terms(source)


class PublishedPolicy(models.Model):
    """The text of each policy that ever governed an order, so that it can always be judged by
    it.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=40)
    effective_on = models.DateField()
    source = models.TextField()

    @cached_property
    def terms(self) -> policy_terms.Terms:
        shipped = policy_terms.shipped_terms()
        return shipped if shipped.digest == self.digest else _parse_terms(self.source)


class Publication(models.Model):
    """From when a version of the terms is in force, who proposed it and who agreed: another person,
    once anything was ever on sale. Only ever added.

    The last word governs: a later publication replaces an earlier one that isn't in force by its
    own date.
    """

    policy = models.ForeignKey(
        PublishedPolicy, on_delete=models.PROTECT, related_name="publications"
    )
    in_force_from = models.DateTimeField()
    published_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=100)
    approved_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_from__gte=F("published_at")), name="published_before_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id[:12]} from {self.in_force_from.isoformat()}"


class OrderQuerySet(models.QuerySet["Order"]):
    def in_turn(self) -> Self:
        """In the order received."""
        return self.order_by("placed_at", "pk")

    def unshipped(self) -> Self:
        """Orders with at least one line that still has to go out."""
        return self.filter(lines__state__in=UNSHIPPED).distinct()


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True, default=new_number)
    # Of the token in the mailed address of its page.
    link_hash = models.CharField(max_length=64, unique=True)
    checkout_key = models.CharField(max_length=64, unique=True)  # one press, one order
    placed_at = models.DateTimeField()
    policy = models.ForeignKey(PublishedPolicy, on_delete=models.PROTECT)
    method = models.CharField(max_length=30)
    carrier = models.CharField(max_length=30)
    ship_to_state = models.CharField(max_length=2)
    ship_to_zip = models.CharField(max_length=5)
    promises = models.JSONField()  # by warehouse, as made, with their steps
    tax = models.JSONField()  # by thing taxed, with code and parts
    # The words and totals of the page that the shopper agreed to.
    agreed = models.JSONField(default=dict)
    items_cents = models.PositiveBigIntegerField()
    shipping_cents = models.PositiveBigIntegerField()
    tax_cents = models.PositiveBigIntegerField()
    total_cents = models.PositiveBigIntegerField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["placed_at", "id"], name="order_in_turn")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_cents=F("items_cents") + F("shipping_cents") + F("tax_cents")),
                name="order_ties_out",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order", args=[self.number])

    @property
    def promised(self) -> list[tuple[str, dict[str, Any]]]:
        """Each warehouse with its promise; ours here first. (PostgreSQL keeps no order of a JSON
        object's keys.)
        """
        return sorted(self.promises.items(), reverse=True)

    def doubted(self) -> Line | None:
        """A line still with the shopper or on its way to them whose piece has left the store since
        it was bought: an expert no longer vouches for it.
        """
        gone = (*ENDED, "returned", "lost")
        live = (line for line in self.lines.all() if line.state not in gone)
        return next((line for line in live if line.item.listed_at is None), None)

    def review(self) -> Event | None:
        """The payment's review that nobody has decided yet; none of an order that is cancelled."""
        ends = ("payment.review_", EventKind.ORDER_CANCELLED)
        events = [event for event in self.events.all() if event.kind.startswith(ends)]
        latest = max(events, key=lambda event: event.pk, default=None)
        return (
            latest
            if latest is not None and latest.kind == EventKind.PAYMENT_REVIEW_OPENED
            else None
        )

    def cancellation_closes_at(self, now: datetime | None = None) -> datetime | None:
        """The cancellation window's last instant; None while its clock hasn't started, and after a
        bounce has stopped it. Of an order whose delivery report never came, say `now`: once the
        time for a report is over, the hand-over counts.
        """
        clock = clock_of(self.events.all())
        return clock.limit(now) if now else clock.closes_at


class Recipient(models.Model):
    """Who ordered, and where it goes: the personal part of an order, apart so that it can be erased
    whole.
    """

    order = models.OneToOneField(Order, on_delete=models.PROTECT, primary_key=True)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)
    street = models.CharField(max_length=100)
    street2 = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=60)
    # The carrier's key of the location that keeps it.
    hold_at = models.CharField(max_length=20, blank=True, default="")
    # The location's name and hours as the shopper chose it.
    hold_name = models.CharField(max_length=60, blank=True, default="")
    hold_hours = models.CharField(max_length=200, blank=True, default="")


class LineQuerySet(models.QuerySet["Line"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)


class Line(models.Model):
    """One item of an order, as it was sold. Only its state moves."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lines")
    title = models.CharField(max_length=200)
    listing = models.JSONField()  # the frozen listing
    warehouse = models.CharField(max_length=2)
    weight_grams = models.PositiveIntegerField()
    price_cents = models.PositiveBigIntegerField()
    tax_cents = models.PositiveBigIntegerField()
    state = models.CharField(max_length=20)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=LIVE), name="one_live_line_per_item"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="line_state_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    """Something that happened to an order. The timeline; nothing in it is ever edited or
    deleted.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="events", null=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "id"], name="event_by_kind")]

    def __str__(self) -> str:
        return self.kind


class QueueEntryQuerySet(models.QuerySet["QueueEntry"]):
    def ready_to_pack(self, now: datetime) -> Self:
        """What a packer could take now, first in turn first, by all that the timeline knows."""
        free = self.filter(ready_pieces__gt=0, holds=0, cancellable_until__lt=now, claimed=False)
        return free.order_by("placed_at", "order_id")


class QueueEntry(models.Model):
    """Where an order stands in the queue. What it says is worked out from the timeline, in the same
    transaction.
    """

    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, primary_key=True, related_name="queue_entry"
    )
    placed_at = models.DateTimeField()
    # The cancellation window's last instant; None: not open yet.
    cancellable_until = models.DateTimeField(null=True)
    holds = models.IntegerField(default=0)  # reasons to wait that a person or a request has opened
    ready_pieces = models.PositiveIntegerField()  # pieces in this warehouse that wait to be packed
    claimed = models.BooleanField(default=False)  # a packer has it

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["placed_at", "order"],
                condition=Q(ready_pieces__gt=0, claimed=False),
                name="queue_entry_ready",
            )
        ]

    def __str__(self) -> str:
        return str(self.order_id)
