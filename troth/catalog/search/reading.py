"""Reading a query: brands by name, phrases by their synonyms, misspelt words by the words of this
shelf.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from troth.catalog.search import figures
from troth.catalog.search.index_reader import Vocabulary
from troth.catalog.search.words import (
    FILLERS,
    LONGEST_PHRASE,
    MOST_WORDS,
    Phrase,
    QueryGroup,
    fold_words,
    load_model_kinds,
    load_synonyms,
    synonym_words,
)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What is asked for, and the words as they were understood; `unknown` are words that nothing
    here has. `apart` are the groups before several brands became alternatives.
    """

    groups: tuple[QueryGroup, ...]
    apart: tuple[QueryGroup, ...]
    as_words: tuple[str, ...]
    corrected: bool
    unknown: tuple[str, ...]


def parse_query(
    text: str, vocabulary: Vocabulary, *, doubt: bool = False, for_staff: bool = False
) -> ParsedQuery:
    """The query as groups. With `doubt`, rare words too are taken for misspelt ones of a commoner
    word. For staff, a source's id and a tag's number are known too.
    """
    words = fold_words(text)[:MOST_WORDS]
    in_numbers = set().union(*(spread for spread, _ in _number_spans(words, vocabulary, for_staff)))
    spelled, unknown = _correct_spelling(words, vocabulary, doubt=doubt, in_numbers=in_numbers)
    numbers = _number_spans(spelled, vocabulary, for_staff)
    groups: list[QueryGroup] = []
    at = 0
    while at < len(spelled):
        group, length = _group_at(spelled, at, vocabulary)
        positions = set(range(at, at + length))
        codes = tuple(number for spread, number in numbers if positions <= spread)
        if group:
            groups.append(replace(group, codes=codes))
        elif spelled[at] not in FILLERS:
            if codes:
                groups.append(QueryGroup(spelled[at], codes=codes))
            else:
                unknown.append(spelled[at])
        at += length
    return ParsedQuery(
        _merge_brands(groups), tuple(groups), tuple(spelled), spelled != words, tuple(unknown)
    )


def _number_spans(
    words: list[str], vocabulary: Vocabulary, for_staff: bool
) -> list[tuple[set[int], str]]:
    """Every number of the shelf that words of the query make, joined, and which words those are."""
    spreads = list(figures.code_spans(words))
    if for_staff:
        spreads += [(at, at + 1) for at in range(len(words)) if (at, at + 1) not in spreads]
    numbers = [
        (set(range(start, end)), figures.code_of(words[start:end])) for start, end in spreads
    ]
    return [
        (spread, number)
        for spread, number in numbers
        if vocabulary.has_code(number, for_staff=for_staff)
    ]


