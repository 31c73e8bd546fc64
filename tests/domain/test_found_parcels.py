"""A parcel that was said to be found, and doesn't come: what was reported in its days still counts.
Clauses `non_receipt`, `claim_deadline`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.care_requests import pass_claim_limits, place_and_ship, report_missing
from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import CLAIM_CLOSED, CLAIM_LAST, CLAIM_OPENS
from tests.factories.parcels import NUMBER, SHIPPED_MONDAY, deliver_parcel
from tests.factories.payments import money_moved
from troth.care import cases
from troth.care.models import CareCase, Watch
from troth.care.not_received import claims, found_parcels, losses, watched_parcels
from troth.desk.care.request_choices import choices_of
from troth.order_status.reading import status_of
from troth.payments import approving

EARLY = SHIPPED_MONDAY + timedelta(days=9)
ON_ITS_WAY = "FedEx found it; it is on its way to you again."


def settle_claim(request, at, outcome="found"):
    return claims.settle_claim(
        request=request, outcome=outcome, why=ON_ITS_WAY, now=at, by="staff:care"
    )


def brought(request, at):
    return found_parcels.bring_again(request=request, why=ON_ITS_WAY, now=at, by="staff:care")


@pytest.mark.parametrize("at", [EARLY, CLAIM_OPENS, CLAIM_LAST])
def test_a_report_in_time_counts_after_the_last_day_where_the_parcel_was_found_and_not_come(
    house, at
):
    order = place_and_ship()
    settle_claim(report_missing(order, at), at)
    again = report_missing(order, CLAIM_CLOSED + timedelta(days=3))
    assert (again.verdict["verdict"], again.verdict["clause"]) == ("open", "non_receipt")
    assert "in time, and that still counts" in again.verdict["steps"][-1]["sentence"]
    assert not order.events.filter(kind="claim.refused").exists()
    claims.settle_claim(
        request=again, outcome="refunded", why="Lost.", now=CLAIM_CLOSED, by="staff:care"
    )
    money_moved(CLAIM_CLOSED)
    assert order.lines.get().state == "lost"


@pytest.mark.parametrize("at", [EARLY, CLAIM_OPENS])
def test_missing_again_after_it_was_found_it_is_reported_again_by_itself(house, at):
    order = place_and_ship()
    settle_claim(report_missing(order, at), at)
    later = at + timedelta(days=1)
    again = losses.handle_carrier_search(order=order, number=NUMBER, now=later)
    assert again is not None
    assert (again.how, again.outcome) == ("carrier", "")
    assert losses.handle_carrier_search(order=order, number=NUMBER, now=later) is None
    deliver_parcel(order, later)
    assert losses.handle_carrier_search(order=order, number=NUMBER, now=later) is None


def test_the_page_says_so_before_it_is_reported_again(house, client):
    order = place_and_ship()
    settle_claim(report_missing(order, CLAIM_LAST), CLAIM_LAST)
    (parcel,) = status_of(order, CLAIM_CLOSED).parcels
    assert parcel.may_report
    assert "tell us again: your report still counts" in parcel.claim.sentence
    assert (
        claims.verdict_of(order, claims.parcel_events(order)[0], asked_at=CLAIM_CLOSED).verdict
        == "open"
    )
    assert "Your report still counts." in letter_of(order, "request").text


def test_what_was_reported_too_late_stays_so(house):
    order = place_and_ship()
    settle_claim(report_missing(order, CLAIM_CLOSED), CLAIM_CLOSED)
    assert "still counts" not in letter_of(order, "request").text
    assert report_missing(order, CLAIM_CLOSED + timedelta(days=3)).verdict["verdict"] == "closed"


def test_a_claim_that_two_people_refused_is_not_kept_open(house):
    order = place_and_ship()
    claims.settle_claim(
        request=report_missing(order, CLAIM_LAST),
        outcome="refused",
        why="The door's camera shows who took it.",
        now=CLAIM_LAST,
        by="staff:ann, staff:ben",
    )
    assert report_missing(order, CLAIM_CLOSED).verdict["verdict"] == "closed"


def test_the_fifteenth_day_is_told_though_an_early_report_ended(house):
    order = place_and_ship()
    settle_claim(report_missing(order, EARLY), EARLY)
    pass_claim_limits(CLAIM_OPENS)
    assert "until the end of Fri Dec 18" in letter_of(order, "request").text
    assert Watch.objects.get().ended_at is None


def test_found_on_its_way_an_early_report_sleeps_on_and_becomes_a_claim_by_itself(house):
    order = place_and_ship()
    request = report_missing(order, EARLY)
    for _ in range(2):
        request = brought(request, EARLY)
    assert (request.state, request.wakes_at) == ("asleep", CLAIM_OPENS)
    letter = letter_of(order, "request").text
    assert ON_ITS_WAY in letter
    assert "by the end of Tue Dec 15, 2026, your report becomes a claim by itself" in letter
    assert order.events.filter(kind="claim.redelivery_started").count() == 1
    (parcel,) = status_of(order, EARLY).parcels
    assert ON_ITS_WAY in parcel.claim.sentence
    assert "ask FedEx" not in parcel.claim.sentence
    assert cases.wake_due_requests(now=CLAIM_OPENS) == 0
    pass_claim_limits(CLAIM_OPENS)
    assert order.events.filter(kind="claim.filed").count() == 1
    assert CareCase.objects.get().state == "open"


def test_found_on_its_way_and_it_comes(house):
    order = place_and_ship()
    request = brought(report_missing(order, EARLY), EARLY)
    deliver_parcel(order, EARLY + timedelta(days=2))
    watched_parcels.handle_delivery(order=order, number=NUMBER, now=EARLY + timedelta(days=2))
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "found")


def test_what_was_lost_and_is_found_is_not_shown_as_lost(house):
    order = place_and_ship(a_bag(price="14900.00"))
    request = report_missing(order, CLAIM_OPENS)
    losses.confirm_loss(
        request=request, sentence="Mr. Ellis: lost", now=CLAIM_OPENS, by="staff:care"
    )
    assert status_of(order, CLAIM_OPENS).headline.key == "carrier_lost"
    approval = order.payment.approvals.get()
    approving.decide_refund(approval=approval, agree=False, now=CLAIM_OPENS, by="staff:fay")
    request.refresh_from_db()
    assert "again" in {choice.key for choice in choices_of(request, CLAIM_OPENS)}
    brought(request, CLAIM_OPENS + timedelta(hours=1))
    status = status_of(order, CLAIM_OPENS + timedelta(hours=2))
    assert status.headline.key == "claim_filed"
    assert status.parcels[0].sentence == "Found"
    assert status.parcels[0].dates.arrives is None


def test_a_loss_that_is_confirmed_after_the_last_day_settles_a_claim_made_in_time(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_LAST)
    losses.confirm_loss(
        request=request, sentence="Mr. Ellis: lost", now=CLAIM_CLOSED, by="staff:care"
    )
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "refunded")
