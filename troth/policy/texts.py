"""Text that every program can read: what XML 1.0 forbids never gets in, and never gets out."""

from __future__ import annotations

import re
import unicodedata
from textwrap import shorten

# Everything but the characters of XML 1.0, section 2.2.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOST = "\ufffd"


def forbidden_in(value: str) -> str:
    """The first character that XML 1.0 forbids, as people name it: `U+0003`; empty without one."""
    match = _FORBIDDEN.search(value)
    return _describe_sign(match[0]) if match else ""


def as_text(value: str) -> str:
    """The text without what XML 1.0 forbids: controls, halves of a pair, U+FFFE and U+FFFF."""
    return _FORBIDDEN.sub("", value)


def shorten_text(text: str, most: int) -> str:
    """A text of at most so many characters: what is longer ends with a whole word, and “…”."""
    return text if len(text) <= most else shorten(text, most, placeholder="…")


def check_text(name: str, value: str) -> None:
    """ValueError where the value holds what is no text, or where another program spoiled it."""
    if sign := forbidden_in(value):
        raise ValueError(f"{name} holds characters that are no text: {sign}")
    if _LOST in value:
        raise ValueError(
            f"{name}: {value[:40]!r} has lost a letter in another program, which wrote {_LOST!r}"
        )
    if meant := _undo_misreading(value):
        raise ValueError(
            f"{name}: {value[:40]!r} was read in a wrong encoding by another program; it should be"
            f" {meant[:40]!r}"
        )


def _describe_sign(sign: str) -> str:
    if 0xDC80 <= ord(sign) <= 0xDCFF:
        return f"byte {ord(sign) - 0xDC00:#04x} is not UTF-8"
    return f"U+{ord(sign):04X}"


def _undo_misreading(value: str) -> str:
    """What the value was before a program took its UTF-8 for Windows-1252; empty where none did."""
    if value.isascii():
        return ""
    try:
        meant = value.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    letters = all(unicodedata.category(sign)[0] in "LMNPSZ" for sign in meant if sign.isprintable())
    return meant if letters else ""
