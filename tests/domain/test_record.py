"""`record`, the one function that moves a line: by the table, from the stored state, once."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from troth.orders.actions import record_event
from troth.orders.models import Event, Line
from troth.policy.lifecycle import TransitionRefused


@pytest.fixture
def line(house):
    return order_of(a_bag()).lines.get()


def happens(line, kind, **more):
    return record_event(order=line.order, line=line, kind=kind, now=NOON, by="pat", **more)


def test_it_moves_the_line_and_appends_the_event(line):
    event = happens(line, "line.processed", facts={"shelf": "B4"})
    assert Line.objects.get().state == line.state == "processed"
    assert (event.kind, event.at, event.by, event.facts) == (
        "line.processed",
        NOON,
        "pat",
        {"shelf": "B4"},
    )


@pytest.mark.parametrize("kind", ["line.shipped", "line.placed", "line.delivered", "line.arrived"])
def test_what_the_table_does_not_have_is_refused_and_leaves_nothing(line, kind):
    events = Event.objects.count()
    with pytest.raises(TransitionRefused):
        happens(line, kind)
    assert Event.objects.count() == events


def test_a_stale_copy_of_a_line_is_refused_by_the_stored_state(line):
    stale = Line.objects.get(pk=line.pk)
    happens(line, "line.processed")
    with pytest.raises(TransitionRefused, match="a line that is processed"):
        (
            happens(stale, "line.cancelled")
            if stale.state == "processed"
            else happens(stale, "line.processed")
        )
    assert Event.objects.filter(kind="line.processed").count() == 1


def test_each_event_enqueues_one_task(line):
    before = DBTaskResult.objects.count()
    event = happens(line, "line.processed")
    [task] = DBTaskResult.objects.order_by("-enqueued_at")[: DBTaskResult.objects.count() - before]
    assert task.args_kwargs["args"] == [event.pk]


def test_a_lines_event_needs_its_line(line):
    with pytest.raises(ValueError, match="happens to a line"):
        record_event(order=line.order, kind="line.processed", now=NOON, by="pat")
