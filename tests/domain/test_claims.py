"""Clauses `non_receipt`, `claim_deadline`: a report is never turned away, a claim has its days, an
end has a reason.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import a_bag, a_watch_in_japan, letter_of, money_moved, order_of
from tests.domain.test_cancelling import MONDAY, placed, process_and_ship
from tests.moments import moment
from troth.care import cases, claims, found_parcels, tasks
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase, Watch
from troth.orders.actions import record_event
from troth.payments import approving
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.models import Approval, PaymentOperation

NUMBER = "794988888885"
SHIPPED = moment("Mon 2026-11-23 15:00")
DAY_15, OPENS = moment("Tue 2026-12-15 23:59:59"), moment("Wed 2026-12-16 00:00")
LAST, CLOSED = moment("Fri 2026-12-18 23:59:59"), moment("Sat 2026-12-19 00:00")


def shipped(*items):
    order = placed(*items)
    process_and_ship(order, SHIPPED)
    money_moved(SHIPPED)
    claims.watch_parcel(order.events.get(kind="parcel.shipped"))
    return order


def reported(order, at, **kwargs):
    return claims.report_not_received(
        order=order, number=NUMBER, asked_at=at, now=at, by="shopper", how="page", **kwargs
    )


def comes(order, at, signed=True):
    facts = {"number": NUMBER, "at": at.isoformat(), "carrier_name": "FedEx"}
    if signed:
        record_event(
            order=order,
            line=order.lines.get(),
            kind="line.delivered",
            now=at,
            by="fedex",
            facts=facts,
        )
    record_event(
        order=order,
        kind="parcel.delivered" if signed else "parcel.delivered_unsigned",
        now=at,
        by="fedex",
        facts=facts,
    )


def pass_limits(now):
    for watch_id in claims.due_watch_ids(now=now):
        claims.open_claim_period(watch_id=watch_id, now=now)


@pytest.mark.parametrize(
    ("at", "verdict", "state", "event"),
    [
        (SHIPPED + timedelta(hours=1), "early", "asleep", "claim.reported"),
        (DAY_15, "early", "asleep", "claim.reported"),
        (OPENS, "open", "open", "claim.filed"),
        (LAST, "open", "open", "claim.filed"),
        (CLOSED, "closed", "open", "claim.refused"),
    ],
)
def test_a_report_is_kept_whatever_the_day(house, at, verdict, state, event):
    order = shipped()
    request = reported(order, at, says="Nothing came.")
    assert (request.verdict["verdict"], request.state, request.says) == (
        verdict,
        state,
        "Nothing came.",
    )
    assert order.events.filter(kind=event).count() == 1
    assert reported(order, at).pk == request.pk


def test_a_late_claim_is_refused_by_its_clause_and_seen_by_a_person_all_the_same(house):
    order = shipped()
    request = reported(order, CLOSED)
    assert (request.verdict["clause"], request.state) == ("claim_deadline", "open")
    letter = letter_of(order, "request")
    assert "card's issuer" in letter.text
    assert "looks at your report all the same" in letter.text


def test_an_early_report_becomes_a_claim_by_itself(house):
    order = shipped()
    request = reported(order, SHIPPED + timedelta(days=9))
    pass_limits(DAY_15)
    request.refresh_from_db()
    assert request.state == "asleep"
    pass_limits(OPENS), pass_limits(OPENS)
    request.refresh_from_db()
    assert (request.state, order.events.filter(kind="claim.filed").count()) == ("open", 1)
    assert request.answer_by == moment("Thu 2026-12-17 18:00")
    filed = letter_of(order, "request", -1).text
    assert "your claim is filed now" in filed
    assert "a person answers by 6:00 pm ET on Thu Dec 17, 2026" in filed


def test_or_it_came_and_the_report_ends(house):
    order = shipped()
    request = reported(order, SHIPPED + timedelta(days=9))
    comes(order, moment("Thu 2026-12-10 11:00"))
    tasks.on_event(order.events.get(kind="parcel.delivered").pk)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "found")
    pass_limits(OPENS)
    assert order.events.filter(kind__startswith="claim.").count() == 2


def test_the_store_writes_first_when_the_fifteenth_day_ends(house):
    order = shipped()
    pass_limits(OPENS)
    letter = letter_of(order, "request")
    assert "until the end of Fri Dec 18" in letter.text
    pass_limits(CLOSED)
    assert order.events.filter(kind="claim.period_opened").count() == 1


@pytest.mark.parametrize(("signed", "opened_count"), [(True, 0), (False, 1)])
def test_without_a_signature_it_has_not_come(house, signed, opened_count):
    order = shipped()
    comes(order, moment("Thu 2026-12-10 11:00"), signed=signed)
    pass_limits(OPENS)
    assert order.events.filter(kind="claim.period_opened").count() == opened_count


def test_delivered_and_not_received_is_looked_at_by_a_person(house):
    order = shipped()
    comes(order, moment("Thu 2026-12-10 11:00"))
    request = reported(order, moment("Fri 2026-12-11 11:00"))
    assert (request.verdict["verdict"], request.state) == ("delivered", "open")
    assert "compares the signature" in letter_of(order, "request").text


def test_a_refund_gives_back_everything_paid_for_the_parcel(house):
    order = shipped()
    request = reported(order, OPENS)
    for _ in range(2):
        done = claims.settle_claim(
            request=request, outcome="refunded", why="Lost in Memphis.", now=OPENS, by="staff:care"
        )
    assert (done.outcome, order.lines.get().state) == ("refunded", "lost")
    money_moved(OPENS)
    refund = PaymentOperation.objects.get(kind="refund")
    assert (refund.amount_cents, refund.due_on.isoformat()) == (order.total_cents, "2026-12-28")
    assert "Lost in Memphis." in letter_of(order, "request").text
    assert Watch.objects.get().ended_at == OPENS


def test_above_the_limit_a_second_person_agrees_first(house):
    order = shipped(a_bag(price="9000.00"))
    claims.settle_claim(
        request=reported(order, OPENS), outcome="refunded", why="Lost.", now=OPENS, by="staff:care"
    )
    approval = Approval.objects.get()
    assert (approval.amount_cents, PaymentOperation.objects.filter(kind="refund").count()) == (
        order.total_cents,
        0,
    )
    with pytest.raises(NoMoney, match="Another person"):
        approving.decide_refund(approval=approval, agree=True, now=OPENS, by="staff:care")
    for _ in range(2):
        approving.decide_refund(approval=approval, agree=True, now=OPENS, by="staff:finance")
    assert PaymentOperation.objects.get(kind="refund").amount_cents == order.total_cents


def test_a_second_persons_no_moves_nothing(house):
    order = shipped(a_bag(price="9000.00"))
    claims.settle_claim(
        request=reported(order, OPENS), outcome="refunded", why="Lost.", now=OPENS, by="staff:care"
    )
    approving.decide_refund(
        approval=Approval.objects.get(), agree=False, now=OPENS, by="staff:finance"
    )
    assert not PaymentOperation.objects.filter(kind="refund").exists()
    assert order.events.filter(kind="refund.approval_declined").count() == 1


def test_a_claim_ends_with_a_reason(house):
    order = shipped()
    request = reported(order, OPENS)
    with pytest.raises(CaseActionRefused, match="Say why"):
        claims.settle_claim(request=request, outcome="refused", why=" ", now=OPENS, by="staff:care")
    with pytest.raises(CaseActionRefused, match="one of the outcomes"):
        claims.settle_claim(request=request, outcome="x", why="x", now=OPENS, by="staff:care")
    with pytest.raises(CaseActionRefused, match="two people"):  # nothing shows that it came
        claims.settle_claim(
            request=request, outcome="refused", why="No.", now=OPENS, by="staff:care"
        )
    people = "staff:care, staff:finance"
    claims.settle_claim(
        request=request, outcome="refused", why="Your own signature.", now=OPENS, by=people
    )
    assert (CareCase.objects.get().outcome, order.lines.get().state) == ("refused", "shipped")
    letter = letter_of(order, "request")
    assert "Your own signature." in letter.text
    assert "card's issuer" in letter.text
    # It is decided: nobody looks at it any more.
    assert "looks at your report" not in letter.text + letter.html


def test_only_the_part_in_the_parcel_is_claimed(house):
    order = placed(a_bag(), a_watch_in_japan())
    process_and_ship(order, SHIPPED)
    money_moved(SHIPPED)
    request = reported(order, OPENS)
    claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=OPENS, by="staff:care"
    )
    assert sorted(line.state for line in order.lines.all()) == ["in_japan", "lost"]
    parts = PaymentOperation.objects.get(kind="refund").parts
    assert (parts["item_cents"], parts["shipping_cents"]) == (120_000, 300)


def test_what_has_not_shipped_cannot_be_missing(house):
    with pytest.raises(CaseActionRefused, match="Nothing has shipped"):
        reported(order_of(a_bag(), now=MONDAY), OPENS)


def test_a_lost_task_leaves_no_parcel_unwatched(house):
    order = placed()
    process_and_ship(order, SHIPPED)
    assert [event.order for event in claims.unwatched_parcels(now=OPENS)] == [order]
    claims.watch_parcel(claims.unwatched_parcels(now=OPENS)[0])
    assert claims.unwatched_parcels(now=OPENS) == []
    assert Watch.objects.get().carrier_until.isoformat() == "2027-01-22"


def test_a_sweep_that_comes_too_late_tells_of_no_day_that_is_over(house):
    order = shipped()
    pass_limits(CLOSED)
    assert not order.events.filter(kind="claim.period_opened").exists()
    assert Watch.objects.get().told_at == CLOSED


def test_the_carrier_brings_it_again_and_it_comes(house):
    order = shipped()
    request = reported(order, OPENS)
    for _ in range(2):
        again = found_parcels.bring_again(
            request=request, why="It is in Newark.", now=OPENS, by="staff:care"
        )
    assert (again.state, again.facts["again_until"]) == ("asleep", "2026-12-31")
    assert "by the end of Thu Dec 31" in letter_of(order, "request").text
    assert cases.wake_due_requests(now=OPENS + timedelta(days=3)) == 0
    comes(order, OPENS + timedelta(days=4))
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
    order = shipped()
    found_parcels.bring_again(
        request=reported(order, OPENS), why="It is in Newark.", now=OPENS, by="staff:care"
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
    order = shipped()
    request = reported(order, OPENS)
    with pytest.raises(CaseActionRefused, match="Say why"):
        found_parcels.bring_again(request=request, why=" ", now=OPENS, by="staff:care")
    comes(order, OPENS)
    with pytest.raises(CaseActionRefused, match="isn't on its way"):
        found_parcels.bring_again(
            request=request, why="It is in Newark.", now=OPENS, by="staff:care"
        )


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (
            OPENS,
            "Your claim is on file, in time. A person decides it, and answers by 6:00 pm ET on",
        ),
        (CLOSED, "A person here looks at your report all the same, and answers by 6:00 pm ET on"),
    ],
)
def test_the_letter_about_a_report_says_by_when_a_person_answers(house, at, sentence):
    order = shipped()
    reported(order, at)
    letter = letter_of(order, "request")
    assert sentence in letter.text
    assert sentence in " ".join(letter.html.split())
    assert "It can be claimed now" not in letter.text
