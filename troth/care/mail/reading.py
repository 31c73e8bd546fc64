"""What a mail says, whatever it is made of. Nothing in it is believed here, and nothing of it stops
the reader.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from troth.care.mail.pages import words_of

MOST_PARTS = 300
MOST_DEPTH = 40
MOST_TEXT = 20_000
MOST_IN_THREAD = 60
LEAST_REPEATED = 20  # words in a row that a mail and a letter of ours share: it quotes the letter
STATUS, RECEIPT = "message/delivery-status", "message/disposition-notification"
_NUMBER = re.compile(
    r"(?<![0-9A-Z])T[\s-]{0,3}([2-9A-HJ-NP-Z]{5})[\s-]{0,3}([2-9A-HJ-NP-Z]{5})(?![0-9A-Z])"
)
_WORD = re.compile(r"\w+")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
# One of each is all that an honest program writes; a second is how one message is read two ways.
SINGLE = (
    "from", "subject", "date", "to", "message-id", "in-reply-to", "reply-to", "sender",
    "content-type", "content-transfer-encoding",
)  # fmt: skip
# What proves a sender is never decoded: an encoded word could hold a semicolon, and a proof of its
# own behind it.
AS_WRITTEN = ("authentication-results", "dkim-signature")


@dataclass(slots=True)
class Read:
    """A mail as read. `own` is what its writer wrote above what they quote; `quoted` the rest.
    `repeated` is what stood in their own words without a mark, and is a letter of ours.
    """

    sender: str = ""  # the one address in From, lower case; empty where there isn't exactly one
    subject: str = ""
    to: list[str] = field(default_factory=list)
    message_id: str = ""
    replies_to: list[str] = field(default_factory=list)
    thread: list[str] = field(default_factory=list)  # oldest first, its own Message-ID last
    headers: dict[str, list[str]] = field(default_factory=dict)
    own: str = ""
    quoted: str = ""
    repeated: str = ""
    doubled: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)  # name, content
    report: str = ""  # of a delivery status: the message that it is about
    machine: bool = (
        False  # it holds what programs alone write: a receipt, or the answer to an invitation
    )

    def header(self, name: str) -> str:
        return " ".join(self.headers.get(name, [])[:1])


def read(raw: bytes) -> Read:
    """Reads a whole message. Whatever can't be read is left empty."""
    whole = raw.replace(b"\x00", b"")
    try:
        message = message_from_bytes(whole, policy=policy.compat32)
    except (RecursionError, ValueError, LookupError, TypeError):  # its header can still be read
        message = message_from_bytes(
            re.split(rb"\r?\n\r?\n", whole, maxsplit=1)[0], policy=policy.compat32
        )
    found = Read()
    for name, value in message.raw_items():
        as_read = (
            _unfolded(_eight_bits(str(value)))
            if name.lower() in AS_WRITTEN
            else _decoded(str(value))
        )
        found.headers.setdefault(name.lower().strip(), []).append(as_read)
    found.doubled = [name for name in SINGLE if len(found.headers.get(name, [])) > 1]
    # As written: decoded first, a name could hold an address of its own.
    senders = [
        _unfolded(_eight_bits(str(value)))
        for name, value in message.raw_items()
        if name.lower() == "from"
    ]
    people = [address.lower() for address in _addresses(senders) if "@" in address]
    if len(people) == len(senders) == 1:
        found.sender = people[0]
    found.subject = found.header("subject")[:500]
    told = [
        value
        for name in ("to", "cc", "delivered-to", "x-original-to")
        for value in found.headers.get(name, [])
    ]
    found.to = [address.lower() for address in _addresses(told)][:50]
    found.message_id = (
        _ids(found.header("message-id"))[:1][0] if _ids(found.header("message-id")) else ""
    )
    found.replies_to = (_ids(found.header("in-reply-to")) + _ids(found.header("references"))[::-1])[
        :50
    ]
    found.thread = _thread(found)
    _bodies(message, found)
    return found


def _thread(found: Read) -> list[str]:
    """What an answer to it has as its References (RFC 5322, 3.6.4): the mail's own ones, or the one
    that it answers, and then its Message-ID. Of an endless conversation, its first and its latest.
    """
    answered = _ids(found.header("in-reply-to"))
    earlier = _ids(found.header("references")) or (answered if len(answered) == 1 else [])
    own = [found.message_id] if found.message_id else []
    chain = list(dict.fromkeys(each for each in earlier if each not in own)) + own
    return chain if len(chain) <= MOST_IN_THREAD else [chain[0], *chain[1 - MOST_IN_THREAD :]]


