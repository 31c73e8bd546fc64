"""Clauses `confirmation` and `cancellation` with a mail provider: delivered, bounced and refused,
through the real backends and webhooks of django-anymail, over a socket.

`tests/web/mail_providers.py` says where each shape comes from. No report names our own
Message-ID; only Mailgun's may.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.letters import send_confirmation
from tests.factories.orders import place_now
from tests.factories.people import pat
from tests.web.mail_providers import PROVIDERS, REASON, mail_through, post_report
from troth import clock
from troth.alerting.actions import bring_up_to_date
from troth.care.cancellations import cancellation
from troth.fulfillment.warehouse.queue import claim_next_order, waiting_reason
from troth.notifications import copies, repeating
from troth.notifications import tasks as notices
from troth.notifications.models import Notification, Resend, SentCopy, UnmatchedReport
from troth.orders.links import token_for
from troth.orders.models import Order, QueueEntry
from troth.policy.dates.hours import deadline_label, end_of_business_day
from troth.worklist.models import Task

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
pytestmark = pytest.mark.filterwarnings(
    "ignore::anymail.exceptions.AnymailNotSupportedWarning",
)


@pytest.fixture(params=PROVIDERS)
def server(request, house):
    """A store that mails through each of the providers, with delivery reports set up."""
    yield from mail_through(house, PROVIDERS[request.param])


@pytest.fixture
def postmark(house):
    """A store that mails through one of them, where it makes no difference which."""
    yield from mail_through(house, PROVIDERS["postmark"])


def whole(order: Order) -> Order:
    """The order as anybody now reads it."""
    return Order.objects.get(pk=order.pk)


def limit_of(order: Order):
    return whole(order).cancellation_closes_at(clock.now())


def tasks(kind: str = "confirmation_bounced") -> list[Task]:
    bring_up_to_date(now=clock.now(), kinds=["confirmation_bounced", "letter_bounced"])
    return list(Task.objects.open().filter(kind=kind))


def desk_of(order: Order) -> str:
    client = Client()
    client.force_login(pat())
    return client.get(f"/desk/orders/{order.number}").content.decode()


def shopper_of(order: Order) -> Client:
    """The shopper's browser, after it opened the order by its link."""
    client = Client()
    client.get(f"/o/{token_for(order.number)}")
    return client


def page_of(order: Order) -> str:
    words = shopper_of(order).get(f"/orders/{order.number}").content.decode()
    return " ".join(words.split())


def may_pack(order: Order, now) -> bool:
    """Whether a packer gets it; put back at once."""
    parcel = claim_next_order(now=now, by="pat")
    return parcel is not None and parcel.order_id == order.pk


def check_held(order: Order, reason: str) -> None:
    """Held in its place: nothing of it is packed or ships, its window is open, care has a task."""
    assert limit_of(order) is None
    later = clock.now() + timedelta(days=3)
    waits = waiting_reason(whole(order), now=later)
    assert "Held: the confirmation came back" in waits
    assert reason in waits
    assert QueueEntry.objects.get(order=order).cancellable_until is None
    assert not may_pack(order, later)
    verdict = cancellation.verdict_of(whole(order), asked_at=later)
    assert verdict.verdict in ("accepted", "held")
    [task] = tasks()
    assert (task.role, task.order_id) == ("care", order.pk)
    assert task.due_at == end_of_business_day(order.policy.terms, clock.now())
    assert reason in task.detail
    assert reason in desk_of(order)
    assert "I have my order&#x27;s details" in page_of(order) or "I have my order" in page_of(order)
    assert reason.replace("'", "&#x27;") in page_of(order)


SAYS = {
    "resend": "hard bounce message",
}


def bounce_words(server) -> str:
    return SAYS.get(server.provider.name, REASON.removeprefix("550 "))


