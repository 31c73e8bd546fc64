"""Clauses `care`, `no_changes`: an answer is a mail, in the thread of the mail it answers; and who
asks for a change is told at once what can be done.
"""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core.files.base import ContentFile

from tests.factories.care_requests import (
    DELIVERED,
    ask_to_be_forgotten,
    erase_due,
    place_and_deliver,
    place_and_ship,
)
from tests.factories.letters import letter_of
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import MONDAY, NOON, SATURDAY
from tests.factories.orders import place_confirmed
from tests.factories.parcels import process_and_ship
from tests.factories.pictures import picture
from troth.alerting.actions import bring_up_to_date
from troth.care import answering, attaching
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused
from troth.care.mail import replying
from troth.care.mail_models import Mail, MailReply
from troth.care.models import CareCase, Note
from troth.notifications import erasure, replies
from troth.notifications.actions import build_email
from troth.notifications.models import Notification
from troth.notifications.threads import Thread, reply_subject
from troth.orders.models import Event
from troth.worklist.models import Task

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = "k" * 16
THREAD = "In-Reply-To: <m0@example.com>\r\nReferences: <first@example.com>\r\n <m0@example.com>\r\n"


def question(order, text="When does it ship?", **overrides) -> CareCase:
    email = receive_mail(
        raw_mail(overrides.pop("subject", "My bag"), f"{text} {order}", **overrides)
    )
    assert email.request is not None
    return email.request


def replied(request, text="It ships tomorrow.", key=KEY, now=MONDAY + 2 * HOUR, **kwargs) -> bool:
    return answering.send_reply(
        request=request, sentence=text, key=key, now=now, by="staff:care", **kwargs
    )


# The reply is a mail.


def test_a_reply_goes_out_in_the_thread_of_the_mail_that_it_answers(house):
    order = place_confirmed()
    request = question(order, subject="Re: My bag", more=THREAD)
    assert replied(request)
    sent = build_email(letter_of(order, "answer"))
    assert (sent.to, sent.subject) == (["ann@example.com"], "Re: My bag")
    assert sent.extra_headers["In-Reply-To"] == "<m1@example.com>"
    assert (
        sent.extra_headers["References"] == "<first@example.com> <m0@example.com> <m1@example.com>"
    )
    assert "Auto-Submitted" not in sent.extra_headers  # a person wrote it
    lines = sent.body.split("\n")
    assert lines[:3] == ["Hi Ann,", "", "It ships tomorrow."]


@pytest.mark.parametrize(
    ("headers", "references"),
    [
        ("", "<m1@example.com>"),
        ("In-Reply-To: <m0@example.com>\r\n", "<m0@example.com> <m1@example.com>"),
        # RFC 5322, 3.6.4: of several that it answers, none is taken for the conversation.
        ("In-Reply-To: <a@example.com> <b@example.com>\r\n", "<m1@example.com>"),
    ],
)
def test_the_references_are_those_of_the_mail_and_the_mail_itself(house, headers, references):
    order = place_confirmed()
    replied(question(order, more=headers))
    sent = build_email(letter_of(order, "answer")).extra_headers
    assert (sent["In-Reply-To"], sent["References"]) == ("<m1@example.com>", references)


def test_an_endless_conversation_is_cut_in_its_middle(house):
    order = place_confirmed()
    chain = " ".join(f"<{nth}@example.com>" for nth in range(500))
    replied(question(order, more=f"References: {chain}\r\n"))
    references = build_email(letter_of(order, "answer")).extra_headers["References"].split()
    assert len(references) < 100
    assert references[0] == "<0@example.com>"
    assert references[-2:] == ["<499@example.com>", "<m1@example.com>"]
    on_the_wire = message_from_bytes(build_email(letter_of(order, "answer")).message().as_bytes())
    assert on_the_wire["References"].split() == references


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("My bag", "Re: My bag"),
        ("RE: re: My bag", "Re: My bag"),
        ("Aw: My bag", "Re: My bag"),
        ("Re[2]: My bag", "Re: My bag"),
        ("Regarding my bag", "Re: Regarding my bag"),
        ("  ", "Otherwise"),
        ("x" * 400, "Re: " + "x" * 196),
    ],
)
def test_re_stands_before_the_subject_once(subject, expected):
    assert reply_subject(subject, otherwise="Otherwise") == expected


@pytest.mark.parametrize("greeting", ["Hi Ann,", "Dear Ms. Lee", "Hello!", "Good morning Ann,"])
def test_an_agents_own_greeting_is_not_put_twice(house, greeting):
    order = place_confirmed()
    replied(question(order), text=f"{greeting}\n\nIt ships tomorrow.")
    text = build_email(letter_of(order, "answer")).body
    assert text.startswith(greeting)
    assert "Hi Ann,\n\nHi" not in text
    assert len(re.findall(r"\bAnn\b", text)) <= 1  # a link's token may hold the letters


