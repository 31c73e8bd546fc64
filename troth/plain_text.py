"""Text as people mean it, whatever their programs put between the letters."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

# Letters without a width that Unicode doesn't count among its format characters: fillers, a joiner
# of graphemes, the choices of how a sign is drawn.
_UNSEEN = "\u034f\u115f\u1160\u3164\uffa0\ufe0e\ufe0f"
_MORE_DASHES = "−⁃˗﹣－"


def without_invisible(text: str) -> str:
    """Without what takes no room: zero-width spaces and joiners, soft hyphens, byte order marks. A
    text copied from a page may hold one between any two letters.
    """
    return text if text.isascii() else text.translate(_invisible_table())


def with_plain_dashes(text: str) -> str:
    """Each dash of Unicode, and the minus sign, as the hyphen that a keyboard has."""
    return text if text.isascii() else text.translate(_dash_table())


@cache
def _invisible_table() -> dict[int, None]:
    return dict.fromkeys([*_of_category("Cf"), *map(ord, _UNSEEN)])


@cache
def _dash_table() -> dict[int, str]:
    return dict.fromkeys([*_of_category("Pd"), *map(ord, _MORE_DASHES)], "-")


def _of_category(category: str) -> list[int]:
    return [
        code_point
        for code_point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code_point)) == category
    ]