def _group_at(words: list[str], at: int, vocabulary: Vocabulary) -> tuple[QueryGroup | None, int]:
    """The longest phrase that begins here and has a meaning of its own, else the word itself."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        if group := _meaning_of(tuple(words[at : at + length]), vocabulary):
            return group, length
    word = words[at]
    if word in FILLERS or word not in vocabulary.counts:
        return None, 1
    return QueryGroup(word, phrases=((word,),)), 1


def _meaning_of(phrase: Phrase, vocabulary: Vocabulary) -> QueryGroup | None:
    """What a phrase means beside itself: a synonym adds to the words, and never replaces them."""
    text, others = " ".join(phrase), load_synonyms().get(phrase, ())
    named = vocabulary.brands.get(phrase, ())
    brands = [*named, *(brand for other in others for brand in vocabulary.brands.get(other, ()))]
    own = [phrase] if _has_phrase(vocabulary, phrase) else []
    phrases = own + [
        other
        for other in others
        if other not in vocabulary.brands and _has_phrase(vocabulary, other)
    ]
    if brands:
        return QueryGroup(
            text,
            phrases=tuple(phrases),
            brands=tuple(dict.fromkeys(brands)),
            named=bool(named),
        )
    if others and phrases:
        return QueryGroup(text, phrases=tuple(dict.fromkeys(phrases)))
    kind = load_model_kinds().get(phrase)
    if kind and not own:
        return QueryGroup(text, phrases=(kind,), instead=True)
    return None


def _has_phrase(vocabulary: Vocabulary, phrase: Phrase) -> bool:
    return all(word in vocabulary.counts for word in phrase)


def _merge_brands(groups: list[QueryGroup]) -> tuple[QueryGroup, ...]:
    """Two brands in one query are alternatives: nothing is by both."""
    brands = [group for group in groups if group.brands]
    if len(brands) < 2:
        return tuple(groups)
    either = QueryGroup(
        " / ".join(group.text for group in brands),
        brands=tuple(dict.fromkeys(brand for group in brands for brand in group.brands)),
        either=True,
    )
    return (either, *(group for group in groups if not group.brands))


def _correct_spelling(
    words: list[str], vocabulary: Vocabulary, *, doubt: bool, in_numbers: set[int]
) -> tuple[list[str], list[str]]:
    """Each word as this shelf spells it; and those it can't place. The parts of a number are left
    as they are.
    """
    dictionary = _Speller(vocabulary)
    spelled: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        pair = word + words[at + 1] if at + 1 < len(words) else ""
        if at in in_numbers or (
            dictionary.meant(words, at) and not (doubt and dictionary.rare(word))
        ):
            spelled.append(word)
        elif pair and (joined := dictionary.whole(pair, exact=not doubt)):
            spelled += joined
            at += 1
        elif better := dictionary.better(word):
            spelled += better
        elif dictionary.count(word) or dictionary.meant(words, at):
            spelled.append(word)
        else:
            unknown.append(word)
        at += 1
    return spelled, unknown


class _Speller:
    """What the shelf and the synonyms know of words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def count(self, word: str) -> int:
        return self.vocabulary.counts.get(word, 0)

    def rare(self, word: str) -> bool:
        return len(word) > 3 and not word.isdigit() and self.count(word) <= 3

    def meant(self, words: list[str], at: int) -> bool:
        """Known as it stands, alone or as part of a phrase with a meaning."""
        word = words[at]
        if self.count(word) or word in FILLERS:
            return True
        starts = range(max(0, at - LONGEST_PHRASE + 1), at + 1)
        phrases = (
            tuple(words[start:end])
            for start in starts
            for end in range(at + 1, start + LONGEST_PHRASE + 1)
        )
        return any(phrase in load_synonyms() or phrase in load_model_kinds() for phrase in phrases)

    def whole(self, pair: str, *, exact: bool) -> list[str] | None:
        """Two words that are one: `bot tega`."""
        if self.count(pair):
            return [pair]
        return None if exact or len(pair) < 6 else self.better(pair)

    def better(self, word: str) -> list[str] | None:
        """The nearest word of the shelf, the commonest of those as near; or two words that were run
        together.
        """
        if word.isdigit() or len(word) < 3:
            return None
        if parts := self._parts(word):
            return parts
        farthest = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        best: tuple[float, str] | None = None
        for candidates in (*self.vocabulary.near(len(word)), synonym_words()):
            for candidate, distance, _ in process.extract(
                word, candidates, scorer=OSA.distance, score_cutoff=farthest, limit=20
            ):
                cost = self._cost(word, candidate, distance)
                if candidate != word and (best is None or cost < best[0]):
                    best = cost, candidate
        return [best[1]] if best else None

    def _cost(self, word: str, candidate: str, distance: int) -> float:
        """Fewer changes first; a kept first letter and a common word count for much less than a
        change.
        """
        commonness = min(self.count(candidate), 2000) / 2000
        return distance + (0.0 if candidate[0] == word[0] else 0.6) - 0.5 * commonness

    def _parts(self, word: str) -> list[str] | None:
        best: tuple[int, list[str]] | None = None
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            fewer = min(self.count(left), self.count(right))
            if fewer and (best is None or fewer > best[0]):
                best = fewer, [left, right]
        return best[1] if best else None
