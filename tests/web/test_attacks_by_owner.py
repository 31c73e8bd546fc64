"""What one owner alone can't do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.care_requests import place_and_ship, report_missing
from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.moments import CLAIM_CLOSED
from tests.factories.people import ola
from tests.factories.publications import LONGER
from tests.factories.tracking_numbers import ups_number
from tests.web.attacks import (
    attempt,
    boxed,
    desk,
    given_back,
    has_shipped,
    over_the_counter,
    paid,
    photo,
    placed,
    press,
    refund,
    states,
)
from tests.web.desk_forms import propose_draft, save_draft, verdict_form
from troth import clock, roles
from troth.approvals.models import ApprovalRequest
from troth.care.models import Authenticator
from troth.catalog.models import Item
from troth.fulfillment.models import Closure
from troth.orders.models import Publication, Recipient
from troth.payments.models import Approval
from troth.publishing.models import Proposal


@pytest.fixture
def owner(house):
    return desk(ola())


def approve_all(owner):
    """Presses Approve on whatever waits, in every place where something can."""
    for request in ApprovalRequest.objects.waiting():
        press(owner, f"/desk/approvals/{request.pk}/decide", {"answer": "approve"})
    for approval in Approval.objects.filter(decided_at=None):
        owner.post(f"/desk/care/approvals/{approval.pk}", {"answer": "agree"})
    for proposal in Proposal.objects.filter(state=Proposal.WAITING):
        for answer in ("approve", "agree", "publish"):
            press(owner, f"/desk/policy/proposals/{proposal.pk}/decide", {"answer": answer})


@attempt("owner", "terms are published by two owners")
def test_publishing_terms_alone(owner):
    a_bag()  # is on sale: before, one owner may
    save_draft(owner)
    propose_draft(owner)
    assert Proposal.objects.exists()
    approve_all(owner)
    assert not Publication.objects.exists()


@attempt("owner", "terms begin on a day to come, never in the past")
def test_terms_of_last_week(owner):
    save_draft(owner, LONGER)
    propose_draft(owner, days=-7)
    assert not Proposal.objects.exists()


@attempt("owner", "more than $5,000 of an order takes a second person")
def test_refunding_it_all_alone(owner):
    order = paid(a_bag(price="14915.00"))
    refund(owner, order, item_cents="14915.00")
    refund(owner, order, item_cents="4999.00")
    refund(owner, order, tax_cents="1000.00")
    approve_all(owner)
    assert given_back(order) <= 500_000


@attempt("owner", "a price cut beyond 50 % takes a second person")
def test_a_bag_for_a_friend(owner):
    item = a_bag(price="8950.00")
    form = {"was": "895000", "price": "100.00", "reason": "a friend", "why": "a friend"}
    press(owner, f"/desk/items/{item.slug}/price", form)
    approve_all(owner)
    assert Item.objects.get(pk=item.pk).price_cents == 895_000


@attempt("owner", "the list of verified authenticators is changed by two people")
def test_listing_an_authenticator_alone(owner):
    form = {"name": "My cousin", "site": "https://cousin.example", "reason": "I know her"}
    press(owner, "/desk/authenticators/list", form)
    approve_all(owner)
    assert not Authenticator.objects.filter(name="My cousin").exists()


@attempt("owner", "clause 21: above the value two different experts approve")
def test_an_owner_is_both_experts(owner):
    item = an_unjudged_bag()
    Item.objects.filter(pk=item.pk).update(price_cents=900_000)
    page = f"/desk/items/{item.slug}"
    owner.post(f"{page}/evaluate", {"only_photos": "1", "evidence": photo()})
    for number in ("1", "2"):
        press(owner, f"{page}/evaluate", verdict_form(number=number))
    press(owner, f"{page}/list", {})
    assert Item.objects.get(pk=item.pk).listed_at is None


@attempt("owner", "clause 18: a claim after day 18 is an exception by two people")
def test_a_closed_claim_refunded_by_the_owner(house, monkeypatch):
    order = place_and_ship()
    request = report_missing(order, CLAIM_CLOSED + timedelta(hours=1))
    monkeypatch.setattr(clock, "now", lambda: CLAIM_CLOSED + timedelta(hours=2))
    browser = desk(ola())
    press(browser, f"/desk/care/{request.key}/decide", {"what": "refunded", "why": "A friend."})
    approve_all(browser)
    assert given_back(order) == 0


@attempt("owner", "clause 20: no page edits a submitted order")
def test_an_owner_edits_an_order(owner):
    order = placed()
    before = Recipient.objects.filter(order=order).values().get()
    total = order.total_cents
    for path in ("", "/edit", "/address", "/lines", "/price"):
        for method in (owner.post, owner.put, owner.delete):
            method(f"/desk/orders/{order.number}{path}", {"street": "x", "total_cents": "1"})
    order.refresh_from_db()
    assert Recipient.objects.filter(order=order).values().get() == before
    assert (order.total_cents, order.lines.count()) == (total, 1)


@attempt(
    "owner", "clauses 8, 16: by hand, another carrier takes a second person, signed for or not"
)
def test_an_owner_ships_by_another_carrier(owner):
    order = placed()
    box = boxed(order)
    press(owner, f"{box}/carrier", {"carrier": "ups", "reason": "I like them"})
    approve_all(owner)
    over_the_counter(owner, box, ups_number(1), carrier="ups")
    assert not has_shipped(order)


@attempt("owner", "a closure of weeks is for two people")
def test_closing_for_the_winter_alone(owner):
    placed()
    today = clock.now().date()
    form = {"place": "us", "first_on": today, "last_on": date(today.year + 1, 1, 31), "why": "x"}
    press(owner, "/desk/closures", form | {"reason": "x"})
    approve_all(owner)
    assert not Closure.objects.exists()


@attempt("owner", "clause 13: goodwill after the window takes two people")
def test_an_owner_cancels_after_the_window(owner):
    order = placed()
    for way in ("goodwill", "asked", "unpaid", "delay"):
        form = {"way": way, "wish": "shopper", "reason": "a kind word"}
        press(owner, f"/desk/orders/{order.number}/cancel", form)
    approve_all(owner)
    assert states(order) == {"placed"}


@attempt("owner", "somebody always owns the store")
def test_the_only_owner_gives_the_role_away(owner):
    with pytest.raises(roles.OnlyOwner):
        roles.set_roles(ola(), ["care"])
    assert roles.has_owner()
