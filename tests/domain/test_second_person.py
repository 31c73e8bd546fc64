"""Four eyes see the sum: a second person is needed by what an order has been given back in all,
whoever pressed and by whichever way.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.care_requests import (
    ask_to_cancel,
    check_piece,
    place_and_deliver,
    place_and_ship,
    report_missing,
)
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of
from tests.factories.moments import CLAIM_OPENS, MONDAY, NOON, moment
from tests.factories.orders import order_of, place_confirmed
from tests.factories.parcels import NUMBER, process_and_ship
from tests.factories.payments import money_moved, open_dispute, record_dispute
from tests.factories.returns import return_reported_piece
from troth.approvals.actions import ApprovalRefused as NotApproved
from troth.approvals.actions import decide_request
from troth.approvals.models import ApprovalRequest
from troth.care import damage
from troth.care import tasks as care
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.care.not_received import claims, exceptions, losses
from troth.orders.actions import record_event
from troth.orders.models import Order
from troth.payments import actions, approving
from troth.payments import external_changes as reported_there
from troth.payments.models import Approval, Dispute, Payment, PaymentOperation
from troth.payments.parts import PaymentDisputed
from troth.payments.provider import ProviderRefused, configured_provider

# Shipped Mon Nov 23: the 18th business day is Fri Dec 18.
AFTER_THE_LAST_DAY = moment("Sat 2026-12-19 00:00")


def by_hand(order, cents, key, by="staff:care", **more):
    return approving.submit_refund(
        order=order,
        parts={"item_cents": cents},
        key=key,
        reason="goodwill",
        now=CLAIM_OPENS,
        by=by,
        exact=True,
        **more,
    )


def refunded_cents(order) -> int:
    rows = PaymentOperation.objects.filter(payment__order=order, kind="refund", failed=False)
    return sum(row.amount_cents for row in rows)


def expensive():
    return place_and_ship(a_bag(price="14900.00"))


def test_parts_below_the_limit_need_a_second_person_once_they_add_up_above_it(house):
    order = expensive()
    assert isinstance(by_hand(order, 500_000, "first one"), PaymentOperation)
    assert isinstance(by_hand(order, 1, "second one"), Approval)
    assert refunded_cents(order) == 500_000


def test_another_person_does_not_begin_a_sum_of_their_own(house):
    order = expensive()
    by_hand(order, 500_000, "first one", by="staff:ann")
    assert isinstance(by_hand(order, 10_000, "second one", by="staff:ben"), Approval)


def test_what_waits_counts_into_the_sum(house):
    order = expensive()
    by_hand(order, 500_001, "first one")
    assert isinstance(by_hand(order, 1, "second one"), Approval)
    assert refunded_cents(order) == 0


def test_what_was_declined_does_not_count(house):
    order = expensive()
    approval = by_hand(order, 500_001, "first one")
    approving.decide_refund(approval=approval, agree=False, now=CLAIM_OPENS, by="staff:fay")
    assert isinstance(by_hand(order, 500_000, "second one"), PaymentOperation)


def test_a_claim_counts_what_was_given_back_by_hand_before_it(house):
    order = place_and_ship(a_bag(price="5400.00"))
    by_hand(order, 200_000, "goodwill")
    claims.settle_claim(
        request=report_missing(order, CLAIM_OPENS),
        outcome="refunded",
        why="Lost.",
        now=CLAIM_OPENS,
        by="staff:ben",
    )
    assert refunded_cents(order) == 200_000
    approval = Approval.objects.get()
    assert approval.key.startswith("claim.")
    assert approval.amount_cents < 500_000  # by itself it would need nobody
    event = order.events.get(kind="refund.approval_requested")
    assert event.facts["in_all_cents"] == 200_000 + approval.amount_cents


def test_called_back_it_counts_into_the_sum(house):
    order = place_confirmed(a_bag(price="5400.00"))
    process_and_ship(order, MONDAY + timedelta(hours=3))
    request = ask_to_cancel(order, MONDAY + timedelta(hours=1), now=MONDAY + timedelta(days=1))
    money_moved(MONDAY + timedelta(days=1))
    by_hand(order, 200_000, "goodwill")
    cancellation.refund_shipped_order(
        request=request, why="It is on its way back.", now=CLAIM_OPENS, by="staff:ben"
    )
    assert refunded_cents(order) == 200_000
    assert Approval.objects.get().key.startswith("cancel.")


def test_a_refund_at_the_providers_own_desk_counts(house):
    order = expensive()
    configured_provider().refund(
        Payment.objects.get(order=order).intent_id, amount_cents=500_000, key="elsewhere"
    )
    reported_there.record_external_refund(
        payment=Payment.objects.get(order=order), refunded_cents=500_000, now=CLAIM_OPENS
    )
    assert isinstance(by_hand(order, 100, "goodwill"), Approval)


def test_what_a_rule_gave_back_does_not_count(house):
    order = expensive()
    actions.request_refund(
        payment=Payment.objects.get(order=order),
        amount_cents=900_000,
        key="part.1",
        now=CLAIM_OPENS,
        by="policy",
        reason="late",
        parts={"item_cents": 900_000},
    )
    assert isinstance(by_hand(order, 500_000, "goodwill"), PaymentOperation)


def test_two_people_who_decided_together_need_no_third(house):
    order = expensive()
    assert isinstance(
        by_hand(order, 900_000, "goodwill", by="staff:ann, staff:ben"), PaymentOperation
    )


def test_a_rule_and_one_person_are_not_two_people(house):
    assert isinstance(by_hand(expensive(), 900_000, "goodwill", by="policy, staff:ben"), Approval)


def test_whoever_records_a_loss_by_hand_decides_its_refund(house):
    order = expensive()
    losses.record_loss(
        order=order,
        number=NUMBER,
        sentence="Lost, said Kim of FedEx.",
        now=CLAIM_OPENS,
        by="staff:ann",
    )
    approval = Approval.objects.get()
    assert approval.by == "staff:ann"
    with pytest.raises(actions.PaymentActionRefused, match="Another person"):
        approving.decide_refund(approval=approval, agree=True, now=CLAIM_OPENS, by="staff:ann")


# After the last day to claim: an exception, by two people


def late_claim(price="1200.00") -> CareCase:
    return report_missing(place_and_ship(a_bag(price=price)), AFTER_THE_LAST_DAY)


def test_one_person_does_not_refund_a_claim_after_its_last_day(house):
    request = late_claim()
    assert request.verdict["verdict"] == "closed"
    with pytest.raises(CaseActionRefused, match="by two people"):
        claims.settle_claim(
            request=request, outcome="refunded", why="x", now=AFTER_THE_LAST_DAY, by="staff:care"
        )
    assert refunded_cents(request.order) == 0


def asked_late(request: CareCase) -> ApprovalRequest:
    return exceptions.ask_for_late_refund(
        request=request, why="Her mail was down.", now=AFTER_THE_LAST_DAY, by="staff:ann"
    )


def test_two_people_refund_it_as_an_exception_and_the_shopper_reads_so(house):
    request = late_claim()
    approval_request = asked_late(request)
    assert asked_late(request) == approval_request
    assert (refunded_cents(request.order), CareCase.objects.get().state) == (0, "open")
    with pytest.raises(NotApproved, match="Another person"):
        decide_request(request=approval_request, agree=True, by="staff:ann", now=AFTER_THE_LAST_DAY)
    decide_request(request=approval_request, agree=True, by="staff:ben", now=AFTER_THE_LAST_DAY)
    assert refunded_cents(request.order) == request.order.total_cents
    settled = request.order.events.get(kind="claim.accepted")
    assert (settled.by, settled.facts["exception"]) == ("staff:ann, staff:ben", True)
    letter = letter_of(request.order, "request")
    assert "as an exception" in letter.text
    assert "Her mail was down." in letter.text


def test_a_loss_confirmed_in_time_is_settled_though_the_report_came_late(house):
    order = place_and_ship()
    request = report_missing(order, AFTER_THE_LAST_DAY)
    record_event(
        order=order,
        kind="parcel.lost",
        now=AFTER_THE_LAST_DAY,
        by="fedex",
        facts={"number": NUMBER, "at": CLAIM_OPENS.isoformat()},  # the carrier's own time
    )
    losses.handle_loss(order=order, number=NUMBER, now=AFTER_THE_LAST_DAY)
    request.refresh_from_db()
    assert (request.outcome, refunded_cents(order)) == ("refunded", order.total_cents)


def test_declined_nothing_is_refunded_and_it_can_be_asked_for_again(house):
    request = late_claim()
    approval_request = asked_late(request)
    decide_request(request=approval_request, agree=False, by="staff:ben", now=AFTER_THE_LAST_DAY)
    assert refunded_cents(request.order) == 0
    again = exceptions.ask_for_late_refund(
        request=request,
        why="The carrier admits it now.",
        now=AFTER_THE_LAST_DAY + timedelta(minutes=1),
        by="staff:ann",
    )
    assert again != approval_request


def test_an_exception_has_a_reason(house):
    with pytest.raises(CaseActionRefused, match="say why"):
        exceptions.ask_for_late_refund(
            request=late_claim(), why=" ", now=AFTER_THE_LAST_DAY, by="staff:ann"
        )


def test_a_claim_in_time_takes_no_exception(house):
    with pytest.raises(CaseActionRefused, match="in time"):
        exceptions.ask_for_late_refund(
            request=report_missing(place_and_ship(), CLAIM_OPENS),
            why="x",
            now=CLAIM_OPENS,
            by="staff:ann",
        )


def test_a_small_refund_by_hand_is_no_way_around_the_last_day(house):
    order = place_and_ship()
    assert exceptions.unclaimed_in_time(order, now=CLAIM_OPENS) == []
    assert exceptions.unclaimed_in_time(order, now=AFTER_THE_LAST_DAY) == [NUMBER]
    assert isinstance(by_hand(order, 1_000, "goodwill", exception=True), Approval)


def test_a_claim_in_time_that_is_still_open_is_no_exception(house):
    order = place_and_ship()
    report_missing(order, CLAIM_OPENS)
    assert exceptions.unclaimed_in_time(order, now=AFTER_THE_LAST_DAY) == []


# A disputed payment


def ended(order, dispute: Dispute, status: str) -> None:
    world.control("/_control/dispute/close", dispute=dispute.provider_id, status=status)
    record_dispute(order, dispute.provider_id)


def test_a_refund_on_a_disputed_payment_is_refused_with_the_reason(house):
    order = place_and_ship()
    open_dispute(order)
    with pytest.raises(PaymentDisputed, match="While the dispute is open"):
        by_hand(order, 1_000, "goodwill")
    assert refunded_cents(order) == 0


def test_a_claim_on_a_disputed_payment_is_refused_and_stays_open(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    open_dispute(order)
    with pytest.raises(PaymentDisputed):
        claims.settle_claim(
            request=request, outcome="refunded", why="x", now=CLAIM_OPENS, by="staff:care"
        )
    request.refresh_from_db()
    assert (request.state, order.lines.get().state) == ("open", "shipped")


def test_damage_on_a_disputed_payment_is_refused_and_stays_open(house):
    order = place_and_deliver()
    request = damage.report_damage(
        order=order,
        line=order.lines.get(),
        sentence="The handle is torn.",
        asked_at=CLAIM_OPENS,
        now=CLAIM_OPENS,
        by="shopper",
        how="page",
    )
    open_dispute(order)
    with pytest.raises(PaymentDisputed):
        damage.decide_report(
            request=request, outcome="whole", cents=0, why="Torn.", now=CLAIM_OPENS, by="staff:care"
        )
    request.refresh_from_db()
    assert (request.state, refunded_cents(order)) == ("open", 0)


def test_a_second_person_does_not_refund_a_disputed_payment(house):
    order = expensive()
    approval = by_hand(order, 900_000, "goodwill")
    open_dispute(order)
    with pytest.raises(PaymentDisputed):
        approving.decide_refund(approval=approval, agree=True, now=CLAIM_OPENS, by="staff:fay")
    approval.refresh_from_db()
    assert approval.decided_at is None


def test_after_a_dispute_that_was_lost_nothing_is_paid_twice(house):
    order = place_and_ship()
    ended(order, open_dispute(order), "lost")
    with pytest.raises(PaymentDisputed, match="has returned"):
        by_hand(order, 1_000, "goodwill")


def test_after_a_dispute_that_was_won_refunds_go_on(house):
    order = place_and_ship()
    ended(order, open_dispute(order), "won")
    by_hand(order, 1_000, "goodwill")
    money_moved(CLAIM_OPENS)
    assert refunded_cents(order) == 1_000


def test_the_provider_refuses_it_too(house):
    order = place_and_ship()
    open_dispute(order)
    with pytest.raises(ProviderRefused, match="charged back"):
        configured_provider().refund(
            Payment.objects.get(order=order).intent_id, amount_cents=100, key="a key of ours"
        )


def called_off_while_disputed() -> tuple[Order, Dispute]:
    order = order_of(a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="policy", reason="about to lapse")
    money_moved()
    dispute = open_dispute(order)
    actions.cancel_order(
        order=order, reason="cancelled by the shopper", now=CLAIM_OPENS, by="policy"
    )
    return order, dispute


def test_an_order_is_cancelled_all_the_same_and_the_money_is_told_truly(house):
    order, _ = called_off_while_disputed()
    assert {line.state for line in order.lines.all()} == {"cancelled"}
    assert refunded_cents(order) == 0
    event = order.events.get(kind="refund.blocked")
    assert event.facts["amount_cents"] == order.total_cents
    letter = letter_of(order, "cancelled")
    assert "Your bank is disputing this payment" in letter.text
    assert "We're refunding" not in letter.text


def test_what_the_rule_owes_is_refunded_once_the_store_has_won(house):
    order, dispute = called_off_while_disputed()
    ended(order, dispute, "won")
    ended(order, dispute, "won")
    assert refunded_cents(order) == order.total_cents


def test_what_the_bank_returned_is_not_refunded_again(house):
    order, dispute = called_off_while_disputed()
    ended(order, dispute, "lost")
    assert refunded_cents(order) == 0


def test_a_loss_on_a_disputed_payment_is_told_truly_and_is_cares(house):
    order = place_and_ship()
    open_dispute(order)
    losses.record_loss(order=order, number=NUMBER, sentence="Lost.", now=CLAIM_OPENS, by="policy")
    assert refunded_cents(order) == 0
    assert "Your bank is disputing this payment" in letter_of(order, "request").text
    ended(order, Dispute.objects.get(), "won")
    care.on_event(order.events.get(kind="payment.dispute_closed").pk)
    assert refunded_cents(order) == order.total_cents


def test_a_proof_counts_on_a_disputed_payment_and_is_refunded_after_it(house):
    request = return_reported_piece(place_and_deliver())
    order = request.order
    dispute = open_dispute(order)
    request = check_piece(request)
    assert (request.outcome, refunded_cents(order)) == ("proven", 0)
    assert order.events.get(kind="refund.blocked").facts["amount_cents"] == order.total_cents
    assert "Your bank is disputing this payment" in letter_of(order, "request").text
    ended(order, dispute, "won")
    assert refunded_cents(order) == order.total_cents
