"""The sandbox's mailbox, asked by Python's own IMAP client and by the one that the store uses."""

from __future__ import annotations

import imaplib
import socket
from datetime import UTC, datetime

import pytest

from sandbox.imap.server import MailboxServer
from tests.factories.mails import imap_settings
from tests.factories.moments import moment
from troth.care.mail_models import Mail
from troth.webhooks.mail import imap

NOW = moment("Mon 2026-11-23 12:00")


@pytest.fixture
def box(tmp_path):
    with MailboxServer(folder=tmp_path / "box") as server:
        yield server


@pytest.fixture
def client(box):
    connection = imaplib.IMAP4("127.0.0.1", box.port, timeout=10)
    connection.login("care", "care")
    yield connection
    connection.logout()


def test_a_message_comes_back_byte_for_byte(box, client):
    raw = bytes(range(256)) * 40 + b"\r\n.\r\n) OK {5}\r\n"
    box.deliver(raw)
    client.select("INBOX")
    uid = client.uid("search", None, "ALL")[1][0]
    assert client.uid("fetch", uid, "(INTERNALDATE BODY.PEEK[])")[1][0][1] == raw


def test_appended_moved_and_kept_over_a_restart(box, client, tmp_path):
    client.create("Done")
    client.append("INBOX", None, None, b"Subject: x\r\n\r\nhello")
    client.select("INBOX")
    assert client.uid("MOVE", "1", "Done")[0] == "OK"
    with MailboxServer(folder=tmp_path / "box") as again:
        assert [file.read_bytes() for file in again.messages("Done").values()] == [
            b"Subject: x\r\n\r\nhello"
        ]
        assert again.messages("INBOX") == {}
        assert again.deliver(b"y") == 3  # a UID never comes back


@pytest.mark.parametrize(
    "command",
    [b"\r\n", b"a\r\n", b"a1 FETCH 1\r\n", b"a1 LOGIN x y\r\n", b"a1 \xff\xfe\r\n", b"a1 UID\r\n"],
)
def test_nonsense_is_answered(box, command):
    with socket.create_connection(("127.0.0.1", box.port), timeout=10) as line:
        line.recv(100)
        line.sendall(command)
        assert b" BAD " in (answer := line.recv(200)) or b" NO " in answer


def test_the_store_takes_mail_and_moves_it(house, box):
    box.deliver(b"From: a@example.com\r\nMessage-ID: <1@x>\r\n\r\nhello")
    box.deliver(b"From: b@example.com\r\nMessage-ID: <2@x>\r\n\r\nhello")
    assert len(imap.poll_inbox(settings=imap_settings(box), clock=lambda: datetime.now(UTC))) == 2
    assert imap.poll_inbox(settings=imap_settings(box), clock=lambda: NOW) == []
    assert (len(box.messages("INBOX")), len(box.messages("Troth")), Mail.objects.count()) == (
        0,
        2,
        2,
    )
    assert abs((Mail.objects.first().received_at - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize("command", ["UID_FETCH", "UID_MOVE", "UID_SEARCH", "SELECT", "LOGIN"])
def test_a_line_that_breaks_loses_nothing_and_takes_nothing_twice(house, box, command):
    for nth in range(3):
        box.deliver(b"From: a@example.com\r\nMessage-ID: <%d@x>\r\n\r\nhello" % nth)
    box.hang_up_after.append(command)
    with pytest.raises(imap.MailServerUnreachable):
        imap.poll_inbox(settings=imap_settings(box), clock=lambda: NOW)
    imap.poll_inbox(settings=imap_settings(box), clock=lambda: NOW)
    assert (len(box.messages("INBOX")), len(box.messages("Troth")), Mail.objects.count()) == (
        0,
        3,
        3,
    )


@pytest.mark.parametrize("wrong", [{"password": "x"}, {"port": 1}, {"inbox": "Nowhere"}])
def test_what_is_wrong_is_told(box, wrong):
    with pytest.raises(imap.MailServerUnreachable):
        imap.poll_inbox(settings=imap_settings(box, **wrong), clock=lambda: NOW)
