"""A checkout under way: what one shopper is about to buy, as it was shown to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from troth.orders.models import PublishedPolicy
from troth.payments.models import Payment


class Checkout(models.Model):
    """From the address to the order. Its key makes everything that follows one: the payment, and
    the order.
    """

    key = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=64)  # fingerprint of the shopper's session
    # Personal: erased a day after the checkout has ended or become an order.
    address = models.JSONField()
    items = models.JSONField()
    method = models.CharField(max_length=30)
    policy = models.ForeignKey(PublishedPolicy, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    # As it was told; a declined payment may end the hold sooner.
    held_until = models.DateTimeField()
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, related_name="checkout"
    )
    agreed = models.JSONField(default=dict)  # what the shopper saw and agreed to by pressing Pay
    # Paid, and the dates have moved since: they must agree again.
    asks_again = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)
    check_at = models.DateTimeField()  # when the provider is asked next what became of it

    class Meta:
        indexes = [
            models.Index(fields=["check_at"], condition=Q(ended_at=None), name="checkout_open"),
            models.Index(
                fields=["started_at"], condition=~Q(address={}), name="checkout_with_address"
            ),
        ]

    def __str__(self) -> str:
        return self.key
