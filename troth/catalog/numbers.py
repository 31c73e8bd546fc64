"""The number of a piece, as it stands on its tag and on the copies of its order."""

from __future__ import annotations


def has_mod10_check(digits: str) -> bool:
    """The last digit makes the sum, with every second digit from the right tripled, a multiple of
    ten.
    """
    return _weighted_sum(digits) % 10 == 0


def item_number(item: int) -> str:
    """`TAG000000424`: an item's key with a check digit, so that a misread number is never another
    piece's.
    """
    digits = f"{item:08d}"
    return f"TAG{digits}{-_weighted_sum(digits + '0') % 10}"


def _weighted_sum(digits: str) -> int:
    """The sum of the digits, every second one from the right tripled."""
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[::2]) + 3 * sum(values[1::2])
