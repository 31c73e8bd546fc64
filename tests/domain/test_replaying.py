"""What is written of an order past the store's own functions is named by its timeline."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from troth.cli import main
from troth.orders.actions import hold_order, record_event
from troth.orders.models import Event, Line, QueueEntry
from troth.orders.replaying import timeline_differences


@pytest.fixture
def order(house):
    return order_of(a_bag())


def differences_after(change):
    """What is named while a change stands, which is taken back then."""
    with transaction.atomic():
        change()
        descriptions = list(timeline_differences())
        transaction.set_rollback(True)
    return descriptions


def test_what_the_store_did_itself_differs_in_nothing(order):
    held = hold_order(order=order_of(a_bag()), why="a question", now=NOON, by="care")
    order_of(a_watch_in_japan())
    record_event(order=order, line=order.lines.get(), kind="line.processed", now=NOON, by="pat")
    assert held
    assert list(timeline_differences()) == []


def test_a_line_that_was_moved_without_an_event(order):
    [difference] = differences_after(lambda: Line.objects.update(state="cancelled"))[:1]
    assert difference.startswith(f"{order.number}, ")
    assert "is cancelled, and its timeline says placed" in difference


def test_an_event_that_cannot_have_happened(order):
    def forge():
        Event.objects.create(
            order=order, line=order.lines.get(), kind="line.delivered", at=NOON, by="forger"
        )

    [difference] = differences_after(forge)
    assert "its timeline is impossible: line.delivered can't happen" in difference


@pytest.mark.parametrize(
    ("change", "ending"),
    [
        ({"holds": 3}, "3 holds are kept, and its timeline says 0"),
        ({"cancellable_until": NOON}, "and its timeline says None"),
        ({"ready_pieces": 9}, "9 pieces are said to wait here, and 1 do"),
    ],
)
def test_a_place_in_the_queue_that_was_touched(order, change, ending):
    [difference] = differences_after(lambda: QueueEntry.objects.update(**change))
    assert difference.endswith(ending)


def test_an_order_whose_place_is_gone(order):
    def take_it():
        with connection.cursor() as cursor:
            on = "" if connection.vendor == "sqlite" else " ON orders_queueentry"
            cursor.execute(f"DROP TRIGGER orders_queueentry_guard_delete{on}")
            cursor.execute("DELETE FROM orders_queueentry")

    assert differences_after(take_it) == [f"{order.number}: it has no place in the queue"]


def test_the_command_says_so(order, capsys):
    assert main(["check-timelines"]) == 0
    assert "0 differences" in capsys.readouterr().out
    with transaction.atomic():
        QueueEntry.objects.update(holds=1)
        assert main(["check-timelines"]) == 1
        assert f"{order.number}: 1 holds are kept" in capsys.readouterr().out
        transaction.set_rollback(True)
