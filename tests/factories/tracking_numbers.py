"""Tracking numbers as carriers print them, with their check digits: made here, from the published
rules, without the code under test.
"""

from __future__ import annotations


def fedex_number(nth: int) -> str:
    """Twelve digits: weights 3, 1, 7 over the first eleven; the sum by eleven, by ten."""
    body = f"79{nth:09}"
    weights = [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return f"{body}{total % 11 % 10}"


def usps_number(nth: int) -> str:
    """22 digits: every second one tripled, from the right; the check digit makes a multiple of
    ten.
    """
    body = f"9400{nth:017}"
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


def ups_number(nth: int) -> str:
    """1Z and sixteen digits: every second one doubled; the check digit makes a multiple of ten."""
    body = f"{nth:015}"
    total = sum(int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(body))
    return f"1Z{body}{-total % 10}"