def test_history_is_no_greeting(house):
    order = place_confirmed()
    replied(question(order), text="High time that you hear from us. It ships tomorrow.")
    assert build_email(letter_of(order, "answer")).body.startswith("Hi Ann,\n\nHigh time")


def test_sent_twice_it_is_one_mail(house):
    order = place_confirmed()
    request = question(order)
    assert [replied(request, closes=True), replied(request, closes=True)] == [True, False]
    assert order.events.filter(kind="care.answered").count() == Note.objects.count() == 1
    request.refresh_from_db()
    assert (request.state, request.outcome, request.reason) == (
        "done",
        "answered",
        "Answered by email.",
    )


def test_a_question_that_stays_open_after_a_reply_is_due_again(house):
    request = question(place_confirmed())
    replied(request, now=MONDAY + 9 * HOUR + DAY)  # on Tuesday evening
    request.refresh_from_db()
    assert (request.state, request.answer_by) == (
        "open",
        MONDAY.replace(day=25, hour=18),  # Wednesday, 6 pm
    )


def test_what_can_not_be_sent_changes_nothing(house):
    order = place_confirmed()
    request = question(order)
    with pytest.raises(CaseActionRefused, match="empty"):
        replied(request, text=" \n", closes=True)
    for nth in range(answering.MOST_REPLIES_A_DAY):
        replied(request, key=f"key-{nth}")
    with pytest.raises(CaseActionRefused, match="Too many"):
        replied(request, closes=True)
    request.refresh_from_db()
    assert request.state == "open"


def test_an_answer_to_what_was_asked_on_the_page_begins_a_thread_of_its_own(house):
    order = place_confirmed()
    request = cancellation.request_cancellation(
        order=order, asked_at=SATURDAY, now=SATURDAY, by="shopper", how="page"
    )
    replied(request, now=SATURDAY)
    sent = build_email(letter_of(order, "answer"))
    assert sent.subject == f"About your order {order}"
    assert "In-Reply-To" not in sent.extra_headers


