"""What comes back to the store: a parcel that the carrier returns, and a piece that its buyer sends
back.
"""

from __future__ import annotations

from enum import StrEnum

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from troth.orders.models import Line, Order
from troth.outbox import PendingWork

RESEND, CANCEL = "resend", "cancel"
SOUND, DAMAGED, MISSING = "sound", "damaged", "missing"
CONDITIONS = {
    SOUND: "Sound: as it was sent",
    DAMAGED: "Damaged",
    MISSING: "Missing, or another piece",
}


def _evidence() -> Storage:
    return storages["evidence"]


class Return(models.Model):
    """Something that comes back. With a parcel, the carrier returns it and the shopper chooses what
    becomes of it; with a request's key, the shopper sends a piece back that care asked for.
    """

    key = models.CharField(max_length=40, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    parcel = models.OneToOneField(
        "fulfillment.Parcel", on_delete=models.PROTECT, null=True, related_name="returning"
    )
    request_key = models.CharField(max_length=12, blank=True)
    opened_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)  # as the carrier says it
    # The shopper's choice, for a parcel.
    may_resend = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True)  # after it, silence cancels
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=100, blank=True)
    refund_asked_at = models.DateTimeField(null=True)
    # Its way back.
    send_by = models.DateField(null=True)  # the last day for sending it, where there is one
    shipped_at = models.DateTimeField(null=True)  # the carrier took the shopper's parcel
    arrived_at = models.DateTimeField(null=True)  # the carrier says that it is with us
    received_at = models.DateTimeField(null=True)  # opened and checked in our warehouse
    received_by = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", RESEND, CANCEL]), name="return_answer_known"
            ),
            models.UniqueConstraint(
                fields=["request_key"],
                condition=~Q(request_key=""),
                name="one_return_per_request",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(ended_at=None, answer=""), name="return_to_answer"
            )
        ]

    def __str__(self) -> str:
        return self.key


class ReturnedPiece(models.Model):
    """A piece that comes back, and how it was when it was checked in."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="pieces")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="returned_pieces")
    condition = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(condition__in=["", *CONDITIONS]), name="returned_condition_known"
            ),
            models.UniqueConstraint(fields=["returned", "line"], name="returned_piece_once"),
        ]

    def __str__(self) -> str:
        return self.line.title


class ReturnLabelState(StrEnum):
    """How far the purchase of a prepaid label is, as `ReturnLabel.state` and `ParcelBack.label`."""

    ASKED = "asked"  # to be bought
    BOUGHT = "bought"
    FAILED = "failed"  # a person attaches one


class ParcelBackEnding(StrEnum):
    """What became of a parcel that takes a piece back to its buyer, as `ParcelBack.ended_how`."""

    DELIVERED = "delivered"
    CAME_BACK = "came_back"  # another one follows it
    LOST = "lost"
    NOTHING = "nothing"  # the piece was not in what came in


class ParcelBack(models.Model):
    """A parcel that takes what a buyer sent in back to them: packed, labelled, handed over, signed
    for. One that comes back ends, and another one follows it.
    """

    ASKED, BOUGHT, FAILED = (
        ReturnLabelState.ASKED,
        ReturnLabelState.BOUGHT,
        ReturnLabelState.FAILED,
    )
    DELIVERED, CAME_BACK = ParcelBackEnding.DELIVERED, ParcelBackEnding.CAME_BACK
    LOST, NOTHING = ParcelBackEnding.LOST, ParcelBackEnding.NOTHING

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="parcels_back")
    key = models.CharField(max_length=35, unique=True)  # our reference at the carrier, too
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=100)
    grams = models.PositiveIntegerField(null=True)
    length_mm = models.PositiveIntegerField(null=True)
    width_mm = models.PositiveIntegerField(null=True)
    height_mm = models.PositiveIntegerField(null=True)
    packed_at = models.DateTimeField(null=True)
    packed_by = models.CharField(max_length=100, blank=True)
    carrier = models.CharField(max_length=30, blank=True)
    carrier_reason = models.CharField(max_length=300, blank=True)
    # Its label: empty before it is packed. Bought by us, or by hand, with the reason.
    label = models.CharField(max_length=10, blank=True)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    number = models.CharField(max_length=40, blank=True)
    by_hand_why = models.CharField(max_length=300, blank=True)
    service = models.CharField(max_length=60, blank=True)
    file = models.FileField(storage=_evidence, max_length=200, blank=True)
    cents = models.PositiveIntegerField(null=True)
    signature = models.CharField(max_length=60, blank=True)
    declared_cents = models.PositiveBigIntegerField(null=True)
    left_at = models.DateTimeField(null=True)
    left_how = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, default="announced")
    tracked_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=20, blank=True)
    ended_sentence = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(label__in=["", "asked", "bought", "failed"]),
                name="parcel_back_label_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_how__in=["", "delivered", "came_back", "lost", "nothing"]),
                name="parcel_back_end_known",
            ),
            models.UniqueConstraint(
                fields=["returned"], condition=Q(ended_at=None), name="one_open_parcel_back"
            ),
            models.UniqueConstraint(
                fields=["carrier", "number"],
                condition=~Q(number=""),
                name="parcel_back_number_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(label="asked"), name="parcel_back_label_owed"
            )
        ]

    def __str__(self) -> str:
        return self.key


class ReturnPhoto(models.Model):
    """The opened box, and what was in it; with `parcel_back`, the box as it was packed to go back
    to its buyer.
    """

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="photos")
    parcel_back = models.ForeignKey(
        ParcelBack, on_delete=models.PROTECT, null=True, related_name="photos"
    )
    file = models.FileField(storage=_evidence, max_length=200)
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["returned", "digest"], name="return_photo_once")
        ]


class ReturnLabel(PendingWork):
    """A prepaid label for a piece that its buyer sends back: asked for under a reference of ours
    that is stored first, and bought once. Another one is asked for when it has lapsed.
    """

    ASKED, BOUGHT, FAILED = (
        ReturnLabelState.ASKED,
        ReturnLabelState.BOUGHT,
        ReturnLabelState.FAILED,
    )

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="labels")
    reference = models.CharField(max_length=35, unique=True)
    carrier = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default=ASKED)
    asked_at = models.DateTimeField()
    number = models.CharField(max_length=40, blank=True)
    service = models.CharField(max_length=60, blank=True)
    file = models.FileField(storage=_evidence, max_length=200, blank=True)
    cents = models.PositiveIntegerField(null=True)
    bought_at = models.DateTimeField(null=True)
    usable_until = models.DateTimeField(null=True)
    tracked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "bought", "failed"]),
                name="return_label_state_known",
            ),
            models.UniqueConstraint(
                fields=["returned"],
                condition=Q(state="asked"),
                name="one_return_label_asked",
            ),
            models.UniqueConstraint(
                fields=["carrier", "number"],
                condition=~Q(number=""),
                name="return_label_number_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state="asked"), name="return_label_owed"
            )
        ]

    def __str__(self) -> str:
        return self.reference
