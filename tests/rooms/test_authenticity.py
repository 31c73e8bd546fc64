"""Clause `authenticity_refund`: a verified report, the piece back, two people's eyes, everything
refunded, barred.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import a_bag, erin, letter_of, money_moved, pat, sam
from tests.moments import moment
from tests.rooms.test_cancelling import placed
from tests.rooms.test_claims import SHIPPED, comes, process_and_ship
from tests.sent_back import begun, sent_back
from troth.care import asking, authenticity, damage
from troth.care.asking import UnableTo
from troth.care.models import Authenticator, Request
from troth.catalog.actions import NotAllowed, evaluate
from troth.catalog.models import Evaluation, Item, VoidedSerial
from troth.payments.models import Movement

CAME = moment("Mon 2026-11-30 11:00")
YEARS_LATER = moment("Mon 2028-05-15 12:00")
DAY = timedelta(days=1)


def delivered(*items):
    order = placed(*items)
    process_and_ship(order, SHIPPED)
    money_moved(SHIPPED)
    comes(order, CAME)
    return order


def reported(order, at=YEARS_LATER, by="Orlède House"):
    Authenticator.objects.get_or_create(
        name="Orlède House",
        site="https://house.example",
        verified_on=date(2026, 1, 1),
        verified_by="staff:owner",
    )
    return authenticity.report(
        order=order,
        line=order.lines.get(),
        authenticator=by,
        says="The stamp is wrong.",
        asked_at=at,
        now=at,
        by="shopper",
        how="page",
    )


def returned(order, at=YEARS_LATER):
    request = reported(order, at)
    authenticity.check_origin(
        request=request, genuine=True, why="They confirmed it.", now=at, by="staff:care"
    )
    sent_back(order, at + DAY)
    return Request.objects.get(pk=request.pk)


def opined(request, person, authentic, at=YEARS_LATER + 2 * DAY):
    return authenticity.opine(
        request=request, authentic=authentic, says="Seen under UV.", now=at, by=person
    )


def test_two_people_prove_it_and_everything_goes_back_whenever_it_is(house):
    order = delivered(a_bag(serial="AB1234"))
    request = returned(order)
    assert opined(request, erin(), authentic=False).state == "open"
    done = opined(request, sam(), authentic=False)
    assert (done.outcome, order.lines.get().state) == ("proven", "returned")
    money_moved(YEARS_LATER + 2 * DAY)
    assert Movement.objects.get(kind="refund").amount_cents == order.total_cents
    assert "price, tax, shipping" in letter_of(order, "request").text


def test_it_is_barred_for_ever_and_what_was_judged_alike_is_flagged(house):
    bag, alike, other = a_bag(serial="AB1234"), a_bag(), a_bag(designer="Another House")
    request = returned(delivered(bag))
    for person in (erin(), sam()):
        opined(request, person, authentic=False)
    bag.refresh_from_db()
    assert bag.listed_at is None
    with pytest.raises(NotAllowed, match="rejection stands"):
        evaluate(items=[bag], verdict=Evaluation.APPROVED, evidence={}, now=YEARS_LATER, by=erin())
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=bag.pk).update(listed_at=YEARS_LATER)
    assert VoidedSerial.objects.filter(fingerprint=bag.serial_print).exists() == bool(
        bag.serial_print
    )
    assert [event.kind for event in alike.events.filter(kind="item.flagged")] == ["item.flagged"]
    assert not other.events.filter(kind="item.flagged").exists()
    assert Request.objects.get().facts["flagged"] == [alike.pk]


def test_one_person_alone_proves_nothing(house):
    request = returned(delivered())
    opined(request, erin(), authentic=False)
    with pytest.raises(UnableTo, match="another person must look"):
        opined(request, erin(), authentic=False)
    assert not Movement.objects.filter(kind="refund").exists()


def test_two_who_differ_wait_for_a_third(house):
    order = delivered()
    request = returned(order)
    opined(request, erin(), authentic=False)
    assert opined(request, sam(), authentic=True).state == "open"
    assert opined(request, pat(), authentic=True).outcome == "refused"
    assert "it is an original" in letter_of(order, "request").text


def test_nothing_is_judged_before_the_piece_is_back(house):
    request = reported(delivered())
    with pytest.raises(UnableTo, match="comes back first"):
        opined(request, erin(), authentic=False)
    with pytest.raises(UnableTo, match="origin comes first"):
        authenticity.back(request=request, now=YEARS_LATER, by="staff:pat")


def test_who_is_not_on_the_list_is_looked_at_and_told_who_is(house):
    order = delivered()
    request = reported(order, by="A friend")
    assert request.facts == {"authenticator": "A friend", "verified": False}
    told = {"request": request, "genuine": False, "now": YEARS_LATER, "by": "staff:care"}
    with pytest.raises(UnableTo, match="Say how"):
        authenticity.check_origin(why="", **told)
    authenticity.check_origin(why="No one signed it.", **told)
    assert "by one of the store's verified authenticators" in letter_of(order, "request").text


def test_a_proven_fake_may_be_sent_back_at_any_time(house):
    order = delivered()
    request = reported(order)
    authenticity.check_origin(
        request=request, genuine=True, why="Yes.", now=YEARS_LATER, by="staff:care"
    )
    much_later = YEARS_LATER + 400 * DAY
    assert asking.wake_due(now=much_later) == damage.end_unreturned(now=much_later) == 0
    request.refresh_from_db()
    assert (request.state, request.wakes_at, begun(order).send_by) == ("asleep", None, None)


def test_care_alone_does_not_say_that_it_is_back(house):
    request = reported(delivered())
    authenticity.check_origin(
        request=request, genuine=True, why="Yes.", now=YEARS_LATER, by="staff:care"
    )
    with pytest.raises(UnableTo, match="warehouse checks the piece in first"):
        authenticity.back(request=request, now=YEARS_LATER, by="staff:care")


def test_a_piece_that_was_never_delivered_is_another_matter(house):
    with pytest.raises(UnableTo, match="hasn't been delivered"):
        reported(placed())


def test_the_list_of_authenticators_has_dates(house):
    reported(delivered())
    listed = Authenticator.objects.get()
    assert authenticity.verified(on=date(2025, 12, 31)) == []
    Authenticator.objects.update(ended_on=date(2026, 6, 1))
    assert authenticity.verified(on=date(2026, 6, 1)) == []
    assert authenticity.verified(on=date(2026, 5, 31)) == [listed]
