"""The command line of the catalog, as a person types it, on a fresh database."""

from __future__ import annotations

import pytest

from tests.e2e.stores import Store
from tests.engine import ENGINE

ITEMS = (
    "source_id,title,designer,category,condition,price,serial\na,Arche"
    " bag,Orlède,bags,good,900,MB-1234-99\nb,Dear"
    " bag,Orlède,bags,good,9000,MB-1234-98\nc,,Orlède,bags,good,1,\n"
)


pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="the same whatever the database is: seen on SQLite"
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    store = Store(folder)
    store.items, store.serials = folder / "items.csv", folder / "serials.csv"
    store.items.write_text(ITEMS, encoding="utf-8")
    store.serials.write_text(
        "designer,serial,reason\nORLEDE,mb123499,stolen\nORLEDE,?,stolen\n,,\n", encoding="utf-8"
    )
    return store


def test_one_after_the_other(fresh):
    one = fresh.troth("import-items", str(fresh.items), "--approve-as", "erin@example.com")
    assert (
        "2 items added, 0 already here, 1 approved and listed, 1 broken rows left out."
        in one.stdout
    )
    assert "1 wait for a second expert" in one.stdout
    assert f"{fresh.items}:4: title is empty" in one.stderr
    same = fresh.troth(
        "import-items",
        str(fresh.items),
        "--approve-as",
        "erin@example.com",
        "--second",
        "erin@example.com",
    )
    assert (same.returncode, same.stderr.strip().splitlines()[-1]) == (
        2,
        "troth: --second: names a second, different expert beside --approve-as",
    )
    two = fresh.troth(
        "import-items",
        str(fresh.items),
        "--approve-as",
        "erin@example.com",
        "--second",
        "sam@example.com",
    )
    assert "0 items added, 2 already here, 1 approved and listed" in two.stdout

    reindexed = fresh.troth("reindex")
    assert "The search uses the new index" in reindexed.stdout
    assert "Indexing: 100%" in reindexed.stderr

    listed = fresh.troth("import-serials", str(fresh.serials))
    assert "a Arche bag: bears the serial in line 2" in listed.stdout
    assert "1234" not in listed.stdout
    assert "1 serials on the list; 1 items bear one" in listed.stdout
    assert f"{fresh.serials}:3: serial: has no letter or digit" in listed.stderr
    assert listed.returncode == 1
    assert "1 rows are NOT on the list" in listed.stdout
    assert fresh.sql("SELECT source_id FROM catalog_item WHERE listed_at IS NOT NULL") == [("b",)]

    assert "may sign in" in fresh.troth("staff", "pat@example.com", "--roles", "care").stdout
    assert fresh.troth("staff", "pat@example.com").returncode == 2
    refused = fresh.troth("import-items", str(fresh.items), "--approve-as", "pat@example.com")
    assert "make one with: troth staff pat@example.com --roles authenticator,care" in refused.stderr
    changed = fresh.troth("staff", "pat@example.com", "--roles", "authenticator,care")
    assert "from now on: care, authenticator." in changed.stdout
