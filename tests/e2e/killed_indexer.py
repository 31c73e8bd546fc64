"""Run by test_killed_indexer.py: the indexer of a store, to be killed; or, with `tell`, what its
index holds in the end.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from tantivy import Query  # noqa: E402

from troth.catalog.search.index_reader import index_reader  # noqa: E402
from troth.catalog.search.indexing import Indexer  # noqa: E402


def main() -> None:
    indexer = Indexer(settings.SEARCH_DIR)
    if "tell" not in sys.argv:
        print("ready", flush=True)
        while True:
            indexer.catch_up()
    while indexer.catch_up():
        pass
    searcher = index_reader().searcher()
    results = searcher.search(Query.all_query(), limit=10_000)
    addresses = [address for _, address in results.hits]
    keys, prices = (searcher.fast_field_values(name, addresses) for name in ("id", "price"))
    print(json.dumps(sorted(zip(keys, prices, strict=True))))


if __name__ == "__main__":
    main()
