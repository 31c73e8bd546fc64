"""How orders reach their buyers: boxes, labels, carriers' scans, transfers, and promises that had
to move.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from troth.fulfillment.carrier_models import CarrierOutage as CarrierOutage
from troth.fulfillment.carrier_models import Pickup as Pickup
from troth.fulfillment.return_models import ParcelBack as ParcelBack
from troth.fulfillment.return_models import Return as Return
from troth.fulfillment.return_models import ReturnedPiece as ReturnedPiece
from troth.fulfillment.return_models import ReturnLabel as ReturnLabel
from troth.fulfillment.return_models import ReturnPhoto as ReturnPhoto
from troth.fulfillment.transfer_models import Crossing as Crossing
from troth.fulfillment.transfer_models import CrossingCheck as CrossingCheck
from troth.fulfillment.transfer_models import CrossingPhoto as CrossingPhoto
from troth.fulfillment.transfer_models import Transfer as Transfer
from troth.orders.models import Line, Order
from troth.outbox import PendingWork
from troth.policy.shipping.carriers import tracking_url
from troth.policy.shipping.tracking import STATUSES


def _evidence() -> Storage:
    return storages["evidence"]


class Parcel(models.Model):
    """One box, from the moment a packer takes its order: packed, closed, labelled, handed over,
    received.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels")
    key = models.CharField(max_length=30, unique=True)  # the order's number, and which box of it
    by = models.CharField(max_length=100)
    taken_at = models.DateTimeField()
    # Earlier orders that had to wait just then: [{order, why}].
    passed = models.JSONField(default=list)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_why = models.CharField(max_length=500, blank=True)
    grams = models.PositiveIntegerField(null=True)
    length_mm = models.PositiveIntegerField(null=True)
    width_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)
    seal = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=30, blank=True)
    carrier_reason = models.CharField(max_length=300, blank=True)
    # The carrier's acceptance scan, or the signed hand-over.
    left_at = models.DateTimeField(null=True)
    left_how = models.CharField(max_length=200, blank=True)
    # What the carrier's events say, worked out anew with each.
    status = models.CharField(max_length=20, default="announced")
    status_at = models.DateTimeField(null=True)
    # What stands in its way, while something does: one of `policy.tracking.EXCEPTIONS`, and the
    # carrier's own words, place and time.
    exception_kind = models.CharField(max_length=20, blank=True, default="")
    exception_text = models.CharField(max_length=300, blank=True, default="")
    exception_place = models.CharField(max_length=120, blank=True, default="")
    exception_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=100, blank=True)
    expected_on = models.DateField(null=True)
    # Store business days from processing to delivery.
    transit_days = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)  # when the carrier was last asked about it
    # Of delivery, as the carrier wrote it.
    proof = models.FileField(storage=_evidence, max_length=200, blank=True)
    proof_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=list(STATUSES)), name="parcel_status_known"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(closed_at=None, set_aside_at=None),
                name="one_open_parcel_per_order",
            ),
            models.UniqueConstraint(
                fields=["by"],
                condition=Q(closed_at=None, set_aside_at=None),
                name="one_open_parcel_per_packer",
            ),
        ]
        indexes = [
            models.Index(fields=["taken_at"], name="parcel_by_time"),
            models.Index(
                fields=["asked_at"],
                condition=Q(closed_at__isnull=False, delivered_at=None),
                name="parcel_on_its_way",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def tracking_url(self) -> str:
        """The shipment's page on the carrier's own site; empty before it has a label."""
        bought = self.labels.filter(state=Label.BOUGHT).first()
        terms = self.order.policy.terms
        if bought is None or bought.carrier not in terms.file.carriers:
            return ""
        return tracking_url(terms, carrier=bought.carrier, number=bought.number)


class ParcelLine(models.Model):
    """A piece that belongs in a box, and when its tag was scanned there."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="packed")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="packed")
    scanned_at = models.DateTimeField(null=True)
    out = models.BooleanField(default=False)  # its box was set aside

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(out=False), name="line_in_one_box")
        ]


class PackingPhoto(models.Model):
    """What was in the box before it was closed."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(storage=_evidence, max_length=200)
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "digest"], name="packing_photo_once")
        ]


class LabelQuerySet(models.QuerySet["Label"]):
    def live(self) -> Self:
        return self.filter(state__in=[Label.ASKED, Label.UNSURE, Label.BOUGHT])


class LabelState(StrEnum):
    """How far the purchase of a label at its carrier is, as `Label.state`."""

    ASKED = "asked"  # to be bought
    UNSURE = "unsure"  # the carrier didn't answer: it may have been bought
    BOUGHT = "bought"
    REFUSED = "refused"  # by the carrier; or not needed before it was tried
    VOIDING = "voiding"  # bought, and to be voided
    VOIDED = "voided"
    LOST = "lost"  # given up: it is voided if the carrier sold it after all


