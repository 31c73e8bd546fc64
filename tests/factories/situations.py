"""Orders in every situation that a shopper may find theirs in, brought there by the public verbs
alone. Each builder returns the order and the moment at which it is looked at.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.payments import money_moved
from tests.factories.returns import send_back
from tests.factories.transfers import check_in_transfer, send_from_japan
from troth.care import damage, erasure_requests
from troth.care.authenticity_refunds import authenticity
from troth.care.cancellations import cancellation
from troth.care.cases import close_request
from troth.care.models import CareCase
from troth.care.not_received import claims, losses, watched_parcels
from troth.fulfillment import actions as fulfillment
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import closures, delay_consent, monitoring
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.erasure import erase_recipient
from troth.orders.models import Order
from troth.payments import reviewing

NUMBER, SECOND = "794988888885", "986578788855"
TUESDAY_IN_TOKYO = moment("Mon 2026-11-23 20:00")
MONDAY, TUESDAY = moment("Mon 2026-11-23 12:00"), moment("Tue 2026-11-24 10:00")
SATURDAY = moment("Sat 2026-11-28 12:00")
CAME = moment("Wed 2026-12-02 11:00")
OPENS = moment("Thu 2026-12-17 00:00")  # the 15th business day after Tue Nov 24 is Wed Dec 16
HOUR = timedelta(hours=1)

Situation = tuple[Order, datetime]


def confirmed(*items, now: datetime = MONDAY) -> Order:
    order = order_of(*items or [a_bag()], now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def packed_and_shipped(order: Order, at: datetime, number: str = NUMBER) -> None:
    for line in order.lines.filter(state="placed"):
        record_event(order=order, line=line, kind="line.processed", now=at, by="pat")
    fulfillment.ship_order(order=order, carrier="fedex", number=number, now=at, by="pat")
    watched_parcels.watch_parcel(order.events.get(kind="parcel.shipped", facts__number=number))
    monitoring.reassess_order(order, now=at, by="policy")
    money_moved(at)


def comes(order: Order, at: datetime, *, signed: bool = True, number: str = NUMBER) -> None:
    """The carrier reports the delivery."""
    facts = {"number": number, "at": at.isoformat(), "carrier_name": "FedEx"}
    facts["signed_by"] = "A LEE" if signed else ""
    shipped = order.events.get(kind="parcel.shipped", facts__number=number)
    for line in order.lines.filter(pk__in=shipped.facts["lines"], state="shipped"):
        record_event(order=order, line=line, kind="line.delivered", now=at, by="fedex", facts=facts)
    kind = "parcel.delivered" if signed else "parcel.delivered_unsigned"
    record_event(order=order, kind=kind, now=at, by="fedex", facts=facts)
    monitoring.reassess_order(order, now=at, by="policy")
    if signed:
        watched_parcels.handle_delivery(order=order, number=number, now=at)


def seen(order: Order, kind: str, at: datetime, number: str = NUMBER) -> None:
    """Something else that the carrier reports of the parcel."""
    facts = {"number": number, "carrier_name": "FedEx", "at": at.isoformat()}
    if kind == "parcel.missing":
        facts["asked_by"] = at.replace(hour=18).isoformat()
    record_event(order=order, kind=kind, now=at, by="fedex", facts=facts)


def placed() -> Situation:
    return order_of(a_bag(), now=MONDAY), MONDAY


def in_window() -> Situation:
    return confirmed(), MONDAY + HOUR


def cancelled_in_window() -> Situation:
    order = confirmed()
    now = MONDAY + HOUR
    cancellation.request_cancellation(order=order, asked_at=now, now=now, by="shopper", how="page")
    money_moved(now)
    return order, now


def held_on_saturday() -> Situation:
    order = confirmed(now=SATURDAY)
    now = SATURDAY + HOUR
    cancellation.request_cancellation(order=order, asked_at=now, now=now, by="shopper", how="page")
    return order, now


def in_review() -> Situation:
    order = order_of(a_bag(), now=MONDAY, card=world.RISKY)
    return order, MONDAY


def review_not_done() -> Situation:
    order, _ = in_review()
    now = datetime.fromisoformat(order.review().facts["until"])
    assert reviewing.expire_overdue_reviews(now=now) == 1
    money_moved(now)
    return order, now


def one_of_two_cancelled() -> Situation:
    """The piece from Japan, at customs: the shopper cancels it because of the delay."""
    order = confirmed(a_bag(), a_watch_in_japan())
    transfer = send_from_japan(order, now=TUESDAY)
    kwargs = {"why": "customs asks for papers", "expected_on": None}
    late_transfers.report_late(transfer=transfer, **kwargs, now=TUESDAY + HOUR, by="kenji")
    now = TUESDAY + 2 * HOUR
    delay = Delay.objects.get(order=order)
    delay_consent.answer_delay(delay=delay, answer="cancel", now=now, by="shopper")
    money_moved(now), money_moved(now)
    return order, now + HOUR


def one_of_two_delivered() -> Situation:
    order = confirmed(a_bag(), a_watch_in_japan())
    send_from_japan(order, now=TUESDAY_IN_TOKYO)
    packed_and_shipped(order, TUESDAY)
    comes(order, CAME)
    return order, CAME + HOUR


def arrived_from_japan() -> Situation:
    """Checked in on Mon Nov 30, a day before the window of its arrival."""
    order = confirmed(a_watch_in_japan())
    transfer = send_from_japan(order, now=TUESDAY)
    now = moment("Mon 2026-11-30 10:00")
    check_in_transfer(transfer, now=now)
    return order, now + HOUR


def moved() -> Situation:
    """A storm moves the dates; the shopper may choose."""
    order = confirmed()
    closure = closures.enter_closure(
        place="us",
        first_on=date(2026, 11, 24),
        last_on=date(2026, 12, 1),
        why="a snow storm",
        now=NOON,
        by="pat",
    )
    closures.recompute_promises(closure_id=closure.pk, now=NOON)
    return order, MONDAY + HOUR


def shipped() -> Situation:
    order = confirmed()
    packed_and_shipped(order, TUESDAY)
    return order, TUESDAY + HOUR


def delayed_in_transit() -> Situation:
    order, _ = shipped()
    now = moment("Mon 2026-11-30 12:00")
    seen(order, "parcel.delayed", now)
    return order, now


def delivered() -> Situation:
    order, _ = shipped()
    comes(order, CAME)
    return order, CAME + HOUR


def unsigned() -> Situation:
    order, _ = shipped()
    comes(order, CAME, signed=False)
    return order, CAME + HOUR


def _reported(at: datetime) -> Situation:
    order, _ = shipped()
    kwargs = {"order": order, "number": NUMBER, "by": "shopper", "how": "page"}
    claims.report_not_received(**kwargs, asked_at=at, now=at)
    return order, at


def reported_early() -> Situation:
    return _reported(moment("Mon 2026-12-14 12:00"))


def claim_filed() -> Situation:
    """An early report that became a claim by itself; looked at when its time to claim is over."""
    order, _ = reported_early()
    for watch_id in watched_parcels.due_watch_ids(now=OPENS):
        watched_parcels.open_claim_period(watch_id=watch_id, now=OPENS)
    return order, moment("Wed 2026-12-30 12:00")


def claim_settled() -> Situation:
    order, _ = claim_filed()
    now = moment("Thu 2026-12-17 15:00")
    request = CareCase.objects.get(order=order)
    claims.settle_claim(
        request=request, outcome="refunded", why="FedEx can't find it.", now=now, by="ola"
    )
    money_moved(now)
    return order, now + HOUR


def not_received_after_delivery() -> Situation:
    order, _ = delivered()
    now = moment("Thu 2026-12-03 12:00")
    kwargs = {"order": order, "number": NUMBER, "by": "shopper", "how": "page"}
    claims.report_not_received(**kwargs, asked_at=now, now=now)
    return order, now


def carrier_searches() -> Situation:
    """The carrier says that it can't locate the parcel: a report is kept for the shopper."""
    order, _ = shipped()
    now = moment("Mon 2026-12-14 12:00")
    seen(order, "parcel.missing", now)
    losses.handle_carrier_search(order=order, number=NUMBER, now=now)
    return order, now


