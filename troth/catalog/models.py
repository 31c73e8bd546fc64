"""One-of-a-kind items, their photos, the expert evaluations behind each, and all that happened to
them.
"""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import slugify

from troth.catalog.kinds import Grade, Kind, item_kinds
from troth.event_kinds import ItemEventKind
from troth.policy.dates.promise import UnderWay

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
MOST_PHOTOS = 24


def new_slug(title: str) -> str:
    """A readable, unique address for an item: its title and six random letters."""
    return (
        f"{slugify(title)[:60].strip('-')}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"
    )


class ItemQuerySet(models.QuerySet["Item"]):
    def listed(self) -> Self:
        return self.filter(listed_at__isnull=False)

    def for_sale(self) -> Self:
        return self.listed().filter(sold_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-listed_at", "-pk")

    def rejected(self) -> Self:
        return self.filter(
            Exists(Evaluation.objects.filter(item=OuterRef("pk"), verdict=Evaluation.REJECTED))
        )

    def set_aside(self) -> Self:
        """What arrived from Japan damaged, wrong or not at all, and isn't settled."""
        kinds = (ItemEventKind.SET_ASIDE, ItemEventKind.SET_ASIDE_CLEARED)
        events = ItemEvent.objects.filter(item=OuterRef("pk"), kind__in=kinds)
        latest = Subquery(events.order_by("-pk").values("kind")[:1])
        return self.annotate(aside=latest).filter(aside=ItemEventKind.SET_ASIDE)

    def with_standing(self) -> Self:
        """With what `Item.standing` asks, in the same query."""
        of_it = Evaluation.objects.filter(item=OuterRef("pk"))
        return self.annotate(
            has_judged=Exists(of_it),
            has_rejected=Exists(of_it.filter(verdict=Evaluation.REJECTED)),
            has_withdrawn=Exists(of_it.filter(withdrawal__isnull=False)),
        )

    def with_experts(self) -> Self:
        """With `experts`: how many different experts' approvals stand."""
        stands = Q(evaluations__verdict=Evaluation.APPROVED, evaluations__withdrawal=None)
        return self.annotate(experts=Count("evaluations__by", filter=stands, distinct=True))


class Item(models.Model):
    """One piece, as a collector would describe it. There is no quantity: it is for sale, or it
    isn't.
    """

    TAX_CATEGORIES = [("general", "General"), ("clothing_footwear", "Clothing and footwear")]
    WAREHOUSES = [("us", "New York"), ("jp", "Japan")]

    slug = models.SlugField(max_length=80, unique=True)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    brand = models.CharField(max_length=80)
    line = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, db_index=True)
    sub_category = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=40)
    grades = models.JSONField(default=dict, blank=True)  # zone: key of a grade
    # {zone, kind, severity, note, photo, x, y}; x and y in percent.
    defects = models.JSONField(default=list, blank=True)
    material = models.CharField(max_length=60, blank=True)
    species = models.CharField(max_length=60, blank=True)
    # A protected species travels with CITES papers.
    needs_papers = models.BooleanField(default=False)
    color = models.CharField(max_length=40, blank=True)
    color_name = models.CharField(max_length=60, blank=True)
    hardware = models.CharField(max_length=60, blank=True)
    size = models.CharField(max_length=60, blank=True)
    # Its unit is in the key: {"length_mm": 250}.
    measures = models.JSONField(default=dict, blank=True)
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    serial_sealed = models.TextField(max_length=400, blank=True)
    serial_print = models.CharField(max_length=64, blank=True, db_index=True)
    accessories = models.JSONField(default=list, blank=True)
    service = models.TextField(max_length=1000, blank=True)
    alterations = models.TextField(max_length=1000, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    price_cents = models.PositiveBigIntegerField()
    weight_grams = models.PositiveIntegerField()
    tax_category = models.CharField(max_length=20, choices=TAX_CATEGORIES)
    warehouse = models.CharField(max_length=2, choices=WAREHOUSES)
    # While it crosses from Japan, sold or not: the day it left, and what the freight says since.
    left_japan_on = models.DateField(null=True, blank=True)
    expected_here_on = models.DateField(null=True, blank=True)
    crossing_late_why = models.CharField(max_length=200, blank=True, default="")
    crossing_undated = models.BooleanField(default=False)  # nobody can say when it comes
    created_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)
    # Kept beside the line that sold it, for lists and search; who owns the item is decided by
    # `one_live_line_per_item`.
    sold_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="item_source_once"),
            models.CheckConstraint(condition=Q(price_cents__gt=0), name="item_has_a_price"),
            models.CheckConstraint(
                condition=Q(warehouse__in=["us", "jp"]), name="item_in_a_warehouse"
            ),
        ]
        indexes = [models.Index(fields=["-listed_at", "-id"], name="item_newest_first")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("item", args=[self.slug])

    @property
    def under_way(self) -> UnderWay | None:
        """The crossing from Japan that it is on, which a promise counts from."""
        if self.left_japan_on is None or self.crossing_undated:
            return None
        return UnderWay(self.left_japan_on, self.expected_here_on, self.crossing_late_why)

    @property
    def is_for_sale(self) -> bool:
        return self.listed_at is not None and self.sold_at is None

    @property
    def kind(self) -> Kind:
        return item_kinds().of(self.category)

    @property
    def grade(self) -> Grade | None:
        return item_kinds().grade(self.condition)

    @property
    def years(self) -> str:
        """`2018`, `2015–2018`, or nothing."""
        if self.year_from and self.year_to and self.year_from != self.year_to:
            return f"{self.year_from}–{self.year_to}"
        return str(self.year_from or self.year_to or "")

    @property
    def standing(self) -> str:
        """Where the item is on its way: taken_in, judged, for_sale, sold, rejected or withdrawn.

        Lists of items come `with_standing`, or prefetch the evaluations and their withdrawals.
        """
        rejected, withdrawn, judged = self._judgements()
        if rejected:
            return "rejected"
        if self.listed_at:
            return "sold" if self.sold_at else "for_sale"
        return "withdrawn" if withdrawn else "judged" if judged else "taken_in"

    def _judgements(self) -> tuple[bool, bool, bool]:
        if "has_judged" in self.__dict__:
            attributes = self.__dict__
            return (
                attributes["has_rejected"],
                attributes["has_withdrawn"],
                attributes["has_judged"],
            )
        evaluations = self.evaluations.all()
        rejected = any(evaluation.verdict == Evaluation.REJECTED for evaluation in evaluations)
        return (
            rejected,
            any(evaluation.is_withdrawn for evaluation in evaluations),
            bool(evaluations),
        )


class Photo(models.Model):
    """A picture of the piece, ordered and described; `sizes` are the widths made of it so far."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="items", max_length=200)
    alt = models.CharField(max_length=200)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # Of the upload: the same picture sent twice is kept once.
    digest = models.CharField(max_length=64, blank=True)
    sizes = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="photo_position_once"),
            models.UniqueConstraint(
                fields=["item", "digest"], condition=~Q(digest=""), name="photo_sent_once"
            ),
        ]
        ordering = ["position"]

    def name_at(self, width: int) -> str:
        """The storage name of this photo made `width` pixels wide."""
        return f"{str(self.file.name).rpartition('.')[0]}-{width}.webp"

    @property
    def url(self) -> str:
        """A picture for a small place: the smallest that is made, else the photo itself."""
        return self.file.storage.url(self.name_at(self.sizes[0]) if self.sizes else self.file.name)

    @property
    def srcset(self) -> str:
        return ", ".join(
            f"{self.file.storage.url(self.name_at(width))} {width}w" for width in self.sizes
        )


class Reservation(models.Model):
    """The item is kept for a shopper who is paying, until then. One row an item, taken over when it
    is free again. What stops two buyers is `one_live_line_per_item` in `orders.models`.
    """

    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, primary_key=True, related_name="hold"
    )
    key = models.CharField(max_length=64, db_index=True)  # the checkout's
    # Fingerprints, for the limits: nobody's address stands here.
    session = models.CharField(max_length=64)
    email = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="hold_by_end")]


class ReservationStart(models.Model):
    """Somebody began to hold an item; forgotten after a day."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    session = models.CharField(max_length=64)
    email = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)


