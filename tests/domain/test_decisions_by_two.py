"""A decision of care whose refund needs a second person is told and carried out when that person
approves, and not before; declined, the request is open and a person has a task.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.care_requests import (
    DELIVERED,
    ask_to_cancel,
    decide_damage,
    place_and_deliver,
    place_and_ship,
    report_damage,
    report_missing,
)
from tests.factories.items import a_bag
from tests.factories.moments import CLAIM_OPENS, MONDAY, moment
from tests.factories.orders import place_confirmed
from tests.factories.parcels import NUMBER, deliver_parcel, process_and_ship
from tests.factories.payments import money_moved
from tests.factories.returns import send_back
from troth.alerting import actions as alerting
from troth.care import damage
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.care.not_received import claims, losses
from troth.notifications.actions import write_notice
from troth.notifications.models import Notification
from troth.order_status.reading import status_of
from troth.orders.actions import record_event
from troth.payments import actions, approving
from troth.payments.actions import refundable_parts
from troth.payments.models import Approval, Payment, PaymentOperation
from troth.worklist.models import Task

DEAR = "9000.00"


def letters(order, kind: str) -> list[Notification]:
    for event in order.events.select_related("order__policy", "order__recipient").order_by("pk"):
        write_notice(event=event, now=event.at)
    rows = Notification.objects.filter(event__order=order, kind=kind).select_related("event")
    return list(rows.order_by("event"))


def damaged(outcome="whole", cents=0):
    """A report of a dear piece on which care has pressed a button."""
    return decide_damage(report_damage(place_and_deliver(a_bag(price=DEAR))), outcome, cents)


def claimed():
    request = report_missing(place_and_ship(a_bag(price=DEAR)), CLAIM_OPENS)
    return claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=CLAIM_OPENS, by="staff:care"
    )


def called_back():
    order = place_confirmed(a_bag(price=DEAR))
    process_and_ship(order, MONDAY + timedelta(hours=3))
    request = ask_to_cancel(order, MONDAY + timedelta(hours=1), now=MONDAY + timedelta(days=1))
    money_moved(MONDAY + timedelta(days=1))
    return cancellation.refund_shipped_order(
        request=request, why="FedEx brings it back.", now=CLAIM_OPENS, by="staff:care"
    )


def came_back():
    order = place_and_deliver(a_bag(price=DEAR))
    decide_damage(report_damage(order), "return")
    send_back(order, DELIVERED)
    return damage.refund_returned_piece(
        request=CareCase.objects.get(), now=DELIVERED, by="staff:care"
    )


DECISIONS = {
    "damage, everything": (damaged, "damage.decided"),
    "damage, a part": (lambda: damaged("part", 600_000), "damage.decided"),
    "damage, sent back": (came_back, "damage.decided"),
    "claim": (claimed, "claim.accepted"),
    "called back": (called_back, "cancellation.accepted"),
}
each_decision = pytest.mark.parametrize(
    ("decides", "event"), DECISIONS.values(), ids=DECISIONS.keys()
)


def second_person(agree: bool, by: str = "staff:fay"):
    approving.decide_refund(
        approval=Approval.objects.latest("pk"), agree=agree, now=CLAIM_OPENS, by=by
    )


def words_of(order) -> str:
    """What the order's page says of money and of requests."""
    status = status_of(order, CLAIM_OPENS)
    assert status.money is not None
    return " ".join([*status.money.sentences, *(request.sentence for request in status.requests)])


def tasks() -> list[Task]:
    alerting.bring_up_to_date(now=CLAIM_OPENS, kinds=["refund_approval", "refund_declined"])
    return list(Task.objects.open().filter(kind__startswith="refund_"))


@each_decision
def test_before_the_second_person_nothing_is_decided_and_nobody_is_told(house, decides, event):
    request = decides()
    order = request.order
    assert (request.state, request.answer_by is not None) == ("open", True)
    assert not order.events.filter(kind=event).exists()
    assert "goes back" not in words_of(order)
    assert "second person" not in words_of(order)
    assert not [letter for letter in letters(order, "request") if letter.event.kind == event]
    assert [task.kind for task in tasks()] == ["refund_approval"]


@each_decision
def test_approved_it_is_told_with_its_sum_and_refunded_once(house, decides, event):
    request = decides()
    second_person(agree=True)
    second_person(agree=True)
    request.refresh_from_db()
    order, refund = request.order, PaymentOperation.objects.get(kind="refund")
    decision = order.events.get(kind=event)
    assert (request.state, decision.by) == ("done", "staff:care, staff:fay")
    assert (refund.amount_cents, decision.facts["amount_cents"]) == (
        Approval.objects.get().amount_cents,
        refund.amount_cents,
    )
    assert not tasks()


@each_decision
def test_declined_it_is_open_with_a_task_and_the_shopper_was_told_nothing(house, decides, event):
    request = decides()
    order, before = request.order, len(letters(request.order, "request"))
    second_person(agree=False)
    request.refresh_from_db()
    assert request.state == "open"
    assert (
        len(letters(order, "request")),
        PaymentOperation.objects.filter(kind="refund").count(),
    ) == (
        before,
        0,
    )
    assert not order.events.filter(kind=event).exists()
    (task,) = tasks()
    assert (task.kind, task.role, task.link) == (
        "refund_declined",
        "care",
        f"/desk/care/{request.key}",
    )


