"""Figures in texts and queries: sizes with a half in one form, and reference numbers without what
separates their parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MOST_PARTS = 8
LONGEST_LETTERS = 4  # of a part without a digit, as `LN` in `116610 LN`
SHORTEST, LONGEST = 3, 40

_BEFORE_FRACTION = re.compile(r"(?<=\d)(?=[¼½¾⅓⅔⅛⅜⅝⅞])")
_MIXED = re.compile(r"(?<![\w.,/])(\d{1,3})[ -]{1,2}([1-7])/([2348])(?![\w/])")
_COMMA = re.compile(r"(?<![\d.,])(\d{1,3}),(\d|25|50|75)(?![\d.,]|\w)")
_ZEROS = re.compile(r"(?<![\d.,])(\d{1,3})\.(?:00?|(5)0)(?![\d.,])")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_DIGIT = re.compile(r"\d|[¼½¾⅓⅔⅛⅜⅝⅞]")
_POINT_MARK = re.compile(r"(?<=\d)p(?=\d)")


def space_fractions(text: str) -> str:
    """The text with a space between a number and its fraction: `37 ½`."""
    return _BEFORE_FRACTION.sub(" ", text)


def join_decimals(text: str) -> str:
    """`37 1/2`, `37,5` and `37.50` as `37p5`, which no tokenizer parts."""
    text = _MIXED.sub(_mixed_to_decimal, text.replace("\u2044", "/").replace("\u2215", "/"))
    text = _COMMA.sub(r"\1.\2", text)
    text = _ZEROS.sub(lambda number: number[1] + (".5" if number[2] else ""), text)
    return _POINT.sub("p", text)


def _mixed_to_decimal(number: re.Match[str]) -> str:
    whole, above, below = (int(part) for part in number.groups())
    if above >= below:
        return number[0]
    return f"{whole + round(above / below, 3 if below == 8 else 2):g}"


def has_digit(text: str) -> bool:
    """Whether a number may stand in the text at all."""
    return bool(_DIGIT.search(text))


def code_of(words: Sequence[str]) -> str:
    """These words as one number: letters and digits only."""
    return _POINT_MARK.sub("", "".join(words))


def code_spans(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From where to where words can be the parts of one number: with a digit, and no longer word
    of letters alone.
    """
    digits = [bool(_DIGIT.search(word)) for word in words]
    for start in range(len(words)):
        length, has_digit = 0, False
        for end in range(start, min(start + MOST_PARTS, len(words))):
            length += len(words[end])
            has_digit = has_digit or digits[end]
            if length > LONGEST or not (digits[end] or len(words[end]) <= LONGEST_LETTERS):
                break
            if has_digit and length >= SHORTEST:
                yield start, end + 1


def codes_of(words: Sequence[str]) -> set[str]:
    """Every number that may stand in a text, without separators."""
    return {code_of(words[start:end]) for start, end in code_spans(words)}
