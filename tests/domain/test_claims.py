"""Clauses `non_receipt`, `claim_deadline`: a report is never turned away, a claim has its days, an
end has a reason.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.care_requests import pass_claim_limits, place_and_ship, report_missing
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of
from tests.factories.moments import CLAIM_CLOSED, CLAIM_LAST, CLAIM_OPENS, DAY_15, MONDAY, moment
from tests.factories.orders import order_of, place_confirmed
from tests.factories.parcels import SHIPPED_MONDAY, deliver_parcel, process_and_ship
from tests.factories.payments import money_moved
from troth.care import cases, tasks
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase, Watch
from troth.care.not_received import claims, found_parcels, watched_parcels
from troth.payments import approving
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.models import Approval, PaymentOperation


@pytest.mark.parametrize(
    ("at", "verdict", "state", "event"),
    [
        (SHIPPED_MONDAY + timedelta(hours=1), "early", "asleep", "claim.reported"),
        (DAY_15, "early", "asleep", "claim.reported"),
        (CLAIM_OPENS, "open", "open", "claim.filed"),
        (CLAIM_LAST, "open", "open", "claim.filed"),
        (CLAIM_CLOSED, "closed", "open", "claim.refused"),
    ],
)
def test_a_report_is_kept_whatever_the_day(house, at, verdict, state, event):
    order = place_and_ship()
    request = report_missing(order, at, sentence="Nothing came.")
    assert (request.verdict["verdict"], request.state, request.message) == (
        verdict,
        state,
        "Nothing came.",
    )
    assert order.events.filter(kind=event).count() == 1
    assert report_missing(order, at).pk == request.pk


def test_a_late_claim_is_refused_by_its_clause_and_seen_by_a_person_all_the_same(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_CLOSED)
    assert (request.verdict["clause"], request.state) == ("claim_deadline", "open")
    letter = letter_of(order, "request")
    assert "card's issuer" in letter.text
    assert "looks at your report all the same" in letter.text


def test_an_early_report_becomes_a_claim_by_itself(house):
    order = place_and_ship()
    request = report_missing(order, SHIPPED_MONDAY + timedelta(days=9))
    pass_claim_limits(DAY_15)
    request.refresh_from_db()
    assert request.state == "asleep"
    pass_claim_limits(CLAIM_OPENS), pass_claim_limits(CLAIM_OPENS)
    request.refresh_from_db()
    assert (request.state, order.events.filter(kind="claim.filed").count()) == ("open", 1)
    assert request.answer_by == moment("Thu 2026-12-17 18:00")
    filed = letter_of(order, "request", -1).text
    assert "your claim is filed now" in filed
    assert "a person answers by 6:00 pm ET on Thu Dec 17, 2026" in filed


def test_or_it_came_and_the_report_ends(house):
    order = place_and_ship()
    request = report_missing(order, SHIPPED_MONDAY + timedelta(days=9))
    deliver_parcel(order, moment("Thu 2026-12-10 11:00"))
    tasks.on_event(order.events.get(kind="parcel.delivered").pk)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "found")
    pass_claim_limits(CLAIM_OPENS)
    assert order.events.filter(kind__startswith="claim.").count() == 2


def test_the_store_writes_first_when_the_fifteenth_day_ends(house):
    order = place_and_ship()
    pass_claim_limits(CLAIM_OPENS)
    letter = letter_of(order, "request")
    assert "until the end of Fri Dec 18" in letter.text
    pass_claim_limits(CLAIM_CLOSED)
    assert order.events.filter(kind="claim.period_opened").count() == 1


@pytest.mark.parametrize(("signed", "opened_count"), [(True, 0), (False, 1)])
def test_without_a_signature_it_has_not_come(house, signed, opened_count):
    order = place_and_ship()
    deliver_parcel(order, moment("Thu 2026-12-10 11:00"), signed=signed)
    pass_claim_limits(CLAIM_OPENS)
    assert order.events.filter(kind="claim.period_opened").count() == opened_count


def test_delivered_and_not_received_is_looked_at_by_a_person(house):
    order = place_and_ship()
    deliver_parcel(order, moment("Thu 2026-12-10 11:00"))
    request = report_missing(order, moment("Fri 2026-12-11 11:00"))
    assert (request.verdict["verdict"], request.state) == ("delivered", "open")
    assert "compares the signature" in letter_of(order, "request").text


def test_a_refund_gives_back_everything_paid_for_the_parcel(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    for _ in range(2):
        done = claims.settle_claim(
            request=request,
            outcome="refunded",
            why="Lost in Memphis.",
            now=CLAIM_OPENS,
            by="staff:care",
        )
    assert (done.outcome, order.lines.get().state) == ("refunded", "lost")
    money_moved(CLAIM_OPENS)
    refund = PaymentOperation.objects.get(kind="refund")
    assert (refund.amount_cents, refund.due_on.isoformat()) == (order.total_cents, "2026-12-28")
    assert "Lost in Memphis." in letter_of(order, "request").text
    assert Watch.objects.get().ended_at == CLAIM_OPENS


def test_above_the_limit_a_second_person_agrees_first(house):
    order = place_and_ship(a_bag(price="9000.00"))
    claims.settle_claim(
        request=report_missing(order, CLAIM_OPENS),
        outcome="refunded",
        why="Lost.",
        now=CLAIM_OPENS,
        by="staff:care",
    )
    approval = Approval.objects.get()
    assert (approval.amount_cents, PaymentOperation.objects.filter(kind="refund").count()) == (
        order.total_cents,
        0,
    )
    with pytest.raises(NoMoney, match="Another person"):
        approving.decide_refund(approval=approval, agree=True, now=CLAIM_OPENS, by="staff:care")
    for _ in range(2):
        approving.decide_refund(approval=approval, agree=True, now=CLAIM_OPENS, by="staff:finance")
    assert PaymentOperation.objects.get(kind="refund").amount_cents == order.total_cents


def test_a_second_persons_no_moves_nothing(house):
    order = place_and_ship(a_bag(price="9000.00"))
    claims.settle_claim(
        request=report_missing(order, CLAIM_OPENS),
        outcome="refunded",
        why="Lost.",
        now=CLAIM_OPENS,
        by="staff:care",
    )
    approving.decide_refund(
        approval=Approval.objects.get(), agree=False, now=CLAIM_OPENS, by="staff:finance"
    )
    assert not PaymentOperation.objects.filter(kind="refund").exists()
    assert order.events.filter(kind="refund.approval_declined").count() == 1


def test_a_claim_ends_with_a_reason(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    with pytest.raises(CaseActionRefused, match="Say why"):
        claims.settle_claim(
            request=request, outcome="refused", why=" ", now=CLAIM_OPENS, by="staff:care"
        )
    with pytest.raises(CaseActionRefused, match="one of the outcomes"):
        claims.settle_claim(request=request, outcome="x", why="x", now=CLAIM_OPENS, by="staff:care")
    with pytest.raises(CaseActionRefused, match="two people"):  # nothing shows that it came
        claims.settle_claim(
            request=request, outcome="refused", why="No.", now=CLAIM_OPENS, by="staff:care"
        )
    people = "staff:care, staff:finance"
    claims.settle_claim(
        request=request, outcome="refused", why="Your own signature.", now=CLAIM_OPENS, by=people
    )
    assert (CareCase.objects.get().outcome, order.lines.get().state) == ("refused", "shipped")
    letter = letter_of(order, "request")
    assert "Your own signature." in letter.text
    assert "card's issuer" in letter.text
    # It is decided: nobody looks at it any more.
    assert "looks at your report" not in letter.text + letter.html


def test_only_the_part_in_the_parcel_is_claimed(house):
    order = place_confirmed(a_bag(), a_watch_in_japan())
    process_and_ship(order, SHIPPED_MONDAY)
    money_moved(SHIPPED_MONDAY)
    request = report_missing(order, CLAIM_OPENS)
    claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=CLAIM_OPENS, by="staff:care"
    )
    assert sorted(line.state for line in order.lines.all()) == ["in_japan", "lost"]
    parts = PaymentOperation.objects.get(kind="refund").parts
    assert (parts["item_cents"], parts["shipping_cents"]) == (120_000, 300)


def test_what_has_not_shipped_cannot_be_missing(house):
    with pytest.raises(CaseActionRefused, match="Nothing has shipped"):
        report_missing(order_of(a_bag(), now=MONDAY), CLAIM_OPENS)


def test_a_lost_task_leaves_no_parcel_unwatched(house):
    order = place_confirmed()
    process_and_ship(order, SHIPPED_MONDAY)
    assert [event.order for event in watched_parcels.unwatched_parcels(now=CLAIM_OPENS)] == [order]
    watched_parcels.watch_parcel(watched_parcels.unwatched_parcels(now=CLAIM_OPENS)[0])
    assert watched_parcels.unwatched_parcels(now=CLAIM_OPENS) == []
    assert Watch.objects.get().carrier_until.isoformat() == "2027-01-22"


def test_a_sweep_that_comes_too_late_tells_of_no_day_that_is_over(house):
    order = place_and_ship()
    pass_claim_limits(CLAIM_CLOSED)
    assert not order.events.filter(kind="claim.period_opened").exists()
    assert Watch.objects.get().told_at == CLAIM_CLOSED


def test_the_carrier_brings_it_again_and_it_comes(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    for _ in range(2):
        again = found_parcels.bring_again(
            request=request, why="It is in Newark.", now=CLAIM_OPENS, by="staff:care"
        )
    assert (again.state, again.facts["again_until"]) == ("asleep", "2026-12-31")
    assert "by the end of Thu Dec 31" in letter_of(order, "request").text
    assert cases.wake_due_requests(now=CLAIM_OPENS + timedelta(days=3)) == 0
    deliver_parcel(order, CLAIM_OPENS + timedelta(days=4))
    tasks.on_event(order.events.get(kind="parcel.delivered").pk)
    again.refresh_from_db()
    assert (
        again.state,
        again.outcome,
        order.events.filter(kind="claim.redelivery_started").count(),
    ) == (
        "done",
        "found",
        1,
    )


def test_or_it_does_not_and_a_person_looks_again(house):
    order = place_and_ship()
    found_parcels.bring_again(
        request=report_missing(order, CLAIM_OPENS),
        why="It is in Newark.",
        now=CLAIM_OPENS,
        by="staff:care",
    )
    later = moment("Fri 2027-01-01 00:00")
    assert cases.wake_due_requests(now=later) == 1
    request = CareCase.objects.get()
    assert (request.state, request.answer_by) == ("open", moment("Mon 2027-01-04 18:00"))
    claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=later, by="staff:care"
    )
    assert order.lines.get().state == "lost"


def test_what_is_not_on_its_way_is_not_brought_again(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    with pytest.raises(CaseActionRefused, match="Say why"):
        found_parcels.bring_again(request=request, why=" ", now=CLAIM_OPENS, by="staff:care")
    deliver_parcel(order, CLAIM_OPENS)
    with pytest.raises(CaseActionRefused, match="isn't on its way"):
        found_parcels.bring_again(
            request=request, why="It is in Newark.", now=CLAIM_OPENS, by="staff:care"
        )


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (
            CLAIM_OPENS,
            "Your claim is on file, in time. A person decides it, and answers by 6:00 pm ET on",
        ),
        (
            CLAIM_CLOSED,
            "A person here looks at your report all the same, and answers by 6:00 pm ET on",
        ),
    ],
)
def test_the_letter_about_a_report_says_by_when_a_person_answers(house, at, sentence):
    order = place_and_ship()
    report_missing(order, at)
    letter = letter_of(order, "request")
    assert sentence in letter.text
    assert sentence in " ".join(letter.html.split())
    assert "It can be claimed now" not in letter.text
