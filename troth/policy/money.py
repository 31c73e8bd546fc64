"""Amounts: integer cents where they are kept, `Decimal` where they are worked out."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from troth.policy.written import amount_in, quote_typed, suggest_amount, tidy_text

MOST_CENTS = 100_000_000_00
_CURRENCY = re.compile(r"^(US ?\$|USD|\$) ?| ?USD$")
_FINER = re.compile(r"[0-9,]+\.[0-9]{3,}")


def dollars(cents: int) -> str:
    """`$1,234.50`; negative amounts as `-$5.00`."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def cents_from(text: str) -> int:
    """The cents in `1250`, `1,250.00`, `$1,250.50` or `USD 1250`: the amount that a bookkeeper in
    the US reads, from 0 to the most. ValueError for every other text, with how to write it.
    """
    plain = tidy_text(text)
    digits = _CURRENCY.sub("", plain)
    amount = amount_in(digits.removeprefix("-"))
    if amount is None:
        what = "a whole number of cents" if _FINER.fullmatch(digits) else "an amount in dollars"
        way = suggest_amount(digits) or "1250 or 1,250.00"
        raise ValueError(
            f"{quote_typed(text)} is not {what}: write {way}, with commas only before groups of"
            " three"
            " digits and a point before the cents"
        )
    cents = int(amount * 100)
    if digits.startswith("-") or cents > MOST_CENTS:
        raise ValueError(f"{quote_typed(text)} is not between $0 and {dollars(MOST_CENTS)}")
    return cents


def round_to_cents(exact: Decimal) -> int:
    """Exact cents, such as an item's sales tax, rounded half up to whole ones."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
