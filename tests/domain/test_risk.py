"""A risky payment waits for a person: its order keeps its place, shows why, and is cancelled when
nobody decides.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.payments import money_moved
from tests.factories.policies import changed_terms
from troth.catalog.models import Item
from troth.fulfillment.warehouse.queue import claim_next_order, waiting_reason
from troth.notifications.actions import events_owing_notice, write_notice
from troth.orders.actions import mark_confirmation_sent
from troth.orders.labels import event_label
from troth.orders.models import Event, Order
from troth.payments import actions, execution, reviewing
from troth.policy.terms import shipped_terms

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def risky(house):
    order = order_of(a_bag(), card=world.RISKY)
    confirmed(order)
    return fresh(order)


def confirmed(order: Order) -> None:
    mark_confirmation_sent(
        order=order, message_id="<x@example.com>", now=order.placed_at, by="notifications"
    )


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (world.RISKY, "risk elevated"),
        (world.WRONG_ZIP, "ZIP code is wrong"),
        (world.WRONG_CVC, "security code is wrong"),
    ],
)
def test_what_the_policy_calls_risky_is_looked_at(house, card, why):
    opened = order_of(a_bag(), card=card).review()
    assert why in opened.facts["why"][0]
    assert opened.facts["until"] == moment("Tue 2026-11-24 12:00").isoformat()


def test_what_is_not_risky_goes_on(house):
    assert order_of(a_bag()).review() is None


def test_a_blocked_card_pays_nothing(house):
    from tests.factories.orders import reach_payment_page

    paying = reach_payment_page(a_bag())
    assert "declined" in world.pay(paying.payment.session_url, card=world.BLOCKED)[1]


def test_it_waits_and_says_why_and_blocks_nobody(risky):
    behind = order_of(a_bag(), now=NOON + timedelta(minutes=1))
    confirmed(behind)
    assert (
        "A person looks at the payment first, until 12:00 pm ET on Tue Nov 24, 2026"
        in waiting_reason(risky, now=LATER)
    )
    assert claim_next_order(now=LATER, by="pat").order == behind


def test_approved_it_goes_on_in_its_place(risky):
    behind = order_of(a_bag(), now=NOON + timedelta(minutes=1))
    confirmed(behind)
    reviewing.decide_review(order=risky, approve=True, note="called them", now=LATER, by="care")
    assert claim_next_order(now=LATER, by="pat").order == risky
    assert claim_next_order(now=LATER, by="kim").order == behind


def test_declined_nothing_is_charged_and_the_piece_is_for_sale(risky):
    reviewing.decide_review(order=risky, approve=False, note="", now=LATER, by="care")
    assert money_moved(LATER) == 1
    assert risky.payment.__class__.objects.get().state == "voided"
    assert Item.objects.get().is_for_sale
    off = risky.events.get(kind="order.cancelled")
    assert off.pk in events_owing_notice(now=LATER)


@pytest.mark.parametrize(("hours", "ended"), [(23.99, 0), (24, 1)])
def test_undecided_it_is_called_off_at_the_limit(risky, hours, ended):
    assert reviewing.expire_overdue_reviews(now=NOON + timedelta(hours=hours)) == ended
    assert risky.events.filter(kind="order.cancelled").count() == ended


@pytest.mark.parametrize(
    ("placed", "until"),
    [
        ("Mon 2026-11-23 09:00", "Mon 2026-11-23 18:00"),
        ("Mon 2026-11-23 20:00", "Tue 2026-11-24 18:00"),
        ("Sat 2026-11-28 02:01", "Mon 2026-11-30 18:00"),  # nobody works on the weekend
        ("Wed 2026-11-25 17:00", "Fri 2026-11-27 17:00"),  # nor on Thanksgiving
    ],
)
def test_a_review_counts_business_hours(house, placed, until):
    opened = order_of(a_bag(), card=world.RISKY, now=moment(placed)).review()
    assert datetime.fromisoformat(opened.facts["until"]) == moment(until)


def test_a_review_ends_before_the_authorization_is_about_to_lapse():
    """Sixty business hours are more than a week; the card's authorization lives for six days, until
    a Sunday: a day before that is a Saturday, on which nobody works.
    """
    slow = changed_terms(("review_hours = 9 ", "review_hours = 60 "))
    until = reviewing.review_limit(slow, lapses_at=NOON + timedelta(days=6), now=NOON)
    assert until == moment("Fri 2026-11-27 18:00")


@pytest.mark.parametrize(
    ("placed", "lapses", "until"),
    [
        # A long weekend: Monday, Jan 18, 2027 is a holiday.
        ("Fri 2027-01-15 19:00", "Fri 2027-01-22 19:00", "Tue 2027-01-19 18:00"),
        ("Sat 2027-01-16 02:01", "Sat 2027-01-23 02:01", "Tue 2027-01-19 18:00"),
        # It lapses before the business hours are over: it ends while people work.
        ("Thu 2026-12-24 12:00", "Tue 2026-12-29 08:00", "Thu 2026-12-24 18:00"),
        ("Fri 2026-11-27 17:00", "Sun 2026-11-29 17:00", "Fri 2026-11-27 18:00"),
        # Nobody works a day before it lapses; on the day itself somebody does.
        ("Fri 2026-11-27 19:00", "Mon 2026-11-30 14:00", "Mon 2026-11-30 14:00"),
        # Nobody works before it lapses: half of its life.
        ("Sat 2026-11-28 12:00", "Sun 2026-11-29 12:00", "Sun 2026-11-29 00:00"),
    ],
)
def test_a_review_ends_while_people_work_and_before_the_authorization_lapses(placed, lapses, until):
    limit = reviewing.review_limit(shipped_terms(), lapses_at=moment(lapses), now=moment(placed))
    assert limit == moment(until)
    assert limit <= moment(lapses)


def test_over_a_long_weekend_no_review_ends_before_the_next_business_day(house):
    """On the store's clock: the order of a Friday evening is there on Tuesday, for a person."""
    friday = moment("Fri 2027-01-15 19:00")
    order = order_of(a_bag(), card=world.RISKY, now=friday)
    confirmed(order)
    for at in ("Sat 2027-01-16 19:01", "Mon 2027-01-18 23:59", "Tue 2027-01-19 17:59"):
        assert reviewing.expire_overdue_reviews(now=moment(at)) == 0
        execution.capture_before_authorizations_expire(now=moment(at))
        assert fresh(order).review() is not None
    reviewing.decide_review(
        order=fresh(order), approve=True, note="", now=moment("Tue 2027-01-19 17:59"), by="fay"
    )
    assert order.payment.__class__.objects.get().state == "authorized"


