"""What a request says of a party, held against the party's own text.

It shares no code with what lays a label out: no transliteration, no limits, no breaking of lines.
Every number must be there as it was written, ranges and fractions whole, and every letter, in
order; and nothing more. A letter without an English one of its own (as in Straße) may be spelled
with up to three.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from troth.fulfillment.carriers.interface import Address, NotAsPromised

_TOKEN = re.compile(r"\d+(?:[-/.]\d+)*|[^\W\d_]")
_NAMED_LETTER = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z])(?: WITH .*)?")
MOST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class PartyFields:
    """What a request says of a party, as it was parsed; empty where it says nothing. `names` holds
    every field with a name in it.
    """

    names: Sequence[str]
    lines: Sequence[str]
    city: str
    state: str
    zip: str
    phone: str


def check_party(
    sent: PartyFields, own: Address, *, lines: int, line: int, other_phone: str = ""
) -> None:
    """Raises `NotAsPromised` where the request doesn't say of the party what the party wrote, or
    has more than so many `lines` of so many characters. `other_phone` is the number of the store,
    which may stand in for one that the party hasn't given.
    """
    above = own.company and sent.lines[:1] == [own.company]  # the street, where there is its room
    names = (own.name,) if above else tuple(dict.fromkeys((own.company, own.name)))
    _check_text("name", " ".join(dict.fromkeys(sent.names)), " ".join(names))
    _check_text("street", " ".join(sent.lines), " ".join((own.company,) * bool(above) + own.street))
    _check_text("city", sent.city, own.city)
    _ensure_as_given(
        "street", len(sent.lines) <= lines and all(len(text) <= line for text in sent.lines)
    )
    _ensure_as_given("ZIP code", sent.zip == own.zip)
    _ensure_as_given("state", sent.state == own.state)
    allowed = [
        _phone_digits(own.phone),
        *([_phone_digits(other_phone)] if not own.phone.strip() else []),
    ]
    _ensure_as_given(
        "phone", not sent.phone or any(number.startswith(sent.phone) for number in allowed)
    )


def _check_text(field: str, printed: str, own: str) -> None:
    _ensure_as_given(field, _is_same_text(_tokens_of(printed), _tokens_of(own)))


def _ensure_as_given(field: str, holds: bool) -> None:
    if not holds:
        raise NotAsPromised(f"{field}: not as it was given")


def _tokens_of(text: str) -> list[str]:
    """The numbers and letters of a text, in order."""
    return _TOKEN.findall("".join(_normalize_character(sign) for sign in text))


def _normalize_character(sign: str) -> str:
    """A sign by what Unicode tells of it: its value, its parts or its name."""
    kind, value = unicodedata.category(sign), unicodedata.numeric(sign, None)
    if kind == "No" and value is not None and value != int(value):
        return f" {Fraction(value).limit_denominator(10)} "
    if value is not None and unicodedata.decomposition(sign).startswith("<super>"):
        return f" {int(value)}"  # of a fraction
    if kind == "Pd" or sign == "\N{MINUS SIGN}":
        return "-"
    if sign in "\N{FRACTION SLASH}\N{DIVISION SLASH}":
        return "/"
    if sign.isascii() or kind in ("Cf", "Sk"):
        return sign if sign.isascii() else ""
    parts = unicodedata.normalize("NFKD", sign).replace("\N{FRACTION SLASH}", "/")
    unseen = ("Mn", "Mc", "Me", "Lm")  # marks, and signs that are written like marks
    return "".join(char for char in parts if unicodedata.category(char) not in unseen)


def _is_same_text(printed: list[str], own: list[str]) -> bool:
    """Whether the printed tokens spell the party's own, whole and in order."""
    reached = {0}
    for token in own:
        reached = {
            at + count
            for at in reached
            for count in range(1, _most_printed_tokens(token) + 1)
            if at + count <= len(printed) and _is_spelling_of(printed[at : at + count], token)
        }
    return len(printed) in reached


def _most_printed_tokens(token: str) -> int:
    return 1 if token[0].isdigit() or _english_letter(token) else MOST_LETTERS


def _is_spelling_of(printed: list[str], token: str) -> bool:
    if token[0].isdigit():
        return printed == [token]
    if letter := _english_letter(token):
        return printed[0].lower() == letter
    is_latin = unicodedata.name(token, "").startswith("LATIN ")
    return is_latin and all(part.isascii() and part.isalpha() for part in printed)


def _english_letter(token: str) -> str:
    """The English letter of a letter; empty where its name is no letter's with a mark."""
    named = _NAMED_LETTER.fullmatch(unicodedata.name(token, ""))
    return named[1].lower() if named else ""


def _phone_digits(phone: str) -> str:
    """The digits of a number, without the country's, in the order in which they were written."""
    digits = "".join(str(unicodedata.digit(char)) for char in phone if char.isdigit())
    return digits.removeprefix("1")
