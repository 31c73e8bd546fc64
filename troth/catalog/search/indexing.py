"""Keeping the index current: one indexer follows the timeline of items; another index can be built
while it serves.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import tantivy
from django.db.models import Max, QuerySet

from troth.catalog.models import Item, ItemEvent
from troth.catalog.search.index_reader import (
    IndexFolder,
    document_of,
    item_query,
    items_to_index,
    open_index,
)

BATCH = 2000
HEAP_BYTES = 60_000_000
BUILD_HEAP_BYTES = 400_000_000
# An event's id is given when its transaction begins to write it, and is seen when that commits: ids
# come out of turn. A missing id is looked for again this long, then taken for one that was rolled
# back.
WAIT_SECONDS = 600
MOST_GAPS = 10_000


@dataclass(slots=True)
class IndexPosition:
    """How far an index has followed the timeline: every event up to `top`, but for the `gaps`."""

    top: int
    gaps: dict[int, float] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> IndexPosition:
        try:
            stored = json.loads((folder / "position.json").read_text(encoding="ascii"))
        except FileNotFoundError:
            return cls(0)
        return cls(stored["top"], dict.fromkeys(stored["gaps"], time.monotonic()))

    @classmethod
    def now(cls) -> IndexPosition:
        """That of an index about to be built: what is not yet committed is a gap."""
        top = ItemEvent.objects.aggregate(top=Max("pk"))["top"] or 0
        seen = set(
            ItemEvent.objects.filter(pk__gt=top - MOST_GAPS, pk__lte=top).values_list(
                "pk", flat=True
            )
        )
        missing = (pk for pk in range(max(1, top - MOST_GAPS + 1), top) if pk not in seen)
        return cls(top, dict.fromkeys(missing, time.monotonic()))

    def save(self, folder: Path) -> None:
        beside = folder / f"position.{os.getpid()}"
        beside.write_text(
            json.dumps({"top": self.top, "gaps": sorted(self.gaps)}), encoding="ascii"
        )
        beside.replace(folder / "position.json")

    def new(self) -> tuple[list[int], IndexPosition]:
        """The items that something happened to since, and the position after them."""
        rows = list(
            ItemEvent.objects.filter(pk__gt=self.top)
            .order_by("pk")
            .values_list("pk", "item_id")[:BATCH]
        )
        late = (
            list(ItemEvent.objects.filter(pk__in=list(self.gaps)).values_list("pk", "item_id"))
            if self.gaps
            else []
        )
        top = rows[-1][0] if rows else self.top
        seen, moment = {pk for pk, _ in rows}, time.monotonic()
        gaps = {pk: at for pk, at in self.gaps.items() if moment - at < WAIT_SECONDS}
        if top - self.top > len(rows):
            first = max(self.top + 1, top - MOST_GAPS)
            gaps |= {pk: moment for pk in range(first, top) if pk not in seen}
        for pk, _ in late:
            gaps.pop(pk, None)
        return list(dict.fromkeys(item for _, item in rows + late)), IndexPosition(top, gaps)


class IndexLocked(Exception):
    """Another process is the indexer of this index."""


class Indexer:
    """The one writer of the index in use. It can be killed at any moment: its position is written
    after its commit, and what it does again gives the same.
    """

    def __init__(self, root: Path) -> None:
        self.place = IndexFolder(root)
        self._folder: Path | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._position = IndexPosition(0)

    def catch_up(self) -> int:
        """Writes what happened since the last time. Returns how many items; 0 where nothing did.
        Raises `IndexLocked`.
        """
        self._open()
        assert self._writer is not None
        assert self._folder is not None
        items, after = self._position.new()
        if items:
            for item in items_to_index().filter(pk__in=items):
                # By query: by term, a plain int is no term of an unsigned field, and nothing would
                # be deleted.
                self._writer.delete_documents_by_query(item_query(item.pk))
                self._writer.add_document(document_of(item))
            self._writer.commit()
        if after != self._position:
            after.save(self._folder)
            self._position = after
        return len(items)

    def close(self) -> None:
        """Ends as a good writer does: what is merging ends first."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
        self._writer = self._folder = None

    def _open(self) -> None:
        folder = self.place.current()
        if folder is None or not folder.exists():
            folder = rebuild_index(self.place.root)
        if folder != self._folder:
            self.close()
            try:
                self._writer = open_index(folder).writer(heap_size=HEAP_BYTES, num_threads=1)
            except ValueError as locked:
                raise IndexLocked(str(locked)) from locked
            # A writer that was killed between its files and its commit leaves files that no commit
            # names. The next one would give a file the same name, and fail.
            self._writer.garbage_collect_files()
            self._folder, self._position = folder, IndexPosition.load(folder)


def rebuild_index(
    root: Path, *, progress: Callable[[Iterable[Item], int], Iterable[Item]] | None = None
) -> Path:
    """Builds a new index from the database, beside the one in use, and swaps it in. Returns its
    folder.
    """
    place = IndexFolder(root)
    folder, position = place.fresh(), IndexPosition.now()
    writer = open_index(folder).writer(heap_size=BUILD_HEAP_BYTES)
    items: Iterable[Item] = every_item(items_to_index())
    for item in progress(items, Item.objects.count()) if progress else items:
        writer.add_document(document_of(item))
    writer.commit()
    writer.wait_merging_threads()
    position.save(folder)
    place.use(folder)
    return folder


def every_item(items: QuerySet[Item]) -> Iterable[Item]:
    """These items by key, a batch at a time, so that a million need the memory of a few."""
    last = 0
    while batch := list(items.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
