"""Items of a test's own on a store that other tests use too."""

from __future__ import annotations

import csv
import re

from tests.e2e.stores import Store

LIVE_LINES = (
    "SELECT l.item_id, count(*) FROM orders_line l JOIN catalog_item i ON i.id = l.item_id "
    "WHERE l.state <> 'cancelled' AND i.source = '{source}' GROUP BY l.item_id"
)


def items_for(store: Store, folder, rounds: int) -> list[str]:
    """Pieces of the test's own, whose source is the test's folder."""
    file, source = folder / "rounds.csv", source_of(folder)
    with file.open("w", newline="") as written:
        rows = csv.writer(written)
        rows.writerow(["source_id", "title", "designer", "category", "condition", "price"])
        rows.writerows(
            [str(at), f"piece {at}", "Maison Orlède", "bags", "good", "500.00"]
            for at in range(rounds)
        )
    done = store.troth(
        "import-items", str(file), "--approve-as", "erin@example.com", "--source", source
    )
    assert done.returncode == 0, done.stderr
    return [
        slug
        for (slug,) in store.sql(
            f"SELECT slug FROM catalog_item WHERE source = '{source}' ORDER BY id"
        )
    ]


def source_of(folder) -> str:
    return re.sub("[^a-z0-9]", "-", folder.name.lower())[-40:]
