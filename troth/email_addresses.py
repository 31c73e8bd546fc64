"""Email addresses as people and programs write them: which of them are one mailbox, and which
mailboxes a header names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import idna
from django.db.models import Q

from troth.plain_text import without_invisible

MOST_READ = 20_000
# Google's own mail, and nobody else's: dots before the @ and whatever follows a + mean nothing, and
# both names are one provider (support.google.com/mail/answer/7436150). A company's own domain at
# Google keeps its dots.
GMAIL = ("gmail.com", "googlemail.com")
_QUOTED_FOR_NOTHING = re.compile(r'"([\w.!#$%&*+/=?^`{|}~-]+)"')
_BARE = re.compile(r'[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\]+')
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\]|\\.){1,64}"@[^\s@<>()\[\],;:"\\]+')


def typed_address(typed: str) -> str:
    """An address as its owner means it: without blanks around it, and without what can't be seen,
    which a text copied from a page may hold.
    """
    return unicodedata.normalize("NFC", without_invisible(typed)).strip()


def mailbox_of(address: str) -> str:
    """What an address is compared by: the same for all spellings of one mailbox. Upper case, an
    international domain in letters or in its ASCII form, and quotation marks that mean nothing are
    one; Gmail's dots, tags and second name too. Not an address to write to.

    An address with something in it that can't be seen is like no other: in a mail, it is a lie.
    """
    tidied = unicodedata.normalize("NFC", address).strip()
    local, at, domain = tidied.rpartition("@")
    if not at or without_invisible(tidied) != tidied:
        return tidied.lower()
    domain = ascii_domain(domain)
    if quoted := _QUOTED_FOR_NOTHING.fullmatch(local):
        local = quoted[1]
    local = local.casefold()
    if domain in GMAIL and not local.startswith('"'):
        local, domain = local.partition("+")[0].replace(".", ""), GMAIL[0]
    return f"{local}@{domain}"


def same_mailbox(address: str, other_address: str) -> bool:
    """Whether both are spellings of one mailbox. Nothing is nobody's."""
    key = mailbox_of(address)
    return "@" in key and key == mailbox_of(other_address)


def mailbox_filter(field: str, address: str) -> Q:
    """The rows whose `field` holds a spelling of this mailbox."""
    tidied = address.strip()
    local, _, domain = mailbox_of(tidied).rpartition("@")
    if domain == GMAIL[0]:
        letters = r"\.*".join(map(re.escape, local))
        return Q(**{f"{field}__iregex": rf"^{letters}\.*(\+[^@]*)?@(gmail|googlemail)\.com$"})
    query = Q(**{f"{field}__iexact": tidied})
    if local and domain:
        query |= Q(**{f"{field}__iexact": f"{local}@{domain}"})
        query |= Q(**{f"{field}__iexact": f"{local}@{_in_letters(domain)}"})
    return query


def ascii_domain(domain: str) -> str:
    """A domain as it is compared: its ASCII form (IDNA 2008, with UTS 46), in lower case. What is
    no such domain stays as it is written, in lower case.
    """
    tidied = domain.strip().rstrip(".").lower()
    if tidied.isascii() and "xn--" not in tidied:
        return tidied
    try:
        return idna.encode(tidied, uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError, ValueError, IndexError):
        return tidied


def _in_letters(domain: str) -> str:
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError, ValueError, IndexError):
        return domain


def mailboxes_in(value: str) -> list[str]:
    """The addresses in a header, as written, each mailbox once; none for what is no address.

    Whatever stands before an address in angle brackets is its owner's name, even unquoted, with a
    comma, a semicolon or an @ in it, as mail programs write it and Python's own parser refuses, or
    doesn't, by its patch version.
    """
    mailboxes: dict[str, str] = {}
    for address in _addresses_in(value[:MOST_READ]):
        mailboxes.setdefault(mailbox_of(address), address)
    return list(mailboxes.values())


def _addresses_in(value: str) -> Iterator[str]:
    """Each address of a header, in its order: what angle brackets hold, and bare ones."""
    for piece in _split_addresses(_without_comments(value)):
        opens = _outside_quotes(piece, "<")
        if opens < 0:
            yield from _bare_address(_without_group(piece).strip(" \t<>"))
            continue
        yield from _in_brackets(piece[opens:])


def _bare_address(text: str) -> Iterator[str]:
    """The one address without angle brackets, alone or behind its owner's name."""
    if _is_address(text):
        yield text
    elif text.count("@") == 1 and '"' not in text and (match := _BARE.search(text)):
        yield match[0]


def _in_brackets(text: str) -> Iterator[str]:
    """The addresses of `<a@x> <b@y>`, also where a bracket is missing, or there twice."""
    for inside in text.split("<")[1:]:
        address = re.sub(r"\s*([@.])\s*", r"\1", inside.partition(">")[0]).strip()
        address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE)
        if address.startswith("@") and ":" in address:  # a route (RFC 5322, 4.4)
            address = address.rpartition(":")[2]
        if _is_address(address):
            yield address


def _is_address(text: str) -> bool:
    return len(text) <= 320 and bool(_BARE.fullmatch(text) or _QUOTED_LOCAL.fullmatch(text))


def _split_addresses(value: str) -> list[str]:
    """Split at the commas and semicolons that part addresses: those after an address, outside
    quotation marks and angle brackets. Others belong to a name.
    """
    pieces, current, quoted, bracket = [], "", False, False
    for letter, escaped in _with_escapes(value):
        if letter == '"' and not escaped and not bracket:
            quoted = not quoted
        elif not quoted and letter in "<>":
            bracket = letter == "<"
        if letter in ",;" and not quoted and not bracket:
            pieces.append(current)
            current = ""
        else:
            current += letter
    if quoted:  # a mark that is never closed means nothing
        return _split_addresses(value.replace('"', ""))
    return [*pieces, current]


def _with_escapes(value: str) -> Iterator[tuple[str, bool]]:
    """Each letter, and whether a backslash stands before it."""
    escaped = False
    for letter in value:
        yield letter, escaped
        escaped = letter == "\\" and not escaped


def _without_comments(value: str) -> str:
    """Without what stands in parentheses, outside quotation marks. One that is never closed is no
    comment.
    """
    remaining, depth, quoted = "", 0, False
    for letter, escaped in _with_escapes(value):
        if letter == '"' and not escaped and not depth:
            quoted = not quoted
        if not quoted and not escaped and letter == "(":
            depth += 1
        elif not quoted and not escaped and letter == ")" and depth:
            depth -= 1
        elif not depth:
            remaining += letter
    if depth or (quoted and "(" in value):
        return value.replace("(", " ").replace(")", " ")
    return remaining


def _without_group(piece: str) -> str:
    """`Friends: ann@example.com` without the name of the group (RFC 5322, 3.4)."""
    name, colon, rest = piece.partition(":")
    return rest if colon and "@" not in name and '"' not in name else piece


def _outside_quotes(piece: str, sign: str) -> int:
    """Where a sign stands first outside quotation marks; -1 where it doesn't."""
    quoted = False
    for at, (letter, escaped) in enumerate(_with_escapes(piece)):
        if letter == '"' and not escaped:
            quoted = not quoted
        elif letter == sign and not quoted:
            return at
    return -1
