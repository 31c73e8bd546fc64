"""Words as every search takes them: folded, stemmed, and with the synonyms that stand in
synonyms.toml.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tantivy

from troth.catalog.search import figures, japanese

MOST_WORDS = 12
LONGEST_PHRASE = 4
SYNONYMS = Path(__file__).with_name("synonyms.toml")
# Words that say nothing of a piece.
FILLERS = frozenset(
    {
        "a",
        "an",
        "and",
        "the",
        "or",
        "vs",
        "versus",
        "for",
        "with",
        "in",
        "of",
        "by",
        "size",
        "eu",
        "from",
        "my",
        "to",
        "ノ",
    }
)

_SPECIAL = frozenset(".,/'`")
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_APOSTROPHES = dict.fromkeys([0x27, 0x2019, 0x60])
_SIMPLE = tantivy.Tokenizer.simple
_FOLDED = (
    tantivy.TextAnalyzerBuilder(_SIMPLE())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .build()
)
_STEMMED = (
    tantivy.TextAnalyzerBuilder(_SIMPLE())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)
ANALYZERS = {"troth_folded": _FOLDED, "troth_stemmed": _STEMMED}


def normalize_text(text: str) -> str:
    """Text as every analyzer takes it: one form of each letter, apostrophes gone, 37.5 one word
    however it is written, and Japanese words apart.
    """
    if text.isascii():
        if not _SPECIAL.intersection(text):
            return text
    else:
        text = japanese.unify_kana(figures.space_fractions(text)).translate(_UNSEEN)
        if japanese.is_japanese(text):
            text = japanese.space_known_words(text)
    return figures.join_decimals(text.translate(_APOSTROPHES))


def fold_words(text: str) -> list[str]:
    """Lower-case words without accents."""
    return _FOLDED.analyze(normalize_text(text))


@lru_cache(maxsize=50_000)
def stem_word(word: str) -> str:
    """The stem of one folded word."""
    return "".join(_STEMMED.analyze(word)[:1])


def stem_text(text: str) -> str:
    """The stems of a text, joined."""
    return " ".join(stem_word(word) for word in fold_words(text))


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryGroup:
    """One thing that is asked for: any of these phrases, or any of these brands. `text` is how it
    was typed.

    `instead` says that the shelf has nothing of the name, and the phrases are the kind of piece
    that it names; `either` that several brands were asked for in one query; `named` that a brand
    was asked for by its full name. `codes` are numbers, without separators, of which the words are
    a part.
    """

    text: str
    phrases: tuple[Phrase, ...] = ()
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    instead: bool = False
    either: bool = False
    named: bool = False


@lru_cache(maxsize=1)
def load_model_kinds() -> dict[Phrase, Phrase]:
    """The kind of piece that a model's name stands for, from synonyms.toml."""
    table = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    return {
        tuple(fold_words(name)): tuple(fold_words(kind)) for name, kind in table["models"].items()
    }


@lru_cache(maxsize=1)
def synonym_words() -> frozenset[str]:
    """Every word that the synonyms know: a shopper may misspell these too."""
    return frozenset(word for phrase in (*load_synonyms(), *load_model_kinds()) for word in phrase)


@lru_cache(maxsize=1)
def load_synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """What each phrase also means, from synonyms.toml and houses.toml."""
    table = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    means: dict[Phrase, list[Phrase]] = {}
    for together in table["same"]:
        phrases = [tuple(fold_words(words)) for words in together]
        for phrase in phrases:
            means.setdefault(phrase, []).extend(other for other in phrases if other != phrase)
    for words, others in table["means"].items():
        means.setdefault(tuple(fold_words(words)), []).extend(
            tuple(fold_words(other)) for other in others
        )
    houses, japanese_words = japanese.load_meanings()
    for name, those in houses.items():
        for house in those:
            means.setdefault((name,), []).append(tuple(fold_words(house)))
            means.setdefault(tuple(fold_words(house)), []).append((name,))
    for word, meant in japanese_words.items():
        means.setdefault((word,), []).extend(tuple(fold_words(meaning)) for meaning in meant)
    return {phrase: tuple(dict.fromkeys(others)) for phrase, others in means.items()}
