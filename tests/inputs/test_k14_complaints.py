"""Clause `care`: a complaint that comes by mail is recorded with its letter, as a mail provider's
webhook does it; it is no wish of the shopper's.
"""

from __future__ import annotations

import base64

import pytest

from tests.factories.orders import place_now
from tests.inputs.mails import head, name_of, rows_of
from troth import clock
from troth.care.mail import filing
from troth.care.mail_models import Mail
from troth.notifications.models import SentCopy
from troth.webhooks.mail import tasks as mailbox

LETTER = "Thank you for your order."


def filled(text, copy):
    letter = copy.notice
    for name, value in {
        "{id}": letter.message_id,
        "{bare_id}": letter.message_id.strip("<>"),
        "{provider_id}": copy.provider_id,
        "{subject}": letter.subject,
        "{to}": letter.to,
    }.items():
        text = text.replace(name, value)
    return text


def report(row):
    fields = row["fields"] + "\n"
    encoding = ""
    if row.get("encoded"):
        fields = base64.encodebytes(fields.encode()).decode()
        encoding = "Content-Transfer-Encoding: base64\n"
    kind = 'multipart/report; report-type="feedback-report"'
    return (
        f'Content-Type: {"multipart/mixed" if row.get("mixed") else kind}; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n\n"
        f"--b\nContent-Type: message/feedback-report\n{encoding}\n{fields}\n"
        f"--b\nContent-Type: {row.get('kind', 'message/rfc822')}\n\n{row['letter']}\n\n{LETTER}\n"
        "--b--\n"
    )


def came_in(row, copy):
    row = {
        name: filled(value, copy) if isinstance(value, str) else value
        for name, value in row.items()
    }
    body = row["whole"] if "whole" in row else report(row)
    sender = row.get("from", "Feedback <feedback@arf.example.net>")
    top = head(sender, row.get("subject", "Fw: Your order"), row.get("more", ""))
    now = clock.now()
    raw = top + body.replace("\n", "\r\n")
    mail = filing.store_mail(raw.encode(), received_at=now, how="imap", now=now)
    mailbox.read_mail.func(mail.pk)
    return Mail.objects.get(pk=mail.pk)


@pytest.mark.parametrize("row", rows_of("k14_complaints"), ids=name_of)
def test_what_a_complaint_by_mail_becomes(postmark, row):
    order = place_now()
    mail = came_in(row, SentCopy.objects.select_related("notice").get())
    complained = SentCopy.objects.get().complained_at is not None
    assert complained == (row["right"] == "complained")
    assert order.events.filter(kind="letter.complained").count() == int(complained)
    assert mail.state == ("open" if row["right"] == "person" else "done")
    assert mail.request is None
    assert not order.events.filter(kind="confirmation.bounced").exists()


def test_a_complaint_that_a_person_sends_on_stays_theirs(postmark):
    """Only a report's own parts count, not those of a mail that hangs on another."""
    place_now()
    copy = SentCopy.objects.select_related("notice").get()
    inner = head("Feedback <feedback@arf.example.net>") + filled(
        report(rows_of("k14_complaints")[0]), copy
    )
    whole = (
        'Content-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: text/plain\n\n'
        f"Is this from you?\n\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    )
    mail = came_in({"whole": whole, "from": "Ann Lee <ann@example.com>"}, copy)
    assert mail.kind == "person"
    assert SentCopy.objects.get().complained_at is None
