"""The parts of a mail: every text that its writer wrote, in order, and what is attached."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from itertools import chain

from troth.care.mail.charsets import text_of
from troth.care.mail.pages import words_of
from troth.care.mail.quoting import without_placeholders
from troth.orders.numbers import order_numbers

MOST_PARTS = 300
MOST_DEPTH = 40
MOST_TEXT = 20_000
MOST_PAGES = 16 * MOST_TEXT  # letters of HTML that are looked through, in one mail
LONGEST_STUB = 400
LEAST_FLOWED = 30
STATUS, RECEIPT = "message/delivery-status", "message/disposition-notification"
ATTACHED = ("message/rfc822", "message/global")
HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
STATUSES = (STATUS, "message/global-delivery-status")
FEEDBACK = "message/feedback-report"  # RFC 5965
# With this field, Microsoft sends on what somebody called junk, and nothing else in the mail.
JUNK = "X-HmXmrOriginalRecipient"
PLAIN, HTML = "text/plain", "text/html"
# What a plain part says that stands there only for programs that show no HTML.
_STUB = re.compile(
    r"\b(?:html|rich text)\b.{0,80}\b(?:support|display|view|enable|compatible|capable|format|read)"
    r"|\b(?:support|display|view|enable|read|show)\w*\b.{0,80}\b(?:html|rich text)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Parts:
    """What a mail is made of. `texts` are its writer's, in order; `attached` those of messages that
    hang on a mail without any, which somebody else wrote.
    """

    texts: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)  # name, content
    report: str = ""  # of a delivery status, or of feedback: the message that it is about
    feedback: str = ""  # the fields of a report that somebody called a letter spam
    machine: bool = False  # it holds what programs alone write


def parts_of(message: Message) -> Parts:
    """Looks through a whole message. What is nested too deep, or beyond the first `MOST_PARTS`, is
    left out.
    """
    walk = _Walk()
    leaves = walk.leaves(message, 0)
    parts = walk.parts
    written = [leaf for leaf in leaves if leaf.get_content_type() in (PLAIN, HTML)]
    parts.texts = _within_limit(walk.text(leaf) for leaf in written)
    if not any(text.strip() for text in parts.texts):
        others = (walk.text(leaf) for leaf in leaves if leaf not in written)
        parts.texts = _within_limit(text for text in others if text.strip())[:1]
    if not parts.texts:
        parts.attached = _within_limit(map(walk.text, walk.attached))
        parts.feedback = parts.feedback or walk.junk
        parts.report = parts.report or walk.junk
    return parts


def _within_limit(texts: Iterable[str]) -> list[str]:
    limited, left = [], MOST_TEXT
    for text in texts:
        limited.append(without_unstorable(text[:left]))
        left -= len(limited[-1])
        if left <= 0:
            break
    return limited


def without_unstorable(text: str) -> str:
    """Without what no database keeps: null characters, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


