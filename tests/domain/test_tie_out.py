"""The tie-out finds every cent without an order, and every order without its cents."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of, reach_payment_page
from tests.factories.payments import PROVIDER_KEYS, TIE_OUT_AT, money_moved, tie_out_differences
from troth import clock
from troth.alerting import actions as alerting
from troth.checkout import tasks
from troth.database.installing import lift_guards
from troth.payments import actions, tax_return
from troth.payments.models import Payment, Reconciliation
from troth.payments.provider import configured_provider
from troth.payments.reconciliation import BACK, is_reconciliation_due, reconcile_payments
from troth.policy.terms import shipped_terms
from troth.worklist.models import Task


@pytest.fixture(autouse=True)
def _fresh():
    PROVIDER_KEYS.clear()


def test_everything_ties_out(house):
    order_of(a_bag())
    off = order_of(a_bag())
    actions.cancel_order(order=off, reason="x", now=NOON, by="care")
    taken = order_of(a_bag())
    actions.request_capture(order=taken, now=NOON, by="pat", reason="handed over")
    money_moved()
    actions.request_refund(
        payment=Payment.objects.get(order=taken),
        amount_cents=500,
        key="r",
        now=NOON,
        by="care",
        reason="x",
        parts={},
    )
    money_moved()
    reach_payment_page(a_bag())
    assert tie_out_differences() == []


def test_money_without_an_order(house):
    paying = reach_payment_page(a_bag())
    world.pay(paying.payment.session_url)
    [difference] = tie_out_differences()
    assert difference["sentence"] == "It is reserved or taken, and there is no order"
    assert difference["theirs_cents"] == 132_283


def test_money_that_we_know_nothing_of(house):
    paying = reach_payment_page(a_bag())
    world.pay(paying.payment.session_url)
    PROVIDER_KEYS.add(paying.key)
    from troth.checkout.models import Checkout

    Checkout.objects.all().delete()
    with connection.cursor() as cursor:
        drop = "DROP TRIGGER payments_payment_guard_delete"
        cursor.execute(drop if connection.vendor == "sqlite" else f"{drop} ON payments_payment")
        cursor.execute("DELETE FROM payments_payment")
    assert "we know of no such payment" in tie_out_differences()[0]["sentence"]


def test_taken_or_given_back_without_our_asking(house):
    order = order_of(a_bag())
    configured_provider().capture(
        order.payment.intent_id, amount_cents=order.total_cents, key=f"{order.number}.1"
    )
    configured_provider().refund(order.payment.intent_id, amount_cents=900, key=f"{order.number}.2")
    assert [difference["sentence"] for difference in tie_out_differences()] == [
        "What was taken differs",
        "What was refunded differs",
    ]


def test_what_moves_of_an_older_payment_is_compared_too(house):
    order = order_of(a_bag(), now=NOON - timedelta(days=20))
    configured_provider().capture(
        order.payment.intent_id, amount_cents=order.total_cents, key=f"{order.number}.1"
    )
    world.clock(NOON)
    configured_provider().refund(order.payment.intent_id, amount_cents=900, key=f"{order.number}.2")
    assert {difference["about"] for difference in tie_out_differences()} == {order.number}


def test_an_order_whose_money_is_gone(house):
    order = order_of(a_bag())
    configured_provider().cancel(order.payment.intent_id, key=f"{order.number}.1")
    [difference] = tie_out_differences()
    assert (difference["about"], difference["theirs_cents"]) == (order.number, 0)


def test_an_order_that_was_never_paid(house):
    order = order_of(a_bag())
    lift_guards(None, connection.schema_editor())  # the database refuses such a row
    Payment.objects.update(order=None)
    assert (order.number, "The order has no payment") in [
        (difference["about"], difference["sentence"]) for difference in tie_out_differences()
    ]
    Payment.objects.update(order=order)


def test_a_comparison_and_a_report_move_no_money(house):
    order = order_of(a_bag())
    before = list(Payment.objects.values())
    tie_out_differences()
    tax_return.tax_return_csv(first=NOON.date(), last=NOON.date(), terms=shipped_terms())
    assert list(Payment.objects.values()) == before
    assert not order.payment.operations.exists()


def test_it_is_due_once_a_day(house):
    assert is_reconciliation_due(now=TIE_OUT_AT)
    long_ago = NOON - timedelta(days=900)  # when no test paid anything
    reconcile_payments(
        since=long_ago,
        until=long_ago + timedelta(seconds=30),
        now=TIE_OUT_AT,
        provider=configured_provider(),
    )
    assert is_reconciliation_due(now=TIE_OUT_AT)  # that one looked at half a minute
    Reconciliation.objects.create(
        made_at=TIE_OUT_AT, since=TIE_OUT_AT - BACK, until=TIE_OUT_AT, payments=0, differences=[]
    )
    assert not is_reconciliation_due(now=TIE_OUT_AT + timedelta(hours=23))
    assert is_reconciliation_due(now=TIE_OUT_AT + timedelta(hours=24))


def test_while_the_provider_is_silent_it_stays_due_and_nothing_fails(house, monkeypatch, caplog):
    monkeypatch.setattr(clock, "now", lambda: TIE_OUT_AT)
    world.clock(TIE_OUT_AT)
    world.control(fail_before={"path": "", "status": 503, "times": 1000})
    tasks.run_daily_reconciliation.call()
    assert "waits for the provider" in caplog.text
    assert is_reconciliation_due(now=TIE_OUT_AT)
    assert not Reconciliation.objects.exists()
    world.control(reset=True)
    tasks.run_daily_reconciliation.call()
    assert Reconciliation.objects.count() == 1
    assert not is_reconciliation_due(now=TIE_OUT_AT)


def whole(made_at) -> Reconciliation:
    return Reconciliation.objects.create(
        made_at=made_at, since=made_at - BACK, until=made_at, payments=0, differences=[]
    )


def missing_tasks(now) -> list[Task]:
    alerting.bring_up_to_date(now=now, kinds=["tie_out_missing"])
    return list(Task.objects.open().filter(kind="tie_out_missing"))


def test_a_provider_that_is_down_for_a_morning_is_no_task(house):
    whole(NOON)
    assert missing_tasks(NOON + timedelta(hours=30)) == []


def test_a_comparison_that_is_missing_for_long_is_one_task_until_it_is_made(house):
    whole(NOON)
    late = NOON + timedelta(hours=30, seconds=1)
    (task,) = missing_tasks(late)
    assert (task.role, task.link) == ("finance", "/desk/money/")
    assert task.detail == "It was due Tue Nov 24, 2026, 12:00 pm ET."
    assert task.due_at == moment("Wed 2026-11-25 18:00")
    (same,) = missing_tasks(late + timedelta(days=2))
    assert same.pk == task.pk
    whole(late + timedelta(days=2))
    assert missing_tasks(late + timedelta(days=2, minutes=1)) == []


def test_a_store_that_never_compared_is_told_so_too(house):
    assert missing_tasks(NOON + timedelta(days=9)) == []
    order_of(a_bag())
    first = Payment.objects.get().made_at
    assert missing_tasks(first + timedelta(hours=29)) == []
    assert len(missing_tasks(first + timedelta(hours=31))) == 1


def test_one_that_looked_at_a_part_alone_ends_nothing(house):
    whole(NOON)
    late = NOON + timedelta(hours=31)
    Reconciliation.objects.create(
        made_at=late, since=late - timedelta(days=1), until=late, payments=0, differences=[]
    )
    assert len(missing_tasks(late)) == 1


def test_the_provider_down_through_the_sweeps_is_a_task_that_ends_by_itself(house, monkeypatch):
    whole(NOON)
    now = NOON + timedelta(hours=31)
    monkeypatch.setattr(clock, "now", lambda: now)
    world.clock(now)
    world.control(fail_before={"path": "", "status": 500, "times": 1000})
    tasks.run_daily_reconciliation.call()
    assert len(missing_tasks(now)) == 1
    world.control(reset=True)
    tasks.run_daily_reconciliation.call()
    assert missing_tasks(now) == []
