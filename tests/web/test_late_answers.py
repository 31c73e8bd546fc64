"""What a shopper reads of a time by which a person answers: a time of day, and once it has passed
an apology, never the old time as if it were to come.
"""

from __future__ import annotations

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.pages import page_text, token_path
from tests.factories.people import pat
from troth import clock

SATURDAY = moment("Sat 2026-11-28 11:00")


@pytest.fixture
def at(monkeypatch):
    """The store's clock, set."""

    def set_to(words):
        monkeypatch.setattr(clock, "now", lambda: moment(words))

    return set_to


@pytest.fixture
def order_with_question(house, client):
    """A question by mail, on a Saturday: its answer is due at the end of Monday's business."""
    order = order_of(a_bag(), now=moment("Sat 2026-11-28 09:00"))
    text = f"About {order.number}: when does it come?"
    receive_mail(raw_mail("My order", text, sender=order.recipient.email), SATURDAY)
    client.get(token_path(order))
    return order


def test_an_answer_is_due_at_a_time_of_a_business_day(order_with_question, client, at):
    at("Mon 2026-11-30 17:59")
    words = page_text(client.get(f"/orders/{order_with_question.number}"))
    assert "A person answers by 6:00 pm ET on Mon Nov 30, 2026." in words
    assert "We're late" not in words


def test_once_it_has_passed_we_say_that_we_are_late(order_with_question, client, at):
    at("Mon 2026-11-30 18:01")
    words = page_text(client.get(f"/orders/{order_with_question.number}"))
    assert "We're late: we said that a person answers by 6:00 pm ET on Mon Nov 30, 2026" in words
    assert "A person answers by" not in words.replace("that a person answers by", "")


def test_the_desk_says_that_an_answer_is_overdue(order_with_question, client, at):
    at("Mon 2026-11-30 18:01")
    client.force_login(pat())
    words = page_text(client.get(f"/desk/care/{order_with_question.requests.get().key}"))
    assert "Overdue: the customer was told" in words
    assert "6:00 pm ET on Mon Nov 30, 2026" in words


def test_the_desk_marks_an_email_without_an_order_that_is_overdue(house, client, at):
    receive_mail(raw_mail("Hello", "Is it still there?"), SATURDAY)
    client.force_login(pat())
    overdue = '<strong class="problem">6:00 pm ET on Mon Nov 30, 2026</strong>'
    at("Mon 2026-11-30 17:59")
    assert overdue not in client.get("/desk/care/").content.decode()
    at("Mon 2026-11-30 18:01")
    assert overdue in client.get("/desk/care/").content.decode()


def test_a_payment_under_review_says_until_when_and_what_follows(house, client, at):
    order = order_of(a_bag(), card=world.RISKY, now=moment("Sat 2026-11-28 02:01"))
    client.get(token_path(order))
    at("Sat 2026-11-28 12:00")
    words = page_text(client.get(f"/orders/{order.number}"))
    assert "A person is checking your payment, by 6:00 pm ET on Mon Nov 30, 2026" in words
    assert "your card is not charged" in words
