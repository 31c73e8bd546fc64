"""Words as every search takes them: folded, stemmed, and with the synonyms that stand in
synonyms.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tantivy

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
    }
)

_JOINED = frozenset(".'`")
_DECIMAL = re.compile(r"(\d)[.](\d)")
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


def plain(text: str) -> str:
    """Text as every analyzer takes it: accents joined to their letters, apostrophes gone, 37.5 one
    word.
    """
    if text.isascii() and not _JOINED.intersection(text):
        return text
    joined = unicodedata.normalize("NFC", text).translate({0x27: None, 0x2019: None, 0x60: None})
    return _DECIMAL.sub(r"\1p\2", joined)


def folded(text: str) -> list[str]:
    """Lower-case words without accents."""
    return _FOLDED.analyze(plain(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word."""
    return "".join(_STEMMED.analyze(word)[:1])


def stemmed(text: str) -> str:
    """The stems of a text, joined."""
    return " ".join(stem(word) for word in folded(text))


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that is asked for: any of these phrases, or any of these brands. `asked` is how it
    was typed.

    `instead` says that the shelf has nothing of the name, and the phrases are the kind of piece
    that it names; `either` that several brands were asked for in one query.
    """

    asked: str
    phrases: tuple[Phrase, ...] = ()
    brands: tuple[str, ...] = ()
    instead: bool = False
    either: bool = False


@lru_cache(maxsize=1)
def models() -> dict[Phrase, Phrase]:
    """The kind of piece that a model's name stands for, from synonyms.toml."""
    told = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    return {tuple(folded(name)): tuple(folded(kind)) for name, kind in told["models"].items()}


@lru_cache(maxsize=1)
def spoken() -> frozenset[str]:
    """Every word that the synonyms know: a shopper may misspell these too."""
    return frozenset(word for phrase in (*synonyms(), *models()) for word in phrase)


@lru_cache(maxsize=1)
def synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """What each phrase also means, from synonyms.toml."""
    told = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    found: dict[Phrase, list[Phrase]] = {}
    for together in told["same"]:
        phrases = [tuple(folded(words)) for words in together]
        for phrase in phrases:
            found.setdefault(phrase, []).extend(other for other in phrases if other != phrase)
    for words, others in told["means"].items():
        found.setdefault(tuple(folded(words)), []).extend(tuple(folded(other)) for other in others)
    return {phrase: tuple(dict.fromkeys(others)) for phrase, others in found.items()}
