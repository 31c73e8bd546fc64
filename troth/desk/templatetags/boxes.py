"""Boxes as the desk tells of them."""

from __future__ import annotations

from django import template

from troth.fulfillment.models import Label, Parcel
from troth.order_status.outgoing import waits_of_box
from troth.orders.labels import parcel_status_label, waiting_reason_label
from troth.policy.services import service_name

register = template.Library()


@register.filter
def box_says(parcel: Parcel) -> str:
    """Where the box is: what it waits for here, or what its carrier says."""
    stands = waits_of_box(parcel)
    return (
        waiting_reason_label(stands) if stands is not None else parcel_status_label(parcel.status)
    )


@register.filter
def service_says(label: Label) -> str:
    """The service that was bought, by the name that its carrier gives it."""
    return service_name(label.carrier, label.service)
