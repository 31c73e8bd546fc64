"""What comes back, as the order's page shows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template

from troth import clock
from troth.care.models import DONE, NOT_AUTHENTIC, Attachment, CareCase
from troth.care.not_received.coming_back import TURNED_BACK
from troth.fulfillment.models import Label, ParcelBack, Return
from troth.fulfillment.return_models import CANCEL, RESEND
from troth.fulfillment.returns import customer_returns, parcels_back
from troth.fulfillment.returns.returned_parcels import may_resend
from troth.orders.models import Order
from troth.policy.shipping.carriers import tracking_url
from troth.policy.wording import EVENTS

register = template.Library()
MOST_SHOWN = 20


@register.simple_tag
def returned_parcels(order: Order) -> list[dict[str, Any]]:
    """The order's parcels that came back or are coming back, each with what may be chosen now."""
    if not any(event.kind in TURNED_BACK for event in order.events.all()):
        return []
    rows = order.returns.filter(parcel__isnull=False).select_related("parcel")
    return [_parcel_facts(returned) for returned in rows.order_by("pk")[:MOST_SHOWN]]


def _parcel_facts(returned: Return) -> dict[str, Any]:
    assert returned.parcel is not None
    label = returned.parcel.labels.filter(state=Label.BOUGHT).first()
    is_open = returned.ended_at is None and returned.answer != CANCEL
    return {
        "returned": returned,
        "number": label.number if label else returned.parcel.key,
        "is_back": returned.received_at is not None or returned.arrived_at is not None,
        "may_choose": is_open,
        "may_resend": is_open and returned.answer != RESEND and may_resend(returned),
        "will_resend": returned.answer == RESEND,
        "is_off": returned.answer == CANCEL,
    }


@register.simple_tag
def pieces_back(order: Order) -> list[dict[str, Any]]:
    """The parcels that take a piece back to its buyer, as far as they are under way."""
    if not any(event.kind == parcels_back.OPENED for event in order.events.all()):
        return []
    terms = order.policy.terms
    rows = ParcelBack.objects.filter(returned__order=order, ended_at=None)
    return [
        {
            "parcel": parcel,
            "heading": EVENTS[parcels_back.SHIPPED if parcel.left_at else parcels_back.OPENED],
            "title": parcel.returned.pieces.order_by("pk")[0].line.title,
            "url": (
                tracking_url(terms, carrier=parcel.carrier, number=parcel.number)
                if parcel.number
                else ""
            ),
        }
        for parcel in rows.prefetch_related("returned__pieces__line").order_by("pk")[:MOST_SHOWN]
    ]


@register.simple_tag
def return_of(request: CareCase) -> dict[str, Any] | None:
    """A piece that its buyer sends back: the label, or by when it comes; None where nothing
    is to be sent.
    """
    if request.state == DONE or not {"return", "origin"} & set(request.facts):
        return None
    returned = Return.objects.filter(request_key=request.key).first()
    if returned is None:
        return None
    now = clock.now()
    label = customer_returns.usable_label(returned, now)
    papers = [paper for paper in request.attachments.all() if paper.shown and paper.file]
    by_hand = bool(papers)
    waits = returned.received_at is None and returned.shipped_at is None
    return {
        "returned": returned,
        "label": label,
        "by_hand": by_hand,
        "waits": waits,
        "label_by": _label_by(request, returned) if not label and not by_hand else None,
        "may_ask": waits
        and (
            customer_returns.may_ask_for_label(returned, now)
            or _is_label_expired(papers, request, now)
        ),
        "to": customer_returns.return_instructions(returned)["return_to"],
    }


def _is_label_expired(papers: list[Attachment], request: CareCase, now: datetime) -> bool:
    """Whether care's own label is as old as one of ours may become, for a return without an end."""
    if not papers or request.kind != NOT_AUTHENTIC:
        return False
    days = request.order.policy.terms.file.care.return_days
    return max(paper.at for paper in papers) + timedelta(days=days) < now


def _label_by(request: CareCase, returned: Return) -> datetime | None:
    event = returned.order.events.filter(
        kind=customer_returns.PENDING, facts__request=request.key
    ).last()
    return datetime.fromisoformat(event.facts["label_by"]) if event else None
