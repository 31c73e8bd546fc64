"""Clauses `processing`, `transfer`: a date that can't be kept is told in time, and the shopper
chooses (16 CFR 435.2).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.closures import delay_of, enter_storm
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of, place_watched
from tests.factories.payments import money_moved
from tests.factories.transfers import send_from_japan
from troth.care.cancellations import cancellation
from troth.care.models import CareCase
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Closure, Delay, PromiseStatus
from troth.fulfillment.promises import closures, delay_consent, monitoring
from troth.fulfillment.promises.delay_notices import EarlierNotices, earlier_notices
from troth.fulfillment.warehouse import queue
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.notifications import tasks as notices
from troth.notifications.models import Notification
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import Event
from troth.payments import actions
from troth.policy.dates import delay
from troth.policy.terms import parse_terms, shipped_terms

DEC = moment("Tue 2026-11-24 12:00")


def test_the_payments_count_the_same_days_as_the_policy():
    assert actions.REFUND_WORKING_DAYS == delay.REFUND_WORKING_DAYS


def states(order):
    return {line.state for line in order.lines.all()}


def test_a_promise_that_stands_says_nothing(house):
    order = place_watched()
    assert monitoring.reassess_order(order, now=NOON, by="policy") == 0
    assert PromiseStatus.objects.get().arrives_by == date(2026, 12, 10)


EARLY_CUT_OFF = ("at = 16:00:00", "at = 12:15:00")
WORK_ENDS = ("latest_days = 2\n", "latest_days = 2\nwork_ends_at = 16:30:00\n")


@pytest.mark.parametrize(
    ("changes", "told_at"),
    [((EARLY_CUT_OFF,), "12:15:01"), ((EARLY_CUT_OFF, WORK_ENDS), "16:30:01")],
    ids=["the cut-off", "the work's own end"],
)
def test_nobody_is_late_before_the_last_days_work_is_over(house, monkeypatch, changes, told_at):
    source = shipped_terms().source
    for old, new in changes:
        assert old in source
        source = source.replace(old, new, 1)
    terms = parse_terms(source)
    monkeypatch.setattr("tests.factories.orders.shipped_terms", lambda: terms)
    order = place_watched()
    last = PromiseStatus.objects.get().ship_by
    instant = moment(f"{last:%a} {last} {told_at}")
    monitoring.reassess_order(order, now=instant - timedelta(seconds=1), by="policy")
    assert delay_of(order) is None
    monitoring.reassess_order(order, now=instant, by="policy")
    assert delay_of(order).old_by == last


def test_a_closure_moves_every_promise_it_touches_and_each_is_told(house):
    here, there = place_watched(), place_watched(a_watch_in_japan())
    reckoning = enter_storm()
    assert (reckoning.looked_at, reckoning.moved) == (2, 1)
    delay = delay_of(here)
    assert (delay.number, delay.silence, str(delay.old_by), str(delay.new_by)) == (
        1,
        "consent",
        "2026-11-27",
        "2026-12-04",
    )
    assert "a snow storm" in delay.why
    assert delay.found_at < delay.notice_by
    assert delay_of(there) is None


def test_of_two_closures_that_overlap_the_letter_names_both(house):
    order = place_watched()
    enter_storm()
    closures.recompute_promises(
        closure_id=closures.enter_closure(
            place="us", first_on=date(2026, 11, 30), last_on=date(2026, 12, 4), why="a burst pipe",
            now=DEC, by="pat",
        ).pk,
        now=DEC,
    )  # fmt: skip
    why = Event.objects.filter(order=order, kind="promise.delayed").latest("pk").facts["why"]
    assert "closed Tue Nov 24 – Tue Dec 1, 2026 (a snow storm)" in why
    assert "closed Mon Nov 30 – Fri Dec 4, 2026 (a burst pipe)" in why


def test_the_letter_tells_the_new_date_and_the_choice(house):
    order = place_watched()
    enter_storm()
    notices.on_event(order.events.get(kind="promise.delayed").pk)
    letter = Notification.objects.get(kind="delay")
    assert "late: a new date, and your choice" in letter.subject
    for part in (
        "Fri Nov 27",
        "Fri Dec 4",
        "a snow storm",
        "If we don't hear from you",
        "You can cancel at any time until it ships, and are charged nothing.",
    ):
        assert part in letter.text
    assert "refund" not in letter.text  # the card is authorized, and nothing was charged
    assert letter.sent_at


def test_a_closure_works_once_however_often_it_is_asked(house):
    order = place_watched()
    first = enter_storm()
    assert enter_storm().pk == first.pk
    assert Event.objects.filter(order=order, kind="promise.delayed").count() == 1
    assert Closure.objects.count() == 1


def test_a_closure_that_is_over_or_too_long_is_refused(house):
    for last in (date(2026, 11, 1), date(2027, 11, 1)):
        with pytest.raises(FulfillmentRefused):
            enter_storm(first=date(2026, 11, 1), last=last)


def test_silence_is_consent_for_a_first_delay_of_up_to_thirty_days(house):
    order = place_watched()
    enter_storm()
    delay = delay_of(order)
    assert (
        delay_consent.decide_delay(
            delay_id=delay.pk, now=delay.decides_at - timedelta(microseconds=1)
        )
        is None
    )
    assert (
        delay_consent.decide_delay(delay_id=delay.pk, now=delay.decides_at).outcome == "consented"
    )
    assert delay_consent.decide_delay(delay_id=delay.pk, now=delay.decides_at) is None
    assert states(order) == {"placed"}
    assert order.events.filter(kind="delay.accepted").count() == 1


def test_silence_calls_a_second_delay_off_and_all_goes_back(house):
    order = place_watched()
    enter_storm()
    enter_storm(first=date(2026, 12, 2), last=date(2026, 12, 4), now=DEC)
    delay = delay_of(order)
    assert (delay.number, delay.silence) == (2, "cancel")
    assert Delay.objects.get(order=order, number=1).outcome == "replaced"
    decided = delay_consent.decide_delay(delay_id=delay.pk, now=delay.decides_at)
    assert (decided.outcome, states(order)) == ("cancel", {"cancelled"})
    assert decided.refund_due_on is None  # nothing was charged, so nothing goes back
    assert "refund_due_on" not in order.events.get(kind="delay.order_cancelled").facts
    assert money_moved(now=delay.decides_at + timedelta(minutes=1)) == 1
    assert order.events.filter(kind="payment.voided").exists()


def test_what_earlier_notices_gave_is_carried_over(house):
    order = place_watched()
    assert earlier_notices(PromiseStatus.objects.get()) == EarlierNotices()
    enter_storm()
    first_delay = delay_of(order)
    assert earlier_notices(PromiseStatus.objects.get()) == EarlierNotices(
        answer_until=first_delay.decides_at
    )
    delay_consent.answer_delay(delay=first_delay, answer="wait", now=DEC, by="shopper")
    assert earlier_notices(PromiseStatus.objects.get()) == EarlierNotices(
        agreed_by=first_delay.new_by
    )
    enter_storm(first=date(2026, 12, 2), last=date(2026, 12, 4), now=DEC)
    assert earlier_notices(PromiseStatus.objects.get()) == EarlierNotices(
        announced_at=delay_of(order).decides_at, agreed_by=first_delay.new_by
    )


@pytest.mark.parametrize("agreed_first", [True, False])
def test_the_shopper_may_cancel_until_it_ships(house, agreed_first):
    order = place_watched()
    enter_storm()
    if agreed_first:
        delay_consent.answer_delay(delay=delay_of(order), answer="wait", now=DEC, by="shopper")
        assert delay_of(order).outcome == "consented"
    delay_consent.answer_delay(delay=delay_of(order), answer="cancel", now=DEC, by="shopper")
    delay_consent.answer_delay(delay=delay_of(order), answer="cancel", now=DEC, by="shopper")
    assert states(order) == {"cancelled"}
    assert order.events.filter(kind="order.cancelled").count() == 1
    with pytest.raises(FulfillmentRefused, match="over"):
        delay_consent.answer_delay(delay=delay_of(order), answer="wait", now=DEC, by="shopper")


def test_customs_cannot_say_and_nobody_answers(house):
    order = place_watched(a_watch_in_japan())
    transfer = send_from_japan(order)
    assert (
        late_transfers.report_late(
            transfer=transfer, why="customs asks for papers", expected_on=None, now=DEC, by="kenji"
        )
        == 1
    )
    delay = delay_of(order)
    assert (delay.new_by, delay.silence) == (None, "cancel")
    assert (
        str(delay.decides_at.date()) == "2027-01-11"
    )  # thirty days after Fri Dec 11, and that day is over
    delay_consent.decide_delay(delay_id=delay.pk, now=delay.decides_at)
    assert states(order) == {"cancelled"}


def test_who_waits_without_a_date_is_told_when_there_is_one(house):
    order = place_watched(a_watch_in_japan())
    transfer = send_from_japan(order)
    late_transfers.report_late(
        transfer=transfer, why="customs asks for papers", expected_on=None, now=DEC, by="kenji"
    )
    delay_consent.answer_delay(delay=delay_of(order), answer="wait", now=DEC, by="shopper")
    late_transfers.report_late(
        transfer=transfer,
        why="papers are sent",
        expected_on=date(2026, 12, 21),
        now=DEC,
        by="kenji",
    )
    assert order.events.filter(kind="promise.dated").count() == 1
    assert Delay.objects.filter(order=order).count() == 1
    assert PromiseStatus.objects.get(order=order).ship_by > date(2026, 12, 21)


def test_only_the_late_part_of_an_order_is_called_off(house):
    order = place_watched(a_bag(), a_watch_in_japan())
    bag, watch = order.lines.order_by("pk")
    transfer = send_from_japan(order)
    late_transfers.report_late(
        transfer=transfer, why="customs asks for papers", expected_on=None, now=DEC, by="kenji"
    )
    delay_consent.answer_delay(delay=delay_of(order), answer="cancel", now=DEC, by="shopper")
    bag.refresh_from_db(), watch.refresh_from_db()
    assert (bag.state, watch.state) == ("placed", "cancelled")
    assert money_moved(now=DEC) == 1
    assert money_moved(now=DEC + timedelta(minutes=1)) == 1
    refund = order.payment.operations.get(kind="refund")
    assert refund.parts["item_cents"] == watch.price_cents
    assert refund.parts["tax_cents"] >= watch.tax_cents


def test_an_order_that_nobody_packs_is_told_on_its_last_day(house):
    order = place_watched()
    last_day = moment("Fri 2026-11-27 16:30")
    assert monitoring.orders_due(now=last_day) == [order]
    assert monitoring.reassess_order(order, now=last_day, by="policy") == 1
    delay = delay_of(order)
    assert (str(delay.old_by), str(delay.new_by)) == ("2026-11-27", "2026-12-02")
    assert delay.found_at < delay.notice_by
    assert monitoring.reassess_order(order, now=last_day, by="policy") == 0


def test_a_standing_ends_when_the_order_is_off(house):
    order = place_watched()
    for line in order.lines.all():
        record_event(order=order, line=line, kind="line.cancelled", now=NOON, by="care")
    monitoring.reassess_order(order, now=NOON, by="policy")
    assert PromiseStatus.objects.get().ended_at == NOON


SATURDAY = moment("Sat 2026-11-28 12:00")


def asks_to_cancel(order):
    cancellation.request_cancellation(
        order=order, asked_at=SATURDAY, now=SATURDAY, by="shopper", how="page"
    )


def test_who_asks_to_cancel_is_told_no_new_date_meanwhile(house):
    order = order_of(a_bag(), now=moment("Fri 2026-11-27 15:00"))
    mark_confirmation_sent(
        order=order, message_id="<f@example.com>", now=order.placed_at, by="notifications"
    )
    monitoring.start_watching([order])
    asks_to_cancel(order)
    enter_storm(first=date(2026, 11, 30), last=date(2026, 12, 4), now=SATURDAY + timedelta(hours=1))
    assert delay_of(order) is None
    assert not order.events.filter(kind="promise.delayed").exists()


def test_who_keeps_the_order_is_told_then(house):
    order = order_of(a_bag(), now=moment("Fri 2026-11-27 15:00"))
    mark_confirmation_sent(
        order=order, message_id="<f@example.com>", now=order.placed_at, by="notifications"
    )
    monitoring.start_watching([order])
    asks_to_cancel(order)
    later = SATURDAY + timedelta(hours=1)
    enter_storm(first=date(2026, 11, 30), last=date(2026, 12, 4), now=later)
    request = CareCase.objects.get(order=order)
    cancellation.withdraw_request(request=request, now=later, by="shopper")
    monitoring.reassess_order(order, now=later, by="policy", goes_on=True)
    assert "a snow storm" in delay_of(order).why


def test_what_is_left_of_an_order_that_care_cancelled_in_part_is_told(house):
    order = place_watched()
    record_event(order=order, kind="cancellation.requested", now=NOON, by="shopper", facts={})
    assert queue.asks_to_cancel(order)
    for kind in ("cancellation.made_by_care", "order.partly_cancelled", "cancellation.withdrawn"):
        record_event(order=order, kind=kind, now=NOON, by="staff:gus", facts={})
        assert not queue.asks_to_cancel(type(order).objects.get(pk=order.pk)), kind
