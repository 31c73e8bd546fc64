"""The real listings go in by one command, each judged by the experts who are named, and are found
at once.
"""

from __future__ import annotations

import pytest

from tests.e2e.stores import Store
from tests.engine import ENGINE
from tests.search.judging import REAL_LISTINGS

JUDGED = (
    "SELECT u.email, count(*) FROM catalog_item i JOIN catalog_evaluation e ON e.item_id = i.id"
    " JOIN auth_user u ON u.id = e.by_id WHERE i.listed_at IS NOT NULL AND e.verdict = 'approved'"
    " GROUP BY u.email ORDER BY u.email"
)


def test_every_listing_goes_in_judged_by_the_named_experts(tmp_path):
    if not REAL_LISTINGS.exists():
        pytest.skip("the real listings are not at hand")
    lines = REAL_LISTINGS.read_text(encoding="utf-8").splitlines(keepends=True)
    if ENGINE != "sqlite":  # all of them on one engine, the first thousand on the other
        lines = lines[:1001]
    listings = tmp_path / "listings.csv"
    listings.write_text("".join(lines), encoding="utf-8")
    dear = sum(float(line.rsplit(",", 2)[1]) > 5000 for line in lines[1:])
    store, count = Store(tmp_path), len(lines) - 1
    here = ("--location", "New York")  # the file's own column is the seller's country
    first = store.troth("import-items", str(listings), *here, "--approve-as", "erin@example.com")
    assert f"{count - dear:,} approved and listed, 0 broken rows" in first.stdout, first.stderr
    assert dear
    assert f"{dear:,} wait for a second expert" in first.stdout
    second = store.troth(
        "import-items",
        str(listings),
        *here,
        "--approve-as",
        "erin@example.com",
        "--second",
        "sam@example.com",
    )
    assert f"{count:,} already here, {dear:,} approved and listed" in second.stdout
    assert store.sql(JUDGED) == [("erin@example.com", count), ("sam@example.com", dear)]
