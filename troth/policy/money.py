"""Amounts: integer cents where they are kept, `Decimal` where they are worked out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MOST_CENTS = 100_000_000_00


def dollars(cents: int) -> str:
    """`$1,234.50`; negative amounts as `-$5.00`."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def cents_from(text: str) -> int:
    """The cents in `1234.5`, `1,234.50` or `$1234.50`. ValueError unless it is a whole number of
    cents, 0 or more.
    """
    try:
        amount = Decimal(text.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount in dollars") from None
    cents = amount * 100
    if not amount.is_finite() or cents != cents.to_integral_value():
        raise ValueError(f"{text!r} is not a whole number of cents")
    if not 0 <= cents <= MOST_CENTS:
        raise ValueError(f"{text!r} is not between $0 and {dollars(MOST_CENTS)}")
    return int(cents)


def to_cents(exact: Decimal) -> int:
    """Exact cents rounded to whole ones, half up."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
