"""Notices of a delay that follow each other, by the store's own doors: what each of them carries
over from the ones before it, as `tests.policy.test_delay_sequences` has it for any sequence.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from tests.factories.items import a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.transfers import send_from_japan
from tests.policy.delay_oracle import ZONE, DelayOracle
from troth import clock
from troth.fulfillment import tasks
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Delay, PromiseStatus
from troth.fulfillment.promises import delay_consent, monitoring
from troth.orders.actions import mark_confirmation_sent

# What customs says, or the shopper answers, after so many days, at what hour: a new day so far off.
STORIES = {
    "a date after none, and a later one": [
        ("no date", 5, 12, 0), ("date", 2, 12, 20), ("date", 2, 12, 30), ("nothing", 40, 12, 0),
    ],
    "two dates in two days": [
        ("date", 9, 12, 20), ("date", 1, 12, 25), ("nothing", 40, 12, 0),
    ],
    "a later date on the last day, before an answer": [
        ("date", 18, 17, 2), ("date", 1, 17, 3), ("date", 1, 17, 5), ("nothing", 20, 12, 0),
    ],
    "a yes, and then a later date twice": [
        ("date", 5, 12, 25), ("wait", 1, 12, 0), ("date", 2, 12, 30), ("date", 1, 12, 33),
        ("nothing", 40, 12, 0),
    ],
    "a yes on the first no date": [
        ("no date", 5, 12, 0), ("wait", 1, 12, 0), ("date", 5, 12, 10), ("date", 2, 12, 20),
    ],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_each_notice_gives_what_the_ones_before_it_left_open(house, monkeypatch, story):
    met: dict[str, int] = {}
    problems = live(monkeypatch, STORIES[story], met)
    assert not problems, problems
    assert sum(met.values()) >= 1


def live(monkeypatch, moves: list[tuple[str, int, int, int]], seen: dict[str, int]) -> list[str]:
    """One order's life; what in it wasn't as the sentences say."""
    now = NOON
    monkeypatch.setattr(clock, "now", lambda: now)
    order = order_of(a_watch_in_japan(), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    monitoring.start_watching([order])
    transfer = send_from_japan(order)
    model = DelayOracle(first_by=PromiseStatus.objects.get(order=order).ship_by)
    for move, days, hour, far in moves:
        until = datetime.combine(now.date() + timedelta(days=days), time(hour), ZONE)
        while now < until and not model.over:  # the worker's part, each night
            tonight = datetime.combine(now.date() + timedelta(days=1), time(0, 1), ZONE)
            now = min(tonight, until)
            _pass(order, model, now, seen)
        if model.over:
            break
        if move in ("date", "no date"):
            expected = now.date() + timedelta(days=far) if move == "date" else None
            late_transfers.report_late(
                transfer=transfer, why=f"{move} {far}", expected_on=expected, now=now, by="kenji"
            )
            _read(order, model, now, seen)
        elif move == "wait" and (open_one := Delay.objects.filter(order=order).last()):
            delay_consent.answer_delay(delay=open_one, answer="wait", now=now, by="shopper")
            model.waits()
    return model.problems


def _pass(order, model: DelayOracle, now: datetime, seen: dict[str, int]) -> None:
    model.passes(now)
    tasks.sweep_fulfillment()
    is_off = order.events.filter(kind="order.cancelled").exists()
    if is_off != model.over:
        model.problems.append(f"cancelled: {is_off}, and announced: {model.over}, {now}")
        model.over = True
    seen["cancelled"] = seen.get("cancelled", 0) + is_off
    if not is_off:
        _read(order, model, now, seen)


def _read(order, model: DelayOracle, now: datetime, seen: dict[str, int]) -> None:
    """The notices that were written since."""
    for delay in Delay.objects.filter(order=order, number__gt=model.notices).order_by("number"):
        for name in (model.situation, delay.silence):
            seen[name] = seen.get(name, 0) + 1
        model.notice(delay, now)
