"""What a draft would have meant for orders that were really lived; held against a slow second
recomputation.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from simulation.years.generator import make_orders
from tests.domain.what_if_oracle import slowly
from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.policies import changed_terms
from troth import clock
from troth.orders.actions import record_event
from troth.orders.models import Event
from troth.policy.terms import parse_terms, shipped_terms
from troth.publishing import actions, tasks, what_if
from troth.publishing.models import WhatIf
from troth.publishing.outbox import WHAT_IFS
from troth.publishing.replay import Counts, add_orders


def ending_with_2025():
    """The calendars list nothing after 2025."""
    lines = [
        line
        for line in shipped_terms().source.split("\n")
        if not re.match(r"20(2[6-9]|3\d)-", line)
    ]
    return parse_terms("\n".join(lines).replace("last = 2032-12-31", "last = 2025-12-31"))


DRAFTS = {
    "the same": changed_terms(),
    "slower": changed_terms(("latest_days = 2\n\n[transfer]", "latest_days = 4\n\n[transfer]")),
    "an earlier cut-off": changed_terms(("at = 16:00:00", "at = 12:00:00")),
    "a longer window": changed_terms(("window_hours = 2 ", "window_hours = 26 ")),
    "a shorter window": changed_terms(("window_hours = 2 ", "window_hours = 1 ")),
    "other claims": changed_terms(
        ("opens_after_days = 15", "opens_after_days = 10"),
        ("closes_after_days = 18", "closes_after_days = 12"),
    ),
    "Japan is slower": changed_terms(("arrival_latest_days = 8", "arrival_latest_days = 12")),
    "no Illinois, no heavy parcels": changed_terms(
        ('"IA", "ID", "IL", ', '"IA", "ID", '), ("up_to_grams = 68038", "up_to_grams = 20000")
    ),
    "a calendar that ends": ending_with_2025(),
    "another clock": changed_terms(('zone = "America/New_York"', 'zone = "Asia/Tokyo"')),
}


@pytest.fixture
def orders(db):
    return make_orders(150)


def fast(draft, keys) -> dict:
    counts = Counts()
    for start in range(0, len(keys), 60):
        add_orders(counts, draft, keys[start : start + 60])
    return counts.data()


def test_the_counts_are_those_of_one_order_at_a_time(orders):
    results = {}
    for name, draft in DRAFTS.items():
        counts = fast(draft, orders)
        lists = {key: counts.pop(key) for key in ("moved_list", "flipped_list")}
        assert counts == slowly(draft, orders), name
        results[name] = counts
        assert len(lists["moved_list"]) == counts["moved"] + counts["unserved"] + counts["undated"]
        assert len(lists["flipped_list"]) == sum(count for *_, count in counts["flips"])
    same = results.pop("the same")
    assert (same["moved"], same["unserved"], same["flips"]) == (0, 0, [])
    assert same["verdicts"] > 10
    for name, counts in results.items():
        assert counts["moved"] or counts["unserved"] or counts["flips"], name
    assert results["a calendar that ends"]["undated"]
    assert results["no Illinois, no heavy parcels"]["unserved"]


def test_arrival_is_measured_from_actual_processing_too(house):
    """Processed on its first day, November 23, and delivered on Monday, December 7: inside the
    window made at placing (until December 10) and the ten business days (until December 8), and
    after eight of them (December 4: Thanksgiving is closed).
    """
    order = order_of(a_bag(), now=NOON)
    line = order.lines.get()
    for kind, at in (
        ("line.processed", NOON + timedelta(hours=3)),
        ("line.shipped", NOON + timedelta(days=1)),
        ("line.delivered", NOON + timedelta(days=14)),
    ):
        record_event(order=order, line=line, kind=kind, now=at, by="pat")
    faster = changed_terms(("latest_days = 10", "latest_days = 8 "))
    [[week, *numbers]] = fast(faster, [order.pk])["weeks"]
    assert (week, numbers) == ("2026-W48", [1, 0, 0, 1, 0, 0, 1, 0, 1])


def test_a_delivery_without_an_instant_of_its_own_counts_when_it_was_heard(house):
    """A carrier may report a delivery without saying when: on SQLite, too."""
    order = order_of(a_bag(), now=NOON)
    line = order.lines.get()
    for kind, at, facts in (
        ("line.processed", NOON + timedelta(hours=3), {}),
        ("line.shipped", NOON + timedelta(days=1), {}),
        ("line.delivered", NOON + timedelta(days=14), {"at": None}),
    ):
        record_event(order=order, line=line, kind=kind, now=at, by="fedex", facts=facts)
    [[_, *numbers]] = fast(DRAFTS["the same"], [order.pk])["weeks"]
    assert numbers == [1, 0, 0, 1, 0, 0, 1, 0, 0]


def ask_what_if(draft=None, now=NOON, by="staff:olga") -> WhatIf:
    text = (draft or DRAFTS["slower"]).source
    saved_draft = actions.save_draft(text=text, over=_number(), now=now, by=by)
    return what_if.start_what_if(draft=saved_draft, now=now, by=by)


def _number() -> int:
    latest = actions.latest_draft()
    return latest.number if latest else 0


def run(row: WhatIf, now=NOON) -> WhatIf:
    while what_if.run_what_if(what_if_id=row.pk, clock=lambda: now, bunches=2):
        pass
    return WhatIf.objects.get(pk=row.pk)


def test_a_run_keeps_what_it_found_and_touches_no_order(house, django_assert_max_num_queries):
    keys = make_orders(40)
    before = Event.objects.count()
    with django_assert_max_num_queries(36):
        done = run(ask_what_if())
    assert (done.state, done.looked_at, done.total) == ("done", 40, 40)
    assert done.result == json.loads(json.dumps(fast(DRAFTS["slower"], keys)))
    assert Event.objects.count() == before
    assert run(done).attempts == 1  # told once more, it does nothing


def test_it_goes_on_slice_by_slice(house, monkeypatch):
    monkeypatch.setattr(what_if, "BUNCH", 7)
    keys, row = make_orders(40), ask_what_if(DRAFTS["Japan is slower"])
    make_orders(5, seed=2)  # placed since: not asked about
    has_more = [
        what_if.run_what_if(what_if_id=row.pk, clock=lambda: NOON, bunches=2) for _ in range(4)
    ]
    assert has_more == [True, True, True, False]
    done = WhatIf.objects.get(pk=row.pk)
    assert done.result == json.loads(json.dumps(fast(DRAFTS["Japan is slower"], keys)))


def test_a_store_without_orders(house):
    assert run(ask_what_if()).result["promises"] == 0


def test_one_runs_at_a_time(house):
    first = ask_what_if()
    assert what_if.start_what_if(draft=actions.latest_draft(), now=NOON, by="staff:oscar") == first
    with pytest.raises(actions.PublishingRefused, match="one runs at a time"):
        ask_what_if(DRAFTS["a longer window"])
    assert what_if.stop_what_if(what_if=first, now=NOON, by="staff:oscar")
    assert not what_if.stop_what_if(what_if=first, now=NOON, by="staff:oscar")
    assert ask_what_if(DRAFTS["a longer window"]) != first
    assert run(first).state == "stopped"


def test_a_killed_worker_is_followed_by_another(house, monkeypatch):
    keys = make_orders(30)
    monkeypatch.setattr(what_if, "BUNCH", 10)
    row, seen = ask_what_if(), []

    def killed():
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return NOON

    with pytest.raises(KeyboardInterrupt):
        what_if.run_what_if(what_if_id=row.pk, clock=killed)
    left = WhatIf.objects.get(pk=row.pk)
    assert (left.state, left.attempts, left.looked_at) == ("running", 1, 10)
    assert not what_if.run_what_if(what_if_id=row.pk, clock=lambda: NOON)  # another has it
    assert WHAT_IFS.due_keys(now=NOON) == []
    later = NOON + WHAT_IFS.lease
    assert WHAT_IFS.due_keys(now=later) == [row.pk]
    done = run(row, later)
    assert (done.state, done.looked_at) == ("done", 30)
    assert done.result == json.loads(json.dumps(fast(DRAFTS["slower"], keys)))


def test_the_sweep_finds_what_nobody_works_on(house):
    make_orders(10)
    row = ask_what_if(now=clock.now())
    assert tasks.sweep_what_ifs() == 1
    tasks.replay_what_if.call(row.pk)  # a slice, and the one that finds nothing more
    tasks.replay_what_if.call(row.pk)
    assert WhatIf.objects.get(pk=row.pk).state == "done"
    assert tasks.sweep_what_ifs() == 0


def test_who_lost_the_lease_writes_nothing(house, monkeypatch):
    make_orders(30)
    row = ask_what_if()
    times = iter([NOON])

    def slow():
        now = next(times, None)
        if now is None:  # it slept for an hour, and another has taken it
            WhatIf.objects.filter(pk=row.pk).update(attempts=7)
        return now or NOON + timedelta(hours=1)

    assert not what_if.run_what_if(what_if_id=row.pk, clock=slow)
    assert WhatIf.objects.get(pk=row.pk).result == {}


def test_one_that_never_ends_is_given_up(house):
    row = ask_what_if()
    WhatIf.objects.filter(pk=row.pk).update(attempts=what_if.MOST_ATTEMPTS)
    assert run(row).state == "stopped"


def test_the_last_ones_are_kept(house, monkeypatch):
    monkeypatch.setattr(what_if, "MOST_KEPT", 3)
    ids = [
        run(ask_what_if(changed_terms(("minutes = 15", f"minutes = {20 + nth}")))).pk
        for nth in range(5)
    ]
    assert list(WhatIf.objects.order_by("pk").values_list("pk", flat=True)) == ids[-3:]


def test_it_lists_what_moves_most_first(house, monkeypatch):
    monkeypatch.setattr("troth.publishing.replay.MOST_LISTED", 5)
    keys = make_orders(60)
    counts = fast(DRAFTS["Japan is slower"], keys)
    days = [abs(move[2]) for move in counts["moved_list"]]
    assert len(days) == 5
    assert days == sorted(days, reverse=True)
    assert days[0] == max(abs(days) for days, _ in counts["days"])
