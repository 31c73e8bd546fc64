"""One-of-a-kind items, their pictures, and the expert evaluation behind each."""

from __future__ import annotations

import secrets
from functools import reduce
from operator import and_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import slugify

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_slug(title: str) -> str:
    """A readable, unique address for an item: its title and six random letters."""
    return f"{slugify(title)[:60].strip('-')}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"


class ItemQuerySet(models.QuerySet):
    def listed(self):
        return self.filter(listed_at__isnull=False)

    def for_sale(self):
        return self.listed().filter(sold_at__isnull=True)

    def newest_first(self):
        return self.order_by("-listed_at", "-pk")

    def matching(self, words: str):
        """Items that have every word in their title, brand, category, material, color or description."""
        fields = ("title", "brand", "category", "sub_category", "material", "color", "description")
        asked = [
            reduce(lambda either, field: either | Q(**{f"{field}__icontains": word}), fields, Q())
            for word in words.replace("\0", " ").split()[:12]
        ]
        return self.filter(reduce(and_, asked)) if asked else self.none()


class Item(models.Model):
    """One piece. There is no quantity: it is for sale, or it isn't."""

    TAX_CATEGORIES = [("general", "General"), ("clothing_footwear", "Clothing and footwear")]
    WAREHOUSES = [("us", "New York"), ("jp", "Japan")]

    slug = models.SlugField(max_length=80, unique=True)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    brand = models.CharField(max_length=80)
    category = models.CharField(max_length=40, db_index=True)
    sub_category = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=40)
    material = models.CharField(max_length=60, blank=True)
    color = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=60, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    price_cents = models.PositiveBigIntegerField()
    weight_grams = models.PositiveIntegerField()
    tax_category = models.CharField(max_length=20, choices=TAX_CATEGORIES)
    warehouse = models.CharField(max_length=2, choices=WAREHOUSES)
    created_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)
    # Kept beside the line that sold it, for lists and search; who owns the item is decided by `one_live_line_per_item`.
    sold_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="item_source_once"),
            models.CheckConstraint(condition=Q(price_cents__gt=0), name="item_has_a_price"),
            models.CheckConstraint(condition=Q(warehouse__in=["us", "jp"]), name="item_in_a_warehouse"),
        ]
        indexes = [models.Index(fields=["-listed_at", "-id"], name="item_newest_first")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/items/{self.slug}"

    @property
    def is_for_sale(self) -> bool:
        return self.listed_at is not None and self.sold_at is None


class Photo(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="items", max_length=200)
    alt = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="photo_position_once")]


class Evaluation(models.Model):
    """What an in-house expert found. Never edited or deleted: the database refuses it."""

    APPROVED, REJECTED = "approved", "rejected"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evaluations")
    verdict = models.CharField(max_length=10, choices=[(APPROVED, "Approved"), (REJECTED, "Rejected")])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evaluations")
    at = models.DateTimeField()
    evidence = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["approved", "rejected"]), name="evaluation_has_a_verdict")
        ]