def _evidence() -> Storage:
    return storages["evidence"]


class EvidencePhoto(models.Model):
    """What the expert saw under the loupe. Staff's alone: it would teach a counterfeiter."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evidence_photos")
    file = models.FileField(storage=_evidence, max_length=200)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "by", "digest"], name="evidence_sent_once")
        ]


class Evaluation(models.Model):
    """What an in-house expert found. Never edited or deleted: the database refuses it."""

    APPROVED, REJECTED = "approved", "rejected"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evaluations")
    # The item's first, second, ... evaluation: two people who decide at once write the same number,
    # and one is refused.
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(
        max_length=10, choices=[(APPROVED, "Approved"), (REJECTED, "Rejected")]
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evaluations"
    )
    at = models.DateTimeField()
    evidence = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["approved", "rejected"]), name="evaluation_has_a_verdict"
            ),
            models.UniqueConstraint(fields=["item", "number"], name="evaluation_number_once"),
        ]

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def stands(self) -> bool:
        """An approval that nobody has withdrawn."""
        return self.verdict == self.APPROVED and not self.is_withdrawn


class Withdrawal(models.Model):
    """An approval that no longer stands, and why. Never edited or deleted."""

    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.PROTECT, related_name="withdrawal"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=1000)


class ListingRule(models.Model):
    """The published value above which a second expert must approve; the database reads the latest.
    Append-only.
    """

    policy_digest = models.CharField(max_length=64)
    second_expert_above_cents = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()


class ProductionMark(models.Model):
    """A row here says that this database belongs to a store in production, whatever the environment
    of the process says. Written by every `migrate` in production; never deleted.
    """

    name = models.CharField(max_length=20, unique=True)


class VoidedSerial(models.Model):
    """A serial that its maker has voided, or that was reported stolen."""

    brand = models.CharField(max_length=80)
    serial = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)


class ItemEvent(models.Model):
    """What happened to an item, for ever. Search, prices over time and notices follow it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    facts: Any = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["item", "id"], name="itemevent_of_an_item"),
            models.Index(
                fields=["kind"],
                condition=Q(kind=ItemEventKind.UNLISTED_AFTER_SALE.value),
                name="itemevent_doubts",
            ),
        ]