def _ids(value: str) -> list[str]:
    return re.findall(r"<[^<>\s]{1,250}>", value[:20_000])


def _addresses(values: list[str]) -> list[str]:
    """The addresses, each as it is compared: quotation marks that mean nothing are gone. None where
    it is nonsense.
    """
    try:
        found = [_storable(address).strip() for _, address in getaddresses(values)]
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        return []
    return [
        re.sub(r'^"([\w.!#$%&*+/=?^`{|}~-]+)"@(?=[^@]+$)', r"\1@", address) for address in found
    ]


def _decoded(value: str) -> str:
    value = _unfolded(_eight_bits(value))
    try:
        return _storable(str(make_header(decode_header(value)))).strip()
    except (ValueError, LookupError, TypeError, IndexError, MessageError):
        return _storable(value).strip()


def _eight_bits(value: str) -> str:
    """What stands in a header unencoded, where none of it may: UTF-8, or the carriers' seven
    bits.
    """
    told = value.encode("ascii", "surrogateescape")
    if b"\x1b$" in told:
        with suppress(ValueError):
            return told.decode("iso2022_jp_ext")
    return told.decode("utf-8", "replace")


def _unfolded(value: str) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", value[:20_000])


def _storable(text: str) -> str:
    """Without what no database keeps: null characters, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _bodies(message: Message, found: Read) -> None:
    plain, html, unread = "", "", ""
    for part in _parts(message):
        kind = part.get_content_type()
        name = _name(part)
        _note_machine(part, kind, found)
        if kind == STATUS or (kind in ("message/rfc822", "text/rfc822-headers") and found.report):
            found.report += "\n" + _source(part)
            continue
        if name or part.get_content_disposition() == "attachment":
            found.files.append((name or "file", _content(part)))
        elif kind == "text/plain" and not plain:
            plain = _text(part)
        elif kind == "text/html" and not html:
            html = _text(part)
        elif kind.startswith("text/") and not plain:
            plain = _text(part)
        elif kind.startswith(
            "multipart/"
        ):  # its parts can't be told apart: a person reads it as it is
            unread = unread or _text(part)
    written = (
        plain if plain.strip() else words_of(html[: 4 * MOST_TEXT]) if html.strip() else unread
    )
    found.own, found.quoted = split(_storable(written[:MOST_TEXT]))


def _note_machine(part: Message, kind: str, found: Read) -> None:
    if kind == RECEIPT:
        found.machine = True
    elif kind == "text/calendar":
        with suppress(ValueError, LookupError, TypeError):
            found.machine |= str(part.get_param("method", "")).upper() == "REPLY"


def _source(part: Message) -> str:
    try:
        return _storable(part.as_string()[:20_000])
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return ""


def _name(part: Message) -> str:
    try:
        return _storable(part.get_filename() or "")[:200]
    except (ValueError, LookupError, TypeError, IndexError):
        return "file"


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something, the outer first; a report's own message is read as a part."""
    waiting, seen, reported = [(message, 0)], 0, False
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        kind, inside = part.get_content_type(), part.get_payload() if part.is_multipart() else None
        whole = kind in (STATUS, RECEIPT) or (kind == "message/rfc822" and reported)
        reported |= kind == STATUS
        if isinstance(inside, list) and depth < MOST_DEPTH and not whole:
            waiting += [
                (each, depth + 1)
                for each in reversed(inside[:MOST_PARTS])
                if isinstance(each, Message)
            ]
        else:
            yield part


def _content(part: Message) -> bytes:
    try:
        return part.get_payload(decode=True) or b""  # type: ignore[return-value]  # decoded: bytes
    except (ValueError, LookupError, TypeError, AssertionError):
        return b""


def _text(part: Message) -> str:
    content = _content(part)[: 4 * MOST_TEXT]
    try:
        told = part.get_content_charset() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        told = ""
    for charset in (told, "utf-8"):
        try:
            return content.decode(_known(charset))
        except (LookupError, ValueError):
            continue
    try:
        return content.decode(_known(told), "replace")
    except (LookupError, ValueError):
        return content.decode("cp1252", "replace")


