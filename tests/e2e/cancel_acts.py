"""What the processes of `cancel_races` do: each a verb of the product, as the door or the worker
calls it.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.e2e.turnstile import Turnstile
from tests.factories import world
from tests.factories.pictures import picture
from tests.factories.tracking_numbers import fedex_number
from tests.factories.transfers import tags_in
from troth.approvals.actions import decide_request
from troth.approvals.models import ApprovalRequest
from troth.care import cases
from troth.care.cancellations import cancellation
from troth.care.models import CANCEL, CareCase
from troth.checkout import actions as checkout
from troth.checkout import payment_sync, placement, repayment
from troth.checkout.models import Checkout
from troth.fulfillment.carriers.interface import BoughtLabel as Bought
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import Delay, Label, Parcel, Transfer
from troth.fulfillment.promises import delay_consent, monitoring
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.shipping_labels.by_hand import ship_by_hand
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import handover, packing
from troth.orders.actions import mark_confirmation_delivered
from troth.orders.models import Order
from troth.payments import execution, payment_requests, reviewing
from troth.payments.models import Payment
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import Provider, configured_provider
from troth.policy.terms import shipped_terms

BOX = {"grams": 2_400, "size_mm": (400, 300, 200), "seal": "S1"}
_numbers = itertools.count(1)
_turnstile: list[Turnstile] = []


class Watched(Provider):
    """The payment provider; who calls it stops before each call."""

    def _ask(self, *args: Any, **kwargs: Any) -> Any:
        for turnstile in _turnstile:
            turnstile.stop()
        return super()._ask(*args, **kwargs)


def with_turnstile(turnstile: Turnstile) -> None:
    _turnstile[:] = [turnstile]


def the_provider() -> Provider:
    watched = configured_provider()
    watched.__class__ = Watched
    return watched


def _order(key: int) -> Order:
    return Order.objects.select_related("policy", "payment").get(pk=key)


def _request(key: int) -> CareCase | None:
    """The cancellation of an order that hasn't ended, as care's page has read it."""
    open_ones = CareCase.objects.unended().select_related("order__policy", "hold")
    return open_ones.filter(order=key, kind=CANCEL).first()


# --- the shopper, care and the clock


def ask(*, order: int, asked_at: datetime, now: datetime, how: str = "page") -> str:
    request = cancellation.request_cancellation(
        order=_order(order), asked_at=asked_at, now=now, by="shopper", how=how
    )
    return request.outcome or request.state


def ask_back(*, order: int, asked_at: datetime, now: datetime) -> str:
    kwargs = {"asked_at": asked_at, "now": now, "sentence": "Please cancel it.", "proven": False}
    request = cancellation.request_confirmation(order=_order(order), **kwargs)
    return request.outcome or request.state


def _with_request(order: int, answer: Callable[[CareCase], Any]) -> str:
    request = _request(order)
    if request is None:
        return "nothing is asked"
    result = answer(request)
    return (result.outcome or result.state) if isinstance(result, CareCase) else str(result)


def confirm(*, order: int, now: datetime) -> str:
    return _with_request(
        order, lambda request: cancellation.confirm_request(request=request, now=now, by="shopper")
    )


def withdraw(*, order: int, now: datetime) -> str:
    return _with_request(
        order, lambda request: cancellation.withdraw_request(request=request, now=now, by="shopper")
    )


def decide(*, order: int, accept: bool, now: datetime) -> str:
    decision = {"accept": accept, "why": "It is on the van.", "now": now, "by": "staff:care"}
    return _with_request(
        order, lambda request: cancellation.decide_cancellation(request=request, **decision)
    )


def give_back(*, order: int, now: datetime, by: str = "staff:care") -> str:
    kwargs = {"why": "It is on its way back.", "now": now, "by": by}
    return _with_request(
        order, lambda request: cancellation.refund_shipped_order(request=request, **kwargs)
    )


def answer_due(*, order: int, now: datetime) -> str:
    return _with_request(
        order, lambda request: cancellation.answer_due_request(request_id=request.pk, now=now)
    )


def wake(*, order: int, now: datetime) -> str:
    return _with_request(order, lambda request: cases.wake_request(request=request, answer_by=now))


# --- the warehouse and the carrier


def hand_over(*, parcel: int, now: datetime) -> str:
    handover.hand_over(parcel=Parcel.objects.get(pk=parcel), to="Lou of FedEx", now=now, by="pat")
    return "left"


def scan(*, parcel: int, now: datetime) -> str:
    """The carrier's acceptance scan comes in, and is settled."""
    label = Label.objects.filter(parcel=parcel).exclude(number="").get()
    seen = TrackingEvent(
        number=label.number,
        status="accepted",
        code="PU",
        carrier_text="Picked up",
        at=now,
        place="New York NY",
        signed_by="",
        expected_on=None,
        raw={},
    )
    tracking_events.store_events([seen], carrier=label.carrier, how="told", now=now)
    truth = tracking_events.apply_events(carrier=label.carrier, number=label.number, now=now)
    return truth.status if truth else "not ours"