class _Walk:
    """One way through a message, the outer parts first."""

    def __init__(self) -> None:
        self.parts = Parts()
        self.attached: list[Message] = []
        self.junk = ""  # what was called junk
        self._seen = 0
        self._pages_left = MOST_PAGES
        self._texts: dict[int, str] = {}

    def leaves(self, part: Message, depth: int) -> list[Message]:
        """The parts that hold what its writer wrote: of alternatives, one. Files and reports are
        noted on the way.
        """
        self._seen += 1
        if self._seen > MOST_PARTS:
            return []
        kind, inside = part.get_content_type(), part.get_payload() if part.is_multipart() else None
        self._note_machine(part, kind)
        reported = kind in (*ATTACHED, *HEADERS) and (self.parts.report or self.parts.feedback)
        if kind in STATUSES or reported:
            self.parts.report += "\n" + _source_text(part)
            return []
        if kind == FEEDBACK and depth == 1:  # not in a mail that somebody sent on
            self.parts.feedback += "\n" + (_encoded_fields(part) or _source_text(part))
            return []
        if kind == RECEIPT:
            return []
        if isinstance(inside, list) and depth < MOST_DEPTH:
            children = [child for child in inside[:MOST_PARTS] if isinstance(child, Message)]
            groups = [self.leaves(child, depth + 1) for child in children]
            if kind in ATTACHED:
                self.attached += chain.from_iterable(groups)
                if depth == 1 and any(child.get(JUNK) for child in children):
                    self.junk = self.junk or _source_text(part)
                return []
            if kind == "multipart/alternative":
                return self._best(groups)
            return list(chain.from_iterable(groups))
        return self._leaf(part, kind)

    def _leaf(self, part: Message, kind: str) -> list[Message]:
        name = _file_name(part)
        if name or part.get_content_disposition() == "attachment":
            self.parts.files.append((name or "file", _decoded_content(part)))
            return []
        # A multipart whose parts can't be told apart is read as it is, by a person.
        return [part] if kind.startswith(("text/", "multipart/")) else []

    def _note_machine(self, part: Message, kind: str) -> None:
        if kind == RECEIPT:
            self.parts.machine = True
        elif kind == "text/calendar":
            with suppress(ValueError, LookupError, TypeError):
                method = str(part.get_param("method", "")).upper()
                self.parts.machine |= method == "REPLY"

    def _best(self, alternatives: list[list[Message]]) -> list[Message]:
        """Of alternatives the one in plain text, where it says something; else the richest, which
        is the last (RFC 2046, 5.1.4).
        """
        plain = next((leaves for leaves in alternatives if self._is_plain(leaves)), [])
        pages = (leaves for leaves in reversed(alternatives) if _holds_page(leaves))
        page = next(pages, [])
        if plain and not (page and self._is_stub(plain)):
            return plain
        return page or list(chain.from_iterable(alternatives))

    def _is_plain(self, leaves: list[Message]) -> bool:
        """Whether these are plain text, and anything but placeholders stands in it."""
        plain = all(leaf.get_content_type() == PLAIN for leaf in leaves)
        return plain and any(without_placeholders(self.text(leaf)).strip() for leaf in leaves)

    def _is_stub(self, leaves: list[Message]) -> bool:
        text = "\n".join(self.text(leaf).strip() for leaf in leaves)
        return len(text) <= LONGEST_STUB and bool(_STUB.search(text)) and not order_numbers(text)

    def text(self, leaf: Message) -> str:
        """The words of a part, once."""
        if id(leaf) not in self._texts:
            self._texts[id(leaf)] = self._read(leaf)
        return self._texts[id(leaf)]

    def _read(self, leaf: Message) -> str:
        text = text_of(_decoded_content(leaf)[: 4 * MOST_TEXT], _charset_label(leaf))
        if leaf.get_content_type() != HTML:
            return (
                _join_flowed_lines(text, leaf)
                if _content_parameter(leaf, "format") == "flowed"
                else text
            )
        page = text[: self._pages_left]
        self._pages_left -= len(page)
        return words_of(page)


def _join_flowed_lines(text: str, part: Message) -> str:
    """RFC 3676: a line that ends with a blank goes on in the next, but for the one above a
    signature. Programs break quoted lines so too, and leave out the mark of what follows.
    """
    joint = "" if _content_parameter(part, "delsp") == "yes" else " "
    lines: list[str] = []
    goes_on = ""
    for line in text.splitlines():
        mark = line[: len(line) - len(line.lstrip(">"))]
        words = line[len(mark) :]
        signs = words.strip() == "--"
        if goes_on and words.strip() and not signs and goes_on.startswith(mark):
            lines[-1] = lines[-1].rstrip(" ") + joint + words.lstrip(" ")
        else:
            lines.append(line)
        # A short quoted line isn't broken by a program: what follows may be the answer to it.
        flows = words.endswith(" ") and not signs and (not mark or len(line) >= LEAST_FLOWED)
        goes_on = (goes_on or mark or " ") if flows else ""
    return "\n".join(lines)


def _content_parameter(part: Message, name: str) -> str:
    try:
        return str(part.get_param(name, "")).lower()
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _holds_page(leaves: list[Message]) -> bool:
    return any(leaf.get_content_type() == HTML for leaf in leaves)


def _charset_label(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _source_text(part: Message) -> str:
    try:
        return without_unstorable(part.as_string()[:20_000])
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return ""


def _encoded_fields(part: Message) -> str:
    """The fields of a report in Base64, which the standard library reads as a message."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return ""
    inside = part.get_payload()
    first = inside[0] if isinstance(inside, list) and inside else part
    with suppress(ValueError, AttributeError):
        text = b64decode(str(first.get_payload())).decode("utf-8", "replace")  # type: ignore[union-attr]
        return without_unstorable(text[:MOST_TEXT])
    return ""


def _file_name(part: Message) -> str:
    try:
        return without_unstorable(part.get_filename() or "")[:200]
    except (ValueError, LookupError, TypeError, IndexError):
        return "file"


def _decoded_content(part: Message) -> bytes:
    try:
        return part.get_payload(decode=True) or b""  # type: ignore[return-value]  # decoded: bytes
    except (ValueError, LookupError, TypeError, AssertionError):
        return b""
