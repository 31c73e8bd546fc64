"""Order numbers as people write them."""

from __future__ import annotations

import re
import unicodedata

from troth.plain_text import with_plain_dashes, without_invisible

MOST_READ = 20_000
# Between the parts: blanks and dashes of any kind, a dot, a line below, or the long mark that a
# Japanese keyboard writes where the hyphen is.
SEPARATORS = r"[\s_.ー-]{0,3}"
_LETTERS = "[2-9A-HJ-NP-Z]{5}"
_NUMBER = re.compile(rf"(?<![0-9A-Z])T{SEPARATORS}({_LETTERS}){SEPARATORS}({_LETTERS})(?![0-9A-Z])")


def order_numbers(text: str) -> list[str]:
    """The order numbers in a text, however they are written, each once."""
    visible = with_plain_dashes(without_invisible(text[:MOST_READ]))
    folded = with_plain_dashes(unicodedata.normalize("NFKC", visible)).upper()
    return list(dict.fromkeys(f"T-{first}-{second}" for first, second in _NUMBER.findall(folded)))


def order_number(typed: str) -> str:
    """The one order number in what somebody typed as such; without one, what they typed, trimmed
    and in capitals, so that a search for it finds nothing instead of something else.
    """
    numbers = order_numbers(typed)
    return numbers[0] if len(numbers) == 1 else without_invisible(typed).strip().upper()