def test_declined_it_is_decided_anew_and_the_task_is_over(house):
    request = damaged()
    second_person(agree=False)
    decide_damage(request, "part", 20_000)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "part")
    assert not tasks()


def test_declined_the_same_can_be_decided_again_and_then_be_approved(house):
    request = claimed()
    second_person(agree=False)
    claims.settle_claim(
        request=request, outcome="refunded", why="Truly lost.", now=CLAIM_OPENS, by="staff:care"
    )
    assert [task.kind for task in tasks()] == ["refund_approval"]
    second_person(agree=True)
    request.refresh_from_db()
    assert (request.state, request.reason) == ("done", "Truly lost.")
    assert PaymentOperation.objects.get(kind="refund").amount_cents == request.order.total_cents


def test_while_it_waits_nobody_decides_it_otherwise(house):
    request = damaged()
    for outcome, cents in (("refused", 0), ("part", 100), ("return", 0), ("whole", 0)):
        with pytest.raises(CaseActionRefused, match="waits for a second person"):
            decide_damage(request, outcome, cents)
    request.refresh_from_db()
    assert request.state == "open"


def test_a_claim_whose_parcel_came_meanwhile_is_not_approved_unseen(house):
    request = claimed()
    deliver_parcel(request.order, CLAIM_OPENS + timedelta(hours=1))
    with pytest.raises(actions.PaymentActionRefused, match="delivered and signed for meanwhile"):
        second_person(agree=True)
    assert not PaymentOperation.objects.filter(kind="refund").exists()
    second_person(agree=False)
    claims.settle_claim(
        request=request, outcome="found", why="It came.", now=CLAIM_OPENS, by="staff:care"
    )
    assert not tasks()


def test_a_report_that_slept_is_a_persons_while_two_decide(house):
    order = place_and_ship(a_bag(price=DEAR))
    early = report_missing(order, moment("Tue 2026-12-01 10:00"))
    assert early.state == "asleep"
    when = moment("Wed 2026-12-02 10:00")
    settled = claims.settle_claim(
        request=early, outcome="refunded", why="L.", now=when, by="staff:care"
    )
    assert (settled.state, settled.answer_by) == ("open", moment("Thu 2026-12-03 18:00"))


def lost_by_the_carrier():
    order = place_and_ship(a_bag(price=DEAR))
    facts = {"number": NUMBER, "at": CLAIM_OPENS.isoformat()}
    record_event(order=order, kind="parcel.lost", now=CLAIM_OPENS, by="fedex", facts=facts)
    return order, losses.handle_loss(order=order, number=NUMBER, now=CLAIM_OPENS)


def test_a_confirmed_loss_is_told_at_once_and_accepted_once_it_is_approved(house):
    order, request = lost_by_the_carrier()
    assert losses.handle_loss(order=order, number=NUMBER, now=CLAIM_OPENS).pk == request.pk
    (letter,) = letters(order, "request")
    assert "has confirmed that it lost your parcel" in letter.text
    assert "a second person here must approve the refund first" in letter.text
    assert "accepted" not in letter.text
    assert "6:00 pm ET on Thu Dec 17" in letter.text
    assert CareCase.objects.get().answer_by == moment("Thu 2026-12-17 18:00")
    second_person(agree=True)
    _first, second = letters(order, "request")
    assert "accepted it: you get back everything" in second.text
    assert "second person" not in second.text


def test_a_confirmed_loss_that_was_declined_is_a_persons_and_no_rule_asks_again(house):
    order, request = lost_by_the_carrier()
    second_person(agree=False)
    losses.handle_loss(order=order, number=NUMBER, now=CLAIM_OPENS)
    assert Approval.objects.count() == 1
    assert [task.kind for task in tasks()] == ["refund_declined"]
    claims.settle_claim(
        request=request, outcome="refunded", why="Yes.", now=CLAIM_OPENS, by="staff:care"
    )
    assert Approval.objects.count() == 2


def test_a_part_that_is_given_in_another_way_leaves_the_rest_to_a_person(house):
    order, _request = lost_by_the_carrier()
    second_person(agree=False)
    owed = Approval.objects.get().amount_cents
    given = {"key": "sorry", "reason": "We are sorry.", "now": CLAIM_OPENS, "by": "staff:care"}
    approving.submit_refund(order=order, parts={"item_cents": 500}, **given)
    assert [task.kind for task in tasks()] == ["refund_declined"]
    rest = {
        "key": "rest",
        "reason": "It is lost.",
        "now": CLAIM_OPENS,
        "by": "staff:care, staff:fay",
    }
    parts = refundable_parts(Payment.objects.get(order=order))
    assert sum(parts.values()) == owed - 500
    approving.submit_refund(order=order, parts=parts, **rest)
    assert tasks() == []


def test_an_approval_asked_for_by_an_older_release_refunds_and_tells_nothing_twice(house):
    """There the request ended at once, and its letter was sent."""
    request = damaged()
    facts = {key: value for key, value in request.facts.items() if key != "decision"}
    CareCase.objects.filter(pk=request.pk).update(state="done", outcome="whole", facts=facts)
    assert "a second person here must approve the refund first" in words_of(request.order)
    second_person(agree=True)
    assert PaymentOperation.objects.filter(kind="refund").count() == 1
    assert not request.order.events.filter(kind="damage.decided").exists()
