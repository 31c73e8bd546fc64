"""Who and where, laid out as a carrier's label has room for it, without losing a letter, a digit or
a unit.

Sources of the limits: FedEx's Ship API (contact and address of a party), UPS's Shipping API
(`ShipTo`; three lines are printed), the Postal Service's Domestic Labels API (`toAddress`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from troth.policy.shipping.label_text import Unprintable, to_printable


@dataclass(frozen=True, slots=True)
class Limits:
    """How many characters a carrier takes: in each of the fields that hold a person's name, in a
    company's name, a street line, a city and a phone's extension; and how many street lines.
    """

    names: tuple[int, ...]
    company: int
    lines: int
    line: int
    city: int
    extension: int


LIMITS = {
    "fedex": Limits(names=(70,), company=35, lines=3, line=35, city=35, extension=6),
    "ups": Limits(names=(35, 35), company=35, lines=3, line=35, city=30, extension=4),
    "usps": Limits(names=(50, 50), company=50, lines=2, line=50, city=28, extension=0),
}
# A unit and its number, or a number and its fraction, stay on one line.
_TOGETHER = re.compile(
    r"\b(?:(?:apt|apartment|unit|ste|suite|fl|floor|rm|room|bldg|building|tower|lot|spc|space|no"
    r"|number|box|pmb|dept|hwy|highway|route|rte|rt|rr|hc)\b\.? (?=#? ?\w)|\d+ (?=\d+/\d)"
    r"|\d(?:st|nd|rd|th) (?=(?:floor|fl)\b))|# (?=\w)",
    re.IGNORECASE,
)
_KEPT = "\x00"  # a blank at which no line is broken
# USPS Publication 28, appendix C and section 213: how long words are written short.
_SHORT = {
    "apartment": "Apt", "avenue": "Ave", "boulevard": "Blvd", "building": "Bldg", "center": "Ctr",
    "circle": "Cir", "court": "Ct", "department": "Dept", "drive": "Dr", "east": "E",
    "expressway": "Expy", "floor": "Fl", "heights": "Hts", "highway": "Hwy", "junction": "Jct",
    "lane": "Ln", "north": "N", "northeast": "NE", "northwest": "NW", "parkway": "Pkwy",
    "place": "Pl", "plaza": "Plz", "road": "Rd", "room": "Rm", "route": "Rte", "south": "S",
    "southeast": "SE", "southwest": "SW", "square": "Sq", "street": "St", "suite": "Ste",
    "terrace": "Ter", "turnpike": "Tpke", "west": "W",
}  # fmt: skip


class DoesNotFit(ValueError):
    """A label has no room for it; the text says how much there is. `field` is `name`, `company`,
    `city` or `street`; `line` counts the street's lines as they were given, from 0.
    """

    def __init__(self, field: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.field, self.line = field, line


class NotLatin(ValueError):
    """A field has letters that no label prints: `letters`. `field` and `line` as above."""

    def __init__(self, field: str, unprintable: Unprintable, line: int = 0) -> None:
        super().__init__(str(unprintable))
        self.field, self.line, self.letters = field, line, unprintable.letters


@dataclass(frozen=True, slots=True)
class LabelFields:
    """The fields of a label: `names` are the parts of a person's name, one for each field that the
    carrier has for it.
    """

    names: tuple[str, ...]
    company: str
    lines: tuple[str, ...]
    city: str


def lay_out(
    carrier: str, *, name: str, street: Iterable[str], city: str, company: str = ""
) -> LabelFields:
    """The label of a carrier for this name and address. Raises `NotLatin` and `DoesNotFit`, which
    name the field.
    """
    limits = LIMITS[carrier]
    lines = [_printable_field("street", line, at) for at, line in enumerate(street)]
    who = _printable_field("name", name)
    for field, is_there in (("name", bool(who)), ("street", any(lines))):
        if not is_there:
            raise DoesNotFit(field, "nothing of it can be printed on a label")
    return LabelFields(
        names=_split_name(who, limits),
        company=_check_length("company", _printable_field("company", company), limits.company),
        lines=_fit_lines(lines, limits),
        city=_check_length("city", _printable_field("city", city), limits.city),
    )


def shorten_words(text: str) -> str:
    """A line with its long words written short, as the Postal Service writes them."""
    return re.sub(r"[^\W\d_]+", lambda match: _SHORT.get(match[0].lower(), match[0]), text)


def _printable_field(field: str, text: str, line: int = 0) -> str:
    try:
        return to_printable(text)
    except Unprintable as unprintable:
        raise NotLatin(field, unprintable, line) from None


def _check_length(field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise DoesNotFit(field, f"at most {most} characters fit on a label")
    return text


def _split_name(name: str, limits: Limits) -> tuple[str, ...]:
    """The name in one field if it fits; else its first words in one and the others in the next."""
    for broken in (_wrap_words(name, width) for width in dict.fromkeys(limits.names)):
        if len(broken) <= len(limits.names) and all(
            len(part) <= most for part, most in zip(broken, limits.names, strict=False)
        ):
            return tuple(broken)
    most = sum(limits.names)
    raise DoesNotFit("name", f"at most {most} characters fit on a label")


def _fit_lines(street: list[str], limits: Limits) -> tuple[str, ...]:
    """The lines as they were given, if they fit; else each broken between words; else all of them
    filled up.
    """
    lines = [line for line in street if line]
    broken = [part for line in lines for part in _wrap_words(line, limits.line)]
    for tried in (lines, broken, _wrap_words(" ".join(lines), limits.line)):
        if len(tried) <= limits.lines and all(len(line) <= limits.line for line in tried):
            return tuple(tried)
    longest = max(range(len(street)), key=lambda at: len(street[at]))
    message = f"a label has {limits.lines} lines of {limits.line} characters for the street"
    raise DoesNotFit("street", message, longest)


def _wrap_words(text: str, width: int) -> list[str]:
    """Lines of at most `width`, broken at blanks only; a word that is longer stays whole. A comma
    at the end of a line is left out.
    """
    lines = [""]
    for word in _TOGETHER.sub(lambda match: match[0].replace(" ", _KEPT), text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer.rstrip(",;")) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    restored = [line.replace(_KEPT, " ") for line in lines]
    return [line.rstrip(",; ") for line in restored[:-1]] + [
        restored[-1].rstrip(",; ") or restored[-1]
    ]
