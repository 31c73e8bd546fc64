"""The index on disk: its schema, its place, and the reader that every search of this process
shares.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from troth.catalog.models import Item
from troth.catalog.numbers import item_number
from troth.catalog.search import figures
from troth.catalog.search.types import FACETS, FOR_SALE, HIDDEN, SOLD, IndexNotBuilt
from troth.catalog.search.words import ANALYZERS, fold_words, normalize_text, stem_text
from troth.files import replace_text

VERSION = 2  # of the schema: an index of another version is made anew
VOCABULARY_SECONDS = 60


def build_schema() -> tantivy.Schema:
    """`words` are stemmed, `plain` are not; the facets are whole values; `state` is what shoppers
    may see; `codes` are numbers without separators.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="troth_stemmed", index_option="freq")
    builder.add_text_field("kind", tokenizer_name="troth_stemmed", index_option="freq")
    builder.add_text_field("hue", tokenizer_name="troth_stemmed", index_option="freq")
    builder.add_text_field("whole_kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("prose", tokenizer_name="troth_stemmed", index_option="freq")
    builder.add_text_field("plain", tokenizer_name="troth_folded", index_option="basic")
    builder.add_text_field("codes", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("ids", tokenizer_name="troth_folded", index_option="basic")
    builder.add_text_field("standing", tokenizer_name="raw", index_option="basic")
    for name in (*FACETS, "state"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("price", fast=True)
    builder.add_unsigned_field("listed", fast=True)
    return builder.build()


SCHEMA = build_schema()


def document_of(item: Item) -> tantivy.Document:
    """What search knows of an item of `items_to_index`."""
    kind = f"{item.sub_category} {item.category}"
    hue = f"{item.color} {item.color_name}"
    words = normalize_text(
        f"{item.title} {item.brand} {item.line} {item.model} {item.reference} {kind} {item.gender}"
        f" {hue} {item.material} {item.species} {item.hardware} {item.size}"
    )
    standing = item.standing
    state = FOR_SALE if item.is_for_sale else SOLD if item.listed_at and item.sold_at else HIDDEN
    facets = {name: value for name in FACETS if (value := _facet_value(item, name))}
    return tantivy.Document.from_dict(
        {
            "id": item.pk,
            "words": words,
            "plain": words,
            "kind": normalize_text(kind),
            "hue": normalize_text(hue),
            "whole_kind": stem_text(normalize_text(item.sub_category)),
            "prose": normalize_text(item.description),
            "codes": sorted(_item_codes(item)),
            "ids": _staff_ids(item),
            "standing": standing,
            "state": state,
            "price": item.price_cents,
            "listed": int(item.listed_at.timestamp()) if item.listed_at else 0,
            **facets,
        },
        SCHEMA,
    )


def _item_codes(item: Item) -> set[str]:
    """The numbers in what is said of it; its reference whole, whatever that holds."""
    texts = (item.title, item.line, item.model, item.reference)
    numbered = [fold_words(text) for text in texts if figures.has_digit(text)]
    whole = {figures.code_of(fold_words(item.reference))} if item.reference else set()
    return whole.union(*(figures.codes_of(words) for words in numbered)) - {""}


def _staff_ids(item: Item) -> str:
    """What staff may ask for it by: as it is written, and without separators."""
    written = f"{item.source_id} {item.slug} {item_number(item.pk)}"
    if item.source_id.isalnum():
        return written
    return f"{written} {figures.code_of(fold_words(item.source_id))}"


def _facet_value(item: Item, name: str) -> str:
    return item.warehouse if name == "location" else getattr(item, name)


def item_query(key: int) -> tantivy.Query:
    """The document of an item."""
    return tantivy.Query.term_query(SCHEMA, "id", key)


def open_index(folder: Path) -> tantivy.Index:
    """The index in a folder, made where there is none, with our analyzers."""
    folder.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(SCHEMA, path=str(folder))
    for name, analyzer in ANALYZERS.items():
        index.register_tokenizer(name, analyzer)
    return index


class IndexFolder:
    """Where indexes live: each in a folder of its own, and a pointer that names the one in use."""

    def __init__(self, root: Path) -> None:
        self.root, self.pointer = root, root / f"current-{VERSION}"

    def current(self) -> Path | None:
        """The folder in use, or None before the first is made."""
        try:
            return self.root / self.pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def fresh(self) -> Path:
        """The folder of an index about to be built."""
        return self.root / f"index-{time.time_ns()}"

    def use(self, folder: Path) -> None:
        """Swaps the index in use, at once for everybody; older ones are forgotten."""
        replace_text(self.pointer, folder.name)
        for other in self.root.glob("index-*"):
            # A build under way is younger than what is in use, and its own process ends it.
            if other.name < folder.name:
                shutil.rmtree(other, ignore_errors=True)


class Vocabulary:
    """The words and brands of an index, for spelling, and whether it has a number."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.counts: dict[str, int] = dict(searcher.terms_with_prefix("plain", ""))
        self.by_length: dict[int, list[str]] = {}
        for word in self.counts:
            if not any(sign.isdigit() for sign in word):
                self.by_length.setdefault(len(word), []).append(word)
        self.brands: dict[tuple[str, ...], list[str]] = {}
        self.brand_counts: dict[str, int] = dict(searcher.terms_with_prefix("brand", ""))
        for brand in self.brand_counts:
            self.brands.setdefault(tuple(fold_words(brand)), []).append(brand)

    def has_code(self, code: str, *, for_staff: bool = False) -> bool:
        """Whether an item bears the number; for staff, its source's id or its tag's number too."""
        fields = ("codes", "ids") if for_staff else ("codes",)
        return any(self.searcher.doc_freq(field, code) for field in fields)

    def near(self, length: int) -> Iterable[list[str]]:
        for other in range(max(1, length - 2), length + 3):
            if other in self.by_length:
                yield self.by_length[other]


class IndexReader:
    """The reader of one process: follows the pointer and every commit."""

    def __init__(self, root: Path) -> None:
        self.place = IndexFolder(root)
        self._lock = threading.Lock()
        self._pointer: Any = None
        self._commit: Any = None
        self._index: tantivy.Index | None = None
        self._folder = Path()
        self._vocabulary: Vocabulary | None = None
        self._vocabulary_at = 0.0
        # Counts of browsing without words, which pass over every item: kept until the next commit.
        self.browsed: dict[Any, Any] = {}

    def searcher(self) -> tantivy.Searcher:
        """A view of the last commit. Raises `NotBuilt` where there is no index."""
        with self._lock:
            self._follow()
            assert self._index is not None
            return self._index.searcher()

    def vocabulary(self) -> Vocabulary:
        """The words of the index, at most a minute old."""
        searcher = self.searcher()
        if self._vocabulary is None or time.monotonic() - self._vocabulary_at > VOCABULARY_SECONDS:
            self._vocabulary, self._vocabulary_at = Vocabulary(searcher), time.monotonic()
        return self._vocabulary

    def _follow(self) -> None:
        pointer = _file_stamp(self.place.pointer)
        if pointer is None:
            raise IndexNotBuilt("there is no search index yet: troth reindex makes one")
        if pointer != self._pointer:
            folder = self.place.current()
            assert folder is not None
            self._index, self._folder, self._pointer = open_index(folder), folder, pointer
            self._vocabulary, self._commit = None, None
            self.browsed = {}
        commit = _file_stamp(self._folder / "meta.json")
        if commit != self._commit and self._index is not None:
            self._index.reload()
            self._commit, self.browsed = commit, {}


def _file_stamp(file: Path) -> tuple[int, int] | None:
    with contextlib.suppress(FileNotFoundError):
        status = file.stat()
        return status.st_mtime_ns, status.st_ino
    return None


_shelves: dict[Path, IndexReader] = {}


def index_reader() -> IndexReader:
    """This process's reader of the store's index."""
    return _shelves.setdefault(settings.SEARCH_DIR, IndexReader(settings.SEARCH_DIR))


def items_to_index() -> Any:
    """Items with all that their documents need, and little else."""
    told_to_shoppers_only = (
        "grades",
        "defects",
        "measures",
        "accessories",
        "service",
        "alterations",
        "serial_sealed",
    )
    return Item.objects.with_standing().defer(*told_to_shoppers_only)