def _known(charset: str) -> str:
    """What to read it by. Python's own escapes are no charset of a mail. `LookupError` for one that
    nobody knows.
    """
    known = {
        "iso-2022-jp": "iso2022_jp_ext",
        "shift_jis": "cp932",
        "x-sjis": "cp932",
        "us-ascii": "utf-8",
    }
    name = known.get(charset.lower(), charset or "utf-8")
    return "utf-8" if "escape" in codecs.lookup(name).name else name


_ORIGINAL = (
    "original message|forwarded message|元のメッセージ|original-nachricht|message d'origine|mensaje"
    " original"
)
_QUOTE_BEGINS = re.compile(
    rf"^\s*(-{{2,}}\s*({_ORIGINAL})"
    r"|_{10,}\s*$|begin forwarded message"
    r"|(from|von|de|差出人)\s*:.{1,200}$"
    r"|(on|le|el|am)\b.{0,200}\b(wrote|écrit|escribió|schrieb)\b.{0,60}:?\s*$"
    r"|\d{4}[年/-].{0,120}(のメール|wrote|<[^>]{1,100}>)\s*[:：]?\s*$"
    r"|.{0,100}(さんは書きました|は書きました)\s*[:：]?\s*$)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^\s*(--\s*$|sent from (my|yahoo|outlook|mail)|sent with proton mail|get outlook for|von"
    r" meinem iphone"
    r"|iphoneから送信)",
    re.IGNORECASE,
)


def split(text: str) -> tuple[str, str]:
    """What the writer wrote, and what follows from where they begin to quote or sign. One look at
    each line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own: list[str] = []
    for at, line in enumerate(lines):
        short = line[:300]
        following = f"{short} {lines[at + 1][:200]}" if at + 1 < len(lines) else short
        if _SIGNED.match(short):
            return "\n".join(own).strip(), "\n".join(lines[at:])
        if _QUOTE_BEGINS.match(short) or _over_two_lines(short, following):
            return "\n".join(own).strip(), "\n".join(lines[at:])
        if not short.lstrip().startswith(">"):
            own.append(line)
    return "\n".join(own).strip(), "\n".join(
        line for line in lines if line.lstrip().startswith(">")
    )


def without_letters(text: str, letters: Iterable[str]) -> tuple[str, str]:
    """A text without what it repeats of these letters, and what it repeats. A program may quote
    without any mark, and wrap the lines anew: so words are compared, in their order. A sentence
    that somebody copies from a letter to ask for it stays theirs: it is shorter than
    `LEAST_REPEATED` words.
    """
    known = {run for letter in letters for run in _runs(_words_in(letter))}
    spans = [match.span() for match in _WORD.finditer(text)]
    own, repeated, begin, until = [], [], 0, -1  # `until`: the last word of the run so far
    for at, run in enumerate(_runs([_compared(text[first:last]) for first, last in spans])):
        if run not in known:
            continue
        if at > until:
            if until >= 0:
                repeated.append((begin, spans[until][1]))
            begin = spans[at][0]
        until = at + LEAST_REPEATED - 1
    if until < 0:
        return text, ""
    repeated.append((begin, spans[until][1]))
    after = 0
    for first, last in repeated:
        own.append(text[after:first])
        after = last
    own.append(text[after:])
    lines = "\n".join(own).split("\n")
    kept = "\n".join(line for line in lines if not line.strip() or _WORD.search(line))
    return kept.strip(), "\n".join(text[first:last] for first, last in repeated)


def _words_in(text: str) -> list[str]:
    return [_compared(word) for word in _WORD.findall(text)]


def _compared(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each run of `LEAST_REPEATED` words, from its first word on."""
    for at in range(len(words) - LEAST_REPEATED + 1):
        yield tuple(words[at : at + LEAST_REPEATED])


def _over_two_lines(line: str, following: str) -> bool:
    begins = re.match(r"^\s*(on|le|el|am)\b", line, re.IGNORECASE)
    return bool(
        begins
        and re.search(
            r"\b(wrote|écrit|escribió|schrieb)\b\s*:?\s*$", following[:500], re.IGNORECASE
        )
    )


def numbers(text: str) -> list[str]:
    """The order numbers in a text, however they are written, each once."""
    folded = unicodedata.normalize("NFKC", text[:MOST_TEXT]).translate(DASHES).upper()
    return list(dict.fromkeys(f"T-{first}-{second}" for first, second in _NUMBER.findall(folded)))
