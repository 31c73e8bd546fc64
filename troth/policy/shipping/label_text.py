"""What a carrier's label can print: Latin letters without their marks, digits, fractions, and the
signs of a keyboard.

Letters of other scripts are never transliterated: how a name reads in Latin letters only its owner
knows. They are named, so that the shopper can be asked; and so is every sign that would change a
number.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

MOST_NAMED = 10  # of the letters that can't be printed
# What the library spells otherwise than people write it.
_WRITTEN = {"ʻ": "'", "ʼ": "'", "ʹ": "'", "№": "No ", "℅": "c/o"}
_SLASHES = "\u2044\u2215"  # of a fraction, of a division
_SMALL = re.compile(rf"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[/{_SLASHES}]([₀₁₂₃₄₅₆₇₈₉]+)")
_LATIN = (
    "LATIN ", "FULLWIDTH LATIN ", "MASCULINE ORDINAL ", "FEMININE ORDINAL ",
)  # fmt: skip


class Unprintable(ValueError):
    """No label can print some letters of a text; `letters` are those."""

    def __init__(self, letters: list[str]) -> None:
        self.letters = "".join(dict.fromkeys(letters))[:MOST_NAMED]
        super().__init__(f"{self.letters} can't be printed on a label")


def to_printable(text: str) -> str:
    """The text as every carrier prints it: `420½ Łódź St` is `420 1/2 Lodz St`. No letter and no
    digit is lost; pictures are left out. Raises `Unprintable`.
    """
    printed, strange = _spell_text(text)
    if strange:
        raise Unprintable(strange)
    return printed


def without_unprintable(text: str) -> str:
    """The words of a text that can be printed, whole."""
    words = [(word, _spell_text(word)) for word in unicodedata.normalize("NFC", text).split()]
    return " ".join(printed for _, (printed, strange) in words if printed and not strange)


def _spell_text(text: str) -> tuple[str, list[str]]:
    """The text as it is printed, and the letters that can't be."""
    printed, strange = [], []
    for sign in _with_plain_fractions(unicodedata.normalize("NFC", text)):
        spelling = _spell_sign(sign)
        if spelling is None:
            strange.append(sign)
        else:
            printed.append(spelling)
    return " ".join("".join(printed).split()), strange


def _with_plain_fractions(text: str) -> str:
    """`420½` as `420 1/2`, `4¹⁄₂` as `4 1/2`: a fraction stands apart from the number before it."""
    text = _SMALL.sub(
        lambda match: _set_apart(text, match.start(), _plain_fraction(match[0])), text
    )
    return "".join(
        _set_apart(text, at, _plain_fraction(sign), after=text[at + 1 : at + 2])
        if _is_fraction(sign)
        else sign
        for at, sign in enumerate(text)
    )


def _is_fraction(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith("<fraction>")


def _plain_fraction(fraction: str) -> str:
    return re.sub(f"[{_SLASHES}]", "/", unicodedata.normalize("NFKC", fraction))


def _set_apart(text: str, at: int, fraction: str, *, after: str = "") -> str:
    before = " " if at and text[at - 1].isdigit() else ""
    ended = " " if after.isdigit() and not fraction.endswith("/") else ""
    return f"{before}{fraction}{ended}"


def _spell_sign(sign: str) -> str | None:
    """How one sign is printed; None where it can't be."""
    if sign.isascii() and sign.isprintable():
        return sign
    if sign.isspace():
        return " "
    if sign in _WRITTEN:
        return _WRITTEN[sign]
    if sign in _SLASHES:
        return "/"
    kind = unicodedata.category(sign)
    name = unicodedata.name(sign, "")
    plain = unicodedata.normalize("NFKC", sign)
    if kind == "Cf" or (kind[0] == "M" and name.startswith(("COMBINING ", "VARIATION "))):
        return ""  # it is not seen, or it is a mark of the letter before it
    if kind == "Pd" or sign == "−":
        return "-"
    if name.startswith(_LATIN):
        return _spell_letter(sign, plain)
    if name.startswith(("FULLWIDTH ", "MATHEMATICAL ")) and len(plain) == 1 and plain.isascii():
        return plain
    if len(plain) == 1 and plain.isascii() and not plain.isalnum():
        return plain
    return _spell_other(sign, kind, name, plain)


def _spell_letter(sign: str, plain: str) -> str | None:
    spelling = plain if plain.isascii() else anyascii(sign)
    return spelling if spelling.isascii() and spelling.isalnum() else None


def _spell_other(sign: str, kind: str, name: str, plain: str) -> str | None:
    """Punctuation as the keyboard has it; a picture is left out, but not one of a letter or of a
    digit.
    """
    spelling = anyascii(sign)
    if kind[0] == "P" or kind == "Sk":
        if spelling and not any(character.isalnum() for character in spelling):
            return spelling
        return " " if kind == "Sk" else None
    is_letter = (
        any(character.isalnum() for character in plain) or "LATIN" in name or "DIGIT" in name
    )
    return None if kind != "So" or is_letter else " "
