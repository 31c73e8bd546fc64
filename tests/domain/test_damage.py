"""Clause `care`: what arrives damaged or not as described is compared by a person, who decides with
a reason.
"""

from __future__ import annotations

import pytest

from tests.cast import a_bag, letter_of, money_moved
from tests.domain.test_authenticity import CAME, delivered
from tests.domain.test_cancelling import placed
from tests.moments import moment
from tests.sent_back import sent_back
from troth.care import damage
from troth.care.cases import CaseActionRefused
from troth.payments.models import Approval, PaymentOperation


def reported(order, description="The handle is torn."):
    return damage.report_damage(
        order=order,
        line=order.lines.get(),
        says=description,
        asked_at=CAME,
        now=CAME,
        by="shopper",
        how="page",
    )


def decided(request, outcome, cents=0, why="We see it too."):
    return damage.decide_report(
        request=request, outcome=outcome, cents=cents, why=why, now=CAME, by="staff:care"
    )


def test_a_part_of_the_price_comes_with_its_tax(house):
    order = delivered()
    decided(reported(order), "part", cents=20_000), money_moved(CAME)
    parts = PaymentOperation.objects.get(kind="refund").parts
    assert parts == {"item_cents": 20_000, "tax_cents": -(-order.lines.get().tax_cents // 6)}
    assert "We see it too." in letter_of(order, "request").text


def test_all_of_it(house):
    order = delivered()
    done = decided(reported(order), "whole")
    assert (done.outcome, PaymentOperation.objects.get(kind="refund").amount_cents) == (
        "whole",
        order.total_cents,
    )


def test_a_return_first_and_then_all_of_it(house):
    order = delivered()
    report = reported(order)
    request = [decided(report, "return"), decided(report, "return")][1]
    assert (order.events.filter(kind="damage.return_requested").count(), request.wakes_at) == (
        1,
        moment("Thu 2026-12-31 00:00"),
    )
    assert (request.state, PaymentOperation.objects.filter(kind="refund").count()) == ("asleep", 0)
    with pytest.raises(CaseActionRefused, match="warehouse checks the piece in first"):
        damage.refund_returned_piece(request=request, now=CAME, by="staff:care")
    sent_back(order, CAME)
    assert "It has reached us" in letter_of(order, "request").text.replace("it", "It")
    for _ in range(2):
        damage.refund_returned_piece(request=request, now=CAME, by="staff:pat")
    assert (order.lines.get().state, PaymentOperation.objects.get(kind="refund").amount_cents) == (
        "returned",
        order.total_cents,
    )


def test_no_with_the_reason(house):
    order = delivered()
    done = decided(reported(order), "refused", why="The listing shows it: corner wear, visible.")
    assert (done.outcome, PaymentOperation.objects.filter(kind="refund").count()) == ("refused", 0)
    assert "The listing shows it" in letter_of(order, "request").text


def test_above_the_limit_a_second_person_agrees(house):
    decided(reported(delivered(a_bag(price="9000.00"))), "whole")
    assert Approval.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "cents", "why", "message"),
    [
        ("part", 0, "x", "more than"),
        ("part", 120_001, "x", "at most"),
        ("x", 0, "x", "one of"),
        ("whole", 0, "", "why"),
    ],
)
def test_what_cannot_be_decided(house, outcome, cents, why, message):
    request = reported(delivered())
    with pytest.raises(CaseActionRefused, match=message):
        decided(request, outcome, cents, why)
    request.refresh_from_db()
    assert request.state == "open"


def test_a_report_says_what_is_wrong_with_a_piece_that_came(house):
    with pytest.raises(CaseActionRefused, match="Say what"):
        reported(delivered(), description=" ")
    with pytest.raises(CaseActionRefused, match="hasn't been delivered"):
        reported(placed())


def test_reported_twice_it_is_one(house):
    order = delivered()
    assert reported(order).pk == reported(order).pk