class Label(PendingWork):
    """A label: asked for under a reference of ours that is stored first, and bought once."""

    ASKED, UNSURE, BOUGHT = LabelState.ASKED, LabelState.UNSURE, LabelState.BOUGHT
    REFUSED, LOST = LabelState.REFUSED, LabelState.LOST
    VOIDING, VOIDED = LabelState.VOIDING, LabelState.VOIDED

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="labels")
    reference = models.CharField(max_length=35, unique=True)
    carrier = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default=ASKED)
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    number = models.CharField(max_length=40, blank=True)
    service = models.CharField(max_length=60, blank=True)
    file = models.FileField(storage=_evidence, max_length=200, blank=True)
    cents = models.PositiveIntegerField(null=True)
    signature = models.CharField(max_length=60, blank=True)
    declared_cents = models.PositiveBigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["asked", "unsure", "bought", "refused", "voiding", "voided", "lost"]
                ),
                name="label_state_known",
            ),
            models.UniqueConstraint(
                fields=["parcel"],
                condition=Q(state__in=["asked", "unsure", "bought"]),
                name="one_live_label_per_parcel",
            ),
            models.UniqueConstraint(
                fields=["carrier", "number"], condition=~Q(number=""), name="label_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["asked", "unsure", "voiding", "lost"]),
                name="label_owed",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class CounterReceipt(models.Model):
    """The carrier's receipt for a box that was shipped by hand: it proves that the carrier took the
    box and that a signature was paid for; and who attests to it.
    """

    label = models.OneToOneField(Label, on_delete=models.PROTECT, related_name="receipt")
    file = models.FileField(storage=_evidence, max_length=200, blank=True)
    digest = models.CharField(max_length=64, unique=True)  # one photo proves one parcel
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"receipt of {self.label}"


class Scan(models.Model):
    """Something that a carrier says it saw, kept once, as it was said; of an unknown parcel too."""

    carrier = models.CharField(max_length=30)
    number = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    carrier_text = models.CharField(max_length=300)
    at = models.DateTimeField(null=True)
    place = models.CharField(max_length=120)
    signed_by = models.CharField(max_length=100)
    expected_on = models.DateField(null=True)
    raw = models.JSONField()
    held = models.JSONField(default=dict)  # where it waits, and until when, as the carrier says it
    # What is judged beside the words: see `interface.TrackingEvent`.
    facts = models.JSONField(default=dict)
    heard_at = models.DateTimeField()
    how = models.CharField(max_length=10)  # "told" (webhook), "asked" (polled), "typed" (staff)

    class Meta:
        indexes = [models.Index(fields=["carrier", "number"], name="scan_by_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.status}"


class Closure(models.Model):
    """A dated fact beside the policy: a place that can't work on some days. It moves promises,
    never a limit.

    It is never edited. A row that `replaces` another one corrects it, ends it early, or takes it
    back (`is_off`); the last row of such a chain is what counts.
    """

    PLACES = [
        ("us", "New York warehouse"),
        ("jp", "Japan warehouse"),
        ("customs", "Flights and customs"),
        ("carrier", "Carriers"),
    ]

    place = models.CharField(max_length=10, choices=PLACES)
    first_on = models.DateField()
    last_on = models.DateField()
    why = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=100)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    is_off = models.BooleanField(default=False)  # taken back: the place isn't closed at all
    note = models.CharField(max_length=300, blank=True, default="")  # why it was changed; for staff

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=models.F("last_on")), name="closure_begins_before_it_ends"
            ),
            models.UniqueConstraint(
                fields=["place", "first_on", "last_on", "why"],
                condition=Q(replaces=None),
                name="closure_once",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=False) | Q(is_off=False),
                name="closure_taken_back_was_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_place_display()}: {self.why}"


class ClosureJob(models.Model):
    """How far the work of a closure has come: which orders have had their dates worked out anew."""

    closure = models.OneToOneField(
        Closure, on_delete=models.PROTECT, primary_key=True, related_name="reckoning"
    )
    done_through = models.BigIntegerField(default=0)  # the last standing looked at
    total = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)


class PromiseStatus(models.Model):
    """The promise of an order's pieces in one warehouse, as it stands now. The one as made stays on
    the order.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="standings")
    warehouse = models.CharField(max_length=2)
    ship_by = models.DateField()  # processed at the latest
    arrives_from = models.DateField()
    arrives_by = models.DateField()
    unknown_why = models.CharField(max_length=200, blank=True)
    rounds = models.PositiveIntegerField(default=0)
    shipped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # delivered, or off

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "warehouse"], name="standing_once")]
        indexes = [
            models.Index(
                fields=["ship_by"],
                condition=Q(shipped_at=None, ended_at=None),
                name="standing_to_ship",
            ),
            models.Index(
                fields=["arrives_by"], condition=Q(ended_at=None), name="standing_to_arrive"
            ),
        ]


class Delay(models.Model):
    """One round of telling a shopper that a date can't be kept: what was said, asked and answered
    (16 CFR 435.2).
    """

    standing = models.ForeignKey(PromiseStatus, on_delete=models.PROTECT, related_name="delays")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="delays")
    number = models.PositiveIntegerField()
    old_by = models.DateField()
    new_by = models.DateField(null=True)
    arrives_from = models.DateField(null=True)
    arrives_by = models.DateField(null=True)
    why = models.CharField(max_length=300)
    steps = models.JSONField()
    silence = models.CharField(max_length=10)  # consent or cancel
    found_at = models.DateTimeField()
    notice_by = models.DateTimeField()
    decides_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True)  # wait or cancel
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # consented, cancel, shipped, replaced
    ended_at = models.DateTimeField(null=True)
    refund_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standing", "number"], name="delay_round_once")
        ]
        indexes = [
            models.Index(fields=["decides_at"], condition=Q(ended_at=None), name="delay_open")
        ]

    def __str__(self) -> str:
        return f"delay {self.number} of {self.order_id}"

    @property
    def ships_by(self) -> date | None:
        """The day that the shopper was told; where there was none, the one known since."""
        if self.new_by is not None or self.standing.unknown_why:
            return self.new_by
        return self.standing.ship_by


class ShelfLocation(models.Model):
    """Where a piece lies, as its tag was last scanned there."""

    item = models.OneToOneField(
        "catalog.Item", on_delete=models.PROTECT, primary_key=True, related_name="shelved"
    )
    shelf = models.CharField(max_length=20, db_index=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.shelf
