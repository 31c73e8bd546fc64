"""What a street line names: a street, a post-office box, a rural route, a military post. Patterns
and a parsed line (the library `usaddress`) decide together.

A box of a rural route or of a private mailbox is a street to a carrier, and so is a box within a
building: whatever has a house number and a street, unless the words `PO box` themselves stand there
too.
"""

from __future__ import annotations

import re
import threading
import unicodedata

_PO = r"\bp\W{0,3}o\W{0,3}"
# A number, or one letter at the end.
_ID = r"\W{0,4}(?:no\.?\W{0,2}|number\W{0,2})?(?:\d|[a-z]\b(?!\W*\w))"
_DESIGNATIONS = r"(?:box|bx|bin|drawer|caller)"
# It is a box whatever else the line says.
_NAMED_BOX = re.compile(
    rf"{_PO}(?:box|bx|bin|drawer){_ID}|{_PO}b{_ID}|\bpost\W*office\W*{_DESIGNATIONS}{_ID}"
    rf"|\bpost(?:al)?\W*(?:box|bx){_ID}|{_PO}box\W*$|\bpost\W*office\W*box\W*$"
    rf"|{_PO}\d|\b(?:lock\W*box|lbx){_ID}",
    re.IGNORECASE,
)
# It is a box where the line has no street.
_BARE_BOX = re.compile(
    rf"^\W*(?:(?:lock\W*)?(?:box|bx|drawer)|bin|(?:firm\W*)?caller(?:\W*(?:service|box))?"
    rf"|apartado(?:\W*postal)?|apdo|casilla|p\W{{0,3}}o|post\W*office){_ID}"
    r"|\bgeneral\W+delivery\b|^\W*caller\W+service\b|^\W*apartado\b",
    re.IGNORECASE,
)
_RURAL = re.compile(
    r"\b(?:(?:rr|hcr?|rfd|pmb)\W*\d|(?:rural|star|hwy|highway)\W+(?:contract\W+)?(?:route|rte|rt)\b"
    r"|hc\W*r(?:oute|te)?\W*\d|highway\W+contract|rural\W+(?:route|rte))",
    re.IGNORECASE,
)
_MILITARY = re.compile(
    r"^\W*(?:psc|cmr|unit)\W*\d+\w*\W+box\W*\d|\b[afd]po\b\W*(?:(?:aa|ae|ap)\b|\d{5}\b)",
    re.IGNORECASE,
)
_PARSING = threading.Lock()  # the library's tagger keeps one line at a time
# Without one of these, no line names a box: most lines need no parser.
_HINT = re.compile(
    r"box|bx\b|\bbin\b|drawer|caller|delivery|apartado|apdo|casilla|\bp\W{0,3}o\b|\bp\W{0,3}o\W{0,3}b"
    r"|post",
    re.IGNORECASE,
)


def is_po_box(street: str, street2: str = "") -> bool:
    """Whether an address names a PO box, in either of its lines. A rural-route or private-mailbox
    number is a street to a carrier, and so is a box of a building whose street is named.
    """
    lines = [_plain_line(line) for line in (street, street2)]
    if not any(_HINT.search(line) for line in lines) or any(_RURAL.search(line) for line in lines):
        return False
    if any(_NAMED_BOX.search(line) for line in lines):
        return True
    if any(has_street(line) for line in lines):
        return False
    return any(_is_bare_box(line) for line in lines)


def _is_bare_box(line: str) -> bool:
    if _BARE_BOX.search(line):
        return True
    labels = _word_kinds(line)
    return "USPSBoxID" in labels and "USPSBoxGroupType" not in labels


def is_military(street: str) -> bool:
    """Whether a street line is a military post's: `PSC 3 Box 1021`, `Unit 2050 Box 4190`, `APO
    AE`.
    """
    return bool(_MILITARY.search(_plain_line(street)))


def has_street(line: str) -> bool:
    """Whether a line names a place on the ground: a house number, and a street or a route."""
    labels, plain = _word_kinds(_plain_line(line)), _plain_line(line)
    return {"AddressNumber", "StreetName"} <= labels or bool(_RURAL.search(plain))


def _plain_line(line: str) -> str:
    shown = (
        character for character in unicodedata.normalize("NFKC", line) if character.isprintable()
    )
    return " ".join("".join(shown).split())[:200]


def _word_kinds(line: str) -> frozenset[str]:
    """The kinds of words of a line, as the library knows them."""
    import usaddress  # 40 ms, when the first line is read that needs it

    with _PARSING:
        return frozenset(label for _, label in usaddress.parse(line))