def test_until_a_report_nothing_ships_and_the_window_is_open(postmark):
    order = place_now()
    by = clock.now() + 24 * HOUR
    assert limit_of(order) is None
    waits = waiting_reason(whole(order), now=clock.now() + 3 * HOUR)
    assert "Waiting for the mail provider's report" in waits
    assert deadline_label(order.policy.terms, by) in waits
    assert not may_pack(order, by - SECOND)
    verdict = cancellation.verdict_of(whole(order), asked_at=by - SECOND)
    assert verdict.verdict in ("accepted", "held")
    assert "waiting to hear that it arrived" in page_of(order)
    assert "report is awaited until" in " ".join(desk_of(order).split())
    assert tasks() == []


def test_without_a_report_the_hand_over_stands_after_24_hours(postmark):
    order = place_now()
    handed_over = clock.now()
    clock.move_forward(24 * HOUR + SECOND)
    assert abs(limit_of(order) - (handed_over + 2 * HOUR)) < SECOND
    verdict = cancellation.verdict_of(whole(order), asked_at=clock.now())
    assert verdict.verdict in ("refused", "best_effort")
    assert waiting_reason(whole(order), now=clock.now()) is None
    assert may_pack(order, clock.now())


def test_a_delivery_report_starts_the_clock(server):
    order = place_now()
    clock.move_forward(timedelta(minutes=90))
    delivered_at = clock.now().replace(microsecond=0)
    assert post_report(server, "delivered", server.ids[0], when=delivered_at) == 200
    assert limit_of(order) == delivered_at + 2 * HOUR
    event = whole(order).events.get(kind="confirmation.delivered")
    assert event.by == server.provider.esp_name.lower()
    assert event.facts["delivered_at"] == delivered_at.isoformat()
    assert not may_pack(order, delivered_at + 2 * HOUR)
    assert "The shopper may cancel until" in waiting_reason(
        whole(order), now=delivered_at + 2 * HOUR
    )
    assert may_pack(order, delivered_at + 2 * HOUR + SECOND)
    assert tasks() == []
    assert "Your confirmation was delivered" in page_of(order)
    assert "Confirmation reported delivered" in " ".join(desk_of(order).split())


def test_a_bounce_stops_the_clock_and_reaches_care(server):
    order = place_now()
    clock.move_forward(HOUR)
    assert post_report(server, "bounced", server.ids[0]) == 200
    check_held(order, bounce_words(server))
    copy = SentCopy.objects.get()
    assert copy.bounced_at is not None
    assert "ann@example.com" not in copy.reason


def test_every_other_report_is_known_by_the_providers_own_id(server):
    """Deferred: nothing. Spam: recorded. Our own Message-ID: nothing, but at Mailgun, which reports
    by it. Rejected by the provider itself: a bounce.
    """
    order = place_now()
    before = whole(order).events.count()
    assert post_report(server, "deferred", server.ids[0]) == 200
    ours = Notification.objects.get(kind="confirmation").message_id
    if server.provider.name != "mailgun":
        assert post_report(server, "delivered", ours) == 200
    assert whole(order).events.count() == before
    assert post_report(server, "complained", server.ids[0]) == 200
    assert SentCopy.objects.get().complained_at is not None
    assert whole(order).events.filter(kind="letter.complained").count() == 1
    assert post_report(server, "rejected", server.ids[0]) == 200
    assert whole(order).events.filter(kind="confirmation.bounced").count() == 1
    assert len(tasks()) == 1
    if server.provider.name == "mailgun":
        clock.move_forward(SECOND)
        assert post_report(server, "delivered", ours) == 200
        assert whole(order).events.filter(kind="confirmation.delivered").count() == 1


def test_an_address_refused_at_hand_over_goes_the_way_of_a_bounce(server):
    server.refuses = True
    order = place_now()
    words = {
        "postmark": "marked as inactive", "sendgrid": "valid email address",
        "mailgun": "not a valid address", "amazon_ses": "control or whitespace",
        "brevo": "not valid in to", "resend": "Invalid `to` field",
    }[server.provider.name]  # fmt: skip
    check_held(order, words)
    notice = Notification.objects.get(kind="confirmation")
    assert notice.refused_at is not None
    assert notice.sent_at is None
    clock.move_forward(5 * HOUR)
    send_confirmation(order)
    assert len(server.bodies) == 1  # it is not tried again by itself


