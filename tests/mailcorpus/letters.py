"""A letter before a program writes it down, and the ways in which programs write words down."""

from __future__ import annotations

import base64
import quopri
import textwrap
from dataclasses import dataclass, field
from html import escape

CARE = "care@fathomandreed.example"
STORE = "Fathom & Reed"


@dataclass(frozen=True)
class Letter:
    """What somebody writes to care. `quoted` is our own letter below it, in our words."""

    address: str = "ann@example.com"
    name: str = "Ann Lee"
    to: str = CARE
    subject: str = "Order"
    text: str = ""
    key: str = "m1"  # makes the Message-ID
    answers: tuple[str, ...] = ()  # the Message-IDs of ours that it answers
    quoted: str = ""
    more: tuple[str, ...] = field(default=())  # further header lines

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def answer(self) -> str:
        return (
            f"Re: {self.subject}"
            if self.answers and not self.subject.lower().startswith("re:")
            else self.subject
        )

    def thread(self) -> str:
        """Its In-Reply-To and References, where it answers something."""
        if not self.answers:
            return ""
        return f"In-Reply-To: {self.answers[-1]}\r\nReferences: {' '.join(self.answers)}\r\n"

    def head(
        self,
        *lines: str,
        frm: str = "",
        date: str = "Mon, 23 Nov 2026 12:58:41 -0500",
        subject: str = "",
    ) -> str:
        """The header of the message, ended; `lines` are the program's own."""
        sender = frm or f"{encoded(self.name)} <{self.address}>"
        headers = [
            f"From: {sender}",
            f"To: {self.to}",
            f"Subject: {subject or encoded(self.answer)}",
            f"Date: {date}",
            f"Message-ID: <{self.key}@{self.domain}>",
        ]
        return (
            crlf("\n".join([*self.more, *headers]))
            + "\r\n"
            + self.thread()
            + "".join(f"{line}\r\n" for line in lines)
        )


def crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def encoded(text: str, charset: str = "utf-8") -> str:
    """As a header holds it: itself where it is ASCII, else encoded words in base64."""
    if text.isascii():
        return text
    words = [text[at : at + 12] for at in range(0, len(text), 12)]
    return "\r\n ".join(
        f"=?{charset}?B?{base64.b64encode(word.encode(charset)).decode()}?=" for word in words
    )


def b64(text: str, charset: str = "utf-8") -> str:
    return base64.encodebytes(crlf(text).encode(charset, "replace")).decode().replace("\n", "\r\n")


def b64_bytes(content: bytes) -> str:
    return base64.encodebytes(content).decode().replace("\n", "\r\n")


def qp(text: str, charset: str = "utf-8") -> str:
    quoted_printable = quopri.encodestring(
        crlf(text).encode(charset, "replace").replace(b"\r\n", b"\n")
    ).decode()
    return quoted_printable.replace("\n", "\r\n")


def flowed(text: str, width: int = 40) -> str:
    """RFC 3676: lines end with a space where they go on."""
    lines = [
        " \n".join(textwrap.wrap(line, width)) if line else "" for line in crlf(text).split("\r\n")
    ]
    return crlf("\n".join(lines))


def quote(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def html(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def parts(boundary: str, *body_parts: str) -> str:
    """A multipart body: each part with its own header lines."""
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in body_parts) + f"--{boundary}--\r\n"


def part(kind: str, body: str, encoding: str = "7bit", *more: str) -> str:
    lines = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *more]
    return "\r\n".join(lines) + "\r\n\r\n" + body
