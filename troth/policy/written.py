"""Numbers as people write them. Each is read in one way, or refused with how to write it: none is
ever guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST = 40
# A Japanese input method types digits and signs in full width; they mean the same.
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    ord("，"): ",",
    ord("．"): ".",
    ord("＄"): "$",
    ord("－"): "-",
    ord("\u3000"): " ",
}
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
_DIGITS = re.compile(r"[0-9]+")
_MEASURE = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")
_WHOLE = re.compile(r"-?[0-9]+(\.0)?")  # a spreadsheet's column with gaps ends in .0
# 1.250,00 and 1'250.00 and 1 250,00: other countries' ways, of which only one reading is left.
_ABROAD = re.compile(r"([0-9]{1,3}(?:[.'’   ][0-9]{3})*|[0-9]+)[.,]([0-9]{2})")


def tidy_text(text: str) -> str:
    """The text without space around it, in ASCII where a sign has a full-width twin."""
    return text.strip().translate(_FULL_WIDTH).strip()


def quote_typed(text: str) -> str:
    """What was typed, quoted for a message and not longer than a number can be."""
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def amount_in(text: str) -> Decimal | None:
    """The amount in `1250`, `1,250` or `1,250.00`, as a bookkeeper in the US reads it; None where
    it is written in any other way.

    Commas part groups of three before the point, and nothing else. Behind the point are one or two
    digits, or further zeros from the fourth on: three could be thousands, as 1.250 is abroad.
    """
    if len(text) > LONGEST:
        return None
    whole, point, cents = text.partition(".")
    if not (_GROUPED.fullmatch(whole) or _DIGITS.fullmatch(whole) or (not whole and cents)):
        return None
    if point and not _is_cents(cents):
        return None
    return Decimal(f"{whole.replace(',', '') or '0'}.{cents or '0'}")


def _is_cents(text: str) -> bool:
    few = len(text) <= 2 or (len(text) > 3 and not text[2:].strip("0"))
    return few and _DIGITS.fullmatch(text) is not None


def suggest_amount(text: str) -> str:
    """How an amount that another country writes is written here; empty where that isn't sure."""
    match = _ABROAD.fullmatch(text.strip(" $€"))
    if match is None:
        return ""
    return f"{int(re.sub('[^0-9]', '', match[1])):,}.{match[2]}"


def measure_in(text: str) -> Decimal:
    """A measure such as `30` or `30.5`. ValueError shows how to write it."""
    plain = tidy_text(text)
    if len(plain) > LONGEST or not _MEASURE.fullmatch(plain):
        raise ValueError(
            f"{quote_typed(text)} is not a number as it is written here: digits, without commas"
            " or a"
            " unit, and at most two behind a point, as in 1250 or 30.5"
        )
    return Decimal(plain)


def whole_number_in(text: str) -> int:
    """A whole number such as `1500`. ValueError shows how to write it."""
    plain = tidy_text(text)
    if len(plain) > LONGEST or not _WHOLE.fullmatch(plain):
        raise ValueError(
            f"{quote_typed(text)} is not a whole number as it is written here: digits alone, as"
            " in 1500"
        )
    return int(plain.partition(".")[0])
