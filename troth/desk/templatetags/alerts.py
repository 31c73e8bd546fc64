"""What is on top of every page of the desk, until somebody has seen to it."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Q

from troth import clock
from troth.care.models import OPEN, Request
from troth.fulfillment import handing
from troth.fulfillment.models import Parcel, Standing
from troth.orders.in_force import terms_at
from troth.policy.promise import local_time

register = template.Library()


@register.inclusion_tag("desk/_alerts.html", takes_context=True)
def alerts(context: dict[str, Any]) -> dict[str, int]:
    """How much waits where the person may see to it: answers, boxes to pull back, promises, parcels
    in trouble.
    """
    may = context["may"]
    told: dict[str, int] = {}
    if may["desk_care"]:
        soon = Count("pk", filter=Q(answer_by__lt=clock.now()))
        told |= Request.objects.filter(state=OPEN).aggregate(asked=Count("pk"), care=soon)
    if may["desk_packing"]:
        told["pull"] = handing.to_pull().count()
    if may["desk_promises"]:
        today = local_time(terms_at(clock.now()), clock.now()).date()
        due = Standing.objects.filter(ended_at=None, shipped_at=None)
        told["late"] = due.filter(Q(ship_by__lt=today) | Q(unknown_why__gt="")).count()
        told["today"] = due.filter(ship_by=today, unknown_why="").count()
    if may["desk_parcels"]:
        told["trouble"] = Parcel.objects.filter(
            status__in=["attempted", "returning", "returned", "unsigned"]
        ).count()
    return told
