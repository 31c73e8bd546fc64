"""Letters about dates while the mail provider is down: what a later one replaces isn't sent, what
starts a deadline still is, and what leaves leaves in its order.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.items import a_bag
from tests.factories.mail_server import run_mail_server
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.people import pat
from troth import clock
from troth.notifications import overtaken as overtaken_letters
from troth.notifications import tasks
from troth.notifications.models import Notification
from troth.notifications.outbox import EMAILS
from troth.order_status.reading import status_of
from troth.orders.actions import record_event
from troth.orders.models import Event

UNTIL = "2026-12-24T05:00:00+00:00"
HOUR = timedelta(hours=1)


@pytest.fixture
def server(house):
    yield from run_mail_server(house)


@pytest.fixture
def desk(house, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment("Mon 2026-11-30 12:00"))
    client.force_login(pat())
    return client


@pytest.fixture
def order(server):
    placed_order = order_of(a_bag())
    tasks.on_event(placed_order.events.get(kind="order.placed").pk)
    assert len(server.taken) == 1
    server.taken.clear()
    server.answer = "451 Not now"
    return placed_order


def happens(order, kind: str, *, follow: bool = True, **facts) -> Event:
    event = record_event(order=order, kind=kind, now=clock.now(), by="policy", facts=facts)
    if follow:
        tasks.on_event(event.pk)
        clock.move_forward(timedelta(minutes=7))
    return event


def dates(order, *, from_day: int, **facts) -> dict:
    return {
        "warehouse": "us",
        "old_by": "2026-11-27",
        "why": f"A storm, {from_day}.",
        "arrives_from": f"2026-12-{from_day:02d}",
        "arrives_by": f"2026-12-{from_day + 7:02d}",
        "steps": [],
        "lines": [line.pk for line in order.lines.all()],
        "pieces": [],
        "choice": False,
    } | facts


def record_dates(order, from_day: int, **facts) -> Event:
    return happens(order, "promise.dated", **dates(order, from_day=from_day, **facts))


def asks(order, from_day: int, **facts) -> Event:
    choice = {"choice": True, "silence": "cancel", "decides_at": UNTIL}
    choice["sentence"] = f"Unless you tell us by {from_day}, we cancel."
    return happens(order, "promise.delayed", **dates(order, from_day=from_day, **choice, **facts))


def undated(order) -> Event:
    return happens(
        order,
        "promise.delayed",
        **dates(order, from_day=1) | {"arrives_from": None, "arrives_by": None},
    )


def mail_is_back(server, rounds: int = 90) -> list[str]:
    """What leaves in the next hour and a half, as the worker sweeps once a minute."""
    server.answer = "250 Taken"
    for _ in range(rounds):
        clock.move_forward(timedelta(minutes=1))
        for notice in EMAILS.due(clock.now()).order_by("event"):
            tasks.on_event(notice.event_id)
    return [_dates_in(mail) for mail in server.taken]


def _dates_in(mail) -> str:
    text = mail.get_body(("plain",)).get_content()
    lines = [line for line in text.splitlines() if line.startswith("A storm, ")]
    return lines[0] if lines else mail["Subject"]


def problems(order) -> dict[str, str]:
    rows = Notification.objects.filter(event__order=order, sent_at=None).select_related("event")
    return {row.event.facts["why"]: row.problem for row in rows}


def overtaken(order) -> list[tuple[int, int]]:
    events = order.events.filter(kind="delay_notice.superseded").order_by("pk")
    return [(event.facts["event"], event.facts["by"]) for event in events]


def test_only_the_latest_dates_are_sent(order, server):
    first, second, third = record_dates(order, 5), record_dates(order, 8), record_dates(order, 11)
    assert mail_is_back(server) == ["A storm, 11."]
    assert overtaken(order) == [(first.pk, third.pk), (second.pk, third.pk)]
    assert set(problems(order).values()) == {
        "Not sent: a later letter with newer facts replaced it before it could leave."
    }


def test_nothing_is_given_up_before_the_later_letter_has_left(order, server):
    record_dates(order, 5), record_dates(order, 8)
    assert overtaken(order) == []
    assert Notification.objects.waiting().count() == 2
    second = Notification.objects.waiting().latest("event")
    Notification.objects.filter(pk=second.pk).update(
        refused_at=clock.now(), problem="no such mailbox"
    )
    assert mail_is_back(server) == ["A storm, 5."]


def test_a_notice_that_starts_a_deadline_leaves_first_though_dates_came_after_it(order, server):
    """The life of T-BQEEB: a date, no date and a choice, a date, all written while mail is down."""
    record_dates(order, 3)
    asks(order, 5)
    for _ in range(5):  # the older letter pauses longer after its failures
        clock.move_forward(HOUR)
        tasks.on_event(order.events.filter(kind="promise.delayed").get().pk)
    record_dates(order, 8)
    assert mail_is_back(server) == ["A storm, 5.", "A storm, 8."]
    assert list(problems(order)) == ["A storm, 3."]


def test_a_question_is_replaced_by_one_that_asks_anew(order, server):
    asks(order, 5), asks(order, 9)
    assert mail_is_back(server) == ["A storm, 9."]


def test_what_told_of_no_date_is_replaced_by_the_date(order, server):
    undated(order), record_dates(order, 9)
    assert mail_is_back(server) == ["A storm, 9."]


def test_dates_of_another_warehouse_replace_nothing(order, server):
    record_dates(order, 5), record_dates(order, 9, warehouse="jp")
    assert mail_is_back(server) == ["A storm, 5.", "A storm, 9."]


def test_once_it_is_cancelled_no_dates_are_sent(order, server):
    asks(order, 5)
    off = happens(order, "order.cancelled", reason="cancelled by the shopper", asked=True)
    (subject,) = mail_is_back(server)
    assert "cancelled" in subject
    assert overtaken(order)[0][1] == off.pk


def test_a_letter_that_has_left_is_never_taken_back(order, server):
    server.answer = "250 Taken"
    record_dates(order, 5), record_dates(order, 9)
    assert [_dates_in(mail) for mail in server.taken] == ["A storm, 5.", "A storm, 9."]
    assert overtaken(order) == []


def test_an_older_letter_that_fails_for_a_day_keeps_nothing_back(order, server):
    asks(order, 5)
    clock.move_forward(timedelta(days=1, minutes=1))
    later = record_dates(order, 9)
    Notification.objects.filter(event__lt=later.pk, sent_at=None).update(
        not_before=clock.now() + timedelta(days=3)
    )
    assert mail_is_back(server, rounds=5) == ["A storm, 9."]


def test_the_shoppers_page_says_nothing_of_a_letter_that_never_left(order, server):
    record_dates(order, 5), record_dates(order, 9)
    mail_is_back(server)
    entries = [
        entry for entry in status_of(order, clock.now()).timeline if entry.kind == "promise.dated"
    ]
    assert len(entries) == 1
    assert "Dec 9" in entries[0].sentence


def test_the_desk_says_that_it_was_replaced_and_not_that_it_was_refused(desk, order):
    record_dates(order, 5), record_dates(order, 9)
    _, second = Notification.objects.waiting().order_by("event")
    overtaken_letters.stop_replaced(second.event, clock.now())
    page = " ".join(desk.get(f"/desk/orders/{order.number}").content.decode().split())
    assert "a later letter with newer facts replaced it before it could leave" in page
    assert "refused for good" not in page


def test_a_trace_that_has_started_replaces_the_letter_that_announces_it(order):
    missing, elsewhere = (
        happens(order, kind, follow=False, number=number)
        for kind, number in (("parcel.missing", "1"), ("parcel.misdelivered", "2"))
    )
    other = happens(order, "trace.started", follow=False, number="3")
    for event, number in ((missing, "1"), (elsewhere, "2")):
        started = happens(order, "trace.started", follow=False, number=number)
        assert overtaken_letters.is_replacement(started, event)
        assert not overtaken_letters.is_replacement(other, event)
        assert not overtaken_letters.is_replacement(event, started)


def test_a_letter_that_leaves_late_says_when_it_was_written(order, server):
    """It may name a time that is over by now."""
    record_dates(order, 5)
    clock.move_forward(timedelta(hours=3))
    assert mail_is_back(server) == ["A storm, 5."]
    (letter,) = server.taken
    body = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert body.startswith("This email was written ")
    assert "and sent only now. We're sorry." in body.splitlines()[0]
    assert body.splitlines()[0].replace("'", "&#x27;") in html


def test_a_letter_that_leaves_at_once_says_nothing_of_it(order, server):
    server.answer = "250 Taken"
    record_dates(order, 5)
    (letter,) = server.taken
    assert "sent only now" not in letter.as_string()
