"""Care's replies at the desk: one box whose words are emailed, previewed where wished, sent once;
and closing without one asks first.
"""

from __future__ import annotations

import re

import pytest

from tests.factories.care_requests import ask_to_cancel
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import HOUR, MONDAY, SATURDAY
from tests.factories.orders import place_confirmed
from tests.factories.pages import page_text
from tests.factories.people import fay, pat
from troth import clock
from troth.care.mail_models import Mail, MailReply
from troth.care.models import CareCase, Note
from troth.notifications import tasks
from troth.notifications.actions import build_email
from troth.notifications.models import Notification
from troth.orders.links import token_for
from troth.orders.models import Event

NOW = MONDAY + 2 * HOUR
KEY = "k" * 16


@pytest.fixture
def desk(house, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(pat())
    return client


@pytest.fixture
def question(desk) -> CareCase:
    return receive_mail(raw_mail("My bag", f"When does {place_confirmed()} ship?")).request


def reply(desk, request, what="send", text="It ships tomorrow.", **more):
    sent = {"key": KEY, "reply": text, "what": what} | more
    return desk.post(f"/desk/care/{request.key}/reply", sent, follow=True)


def test_the_reply_box_says_that_it_is_emailed_to_whom_and_how_it_begins(desk, question):
    words = page_text(desk.get(f"/desk/care/{question.key}"))
    assert "Reply to customer (emailed)" in words
    assert "To ann@example.com, subject “Re: My bag”" in words
    assert "The email begins with “Hi Ann,”" in words
    assert re.search("Send reply and close Send reply Preview", words)
    assert "It is answered" not in words


def test_a_preview_shows_the_whole_email_and_sends_nothing(desk, question):
    page = reply(desk, question, "preview", text="It ships tomorrow.\nSee you.")
    words = page_text(page)
    assert "nothing is sent yet" in words
    assert "Hi Ann, It ships tomorrow. See you." in words
    assert "It ships tomorrow.\nSee you.</textarea>" in page.content.decode()  # still typed
    assert KEY in page.content.decode()
    assert not Event.objects.filter(kind="care.answered").exists()
    question.refresh_from_db()
    assert question.state == "open"


def test_a_reply_is_emailed_and_stands_where_people_look(desk, question, client_class):
    words = page_text(reply(desk, question, "close"))
    assert "being emailed" in words
    question.refresh_from_db()
    assert (question.state, question.reason) == ("done", "Answered by email.")
    event = Event.objects.get(kind="care.answered")
    tasks.on_event(event.pk)
    notice = Notification.objects.get(kind="answer")
    assert "It ships tomorrow." in notice.text
    assert notice.sent_at is not None
    order = question.order
    assert "It ships tomorrow." in page_text(desk.get(f"/desk/orders/{order.number}"))
    assert "It ships tomorrow." in page_text(desk.get(f"/desk/care/{question.key}"))
    shopper = client_class()
    shopper.get(f"/o/{token_for(order.number)}")
    assert "We emailed you" in page_text(shopper.get(f"/orders/{order.number}"))
    assert "It ships tomorrow." in page_text(shopper.get(f"/orders/{order.number}"))


def test_sent_twice_it_is_one_email(desk, question):
    for _ in range(2):
        reply(desk, question, "close")
    assert Event.objects.filter(kind="care.answered").count() == 1


def test_an_empty_reply_closes_nothing_and_names_the_field(desk, question):
    answer = reply(desk, question, "close", text="  ")
    assert answer.status_code == 422
    assert "Write the reply first" in page_text(answer)
    question.refresh_from_db()
    assert question.state == "open"


def test_to_close_without_a_reply_asks_first_and_wants_a_reason(desk, question):
    page = page_text(desk.get(f"/desk/care/{question.key}"))
    assert "Close without a reply" in page
    address = f"/desk/care/{question.key}/close"
    assert "the customer hears nothing" in page_text(desk.get(address))
    question.refresh_from_db()
    assert question.state == "open"  # only asked
    answer = desk.post(address, {"reason": " "})
    assert (answer.status_code, "Give the reason" in page_text(answer)) == (422, True)
    assert "Nothing was emailed" in page_text(
        desk.post(address, {"reason": "Called."}, follow=True)
    )
    assert "Only an open question" in page_text(desk.post(address, {"reason": "x"}, follow=True))
    question.refresh_from_db()
    assert (question.outcome, question.reason) == ("closed", "Closed without a reply.")
    assert Note.objects.count() == 1
    assert not Event.objects.filter(kind="care.answered").exists()


def test_what_ends_by_a_decision_has_a_reply_box_and_no_way_to_close_it(desk):
    request = ask_to_cancel(place_confirmed(at=SATURDAY), SATURDAY)
    words = page_text(desk.get(f"/desk/care/{request.key}"))
    assert "Send reply" in words
    assert "Send reply and close" not in words
    assert "Close without" not in words
    desk.post(f"/desk/care/{request.key}/close", {"reason": "x"})
    request.refresh_from_db()
    assert request.state != "done"


def test_who_may_not_write_has_no_box(desk, question):
    desk.force_login(fay())
    assert "Reply to customer" not in page_text(desk.get(f"/desk/care/{question.key}"))
    assert reply(desk, question).status_code == 403


# Mail of no order.


def lost(**kwargs) -> Mail:
    return receive_mail(raw_mail("Is it still available?", "The black bag.", **kwargs), MONDAY)


def test_a_mail_of_no_order_waits_among_what_is_to_be_answered_and_is_red_when_late(
    desk, monkeypatch
):
    received = lost()
    page = desk.get("/desk/care/").content.decode()
    assert f"/desk/mails/{received.pk}" in page
    assert "6:00 pm ET on Tue Nov 24, 2026" in page
    assert '<strong class="problem">' not in page
    monkeypatch.setattr(clock, "now", lambda: MONDAY + 100 * HOUR)
    assert '<strong class="problem">' in desk.get("/desk/care/").content.decode()
    assert "Overdue" in page_text(desk.get(f"/desk/mails/{received.pk}"))


def test_a_mail_of_no_order_is_answered_from_its_page(desk):
    received = lost()
    address = f"/desk/mails/{received.pk}/reply"
    sent = {"key": KEY, "reply": "Yes, it is.", "what": "send"}
    shown = page_text(desk.post(address, sent | {"what": "preview"}))
    assert "Hi there, Yes, it is." in shown
    assert not MailReply.objects.exists()
    for _ in range(2):
        assert "being emailed" in page_text(desk.post(address, sent, follow=True))
    notice = Notification.objects.get(kind="reply")
    email = build_email(notice)
    assert (email.to, email.subject) == (["ann@example.com"], "Re: Is it still available?")
    assert email.extra_headers["In-Reply-To"] == "<m1@example.com>"
    words = page_text(desk.get(f"/desk/mails/{received.pk}"))
    assert "Yes, it is." in words
    assert "Answered by email." in words
    assert "Answer by" not in words


def test_what_comes_back_shows_what_was_said_before(desk):
    received = lost()
    desk.post(
        f"/desk/mails/{received.pk}/reply", {"key": KEY, "reply": "Yes, it is.", "what": "send"}
    )
    sent = Notification.objects.get(kind="reply")
    more = f"In-Reply-To: {sent.message_id}\r\nReferences: <m1@example.com> {sent.message_id}\r\n"
    back = receive_mail(
        raw_mail("Re: Still there", "Then I take it.", more=more, message_id="<m9@b.example>")
    )
    words = page_text(desk.get(f"/desk/mails/{back.pk}"))
    assert "Earlier in this conversation" in words
    assert "The black bag." in words
    assert "Yes, it is." in words
    other = receive_mail(raw_mail("Hello", "Another thing.", message_id="<m8@b.example>"))
    assert "Earlier in this conversation" not in page_text(desk.get(f"/desk/mails/{other.pk}"))


def test_a_mail_that_nobody_may_answer_says_why(desk):
    received = lost(sender="no-reply@shop.example", signed=False)
    words = page_text(desk.get(f"/desk/mails/{received.pk}"))
    assert "Nobody reads mail at its sender's address." in words
    assert "Send reply" not in words
    answer = desk.post(f"/desk/mails/{received.pk}/reply", {"key": KEY, "reply": "Hello"})
    assert answer.status_code == 422
    assert not Notification.objects.filter(kind="reply").exists()


def test_a_mail_is_closed_without_a_reply_after_it_was_asked(desk):
    received = lost()
    address = f"/desk/mails/{received.pk}/close"
    assert "the customer hears nothing" in page_text(desk.get(address))
    assert desk.post(address, {"reason": ""}).status_code == 422
    desk.post(address, {"reason": "Advertising."})
    received.refresh_from_db()
    assert (received.state, received.outcome) == ("done", "Closed without a reply: Advertising.")
    assert "filed already" in page_text(desk.post(address, {"reason": "x"}, follow=True))


def test_the_orders_of_a_proven_sender_are_choices(desk):
    first, second = place_confirmed(), place_confirmed()
    received = lost()
    words = page_text(desk.get(f"/desk/mails/{received.pk}"))
    assert str(first) in words
    assert str(second) in words
    desk.post(f"/desk/mails/{received.pk}/place", {"number": str(first)})
    received.refresh_from_db()
    assert received.order == first
    unproven = lost(signed=False, message_id="<m2@example.com>")
    assert str(first) not in page_text(desk.get(f"/desk/mails/{unproven.pk}"))
