"""Japanese in texts and queries: kana in one form, and the words that stand in houses.toml, which
are written without spaces around them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

HOUSES = Path(__file__).with_name("houses.toml")
_KANA = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴュ", "ビュ"))
_BETWEEN = r"[\s・=\-&＆]*"
_SHORTEST_INSIDE = 2


def is_japanese(text: str) -> bool:
    """Whether it has kana or kanji."""
    return bool(_KANA.search(text))


def unify_kana(text: str) -> str:
    """Kana as full-width katakana, with ヴァ as バ: what is written one way or the other meets."""
    text = unicodedata.normalize("NFKC", text).translate(_HIRAGANA)
    for sound, other in _V_SOUNDS:
        text = text.replace(sound, other)
    return text.replace("ヴ", "ブ")


def space_known_words(text: str) -> str:
    """The unified text, with every word of houses.toml as one word of its own."""
    return _known_words_pattern().sub(
        lambda word: f" {_strip_separators(word[0])} ", unify_kana(text)
    )


@lru_cache(maxsize=1)
def load_meanings() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The names of houses, then other words, each in one form with what it means, as in
    houses.toml.
    """
    table = tomllib.loads(HOUSES.read_text(encoding="utf-8"))
    houses: dict[str, list[str]] = {}
    for house, names in table["houses"].items():
        for name in names:
            houses.setdefault(_strip_separators(unify_kana(name)), []).append(house)
    words = {
        _strip_separators(unify_kana(word)): tuple(means) for word, means in table["words"].items()
    }
    return {name: tuple(those) for name, those in houses.items()}, words


@lru_cache(maxsize=1)
def _known_words_pattern() -> re.Pattern[str]:
    table = tomllib.loads(HOUSES.read_text(encoding="utf-8"))
    names = [unify_kana(name) for names in table["houses"].values() for name in names]
    names += [unify_kana(word) for word in table["words"]]
    long_enough = {name for name in names if len(name) >= _SHORTEST_INSIDE}
    longest_first = sorted(long_enough, key=lambda name: (-len(name), name))
    return re.compile(
        "|".join(_BETWEEN.join(map(re.escape, name.split())) for name in longest_first)
    )


def _strip_separators(name: str) -> str:
    return re.sub(_BETWEEN, "", name)
