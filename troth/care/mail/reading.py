"""What a mail says, whatever it is made of. Nothing in it is believed here, and nothing of it stops
the reader.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message

from troth.care.mail.charsets import header_text
from troth.care.mail.parts import Parts, parts_of, without_unstorable
from troth.care.mail.quoting import split_quotations
from troth.email_addresses import mailboxes_in

MOST_IN_THREAD = 60
# One of each is all that an honest program writes; a second is how one message is read two ways.
SINGLE = (
    "from", "subject", "date", "to", "message-id", "in-reply-to", "reply-to", "sender",
    "content-type", "content-transfer-encoding",
)  # fmt: skip
# What proves a sender is never decoded: an encoded word could hold a semicolon, and a proof of its
# own behind it.
AS_WRITTEN = ("authentication-results", "dkim-signature")


@dataclass(slots=True)
class ParsedMail:
    """A mail as read. `own` is what its writer wrote above, between and below what they quote;
    `quoted` the rest. `certain`: `own` holds no quotation without a mark. `repeated` is what stood
    in their own words without a mark, and is a letter of ours.
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
    certain: bool = True
    repeated: str = ""
    doubled: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)  # name, content
    report: str = ""  # of a delivery status, or of feedback: the message that it is about
    feedback: str = ""  # the fields of a report that somebody called a letter spam
    machine: bool = (
        False  # it holds what programs alone write: a receipt, or the answer to an invitation
    )

    def header(self, name: str) -> str:
        return " ".join(self.headers.get(name, [])[:1])


def parse_mail(raw: bytes) -> ParsedMail:
    """Reads a whole message. Whatever can't be read is left empty."""
    message = _message_of(raw.replace(b"\x00", b""))
    parsed = ParsedMail()
    for name, value in message.raw_items():
        as_read = (
            _unfold_header(_decode_eight_bits(str(value)))
            if name.lower() in AS_WRITTEN
            else _decode_header(str(value))
        )
        parsed.headers.setdefault(name.lower().strip(), []).append(as_read)
    parsed.doubled = [name for name in SINGLE if len(parsed.headers.get(name, [])) > 1]
    parsed.sender = _only_sender(message)
    parsed.subject = parsed.header("subject")[:500]
    parsed.to = _recipients(parsed)
    parsed.message_id = next(iter(_message_ids(parsed.header("message-id"))), "")
    parsed.replies_to = (
        _message_ids(parsed.header("in-reply-to")) + _message_ids(parsed.header("references"))[::-1]
    )[:50]
    parsed.thread = _references(parsed)
    _read_parts(parts_of(message), parsed)
    return parsed


def _message_of(raw: bytes) -> Message:
    try:
        return message_from_bytes(raw, policy=policy.compat32)
    except (RecursionError, ValueError, LookupError, TypeError):  # its header can still be read
        header = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
        return message_from_bytes(header, policy=policy.compat32)


def _only_sender(message: Message) -> str:
    """The one address in From; empty where there isn't exactly one."""
    # As written: decoded first, a name could hold an address of its own.
    senders = [
        _unfold_header(_decode_eight_bits(str(value)))
        for name, value in message.raw_items()
        if name.lower() == "from"
    ]
    people = [address for sender in senders for address in _header_addresses(sender)]
    return people[0] if len(people) == len(senders) == 1 else ""


def _recipients(parsed: ParsedMail) -> list[str]:
    values = [
        value
        for name in ("to", "cc", "delivered-to", "x-original-to")
        for value in parsed.headers.get(name, [])
    ]
    return [address for value in values[:20] for address in _header_addresses(value)][:50]


def _read_parts(parts: Parts, parsed: ParsedMail) -> None:
    words = split_quotations(parts.texts)
    parsed.own, parsed.quoted, parsed.certain = words.own, words.quoted, words.certain
    parsed.quoted = "\n".join(text for text in (parsed.quoted, *parts.attached) if text)
    parsed.files, parsed.report, parsed.machine = parts.files, parts.report, parts.machine
    parsed.feedback = parts.feedback


def _references(parsed: ParsedMail) -> list[str]:
    """What an answer to it has as its References (RFC 5322, 3.6.4): the mail's own ones, or the one
    that it answers, and then its Message-ID. Of an endless conversation, its first and its latest.
    """
    answered = _message_ids(parsed.header("in-reply-to"))
    earlier = _message_ids(parsed.header("references")) or (answered if len(answered) == 1 else [])
    own = [parsed.message_id] if parsed.message_id else []
    chain = list(dict.fromkeys(message_id for message_id in earlier if message_id not in own)) + own
    return chain if len(chain) <= MOST_IN_THREAD else [chain[0], *chain[1 - MOST_IN_THREAD :]]


def _message_ids(value: str) -> list[str]:
    return re.findall(r"<[^<>\s]{1,250}>", value[:20_000])


def _header_addresses(value: str) -> list[str]:
    """The addresses in a header, in lower case, without quotation marks that mean nothing."""
    addresses = (address.lower() for address in mailboxes_in(without_unstorable(value)))
    return [
        re.sub(r'^"([\w.!#$%&*+/=?^`{|}~-]+)"@(?=[^@]+$)', r"\1@", address) for address in addresses
    ]


def _decode_header(value: str) -> str:
    return without_unstorable(header_text(_unfold_header(_decode_eight_bits(value)))).strip()


def _decode_eight_bits(value: str) -> str:
    """What stands in a header unencoded, where none of it may: UTF-8, or the carriers' seven
    bits.
    """
    encoded = value.encode("ascii", "surrogateescape")
    if b"\x1b$" in encoded:
        with suppress(ValueError):
            return encoded.decode("iso2022_jp_ext")
    return encoded.decode("utf-8", "replace")


def _unfold_header(value: str) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", value[:20_000])
