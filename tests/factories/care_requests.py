"""What shoppers ask of care, and what care decides."""

from __future__ import annotations

from datetime import date

from tests.factories.letters import letter_of
from tests.factories.moments import DAY, moment
from tests.factories.orders import place_confirmed
from tests.factories.parcels import NUMBER, SHIPPED_MONDAY, deliver_parcel, process_and_ship
from tests.factories.payments import money_moved
from tests.factories.people import erin
from troth.approvals.actions import decide_request
from troth.care import damage, erasure_requests
from troth.care.authenticity_refunds import authenticity
from troth.care.cancellations import cancellation
from troth.care.models import Authenticator, CareCase
from troth.care.not_received import claims, watched_parcels
from troth.notifications.models import Notification

DELIVERED = moment("Mon 2026-11-30 11:00")
YEARS_LATER = moment("Mon 2028-05-15 12:00")


def ask_to_cancel(order, at, **kwargs):
    return cancellation.request_cancellation(
        order=order, asked_at=at, now=kwargs.pop("now", at), by="shopper", how="page", **kwargs
    )


def place_and_ship(*items):
    order = place_confirmed(*items)
    process_and_ship(order, SHIPPED_MONDAY)
    money_moved(SHIPPED_MONDAY)
    watched_parcels.watch_parcel(order.events.get(kind="parcel.shipped"))
    return order


def report_missing(order, at, **kwargs):
    return claims.report_not_received(
        order=order, number=NUMBER, asked_at=at, now=at, by="shopper", how="page", **kwargs
    )


def pass_claim_limits(now):
    for watch_id in watched_parcels.due_watch_ids(now=now):
        watched_parcels.open_claim_period(watch_id=watch_id, now=now)


def place_and_deliver(*items):
    order = place_confirmed(*items)
    process_and_ship(order, SHIPPED_MONDAY)
    money_moved(SHIPPED_MONDAY)
    deliver_parcel(order, DELIVERED)
    return order


def report_fake(order, at=YEARS_LATER, by="Orlède House", line=None):
    Authenticator.objects.get_or_create(
        name="Orlède House",
        site="https://house.example",
        verified_on=date(2026, 1, 1),
        verified_by="staff:owner",
    )
    return authenticity.report_not_authentic(
        order=order,
        line=line or order.lines.get(),
        authenticator=by,
        sentence="The stamp is wrong.",
        asked_at=at,
        now=at,
        by="shopper",
        how="page",
    )


def add_opinion(request, person, authentic, at=YEARS_LATER + 2 * DAY):
    return authenticity.add_opinion(
        request=request, authentic=authentic, sentence="Seen under UV.", now=at, by=person
    )


def check_piece(request, person=None, at=YEARS_LATER + 2 * DAY, **overrides):
    """A person compares what came back with the piece that was sold."""
    findings = {
        "serial": "AB-1234",
        "photos_agree": True,
        "sentence": "The same scratch inside.",
    } | overrides
    return authenticity.check_piece(request=request, now=at, by=person or erin(), **findings)


def decide_second(request, agree=True, at=YEARS_LATER + 3 * DAY, by="staff:fay@example.com"):
    """Another person decides what was asked for."""
    waiting = authenticity.waiting_decision(request)
    decide_request(request=waiting, agree=agree, by=by, now=at)
    return CareCase.objects.get(pk=request.pk)


def report_damage(order, description="The handle is torn."):
    return damage.report_damage(
        order=order,
        line=order.lines.get(),
        sentence=description,
        asked_at=DELIVERED,
        now=DELIVERED,
        by="shopper",
        how="page",
    )


def decide_damage(request, outcome, cents=0, why="We see it too."):
    return damage.decide_report(
        request=request, outcome=outcome, cents=cents, why=why, now=DELIVERED, by="staff:care"
    )


def ask_to_be_forgotten(order, at=DELIVERED):
    return erasure_requests.request_erasure(
        order=order, asked_at=at, now=at, by="shopper", how="page"
    )


def mark_letters_sent(order, at=DELIVERED):
    letter_of(order, "confirmation")
    Notification.objects.filter(event__order=order).update(sent_at=at)


def erase_due(request, at=DELIVERED + DAY):
    mark_letters_sent(request.order)
    return [
        erasure_requests.erase_if_possible(request_id=key, now=at)
        for key in erasure_requests.due_erasure_ids(now=at)
    ]
