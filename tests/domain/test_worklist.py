"""Tasks for staff: opened once for a cause, taken by one person, closed once, never edited."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories.moments import PRESENT
from troth import roles
from troth.worklist.actions import (
    bring_task_forward,
    close_task,
    close_tasks,
    open_task,
    release_task,
    take_task,
)
from troth.worklist.models import Task

pytestmark = pytest.mark.django_db


def opened(key: str = "label.T-1", *, due_at: datetime = PRESENT + timedelta(hours=3)) -> Task:
    return open_task(
        key=key,
        kind="label_refused",
        role=roles.WAREHOUSE,
        title="The carrier refused a label",
        due_at=due_at,
        now=PRESENT,
    )


def test_one_cause_opens_one_task() -> None:
    first, again = opened(), opened()
    assert first.pk == again.pk
    assert Task.objects.count() == 1


def test_a_closed_task_is_not_opened_again() -> None:
    opened()
    assert close_task(key="label.T-1", now=PRESENT, by="wendy", outcome="Bought by hand")
    assert not close_task(key="label.T-1", now=PRESENT, by="mallory")
    task = opened()
    assert (task.closed_by, task.outcome) == ("wendy", "Bought by hand")


def test_one_person_has_a_task_until_they_give_it_back() -> None:
    task = opened()
    assert take_task(task=task, by="wendy")
    assert take_task(task=task, by="wendy")
    assert not take_task(task=task, by="walter")
    assert not release_task(task=task, by="walter")
    assert release_task(task=task, by="wendy")
    assert take_task(task=task, by="walter")


def test_all_tasks_about_one_thing_close_together() -> None:
    opened("label.T-1")
    opened("label.T-1.again")
    opened("label.T-2")
    assert close_tasks(prefix="label.T-1", now=PRESENT, by="policy") == 2
    assert [task.key for task in Task.objects.open()] == ["label.T-2"]


def test_the_one_due_first_comes_first_and_what_is_late_is_counted() -> None:
    opened("later", due_at=PRESENT + timedelta(hours=2))
    opened("sooner", due_at=PRESENT + timedelta(hours=1))
    assert [task.key for task in Task.objects.open()] == ["sooner", "later"]
    late = Task.objects.overdue(PRESENT + timedelta(minutes=90))
    assert [task.key for task in late] == ["sooner"]


@pytest.mark.parametrize(
    "change", [{"title": "Nothing"}, {"due_at": PRESENT + timedelta(days=9)}, {"role": "care"}]
)
def test_the_database_keeps_a_task_as_it_was_opened(change: dict[str, object]) -> None:
    task = opened()
    with pytest.raises(DatabaseError, match="kept as it was opened"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=task.pk)._raw_delete("default")


def test_a_task_is_for_a_role_that_there_is() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.create(
            key="k", kind="k", role="janitor", title="t", opened_at=PRESENT, due_at=PRESENT
        )


def test_a_task_comes_forward_and_is_never_put_off() -> None:
    task = opened("dispute.1", due_at=PRESENT + timedelta(days=2))
    assert bring_task_forward(key=task.key, due_at=PRESENT + timedelta(days=1))
    assert not bring_task_forward(key=task.key, due_at=PRESENT + timedelta(days=3))
    assert Task.objects.get().due_at == PRESENT + timedelta(days=1)
