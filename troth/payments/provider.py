"""The payment provider behind one small class. Here: the test provider, which moves no money."""

from __future__ import annotations

from dataclasses import dataclass


class Declined(Exception):
    """The card's issuer said no; nothing was charged."""


@dataclass(frozen=True, slots=True)
class Authorization:
    reference: str
    amount_cents: int


class BuiltInProvider:
    """Approves or declines as it is told. The same key always gives the same authorization."""

    name = "test"
    APPROVES, DECLINES = "test_approves", "test_declines"

    def authorize(self, *, amount_cents: int, card: str, key: str) -> Authorization:
        """Reserves the amount. Raises `Declined`."""
        if card != self.APPROVES:
            raise Declined("The card was declined. Nothing was charged; try another card.")
        return Authorization(f"test-{key}", amount_cents)
