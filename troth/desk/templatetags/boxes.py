"""Boxes as the desk tells of them."""

from __future__ import annotations

from django import template
from django.db.models import QuerySet

from troth.fulfillment.models import Label, Parcel, Scan
from troth.fulfillment.tracking.shipment_scans import scans_of_parcel
from troth.order_status.outgoing import waits_of_box
from troth.orders.labels import parcel_status_label, waiting_reason_label
from troth.policy.shipping.services import service_name

register = template.Library()


@register.filter
def box_label(parcel: Parcel) -> str:
    """Where the box is: what it waits for here, or what its carrier says."""
    stands = waits_of_box(parcel)
    return (
        waiting_reason_label(stands) if stands is not None else parcel_status_label(parcel.status)
    )


@register.filter
def carrier_scans(parcel: Parcel) -> QuerySet[Scan]:
    """What its carrier says it saw of it, the latest first."""
    return scans_of_parcel(parcel)


@register.filter
def service_label(label: Label) -> str:
    """The service that was bought, by the name that its carrier gives it."""
    return service_name(label.carrier, label.service)
