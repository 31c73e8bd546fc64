"""Clause `cancellation_by_email`: a plain wish with a name behind it is plain."""

from __future__ import annotations

import pytest

from tests.factories.letters import letter_of
from tests.factories.orders import place_confirmed
from tests.inputs.mails import came, end_of, mail_of_text, name_of, proven, rows_of
from troth.notifications.actions import build_email


@pytest.mark.parametrize("row", rows_of("c1_plain_wishes"), ids=name_of)
def test_a_wish_and_a_name(house, row):
    order = place_confirmed()
    mail = came(proven(mail_of_text(row["given"].replace("{number}", order.number))))
    assert end_of(mail) == row["right"]


ANSWERS = {  # what somebody writes, and the letter that answers it
    "Where is my order {number}?": "request",
    "Please change the address of {number}.": "request",
    "Please cancel my order {number}.": "cancelled",
    "Can I cancel {number} if it is late?": "request",
}


@pytest.mark.parametrize("text", ANSWERS)
def test_case_27_a_letter_answers_the_mail_that_asked(house, text):
    """osTicket#5111, cyclestreets/cyclescape#227: receipts that belong to no conversation."""
    order = place_confirmed()
    came(proven(mail_of_text(text.replace("{number}", order.number))))
    sent = build_email(letter_of(order, ANSWERS[text])).extra_headers
    assert sent["In-Reply-To"] == "<m1@example.com>"
    assert sent["References"].split()[-1] == "<m1@example.com>"
