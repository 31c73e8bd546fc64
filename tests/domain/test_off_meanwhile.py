"""What else was under way when an order is cancelled ends with it: one end, one story, whoever was
first.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.care_requests import ask_to_cancel
from tests.factories.closures import delay_of, enter_storm
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import HOUR, MONDAY, NOON, SATURDAY
from tests.factories.orders import line_states, order_of, place_confirmed
from tests.factories.payments import money_moved
from troth.care import tasks as care
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.checkout import payment_sync
from troth.fulfillment.promises import delay_consent, monitoring
from troth.fulfillment.warehouse.queue import FulfillmentRefused as Waits
from troth.fulfillment.warehouse.queue import claim_next_order, load_queued_order, waiting_reason
from troth.orders.models import Order
from troth.payments import actions as payments
from troth.payments import execution, reviewing
from troth.payments.models import Payment
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms

AFTER = SATURDAY + 2 * HOUR


def kinds(order):
    return list(order.events.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def off_by_the_delay(house):
    """Asked for on a closed day, and held; then the shopper cancels by the delay's own button."""
    order = place_confirmed()
    monitoring.start_watching([order])
    enter_storm()
    ask_to_cancel(order, SATURDAY)
    delay_consent.answer_delay(delay=delay_of(order), answer="cancel", now=AFTER, by="shopper")
    return order


@pytest.mark.parametrize("how", ["told", "due", "decided", "refused", "kept"])
def test_a_request_ends_as_done_when_something_else_called_the_order_off(off_by_the_delay, how):
    order, request = off_by_the_delay, CareCase.objects.get()
    if how == "told":
        care.on_event(order.events.get(kind="order.cancelled").pk)
    elif how == "due":
        cancellation.answer_due_request(request_id=request.pk, now=SATURDAY + 48 * HOUR)
    elif how == "kept":
        assert cancellation.withdraw_request(request=request, now=AFTER, by="shopper") is False
    else:
        kwargs = {
            "accept": how == "decided",
            "why": "It is on the van.",
            "now": AFTER,
            "by": "staff:care",
        }
        cancellation.decide_cancellation(request=request, **kwargs)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "accepted")
    assert not {"cancellation.refused", "cancellation.withdrawn"} & set(kinds(order))
    assert order.queue_entry.holds == 0


def test_a_delay_is_not_agreed_to_once_the_order_is_off(house):
    order = place_confirmed()
    monitoring.start_watching([order])
    enter_storm()
    ask_to_cancel(order, MONDAY + HOUR)
    delay = delay_of(order)
    with pytest.raises(Waits, match="over"):
        delay_consent.answer_delay(delay=delay, answer="wait", now=MONDAY + HOUR, by="shopper")
    assert delay_consent.decide_delay(delay_id=delay.pk, now=delay.decides_at).outcome == "replaced"
    assert "delay.accepted" not in kinds(order)


def test_nothing_is_asked_back_of_what_is_off_or_asked_for_already(house):
    kwargs = {"asked_at": SATURDAY, "now": SATURDAY, "sentence": "cancel?", "proven": False}
    held = place_confirmed(at=SATURDAY)
    request = ask_to_cancel(held, SATURDAY)
    assert cancellation.request_confirmation(order=held, **kwargs) == request
    assert kinds(held).count("order.held") == kinds(held).count("cancellation.requested") == 1
    off = place_confirmed()
    ask_to_cancel(off, MONDAY)
    with pytest.raises(CaseActionRefused, match="cancelled already"):
        cancellation.request_confirmation(order=off, **kwargs)


def test_the_review_of_an_order_that_is_off_waits_for_nobody(house):
    order = order_of(a_bag(), now=NOON, card=world.RISKY)
    ask_to_cancel(order, NOON)
    assert not reviewing.open_reviews().exists()
    assert reviewing.expire_overdue_reviews(now=NOON + timedelta(days=2)) == 0
    assert Order.objects.get().review() is None
    with pytest.raises(payments.PaymentActionRefused, match="No review"):
        reviewing.decide_review(order=order, approve=True, note="", now=NOON + HOUR, by="staff:fay")


@pytest.mark.parametrize("item", [a_bag, a_watch_in_japan])
def test_a_reservation_that_is_released_does_not_lapse(house, item):
    order = place_confirmed(item())
    read_before = Payment.objects.select_related("order__policy").get()
    ask_to_cancel(order, MONDAY)
    execution.handle_expiring_authorizations(payments=[read_before], now=read_before.capture_before)
    assert "payment.authorization_expiring" not in kinds(order)
    assert not Payment.objects.get().operations.filter(kind="capture").exists()


@pytest.mark.parametrize("tried_first", [True, False])
def test_what_was_taken_at_the_providers_desk_instead_of_released_is_given_back(house, tried_first):
    order = place_confirmed()
    payment = Payment.objects.get()
    configured_provider().capture(
        payment.intent_id, amount_cents=payment.amount_cents, key=f"desk-{payment.key}"
    )
    ask_to_cancel(order, MONDAY)
    if tried_first:
        money_moved(MONDAY)
    payment.refresh_from_db()
    payment_sync.sync_payment(
        payment=payment, terms=shipped_terms(), now=MONDAY, provider=configured_provider()
    )
    money_moved(MONDAY)
    payment.refresh_from_db()
    assert (payment.state, payment.refunded_cents) == ("captured", order.total_cents)
    assert configured_provider().intent(payment.intent_id).refunded_cents == order.total_cents
    assert not payment.operations.filter(done_at=None).exists()


def test_what_is_held_is_not_packed(house):
    order = place_confirmed(at=SATURDAY)
    ask_to_cancel(order, SATURDAY)
    assert "asks to cancel" in waiting_reason(load_queued_order(order.pk), now=SATURDAY + 3 * HOUR)
    assert claim_next_order(now=SATURDAY + 3 * HOUR, by="staff:pat") is None
    assert line_states(order) == {"placed"}