def test_a_short_authorization_still_leaves_time_to_look():
    lapses_at = NOON + timedelta(hours=8)
    until = reviewing.review_limit(shipped_terms(), lapses_at=lapses_at, now=NOON)
    assert until == NOON + timedelta(hours=4)


def test_nobody_looked_in_time_is_not_called_a_refusal(risky):
    """The timeline tells that nobody looked; the shopper is told that it is our mistake."""
    limit = NOON + timedelta(hours=24)
    assert reviewing.expire_overdue_reviews(now=limit) == 1
    kinds = set(risky.events.values_list("kind", flat=True))
    assert "payment.review_expired" in kinds
    assert "payment.review_declined" not in kinds
    assert "not reviewed in time" in event_label("payment.review_expired")
    letter = write_notice(event=Event.objects.get(kind="order.cancelled"), now=limit)
    words = " ".join(letter.text.split())
    assert "we didn't review the payment in time" in words
    assert "your card was not charged" in words
    assert "could not be accepted" not in words
    assert "goes back to your card" not in words
    assert letter.subject == f"Your Fathom & Reed order {risky.number} is cancelled"


def test_who_was_charged_is_not_told_that_nothing_was(house):
    order = order_of(a_watch_in_japan())
    near = order.payment.__class__.objects.get().capture_before - timedelta(hours=23)
    execution.capture_before_authorizations_expire(now=near)
    assert money_moved(near) == 1
    actions.cancel_order(order=fresh(order), reason="it is lost at customs", now=near, by="care")
    letter = write_notice(event=Event.objects.get(kind="order.cancelled"), now=near)
    words = " ".join(letter.text.split())
    assert "We're refunding" in words
    assert "by Tue Dec 8, 2026 at the latest" in words
    assert "not charged" not in f"{words} {letter.subject}"


def test_after_it_expired_nothing_waits_and_no_hold_is_left(risky):
    reviewing.expire_overdue_reviews(now=NOON + timedelta(hours=24))
    assert not reviewing.open_reviews().exists()
    assert fresh(risky).review() is None
    assert risky.queue_entry.__class__.objects.get(order=risky).holds == 0
    with pytest.raises(actions.PaymentActionRefused, match="No review"):
        reviewing.decide_review(order=risky, approve=True, note="", now=LATER, by="care")


def test_it_is_decided_once(risky):
    reviewing.decide_review(order=risky, approve=True, note="", now=LATER, by="care")
    with pytest.raises(actions.PaymentActionRefused, match="No review"):
        reviewing.decide_review(order=risky, approve=False, note="", now=LATER, by="another")