def test_outcomes_of_what_was_asked_by_mail_go_into_its_thread(house):
    order = place_confirmed()
    late = receive_mail(
        raw_mail("Cancel it", f"Please cancel my order {order}.", more=THREAD), MONDAY + DAY
    )
    assert late.request.outcome == "refused"
    sent = build_email(letter_of(order, "request"))
    assert sent.extra_headers["In-Reply-To"] == "<m1@example.com>"
    assert sent.extra_headers["References"].startswith("<first@example.com> ")
    assert sent.extra_headers["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize("by_mail", [True, False])
def test_a_cancellation_that_was_asked_by_mail_is_confirmed_in_its_thread(house, by_mail):
    order = place_confirmed()
    if by_mail:
        receive_mail(raw_mail("Cancel it", f"Please cancel my order {order}.", more=THREAD))
    else:
        cancellation.request_cancellation(
            order=order, asked_at=MONDAY, now=MONDAY, by="shopper", how="page"
        )
    sent = build_email(letter_of(order, "cancelled")).extra_headers
    assert sent.get("In-Reply-To") == ("<m1@example.com>" if by_mail else None)


def test_a_mail_that_is_filed_as_a_claim_takes_its_thread_and_files_along(house):
    order = place_and_ship()
    email = receive_mail(raw_mail("My bag", f"Where is it? {order}"), MONDAY + DAY)
    files = [ContentFile(picture(), "door.jpg")]
    attaching.attach_files(request=email.request, files=files, now=MONDAY + DAY, by="shopper")
    filed = answering.refile_request(
        request=email.request, kind="not_received", now=MONDAY + DAY, by="staff:care"
    )
    assert (
        build_email(letter_of(order, "request")).extra_headers["In-Reply-To"] == "<m1@example.com>"
    )
    assert answering.mail_of(filed) == email
    assert [attachment.name for attachment in filed.attachments.all()] == ["door.jpg"]
    assert answering.mail_of(email.request) == email  # it is still shown where it came in


# Closed without a word.


def test_to_close_without_a_reply_needs_a_reason_and_claims_no_mail(house):
    order = place_confirmed()
    request = question(order)
    with pytest.raises(CaseActionRefused, match="reason"):
        answering.close_without_reply(request=request, reason=" ", now=MONDAY, by="staff:care")
    assert answering.close_without_reply(
        request=request, reason="She called.", now=MONDAY, by="staff:care"
    )
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("done", "closed")
    assert "mail" not in request.reason
    assert "She called" not in request.reason  # it is for staff
    assert "She called." in Note.objects.get(event=None).text
    assert not order.events.filter(kind="care.answered").exists()


def test_what_ends_by_a_decision_is_not_closed_without_one(house):
    order = place_confirmed()
    request = cancellation.request_cancellation(
        order=order, asked_at=SATURDAY, now=SATURDAY, by="shopper", how="page"
    )
    with pytest.raises(CaseActionRefused, match="decision"):
        answering.close_without_reply(request=request, reason="x", now=SATURDAY, by="staff:care")


# What is told at once.


def receipt(order):
    return letter_of(order, "request")


def test_a_question_is_told_by_when_a_person_answers(house):
    order = place_confirmed()
    question(order)
    letter = receipt(order)
    assert letter.text.split("\n\n")[:3] == [
        "Hi Ann,",
        f"Thanks for your message about order {order}.",
        "A person reads your message and replies by 6:00 pm ET on Tue Nov 24, 2026.",
    ]
    assert letter.subject == "Re: My bag"
    assert build_email(letter).extra_headers["Auto-Submitted"] == "auto-replied"


CHANGES = [
    "Can you change the shipping address to 400 Elm Street?",
    "I put in the wrong apartment number, can you fix it?",
    "Please ship it to my office instead.",
    "I entered the wrong address by mistake.",
    "Is it possible to update my address?",
    "I need to change my delivery address please",
    "Could you add my apartment number to the address?",
    "Can I swap the bag for the red one?",
    "Please send it to a different address.",
    "I forgot to include my apartment number.",
    "There's a typo in my address.",
    "My zip code is wrong, it should be 10013",
    "Can I edit my order?",
    "I'd like to modify my order",
    "Can you redirect the package to my work?",
    "I've moved, please use my new address",
    "Please change the name on the order",
    "Is there a way to change the phone number on it?",
    "can i add another item to this order",
    "Could you deliver it to another address instead?",
]


@pytest.mark.parametrize("text", CHANGES)
def test_who_asks_for_a_change_is_told_at_once_that_nobody_can_and_what_can_be_done(house, text):
    order = place_confirmed()
    request = question(order, text)
    assert request.facts["suggests"] == "change", text
    body = receipt(order).text
    assert "An order can't be changed by anyone once it is placed" in body
    assert (
        "cancel it on your order's page, charged nothing, until 2:00 pm ET on Mon Nov 23, 2026"
        in body
    )
    assert "No changes" in body  # the clause, by its name
    assert "replies by 6:00 pm ET on Tue Nov 24, 2026" in body


@pytest.mark.parametrize(
    ("case", "expected", "never"),
    [
        ("the window is over", "so the order can't be cancelled", "cancel it on your"),
        ("shipped", "the order has shipped, so the order can't be cancelled", "cancel it on your"),
        ("a closed day", "If it hasn't shipped when we open", "charged nothing, until"),
        ("cancelled", "This order is cancelled", "cancel it on your"),
    ],
)
def test_what_can_be_done_instead_of_a_change_is_what_is_true_then(house, case, expected, never):
    order, at = place_confirmed(), MONDAY + 5 * HOUR
    if case == "shipped":
        process_and_ship(order, MONDAY + 3 * HOUR)
    elif case == "a closed day":
        at = SATURDAY
    elif case == "cancelled":
        cancellation.request_cancellation(
            order=order, asked_at=MONDAY, now=MONDAY, by="shopper", how="page"
        )
    receive_mail(raw_mail("Address", f"Please change my address on {order}."), at)
    body = receipt(order).text
    assert expected in body
    assert never not in body


@pytest.mark.parametrize("signed", [True, False])
def test_the_automatic_answer_goes_to_the_orders_own_address_alone(house, signed):
    order = place_confirmed()
    receive_mail(raw_mail("Address", f"Please change my address on {order}.", signed=signed))
    assert receipt(order).to == "ann@example.com"
    other = place_confirmed()
    receive_mail(
        raw_mail(
            "Address",
            f"Please change my address on {other}.",
            sender="eve@evil.example",
            signed=False,
        )
    )
    assert not other.events.filter(kind="mail.received").exists()
    assert not Notification.objects.filter(to="eve@evil.example").exists()


# A mail of no order.


def lost(**overrides) -> Mail:
    email = receive_mail(
        raw_mail("Re: Is it still available?", "I mean the black bag.", **overrides)
    )
    assert (email.order, email.state) == (None, "open")
    return email


def answered(email: Mail, text="Yes, it is.", key=KEY, now=MONDAY + 2 * HOUR):
    reply, new = replying.send_reply(mail=email, sentence=text, key=key, now=now, by="staff:care")
    thread = Thread(email.subject, email.message_id, email.thread)
    notice = replies.write_reply(
        mail=email.pk,
        reply=reply.pk,
        to=email.sender,
        sentence=reply.body,
        thread=thread,
        now=now,
    )
    return notice, new


def test_a_mail_of_no_order_is_answered_in_its_thread_to_its_sender_alone(house):
    email = lost(more=THREAD + "Reply-To: eve@evil.example\r\nCc: everybody@example.com\r\n")
    assert email.answer_by == MONDAY.replace(day=24, hour=18)
    notice, _ = answered(email)
    sent = build_email(notice)
    assert (sent.to, sent.cc, sent.bcc) == (["ann@example.com"], [], [])
    assert sent.subject == "Re: Is it still available?"
    assert sent.extra_headers["In-Reply-To"] == "<m1@example.com>"
    assert sent.extra_headers["References"].endswith("<m0@example.com> <m1@example.com>")
    assert sent.body.startswith("Hi there,\n\nYes, it is.")
    email.refresh_from_db()
    assert (email.state, email.outcome, email.answer_by) == ("done", "Answered by email.", None)


def test_what_was_to_be_done_about_a_mail_is_done_with_its_answer(house):
    email = lost()
    bring_up_to_date(now=MONDAY, kinds=["unmatched_email"])
    assert Task.objects.open().get().key == f"mail.{email.pk}"
    answered(email)
    task = Task.objects.get()
    assert (task.closed_by, task.outcome) == ("staff:care", "Answered by email.")


def test_answered_twice_by_the_same_form_it_is_one_mail(house):
    email = lost()
    assert [new for _, new in (answered(email), answered(email))] == [True, False]
    assert MailReply.objects.count() == Notification.objects.filter(kind="reply").count() == 1
    assert answered(email, key="another key 0123")[1]
    assert Notification.objects.filter(kind="reply").count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"sender": "no-reply@shop.example", "signed": False},
        {"sender": "donotreply@shop.example", "signed": False},
        {"sender": "noreply+17@shop.example", "signed": False},
        {"more": "From: eve@evil.example\r\n"},
        {"more": "Auto-Submitted: auto-replied\r\n"},
        {"more": "Precedence: bulk\r\n"},
        {"more": "List-Id: <bags.example.com>\r\n"},
        {"sender": "mailer-daemon@mx.example", "signed": False},
    ],
)
def test_nobody_answers_a_program_a_list_or_a_forged_sender(house, fields):
    email = receive_mail(raw_mail("Hello", "Hello", **fields))
    Mail.objects.filter(pk=email.pk).update(state="open")
    assert replying.why_unanswerable(email)
    with pytest.raises(CaseActionRefused):
        answered(email)
    assert not MailReply.objects.exists()