def close(*, parcel: int, now: datetime) -> str:
    """The packer closes the box, its label is bought, and the carrier's person takes it."""
    packing.close_parcel(parcel=Parcel.objects.get(pk=parcel), now=now, by="pat", **BOX)
    buy_label(parcel)
    return hand_over(parcel=parcel, now=now)


def buy_label(parcel: int) -> None:
    """As the carrier would have sold it."""
    label = Label.objects.get(parcel=parcel, state=Label.ASKED)
    bought = Bought(
        number=f"7{parcel:07}{next(_numbers):04}",
        service="ground",
        pdf=b"%PDF-1.4",
        cents=900,
        signature="DIRECT",
        declared_cents=120_000,
    )
    labels.store_label(label, bought)


def set_aside(*, parcel: int, now: datetime) -> str:
    kwargs = {"why": "The shopper asks to cancel.", "hold_it": False, "now": now, "by": "pat"}
    packing.set_aside(parcel=Parcel.objects.get(pk=parcel), **kwargs)
    return "set aside"


def unpack(*, parcel: int, now: datetime) -> str:
    handover.unpack_parcel(parcel=Parcel.objects.get(pk=parcel), now=now)
    return "unpacked"


def by_hand(*, parcel: int, now: datetime) -> str:
    """Shipped at the carrier's counter, under the number on the receipt."""
    receipt = SimpleUploadedFile("receipt.jpg", picture(seed=parcel, size=(400, 400)))
    ship_by_hand(
        parcel=Parcel.objects.get(pk=parcel),
        number=fedex_number(parcel),
        receipt=receipt,
        is_signed=True,
        now=now,
        by="staff:pat",
    )
    return "shipped"


def dispatch(*, transfer: int, now: datetime) -> str:
    """Japan's staff hand over what waits there."""
    leaving = Transfer.objects.get(pk=transfer)
    transfers.dispatch_transfer(
        transfer=leaving,
        carrier="yamato",
        number="123456789013",
        tags_scanned=tags_in(leaving),
        now=now,
        by="kenji",
    )
    return "left Japan"


def report(*, order: int, message_id: str, at: datetime, now: datetime) -> str:
    """The mail provider tells late that the confirmation was delivered: the window is open
    again.
    """
    kwargs = {"message_id": message_id, "at": at, "now": now, "by": "mail provider"}
    event = mark_confirmation_delivered(order=_order(order), **kwargs)
    return "extended" if event and "closes_at" in event.facts else "noted"


# --- the money


def move(*, order: int, now: datetime) -> str:
    """The worker does what is owed."""
    owed = list(
        OPERATIONS.due(now).filter(payment__order=order).order_by("pk").values_list("pk", flat=True)
    )
    return str(
        [
            execution.execute_operation(
                operation_id=operation_id, clock=lambda: now, provider=the_provider()
            )
            for operation_id in owed
        ]
    )


def lapses(*, order: int, now: datetime) -> str:
    """The worker's look at what is about to lapse, and what it owes then."""
    execution.capture_before_authorizations_expire(now=now)
    return move(order=order, now=now)


def provider_tells(*, order: int, now: datetime) -> str:
    payment = Payment.objects.get(order=order)
    payment_sync.sync_payment(
        payment=payment, terms=shipped_terms(), now=now, provider=the_provider()
    )
    return Payment.objects.get(order=order).state