def test_a_copy_sent_again_has_an_id_of_its_own_and_its_delivery_starts_the_clock(server):
    order = place_now()
    post_report(server, "bounced", server.ids[0])
    clock.move_forward(HOUR)
    form = {"number": order.number, "email": "ann@example.com"}
    assert Client().post("/orders/find", form).status_code == 302
    repeating.resend_letter(repeat_id=Resend.objects.get().pk, now=clock.now())
    assert len(set(server.ids)) == 2
    assert limit_of(order) is None  # a hand-over alone is no receipt after a bounce
    clock.move_forward(HOUR)
    delivered_at = clock.now().replace(microsecond=0)
    post_report(server, "delivered", server.ids[1], when=delivered_at)
    assert limit_of(order) == delivered_at + 2 * HOUR
    assert tasks() == []
    assert waiting_reason(whole(order), now=delivered_at + 2 * HOUR + SECOND) is None


def test_a_failure_of_the_provider_is_kept_and_tried_again(postmark):
    postmark.status = 500
    order = place_now()
    notice = Notification.objects.get(kind="confirmation")
    assert notice.problem
    assert notice.refused_at is None
    assert notice.not_before > clock.now()
    assert not whole(order).events.filter(kind="confirmation.bounced").exists()
    postmark.status = 0
    clock.move_forward(2 * HOUR)
    send_confirmation(order)
    assert whole(order).events.filter(kind="confirmation.sent").count() == 1


def test_a_report_that_comes_before_the_hand_over_is_recorded_is_not_lost(postmark, monkeypatch):
    """The provider is quicker than our own transaction."""
    original = postmark.answer

    def quicker(body):
        answer = original(body)
        if postmark.ids:
            early.append(postmark.ids[-1])
        return answer

    early: list[str] = []
    postmark.answer = quicker
    hand_over = copies.hand_over

    def handed_over(letter):
        taken = hand_over(letter)
        assert post_report(postmark, "delivered", early[-1]) == 200
        return taken

    monkeypatch.setattr(copies, "hand_over", handed_over)
    order = place_now()
    assert whole(order).events.filter(kind="confirmation.delivered").count() == 1
    assert limit_of(order) is not None
    assert not UnmatchedReport.objects.exists()


def test_reports_of_others_messages_are_dropped_after_a_while(postmark):
    place_now()
    assert post_report(postmark, "bounced", "99999999-9999-9999-9999-999999999999") == 200
    assert UnmatchedReport.objects.count() == 1
    clock.move_forward(timedelta(days=3, minutes=1))
    notices.sweep_notices()
    assert not UnmatchedReport.objects.exists()


def test_a_letter_of_another_kind_that_bounces_is_told_to_staff_alone(postmark):
    order = place_now()
    post_report(postmark, "delivered", postmark.ids[0])
    cancellation.request_cancellation(
        order=whole(order), asked_at=clock.now(), now=clock.now(), by="shopper", how="page"
    )
    for event in order.events.order_by("pk"):
        notices.on_event(event.pk)
    assert len(postmark.ids) > 1
    assert post_report(postmark, "bounced", postmark.ids[-1]) == 200
    assert post_report(postmark, "bounced", postmark.ids[-1]) == 200  # told once
    assert whole(order).events.filter(kind="letter.bounced").count() == 1
    [task] = tasks("letter_bounced")
    assert task.role == "care"
    assert bounce_words(postmark) in task.detail
    assert "A letter came back" not in page_of(order)
    assert "An email to you came back" in page_of(order)
    assert "An email came back" in " ".join(desk_of(order).split())


def test_a_webhook_without_the_secret_is_refused(postmark):
    order = place_now()
    answer = Client().post(
        f"/webhooks/mail/{postmark.provider.name}/tracking/",
        json.dumps(
            postmark.provider.report("bounced", postmark.ids[0], clock.now(), "a@b.example")
        ),
        content_type="application/json",
        headers=postmark.provider.headers,
    )
    assert answer.status_code in (400, 401)
    assert not whole(order).events.filter(kind="confirmation.bounced").exists()
