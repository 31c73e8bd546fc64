"""What one press, one import or one sweep may write to many people, and what it never writes."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.closures import enter_storm_plan, storm_plan
from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan, index_items
from tests.factories.letters import letters_of
from tests.factories.moments import NOON, day, moment
from tests.factories.orders import order_of
from tests.factories.policies import changed_terms
from tests.factories.searches import save_search, search_letters
from troth.fulfillment.models import Delay, PromiseStatus
from troth.fulfillment.promises import closures, monitoring
from troth.notifications import searches
from troth.notifications.models import Notification
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Event
from troth.publishing import actions as publishing

HOUR = timedelta(hours=1)
TUESDAY = moment("Tue 2026-11-24 12:00")


def placed(*items, now=NOON):
    order = order_of(*items or [a_bag()], now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def test_publishing_a_policy_writes_to_nobody_and_moves_no_date(house, monkeypatch):
    orders = [placed(), placed(a_watch_in_japan())]
    stood = list(PromiseStatus.objects.order_by("pk").values())
    days = Days(monkeypatch, NOON)
    days.at(NOON)
    written = Notification.objects.count()
    slower = changed_terms(
        ("latest_days = 2", "latest_days = 9"), ("window_hours = 2 ", "window_hours = 1 ")
    )
    draft = publishing.save_draft(text=slower.source, over=0, now=NOON, by="staff:olga")
    waits = publishing.propose_terms(
        draft=draft, on=day("Tue 2026-11-24"), sentence="Slower.", now=NOON, by="staff:olga"
    )
    publishing.approve_proposal(proposal=waits, now=NOON, by="staff:oscar")
    days.at(TUESDAY)
    for order in orders:
        assert monitoring.reassess_order(order, now=TUESDAY, by="policy") == 0
    assert list(PromiseStatus.objects.order_by("pk").values()) == stood
    assert Notification.objects.count() == written
    assert not Delay.objects.exists()


def test_a_whole_import_is_one_mail_a_search(house):
    save_search()
    later = NOON + HOUR
    for number in range(30):
        bag = a_bag(title=f"calfskin bag number {number}")
        type(bag).objects.filter(pk=bag.pk).update(listed_at=later)
    index_items()
    for hours in (2, 3, 4):
        searches.write_search_notices(now=NOON + hours * HOUR)
    (letter,) = search_letters()
    assert letter.text.count("calfskin bag number") <= 2 * searches.TOLD_AT_ONCE


def test_an_entered_closure_is_worked_through_by_the_sweep_if_nobody_does(house, monkeypatch):
    order = placed()
    closures.enter_plan(plan=storm_plan(), now=NOON, by="staff:pat")
    days = Days(monkeypatch, NOON)
    days.at(NOON)  # `work_through` was never enqueued
    for reckoning in closures.unfinished_closures():
        closures.recompute_promises(closure_id=reckoning.pk, now=NOON)
    days.at(NOON + HOUR)
    assert closures.unfinished_closures() == []
    assert len(letters_of(order, "delay")) == 1


def test_a_sweep_writes_no_second_letter_about_one_date(house, monkeypatch):
    order = placed()
    enter_storm_plan()
    days = Days(monkeypatch, NOON)
    days.pass_by(3)
    assert len(letters_of(order, "delay")) == 1
    assert Event.objects.filter(kind="promise.delayed").count() == 1
