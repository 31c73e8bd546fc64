"""Clauses `care`, `cancellation_by_email`: one mailbox and one order, however they are written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import MONDAY
from tests.factories.orders import order_of, place_confirmed
from tests.factories.people import ANN
from tests.inputs.mails import came, end_of, mail_of_text, name_of, proven, rows_of
from tests.mailcorpus import keys
from troth.notifications.models import Resend
from troth.orders.actions import mark_confirmation_sent

MAILBOXES, NUMBERS = rows_of("k5_mailboxes"), rows_of("k5_order_numbers")
DOMAINS = {row.get("domain", "example.com") for row in MAILBOXES}


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    """Each domain of the table signs."""
    monkeypatch.setattr(keys, "DOMAINS", {*keys.DOMAINS, *DOMAINS})


def placed_by(address):
    order = order_of(a_bag(), by=replace(ANN, email=address), now=MONDAY)
    letter = letter_of(order, "confirmation")
    mark_confirmation_sent(
        order=order, message_id=letter.message_id, now=MONDAY, by="notifications"
    )
    return order


def spelled(given, number):
    first, second = number[2:7], number[8:]
    text = given.replace("{a}", first).replace("{b}", second)
    return text.replace("{a:lower}", first.lower()).replace("{b:lower}", second.lower())


@pytest.mark.parametrize("row", MAILBOXES, ids=name_of)
def test_whose_mail(house, row):
    order = placed_by(row["address"])
    raw = mail_of_text(f"Please cancel my order {order.number}.", sender=row["given"])
    mail = came(proven(raw, row.get("domain", "example.com")))
    assert end_of(mail) == row["right"]
    assert mail.order == order


@pytest.mark.parametrize("row", NUMBERS, ids=name_of)
def test_which_order_a_mail_names(house, row):
    order = place_confirmed()
    mail = came(proven(mail_of_text(f"Cancel {spelled(row['given'], order.number)}")))
    assert (mail.order, end_of(mail)) == (order, "cancelled")


@pytest.mark.parametrize("row", NUMBERS, ids=name_of)
def test_which_order_a_page_is_asked_for(house, client, row):
    order = placed_by(ANN.email)
    notice = order.events.get(kind="order.placed").notices.get()
    type(notice).objects.filter(pk=notice.pk).update(sent_at=MONDAY)
    typed = {"number": spelled(row["given"], order.number), "email": f" {ANN.email.upper()}\u200b"}
    assert client.post("/orders/find", typed).status_code == 302
    assert Resend.objects.filter(notice=notice).count() == 1


@pytest.mark.parametrize("row", [r for r in MAILBOXES if "(" not in r["given"]], ids=name_of)
def test_a_page_sends_the_letter_again_to_the_orders_own_address(house, client, row):
    typed = re.search(r"[^\s<>]+@[^\s<>]+", row["given"])[0]
    order = placed_by(row["address"])
    notice = order.events.get(kind="order.placed").notices.get()
    type(notice).objects.filter(pk=notice.pk).update(sent_at=MONDAY)
    client.post("/orders/find", {"number": order.number, "email": typed})
    for repeat in Resend.objects.all():
        assert repeat.notice.to == row["address"]


def test_no_reader_of_mail_uses_pythons_own_parser_of_addresses():
    """It answers differently from one patch version to the next."""
    rooms = Path(__file__).parents[2] / "troth"
    sources = "".join(path.read_text(encoding="utf-8") for path in rooms.rglob("*.py"))
    assert not re.findall(r"\b(getaddresses|parseaddr)\b", sources)
