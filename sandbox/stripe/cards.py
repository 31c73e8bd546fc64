"""Stripe's published test cards, and what each of them does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

DECLINED = "Your card was declined."


@dataclass(frozen=True, slots=True)
class Card:
    """How a card behaves. `code` and `reason` are empty for one that pays."""

    number: str
    does: str
    brand: str = "visa"
    code: str = ""
    reason: str = ""
    message: str = ""
    secure: bool = False
    risk: tuple[str, int] = ("normal", 17)
    line1: str | None = None
    postal: str = "pass"
    cvc: str = "pass"
    dispute: str = ""

    @property
    def blocked(self) -> bool:
        return self.risk[0] == "highest"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.number.encode("ascii")).hexdigest()[:16]


KNOWN = (
    Card("4242424242424242", "pays"),
    Card("5555555555554444", "pays, a Mastercard", brand="mastercard"),
    Card("378282246310005", "pays, an American Express card", brand="amex"),
    Card("4000000000000077", "pays"),
    Card("4000002500003155", "asks for authentication", secure=True),
    Card("4000002760003184", "asks for authentication each time", secure=True),
    Card(  "4000000000000002", "is declined", code="card_declined", reason="generic_decline",
        message=DECLINED),
    Card(  "4000000000009995", "has insufficient funds", code="card_declined",
        reason="insufficient_funds", message="Your card has insufficient funds."),
    Card(  "4000000000000069", "has expired", code="expired_card", reason="expired_card",
        message="Your card has expired."),
    Card(  "4000000000000127", "has another security code", code="incorrect_cvc",
        reason="incorrect_cvc", message="Your card's security code is incorrect.", cvc="fail"),
    Card(  "4000000000000119", "can't be processed at the moment", code="processing_error",
        reason="processing_error",
        message="An error occurred while processing your card. Try again in a little bit."),
    Card("4000000000009235", "pays, at an elevated risk", risk=("elevated", 75)),
    Card(  "4100000000000019", "is blocked as too risky", code="card_declined", reason="fraudulent",
        message=DECLINED, risk=("highest", 92)),
    Card("4000000000000036", "pays, and its ZIP check fails", postal="fail"),
    Card("4000000000000028", "pays, and its street check fails", line1="fail"),
    Card(  "4000000000000010", "pays, and its street and ZIP checks fail", line1="fail",
        postal="fail"),
    Card("4000000000000101", "pays, and its security code check fails", cvc="fail"),
    Card("4000000000000259", "pays, and is disputed as fraud once taken", dispute="fraudulent"),
    Card(  "4000000000002685", "pays, and is disputed as not received",
        dispute="product_not_received"),
)  # fmt: skip
_BY_NUMBER = {card.number: card for card in KNOWN}


def card_of(number: str) -> Card:
    """What a valid number does; one that nobody published pays, as a Visa card."""
    return _BY_NUMBER.get(number) or Card(number, "pays")


def has_luhn_digit(number: str) -> bool:
    """Whether the last digit is the check digit of those before it."""
    if not (number.isascii() and number.isdigit()):
        return False
    total = 0
    for at, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + at % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