def carrier_lost_it() -> Situation:
    """The carrier confirms the loss: settled at once."""
    order, _ = carrier_searches()
    now = moment("Tue 2026-12-15 12:00")
    seen(order, "parcel.lost", now)
    losses.handle_loss(order=order, number=NUMBER, now=now)
    money_moved(now)
    return order, now + HOUR


def coming_back() -> Situation:
    order, _ = shipped()
    now = moment("Mon 2026-12-07 12:00")
    seen(order, "parcel.returning", now)
    return order, now


def returned_and_refunded() -> Situation:
    order, _ = delivered()
    line, now = order.lines.get(), moment("Thu 2026-12-03 12:00")
    kwargs = {"now": now, "by": "staff:care"}
    request = damage.report_damage(
        order=order, line=line, sentence="Torn.", asked_at=now, now=now, by="shopper", how="page"
    )
    damage.decide_report(request=request, outcome="return", cents=0, why="We see it too.", **kwargs)
    send_back(order, now)
    damage.refund_returned_piece(request=request, **kwargs)
    money_moved(now)
    return order, now + HOUR


def authenticity_reported() -> Situation:
    order, _ = delivered()
    now = moment("Thu 2026-12-03 12:00")
    authenticity.report_not_authentic(
        order=order,
        line=order.lines.get(),
        authenticator="",
        sentence="The stamp is wrong.",
        asked_at=now,
        now=now,
        by="shopper",
        how="page",
    )
    return order, now


def be_forgotten(order: Order, now: datetime) -> None:
    """Asked for and done at once."""
    request = erasure_requests.request_erasure(
        order=order, asked_at=now, now=now, by="shopper", how="page"
    )
    erase_recipient(order=order, retained=[], now=now, by="shopper")
    close_request(request=request, outcome="erased", reason="Erased.", now=now, by="policy")


def forgotten() -> Situation:
    order, now = delivered()
    be_forgotten(order, now)
    return order, now
