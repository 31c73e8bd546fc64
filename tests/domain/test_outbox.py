"""The outbox of each kind of pending work: one worker at a time, longer pauses, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.module_loading import import_string
from django_tasks.base import Task

from tests.domain.outboxes import OUTBOXES
from troth.outbox import Backoff, Outbox
from troth.payments.models import WebhookEvent

NOON = datetime(2026, 7, 1, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEBHOOKS = Outbox(
    pending=lambda: WebhookEvent.objects.filter(handled_at=None),
    task="troth.checkout.tasks.process_provider_webhook",
    lease=2 * MINUTE,
    backoff=Backoff(MINUTE, 10 * MINUTE),
)


def a_webhook(name: str = "evt_1", not_before: datetime = NOON) -> WebhookEvent:
    return WebhookEvent.objects.create(
        provider_id=name,
        kind="refund.failed",
        about="pi_1",
        payload={},
        received_at=NOON,
        not_before=not_before,
    )


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (60, 10)]
)
def test_a_pause_doubles_with_each_failure_up_to_the_longest(attempts, minutes):
    assert WEBHOOKS.backoff.pause_after(attempts) == minutes * MINUTE


def test_a_row_is_leased_to_one_worker_until_the_lease_runs_out(db):
    row = a_webhook()
    assert WEBHOOKS.lease_row(row.pk, now=NOON)
    assert not WEBHOOKS.lease_row(row.pk, now=NOON)
    assert not WEBHOOKS.lease_row(row.pk, now=NOON + 2 * MINUTE - timedelta(seconds=1))
    assert WEBHOOKS.lease_row(row.pk, now=NOON + 2 * MINUTE)
    row.refresh_from_db()
    assert row.attempts == 2


def test_a_row_that_is_done_is_not_leased(db):
    row = a_webhook()
    WebhookEvent.objects.filter(pk=row.pk).update(handled_at=NOON)
    assert not WEBHOOKS.lease_row(row.pk, now=NOON)
    assert WEBHOOKS.due_keys(now=NOON) == []


def test_a_failed_attempt_waits_by_its_number_and_says_why(db):
    row = a_webhook()
    assert WEBHOOKS.lease_row(row.pk, now=NOON)
    assert WEBHOOKS.postpone(row.pk, attempts=3, problem="no answer" * 200, now=NOON)
    row.refresh_from_db()
    assert row.not_before == NOON + 4 * MINUTE
    assert len(row.problem) == 1000


def test_what_is_done_meanwhile_is_not_postponed(db):
    row = a_webhook()
    WebhookEvent.objects.filter(pk=row.pk).update(handled_at=NOON)
    assert not WEBHOOKS.postpone(row.pk, attempts=1, problem="late", now=NOON)


def test_what_is_due_comes_in_its_order_and_no_more_than_asked_for(db):
    later, first, waits = (
        a_webhook("evt_1", NOON - MINUTE),
        a_webhook("evt_2", NOON - 2 * MINUTE),
        a_webhook("evt_3", NOON + MINUTE),
    )
    assert WEBHOOKS.due_keys(now=NOON) == [first.pk, later.pk]
    assert WEBHOOKS.due_keys(now=NOON, limit=1) == [first.pk]
    assert waits.pk in WEBHOOKS.due_keys(now=NOON + MINUTE)


def test_the_sweep_nudges_once_for_each_due_row(db, monkeypatch):
    a_webhook("evt_1"), a_webhook("evt_2"), a_webhook("evt_3", NOON + MINUTE)
    nudged: list[int] = []
    monkeypatch.setattr(Outbox, "nudge", lambda self, key: nudged.append(key))
    assert WEBHOOKS.nudge_due(now=NOON) == 2
    assert nudged == WEBHOOKS.due_keys(now=NOON)


@pytest.mark.parametrize("name", OUTBOXES)
def test_each_outbox_names_a_task_and_a_lease(name):
    outbox = OUTBOXES[name]
    assert timedelta(0) < outbox.lease <= timedelta(minutes=5)
    assert outbox.backoff.first <= outbox.backoff.longest
    assert not outbox.task or isinstance(import_string(outbox.task), Task)


@pytest.mark.parametrize("name", OUTBOXES)
def test_each_outbox_can_be_asked_for_what_is_due(db, name):
    assert OUTBOXES[name].due_keys(now=NOON) == []