def test_one_address_gets_only_so_many_replies_a_day(house):
    email = lost()
    for nth in range(replying.MOST_A_DAY):
        answered(email, key=f"key-{nth}")
    with pytest.raises(CaseActionRefused, match="Too many"):
        answered(email)
    answered(email, now=MONDAY + 27 * HOUR)


def test_the_orders_of_a_proven_sender_are_offered_and_of_nobody_else(house):
    first, second = place_confirmed(), place_confirmed()
    assert replying.likely_orders(lost()) == [second, first]
    assert replying.likely_orders(lost(signed=False, message_id="<m2@example.com>")) == []


def test_a_reply_is_emptied_when_the_shopper_of_its_order_is_forgotten(house):
    order = place_and_deliver()
    email = lost()
    answered(email, text="Yes, Ann Lee.")
    Mail.objects.filter(pk=email.pk).update(order=order)
    assert erase_due(ask_to_be_forgotten(order), MONDAY + 40 * DAY) == [True]
    erasure.erase_letters(order=order, now=NOON)
    assert MailReply.objects.get().body == ""
    assert "Ann" not in Notification.objects.get(kind="reply").text


def test_a_shopper_who_was_forgotten_is_written_to_no_more(house):
    order = place_and_deliver()
    request = receive_mail(raw_mail("My bag", f"Thanks for {order}."), DELIVERED).request
    answering.close_without_reply(request=request, reason="Thanks.", now=DELIVERED, by="staff:care")
    assert erase_due(ask_to_be_forgotten(order), MONDAY + 40 * DAY) == [True]
    with pytest.raises(CaseActionRefused, match="forgotten"):
        replied(request)
    assert not Event.objects.filter(kind="care.answered").exists()
