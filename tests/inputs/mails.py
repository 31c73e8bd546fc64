"""Mails as programs write them, and what becomes of one that comes to care."""

from __future__ import annotations

import base64
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.factories.moments import MONDAY
from tests.factories.pictures import picture
from tests.mailcorpus.keys import dns, signed
from troth.care.mail import filing
from troth.care.mail_models import Mail

CARE = "care@fathomandreed.example"
CAME = MONDAY + timedelta(hours=1)


def rows_of(name: str) -> list[Any]:
    """The rows of a table in this folder, each with its source as the test's name."""
    with (Path(__file__).parent / f"{name}.toml").open("rb") as file:
        rows = tomllib.load(file)["row"]
    for row in rows:
        assert row["source"], row
        assert row["before"] in ("failed", "held"), row
    return rows


def name_of(row: dict[str, Any]) -> str:
    """How a failing row is found again."""
    case = f"case {row['case']}, " if "case" in row else ""
    return f"{case}{row['source']}"[:80]


def head(sender: str = "Ann Lee <ann@example.com>", subject: str = "Order", more: str = "") -> str:
    return (
        f"From: {sender}\r\nTo: {CARE}\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 12:58:41"
        f" -0500\r\nMessage-ID: <m1@example.com>\r\n{more}MIME-Version: 1.0\r\n"
    )


def mail_of_text(text: str, kind: str = "text/plain", **headers: str) -> bytes:
    """A mail of one text, in UTF-8."""
    return mail_of_bytes(text.encode(), f"{kind}; charset=utf-8", **headers)


def mail_of_bytes(content: bytes, kind: str, **headers: str) -> bytes:
    """A mail of one part: its bytes as they are."""
    encoded = base64.encodebytes(content).decode().replace("\n", "\r\n")
    lines = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}"
    return (head(**headers) + lines).encode()


def mail_of_parts(parts: list[Any], kind: str = "mixed", **headers: str) -> bytes:
    """A mail of several parts; one that is a list of its own holds alternatives."""
    return (head(**headers) + _several(parts, kind, "b0")).encode()


def _several(parts: list[Any], kind: str, bound: str) -> str:
    inside = "".join(
        f"--{bound}\r\n{_part(part, f'{bound}x{nth}')}\r\n" for nth, part in enumerate(parts)
    )
    return f'Content-Type: multipart/{kind}; boundary="{bound}"\r\n\r\n{inside}--{bound}--\r\n'


def _part(part: dict[str, Any], bound: str) -> str:
    if "of" in part:
        return _several(part["of"], part["kind"], bound)
    content = picture() if part["kind"] == "image/jpeg" else part["text"].encode()
    name = part.get("name", "photo.jpeg" if part["kind"] == "image/jpeg" else "")
    place = f'Content-Disposition: inline; filename="{name}"\r\n' if name else ""
    return (
        f"Content-Type: {part['kind']}; charset=utf-8\r\n{place}Content-Transfer-Encoding:"
        f" base64\r\n\r\n{base64.encodebytes(content).decode()}"
    )


def proven(raw: bytes, domain: str = "example.com") -> bytes:
    """Signed by its sender's domain."""
    return signed(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), domain)


def came(raw: bytes, *, authserv_id: str = "") -> Mail:
    """What the mailbox makes of it."""
    mail = filing.store_mail(raw, received_at=CAME, how="imap", now=CAME)
    kwargs: dict[str, Any] = {"clock": lambda: CAME, "dns": dns, "our_domain": "localhost"}
    filing.process_mail(mail_id=mail.pk, authserv_id=authserv_id, **kwargs)
    return Mail.objects.select_related("order", "request").get(pk=mail.pk)


def end_of(mail: Mail) -> str:
    """What has become of it, in one word."""
    if mail.request is None:
        return "person" if mail.state == "open" else "kept"
    if mail.request.kind != "cancel":
        return "request"
    return "cancelled" if mail.request.outcome == "accepted" else "asked back"


def words_of(text):
    """A text by its words: line ends and blanks aside."""
    return text.split()
