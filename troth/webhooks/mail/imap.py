"""Asks an IMAP server for mail. Each message is kept first, and only then moved out of the
inbox.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from troth.care.mail import filing
from troth.errors import ServiceUnavailable

AT_ONCE = 100
TIMEOUT = 30


class MailServerUnreachable(ServiceUnavailable):
    """The server doesn't answer, or refuses; the text says which."""


@contextmanager
def open_inbox(settings: dict[str, Any]) -> Iterator[BaseMailBox]:
    """The inbox. Raises `MailServerUnreachable`."""
    box: BaseMailBox | None = None
    try:
        box = _open_connection(settings)
        box.login(settings["user"], settings["password"], settings["inbox"])
        yield box
        box.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as problem:
        raise MailServerUnreachable(f"{settings['host']}: {problem}"[:300]) from problem
    finally:
        if box is not None:
            with suppress(OSError):
                box.client.shutdown()


def _open_connection(settings: dict[str, Any]) -> BaseMailBox:
    """A connection by TLS, whose certificate must be valid for the host; plain where TLS is off."""
    if not settings["tls"]:
        return MailBoxUnencrypted(settings["host"], settings["port"], timeout=TIMEOUT)
    return MailBox(
        settings["host"],
        settings["port"],
        timeout=TIMEOUT,
        ssl_context=ssl.create_default_context(),
    )


def poll_inbox(*, settings: dict[str, Any], clock: Callable[[], datetime]) -> list[int]:
    """Takes what lies in the inbox, oldest first, and moves it to the folder of the taken. Returns
    the mails' keys.

    A crash between keeping and moving finds the same message again, and keeps it once.
    """
    taken: list[int] = []
    with open_inbox(settings) as box:
        if not box.folder.exists(settings["taken"]):
            box.folder.create(settings["taken"])
        for uid in box.uids()[:AT_ONCE]:
            raw, received_at = _fetch_message(box, uid)
            if raw is None:
                continue
            now = clock()
            taken.append(
                filing.store_mail(
                    raw, received_at=min(received_at or now, now), how="imap", now=now
                ).pk
            )
            box.move([uid], settings["taken"])
    return taken


def _fetch_message(box: BaseMailBox, uid: str) -> tuple[bytes | None, datetime | None]:
    """The message byte for byte, and when the server received it."""
    status, parts = box.client.uid("fetch", uid, "(INTERNALDATE BODY.PEEK[])")
    if status != "OK":
        return None, None
    for part in parts or []:
        if isinstance(part, tuple) and len(part) == 2:
            match = re.search(
                rb'INTERNALDATE "([^"]+)"',
                part[0] + (parts[-1] if isinstance(parts[-1], bytes) else b""),
            )
            return part[1], _parse_instant(match[1].decode()) if match else None
    return None, None


def _parse_instant(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None
