"""Clause `sales_tax`: tax that was charged by the wrong place goes back, and the shopper is told;
the store bears what was too little. A place is one that the ZIP allows.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import date

import pytest

from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.payments import money_moved
from tests.factories.people import ANN
from troth.orders.models import Event, Order
from troth.payments import actions, approving, tasks, tax_return
from troth.payments.models import Approval, PaymentOperation
from troth.policy.terms import shipped_terms

YONKERS = dataclasses.replace(ANN, city="Yonkers", zip_code="10705")
BRONXVILLE = dataclasses.replace(ANN, city="Bronxville", zip_code="10708")
# A bag of $1,200 and $15 of shipping: 8.875 % in Yonkers, 8.375 % in the rest of Westchester.
IN_YONKERS, IN_WESTCHESTER = 10_783, 10_176


def taken(by=YONKERS, price="1200.00") -> Order:
    order = order_of(a_bag(price=price), by=by)
    actions.request_capture(order=order, now=NOON, by="policy", reason="handed over")
    money_moved()
    return order


def reviewed(order, code, by="staff:fay") -> int:
    return tax_return.review_tax_place(order=order, code=code, now=NOON, by=by)


def refunds(order) -> list[tuple[int, dict]]:
    rows = PaymentOperation.objects.filter(payment__order=order, kind="refund").order_by("pk")
    return [(row.amount_cents, row.parts) for row in rows]


def row_of(code: str) -> dict[str, str]:
    text = tax_return.tax_return_csv(
        first=date(2026, 9, 1), last=date(2026, 11, 30), terms=shipped_terms()
    )
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["Code"] == code)


def test_what_was_charged_too_much_is_refunded_once(house):
    order = taken()
    assert order.tax_cents == IN_YONKERS
    assert reviewed(order, "5581") == IN_YONKERS - IN_WESTCHESTER
    tax_return.refund_overcharge(order=order, now=NOON)
    cents = IN_YONKERS - IN_WESTCHESTER
    assert refunds(order) == [(cents, {"tax_cents": cents})]


def test_the_shopper_is_written_to_with_the_reason(house):
    order = taken()
    reviewed(order, "5581")
    money_moved()
    letter = letter_of(order, "refunded")
    assert "$6.07" in letter.text
    assert "your address is in Westchester" in letter.text
    assert "we charged the sales tax of Yonkers" in letter.text


def test_found_before_the_charge_it_follows_the_charge(house):
    order = order_of(a_bag(), by=YONKERS)
    reviewed(order, "5581")
    assert refunds(order) == []
    actions.request_capture(order=order, now=NOON, by="policy", reason="handed over")
    money_moved()
    tasks.on_event(Event.objects.get(kind="payment.captured").pk)
    assert [cents for cents, _ in refunds(order)] == [IN_YONKERS - IN_WESTCHESTER]


def test_a_lost_task_leaves_nothing_unrefunded(house):
    order = order_of(a_bag(), by=YONKERS)
    reviewed(order, "5581")
    assert tax_return.refund_missed_overcharges(now=NOON) == 0
    actions.request_capture(order=order, now=NOON, by="policy", reason="handed over")
    money_moved()
    assert tax_return.refund_missed_overcharges(now=NOON) == 1
    assert tax_return.refund_missed_overcharges(now=NOON) == 0
    assert [cents for cents, _ in refunds(order)] == [IN_YONKERS - IN_WESTCHESTER]


def test_what_was_charged_too_little_the_store_bears(house):
    order = taken(by=BRONXVILLE)
    assert order.tax_cents == IN_WESTCHESTER
    assert reviewed(order, "6511") == IN_WESTCHESTER - IN_YONKERS
    assert refunds(order) == []
    assert row_of("6511")["Total tax"] == "107.83"


def test_the_place_that_was_charged_refunds_nothing(house):
    order = taken()
    assert reviewed(order, "6511") == 0
    assert refunds(order) == []


def test_of_tax_that_was_given_back_nothing_is_given_back_again(house):
    order = taken()
    payment = order.payment
    actions.request_refund(
        payment=payment,
        amount_cents=order.total_cents,
        key="all",
        now=NOON,
        by="policy",
        reason="cancelled",
        parts={
            "item_cents": order.items_cents,
            "shipping_cents": order.shipping_cents,
            "tax_cents": order.tax_cents,
        },
    )
    reviewed(order, "5581")
    assert len(refunds(order)) == 1


def test_a_tax_refund_counts_into_the_sum_of_the_order(house):
    order = taken(price="9000.00")
    approving.submit_refund(
        order=order,
        parts={"item_cents": 499_000},
        key="goodwill",
        reason="goodwill",
        now=NOON,
        by="staff:ann",
    )
    reviewed(order, "5581")
    assert Approval.objects.get().parts == {"tax_cents": 4_507}


def test_only_a_place_that_the_zip_allows_can_be_chosen(house):
    order = taken()
    assert {place.code for place in tax_return.possible_tax_places(order)} == {"5581", "6511"}
    for code in ("8081", "5571", "9999", ""):
        with pytest.raises(actions.PaymentActionRefused, match="not a place that ZIP 10705 allows"):
            reviewed(order, code)


def test_it_is_found_once(house):
    order = taken()
    reviewed(order, "5581")
    with pytest.raises(actions.PaymentActionRefused, match="does not wait"):
        reviewed(order, "6511")
    assert order.events.filter(kind="tax.reviewed").count() == 1


def test_the_return_shows_what_is_due_there_and_no_refund_of_what_never_was(house):
    order = taken()
    reviewed(order, "5581")
    money_moved()
    row = row_of("5581")
    assert (row["Total tax"], row["Gross sales"]) == ("101.76", "1215.00")


def test_all_of_it_given_back_leaves_nothing_due(house):
    order = taken()
    reviewed(order, "5581")
    money_moved()
    parts = actions.refundable_parts(order.payment)
    actions.request_refund(
        payment=order.payment,
        amount_cents=sum(parts.values()),
        key="claim.x",
        now=NOON,
        by="policy",
        reason="lost",
        parts=parts,
    )
    money_moved()
    assert row_of("5581")["Total tax"] == "0.00"
