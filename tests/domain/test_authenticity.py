"""Clause `authenticity_refund`: the verified authenticator's report decides; staff check that it is
genuine, and that what comes back is the piece that was sold.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories.care_requests import (
    DELIVERED,
    YEARS_LATER,
    add_opinion,
    check_piece,
    decide_second,
    place_and_deliver,
    report_fake,
)
from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import DAY
from tests.factories.orders import place_confirmed
from tests.factories.parcels import SHIPPED_MONDAY, process_and_ship
from tests.factories.payments import money_moved
from tests.factories.people import erin, sam
from tests.factories.returns import begin_return, return_reported_piece, send_back
from troth.approvals.actions import ApprovalRefused as NotYet
from troth.care import cases, damage
from troth.care.authenticity_refunds import authenticity
from troth.care.cases import CaseActionRefused
from troth.care.models import Authenticator, CareCase
from troth.catalog.actions import ItemActionRefused, evaluate_items
from troth.catalog.models import Evaluation, Item, VoidedSerial
from troth.payments import actions as payments
from troth.payments import approving
from troth.payments.models import PaymentOperation


def refunds():
    return PaymentOperation.objects.filter(kind="refund")


def test_the_proof_and_the_piece_give_everything_back_whenever_it_is(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    done = check_piece(return_reported_piece(order))
    assert (done.outcome, order.lines.get().state) == ("proven", "returned")
    money_moved(YEARS_LATER + 2 * DAY)
    assert refunds().get().amount_cents == order.total_cents
    letter = letter_of(order, "request").text
    assert "Orlède House has proven that it isn't authentic" in letter
    assert "price, tax, shipping" in letter


def test_our_experts_opinion_is_recorded_and_changes_nothing(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    request = return_reported_piece(order)
    for person in (erin(), sam()):  # both hold that it is an original
        add_opinion(request, person, authentic=True)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("open", "")
    assert not order.events.filter(kind="authenticity.report_refused").exists()
    assert check_piece(request).outcome == "proven"
    assert refunds().get().amount_cents == order.total_cents
    assert [opinion.authentic for opinion in request.opinions.order_by("pk")] == [True, True]


def test_two_opinions_against_it_refund_nothing_either(house):
    request = return_reported_piece(place_and_deliver(a_bag(serial="AB1234")))
    for person in (erin(), sam()):
        add_opinion(request, person, authentic=False)
    with pytest.raises(CaseActionRefused, match="your opinion already"):
        add_opinion(request, erin(), authentic=False)
    assert CareCase.objects.get().state == "open"
    assert not refunds().exists()


def test_it_is_barred_for_ever_and_what_was_judged_alike_is_flagged(house):
    bag, alike, other = a_bag(serial="AB1234"), a_bag(), a_bag(designer="Another House")
    check_piece(return_reported_piece(place_and_deliver(bag)))
    bag.refresh_from_db()
    assert bag.listed_at is None
    with pytest.raises(ItemActionRefused, match="rejection stands"):
        evaluate_items(
            items=[bag], verdict=Evaluation.APPROVED, evidence={}, now=YEARS_LATER, by=erin()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=bag.pk).update(listed_at=YEARS_LATER)
    assert VoidedSerial.objects.filter(fingerprint=bag.serial_print).exists()
    assert [event.kind for event in alike.events.filter(kind="item.flagged")] == ["item.flagged"]
    assert not other.events.filter(kind="item.flagged").exists()
    assert CareCase.objects.get().facts["flagged"] == [alike.pk]


@pytest.mark.parametrize(
    ("findings", "detail"),
    [
        ({"serial": "AB1235"}, "The serial isn't that of the piece that was sold."),
        ({"serial": ""}, "No serial was read from the piece"),
        ({"photos_agree": False}, "It doesn't agree with the photos."),
    ],
)
def test_what_does_not_agree_is_decided_by_two_people_with_the_reason(house, findings, detail):
    order = place_and_deliver(a_bag(serial="AB1234"))
    request = check_piece(return_reported_piece(order), **findings, sentence="Another lining.")
    waiting = authenticity.waiting_decision(request)
    assert request.state == "open"
    assert detail in str(waiting.details)
    with pytest.raises(NotYet, match="Another person must decide"):
        decide_second(request, by="staff:erin@example.com")
    assert CareCase.objects.get().state == "open"
    done = decide_second(request)
    assert (done.outcome, done.ended_by) == (
        "refused",
        "staff:erin@example.com, staff:fay@example.com",
    )
    assert not refunds().exists()
    notice = letter_of(order, "request")
    assert notice.subject.endswith(": what came back isn't the piece that we sold you")
    assert "Another lining." in notice.text
    assert "We send the piece back to you" in notice.text
    assert "What remains: the authenticator's report stands." in notice.text
    assert "a report by one of the store's verified authenticators" not in notice.text


def test_where_the_second_person_does_not_agree_it_is_checked_again(house):
    request = check_piece(
        return_reported_piece(place_and_deliver(a_bag(serial="AB1234"))), photos_agree=False
    )
    with pytest.raises(CaseActionRefused, match="A second person is asked"):
        check_piece(request)
    assert decide_second(request, agree=False).state == "open"
    assert check_piece(request).outcome == "proven"


def test_two_people_may_accept_a_piece_whose_serial_cannot_be_read(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    request = check_piece(return_reported_piece(order), serial="", accept=True)
    assert request.state == "open"
    assert decide_second(request).outcome == "proven"
    assert refunds().get().amount_cents == order.total_cents


def test_a_piece_without_our_tag_is_accepted_by_two_people_only(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    request = report_fake(order)
    confirmed(request)
    send_back(order, YEARS_LATER + DAY, "missing")
    request = check_piece(request, accept=True)
    assert (request.state, refunds().count()) == ("open", 0)
    assert decide_second(request).outcome == "proven"
    assert order.lines.get().state == "returned"


def test_above_the_sum_that_one_person_gives_back_a_second_one_agrees(house):
    order = place_and_deliver(
        a_bag(serial="AB1234", price="5000.00")
    )  # more than $5,000 with its tax
    request = check_piece(return_reported_piece(order))
    assert (request.state, refunds().count()) == ("open", 0)
    assert decide_second(request).outcome == "proven"
    owed = refunds().get()
    assert (owed.amount_cents, owed.by) == (
        order.total_cents,
        "staff:erin@example.com, staff:fay@example.com",
    )


def test_what_was_given_back_before_counts_for_that_sum(house):
    order = place_confirmed(a_bag(serial="AB1234", price="3000.00"), a_bag(price="3000.00"))
    process_and_ship(order, SHIPPED_MONDAY)
    money_moved(SHIPPED_MONDAY)
    parts = {"item_cents": 300_000}
    kwargs = {"reason": "It was stained.", "now": DELIVERED, "by": "staff:gus"}
    assert (
        approving.submit_refund(order=order, parts=parts, key="k" * 12, **kwargs).amount_cents
        == 300_000
    )
    request = check_piece(return_reported_piece(order, line=order.lines.order_by("pk").first()))
    assert refunds().count() == 1  # $6,000 and tax in all
    assert authenticity.waiting_decision(request).facts["passes"] is True
    assert decide_second(request).outcome == "proven"


def test_nothing_is_checked_before_the_piece_is_back(house):
    request = report_fake(place_and_deliver())
    with pytest.raises(CaseActionRefused, match="comes back first"):
        add_opinion(request, erin(), authentic=False)
    with pytest.raises(CaseActionRefused, match="checks in first"):
        check_piece(request)
    with pytest.raises(CaseActionRefused, match="origin comes first"):
        authenticity.receive_piece(request=request, now=YEARS_LATER, by="staff:pat")


def confirmed(request, **overrides):
    defaults = {
        "genuine": True,
        "why": "They confirmed it.",
        "now": YEARS_LATER,
        "by": "staff:care",
    }
    return authenticity.check_origin(request=request, **(defaults | overrides))


def test_a_report_by_somebody_who_is_not_on_the_list_is_not_confirmed(house):
    request = report_fake(place_and_deliver(), by="A friend")
    assert request.facts == {"authenticator": "A friend", "verified": False}
    with pytest.raises(CaseActionRefused, match="A friend isn't on the public list today"):
        confirmed(request)
    with pytest.raises(CaseActionRefused, match="wasn't on the public list"):
        asked_second(request, passes=True)
    assert "origin" not in CareCase.objects.get().facts
    # Care sees on the report that it is by somebody on the list, whom the shopper didn't choose.
    assert confirmed(request, authenticator="Orlède House").facts["authenticator"] == "Orlède House"


def asked_second(request, passes, why="We called them."):
    return authenticity.ask_two_people(
        request=request, check="report", passes=passes, why=why, now=YEARS_LATER, by="staff:care"
    )


def test_a_listing_that_ended_since_takes_two_people_either_way(house):
    order = place_and_deliver()
    request = report_fake(order)
    Authenticator.objects.update(ended_on=date(2028, 5, 16))
    later = YEARS_LATER + DAY
    with pytest.raises(CaseActionRefused, match="isn't on the public list today"):
        confirmed(request, now=later)
    asked_second(request, passes=True)
    with pytest.raises(CaseActionRefused, match="A second person is asked"):
        asked_second(request, passes=False)
    after = decide_second(request, at=later)
    assert after.facts["origin_by"] == "staff:care, staff:fay@example.com"
    assert begin_return(order).received_at is None


def test_a_report_that_fails_is_refused_by_two_people_and_says_what_remains(house):
    order = place_and_deliver()
    request = report_fake(order, by="A friend")
    with pytest.raises(CaseActionRefused, match="Say how"):
        confirmed(request, genuine=False, why="")
    for _ in range(2):
        confirmed(request, genuine=False, why="No one signed it.")
    assert CareCase.objects.get().state == "open"
    assert decide_second(request).outcome == "refused"
    letter = letter_of(order, "request").text
    assert "No one signed it." in letter
    assert "by one of the store's verified authenticators" in letter
    assert "send the piece back" not in letter


def test_a_proven_fake_may_be_sent_back_at_any_time(house):
    order = place_and_deliver()
    request = report_fake(order)
    authenticity.check_origin(
        request=request, genuine=True, why="Yes.", now=YEARS_LATER, by="staff:care"
    )
    much_later = YEARS_LATER + 400 * DAY
    assert (
        cases.wake_due_requests(now=much_later)
        == damage.close_unreturned_reports(now=much_later)
        == 0
    )
    request.refresh_from_db()
    assert (request.state, request.wakes_at, begin_return(order).send_by) == ("asleep", None, None)


def test_care_alone_does_not_say_that_it_is_back(house):
    request = report_fake(place_and_deliver())
    authenticity.check_origin(
        request=request, genuine=True, why="Yes.", now=YEARS_LATER, by="staff:care"
    )
    with pytest.raises(CaseActionRefused, match="warehouse checks the piece in first"):
        authenticity.receive_piece(request=request, now=YEARS_LATER, by="staff:care")


def test_a_piece_that_was_never_delivered_is_another_matter(house):
    with pytest.raises(CaseActionRefused, match="hasn't been delivered"):
        report_fake(place_confirmed())


def test_the_list_of_authenticators_has_dates(house):
    report_fake(place_and_deliver())
    listed = Authenticator.objects.get()
    assert authenticity.verified_authenticators(on=date(2025, 12, 31)) == []
    Authenticator.objects.update(ended_on=date(2026, 6, 1))
    assert authenticity.verified_authenticators(on=date(2026, 6, 1)) == []
    assert authenticity.verified_authenticators(on=date(2026, 5, 31)) == [listed]


def test_who_has_the_money_already_is_not_told_that_it_goes_back(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    everything = payments.refundable_parts(order.payment)
    kwargs = {"reason": "We couldn't find it.", "now": DELIVERED, "by": "staff:gus"}
    approving.submit_refund(order=order, parts=everything, key="k" * 12, **kwargs)
    money_moved(DELIVERED)
    assert check_piece(return_reported_piece(order)).outcome == "proven"
    assert refunds().count() == 1
    letter = letter_of(order, "request").text
    assert "We have refunded everything that you paid for the piece already." in letter
    assert "goes back to you" not in letter
