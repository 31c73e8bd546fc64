"""The number of a piece, as it stands on its tag and on the copies of its order."""

from __future__ import annotations


def mod10(digits: str) -> bool:
    """The last digit makes the sum, with every second digit from the right tripled, a multiple of
    ten.
    """
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def item_number(item: int) -> str:
    """`TAG000000424`: an item's key with a check digit, so that a misread number is never another
    piece's.
    """
    digits = f"{item:08d}"
    return f"TAG{digits}{next(digit for digit in '0123456789' if mod10(digits + digit))}"