def review_ends(*, order: int, now: datetime) -> str:
    del order
    return str(reviewing.expire_overdue_reviews(now=now))


def review(*, order: int, approve: bool, now: datetime) -> str:
    reviewing.decide_review(
        order=_order(order), approve=approve, note="known shopper", now=now, by="staff:fay"
    )
    return "approved" if approve else "declined"


# --- paying again


def ask_again(*, order: int, now: datetime) -> str:
    return str(payment_requests.ask_to_pay_again(order=_order(order), now=now, by="staff:care").pk)


def pays_again(*, order: int, now: datetime) -> str:
    """The shopper presses, types a card on the provider's page, and comes back."""
    world.pay(repayment.open_page(order=_order(order), now=now, provider=the_provider()))
    return settles_again(order=order, now=now)


def settles_again(*, order: int, now: datetime) -> str:
    """The provider tells of the pages on which the order could be paid."""
    pages = Payment.objects.filter(request__order=order).order_by("pk")
    settled = [
        repayment.sync_repayment(payment=payment, now=now, provider=the_provider())
        for payment in pages
        if payment.order_id is None
    ]
    return str(any(settled))


def declines(*, order: int, now: datetime) -> str:
    repayment.decline_to_pay_again(order=_order(order), now=now, by="shopper")
    return "declined"


def pay_limit(*, order: int, now: datetime) -> str:
    """The sweep at the limit until which it could be paid."""
    del order
    return str(repayment.cancel_overdue_orders(now=now, provider=the_provider()))


def goodwill(*, order: int, now: datetime) -> str:
    """The second person's agreement."""
    request = ApprovalRequest.objects.waiting().get(facts__order=_order(order).number)
    decide_request(request=request, agree=True, by="staff:fay", now=now)
    return "cancelled"


def cancels_unpaid(*, order: int, now: datetime) -> str:
    payment_requests.cancel_unpaid(order=_order(order), now=now, by="staff:care")
    return "cancelled"


# --- the checkout


def place(*, session: str, now: datetime, then_cancel: bool) -> str:
    """The shopper comes back from the provider's page, and at once asks to cancel."""
    paid_checkout = placement.checkout_of(session_id=session)
    snapshot = the_provider().session(session)
    order = placement.place_order(
        checkout=paid_checkout, snapshot=snapshot, terms=shipped_terms(), now=now
    )
    return ask(order=order.pk, asked_at=now, now=now) if then_cancel else order.number


def leave(*, checkout_key: str, now: datetime) -> str:
    """Its hold has ended: the checkout is over."""
    expired = Checkout.objects.get(key=checkout_key)
    return str(
        checkout.end_checkout(
            checkout=expired, why="The time to pay has ended.", now=now, by="store"
        )
    )


# --- the delay


def answer(*, delay: int, answer: str, now: datetime) -> str:
    stored_delay = Delay.objects.select_related("order__policy").get(pk=delay)
    return delay_consent.answer_delay(
        delay=stored_delay, answer=answer, now=now, by="shopper"
    ).outcome


def silence(*, delay: int, now: datetime) -> str:
    decided = delay_consent.decide_delay(delay_id=delay, now=now)
    return decided.outcome if decided else "nothing to decide"


def look(*, order: int, now: datetime) -> str:
    return str(monitoring.reassess_order(_order(order), now=now, by="policy"))


ACTS: dict[str, Callable[..., str]] = {
    act.__name__: act
    for act in (
        ask,
        ask_back,
        confirm,
        withdraw,
        decide,
        give_back,
        answer_due,
        wake,
        hand_over,
        scan,
        close,
        set_aside,
        unpack,
        by_hand,
        dispatch,
        report,
        move,
        lapses,
        provider_tells,
        review_ends,
        review,
        ask_again,
        pays_again,
        settles_again,
        declines,
        pay_limit,
        goodwill,
        cancels_unpaid,
        place,
        leave,
        answer,
        silence,
        look,
    )
}


def tried(act: Callable[..., Any], *nos: type[Exception], **kwargs: Any) -> Any:
    """It is done, or it is no."""
    with contextlib.suppress(*nos):
        return act(**kwargs)
    return None
