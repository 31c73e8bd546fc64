"""What one care agent alone can't do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.care_requests import (
    ask_to_cancel,
    place_and_deliver,
    place_and_ship,
    report_fake,
    report_missing,
)
from tests.factories.items import a_bag
from tests.factories.moments import CLAIM_CLOSED, CLAIM_OPENS, SATURDAY, moment
from tests.factories.orders import place_confirmed
from tests.factories.tracking_numbers import fedex_number
from tests.web.attacks import (
    attempt,
    boxed,
    desk,
    disputed,
    given_back,
    has_shipped,
    over_the_counter,
    paid,
    placed,
    press,
    refund,
    staff,
    states,
)
from troth import clock
from troth.care.models import Authenticator, CareCase
from troth.orders.models import Event, Recipient
from troth.payments.models import Approval

NOW = moment("Mon 2026-11-30 12:00")
HOUR = timedelta(hours=1)
LIMIT = 500_000


@pytest.fixture
def care(house):
    return desk(staff("cara", "care"))


@pytest.fixture
def at(monkeypatch):
    def moved(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)
        return desk(staff("cara", "care"))

    return moved


def decide(browser, request, what, **more):
    form = {"what": what, "why": "Because.", "part_cents": ""} | more
    return press(browser, f"/desk/care/{request.key}/decide", form)


@attempt("care", "more than $5,000 of an order takes a second person, in however many refunds")
def test_three_refunds_below_the_limit(care):
    order = paid(a_bag(price="14915.00"))
    for cents in ("4900.00", "4900.00", "4900.00"):
        refund(care, order, item_cents=cents)
    assert given_back(order) <= LIMIT


@attempt("care", "the limit counts what colleagues have given back, too")
def test_two_agents_with_a_refund_each(care):
    order = paid(a_bag(price="14915.00"))
    refund(care, order, item_cents="4900.00")
    refund(desk(staff("carl", "care")), order, item_cents="4900.00")
    assert given_back(order) <= LIMIT


@attempt("care", "the limit counts refunds and claims together")
def test_a_refund_and_then_a_claim(house, at):
    order = place_and_ship(a_bag(price="6000.00"))
    request = report_missing(order, CLAIM_OPENS)
    browser = at(CLAIM_OPENS + HOUR)
    refund(browser, order, item_cents="4000.00")
    decide(browser, request, "refunded")
    assert given_back(order) <= LIMIT


@attempt("care", "nobody approves the refund that they asked for")
def test_approving_ones_own_refund(care):
    order = paid(a_bag(price="9000.00"))
    refund(care, order, item_cents="6000.00")
    approval = Approval.objects.get()
    care.post(f"/desk/care/approvals/{approval.pk}", {"answer": "agree"})
    assert given_back(order) == 0


@attempt("care", "clause 18: a claim after day 18 is an exception by two people")
def test_a_closed_claim_refunded_by_one(house, at):
    order = place_and_ship()
    request = report_missing(order, CLAIM_CLOSED + HOUR)
    decide(at(CLAIM_CLOSED + 2 * HOUR), request, "refunded")
    assert given_back(order) == 0


@attempt("care", "a disputed payment isn't refunded beside its dispute")
def test_a_refund_on_a_disputed_payment(care):
    order = paid()
    disputed(order)
    refund(care, order, item_cents="100.00")
    assert given_back(order) == 0


@attempt("care", "clause 22: only a report of an authenticator on the public list counts")
def test_a_report_by_somebody_who_is_not_listed(house, at):
    request = report_fake(place_and_deliver(), at=NOW, by="My cousin")
    decide(at(NOW + HOUR), request, "genuine")
    assert "origin" not in CareCase.objects.get(pk=request.pk).facts
    assert not request.order.returns.exists()


@attempt("care", "clause 22: a check that fails is decided by two people")
def test_a_report_refused_by_one(house, at):
    request = report_fake(place_and_deliver(), at=NOW)
    decide(at(NOW + HOUR), request, "refuse")
    assert CareCase.objects.get(pk=request.pk).state != "done"


@attempt("care", "the list of verified authenticators is changed by two people")
def test_a_new_verified_authenticator(care):
    form = {"name": "My cousin", "site": "https://cousin.example", "reason": "She knows bags"}
    press(care, "/desk/authenticators/list", form)
    assert not Authenticator.objects.filter(name="My cousin").exists()


@attempt("care", "clauses 13, 14: a request in the window is accepted, by whomever it is read")
def test_refusing_a_cancellation_in_its_window(house, at):
    order = place_confirmed(at=SATURDAY)
    request = ask_to_cancel(order, SATURDAY + HOUR)
    decide(at(SATURDAY + 2 * HOUR), request, "refuse")
    stored = CareCase.objects.get(pk=request.pk)
    assert (stored.state, stored.outcome) != ("done", "refused")


@attempt("care", "clause 13: goodwill after the window takes two people")
def test_cancelling_after_the_window_alone(care):
    order = placed()
    for way in ("goodwill", "asked", "unpaid", "delay"):
        form = {"way": way, "wish": "shopper", "reason": "a kind word"}
        press(care, f"/desk/orders/{order.number}/cancel", form)
    assert states(order) == {"placed"}


@attempt("care", "shipping is the warehouse's")
def test_care_ships(care):
    order = placed()
    over_the_counter(care, boxed(order), fedex_number(1))
    assert not has_shipped(order)


@attempt("care", "clause 20: no page edits a submitted order")
def test_a_new_address_for_a_submitted_order(care):
    order = placed()
    before = Recipient.objects.filter(order=order).values().get()
    form = {"street": "1 Elsewhere Road", "zip_code": "10001", "address": "x"}
    for path in ("", "/address", "/edit", "/recipient", "/lines"):
        for method in (care.post, care.put, care.patch):
            method(f"/desk/orders/{order.number}{path}", form)
    assert Recipient.objects.filter(order=order).values().get() == before
    assert not Event.objects.filter(order=order, kind__startswith="recipient").exists()


@attempt("care", "clause 17: a claim in its days isn't refused by one person without a delivery")
def test_refusing_a_claim_that_stands(house, at):
    request = report_missing(place_and_ship(), CLAIM_OPENS)
    decide(at(CLAIM_OPENS + HOUR), request, "refused")
    assert CareCase.objects.get(pk=request.pk).state != "done"
