"""`troth reindex`: the search index, made anew."""

from __future__ import annotations

import sys

from django.conf import settings
from tqdm import tqdm

from troth.catalog.search.indexing import rebuild_index
from troth.commands.base import StoreCommand
from troth.commands.names import HELP


class Command(StoreCommand):
    """The store serves meanwhile, from the old index."""

    help = HELP["reindex"]

    def perform(self) -> None:
        """Prints the new index's size and folder."""
        folder = rebuild_index(
            settings.SEARCH_DIR,
            progress=lambda items, total: tqdm(
                items, total=total, unit=" items", desc="Indexing", file=sys.stderr
            ),
        )
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"The search uses the new index: {size / 1e6:,.1f} MB in {folder}")
