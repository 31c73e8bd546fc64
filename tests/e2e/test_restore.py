"""A restore drill: a backup under load, a lost disk, a restore, and the payment provider asked:
nothing acknowledged is missing.

`make drill` does the same with hundreds of orders, on each engine.
"""

from __future__ import annotations

import json
import os

from tests.e2e.drill import Load, killed, lose_the_disk, orders_of, until
from tests.e2e.round_items import items_for
from tests.e2e.stores import Store
from tests.engine import ENGINE

ORDERS = int(os.environ.get("TROTH_DRILL", "4"))  # before the backup, and after it


def opened(folder, provider, **environment: str) -> Store:
    return Store(
        folder,
        WEB_PROCESSES="2",
        CLIENT_ADDRESS_HEADER="X-Forwarded-For",
        SWEEP_SECONDS="2",
        **provider,
        **environment,
    )


def died_under_load(store: Store, slugs: list[str], *, backup) -> Load:
    store.__enter__()
    load = Load(store, slugs)
    try:
        load.wait(ORDERS)
        backed_up = store.troth("backup", str(backup))
        assert backed_up.returncode == 0, backed_up.stderr
        load.wait(ORDERS)
        killed(store, load)
    finally:
        load.end()
    lose_the_disk(store)
    return load


def opens_again(store: Store, load: Load) -> None:
    """It works on: every acknowledged order's letter is sent, and the money ties out to the
    cent.
    """
    with store:
        # A letter that was being sent at that moment is leased, and tried again when the lease has
        # run out.
        assert store.troth("clock", "--forward", "10m").returncode == 0
        wanted = len(orders_of(store))
        sent = (
            "SELECT count(*) FROM notifications_notification"
            " WHERE kind = 'confirmation' AND sent_at IS NOT NULL"
        )
        until(lambda: store.sql(sent)[0][0] >= wanted)
        tied = store.troth("tie-out")
        assert tied.returncode == 0, tied.stdout + tied.stderr
        print(
            f"\n{ENGINE}: {len(load.acknowledged)} acknowledged, {wanted} orders, 0 missing;"
            f" {tied.stdout.strip()}"
        )


def test_with_a_backup_what_was_paid_since_is_the_same_order_again(tmp_path, provider):
    store, backup = opened(tmp_path, provider), tmp_path / "backup"
    slugs = items_for(store, tmp_path, ORDERS * 8 + 120)
    load = died_under_load(store, slugs, backup=backup)
    restored = store.troth("restore", str(backup))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert set(load.acknowledged) - orders_of(store) == set()
    manifest = json.loads((backup / "manifest.json").read_text())
    backed_up_count = manifest["counts"]["orders_order"]
    assert backed_up_count < len(
        load.acknowledged
    )  # some were acknowledged after the backup, or the drill shows nothing
    assert f"{len(orders_of(store)) - backed_up_count} placed again" in restored.stdout
    # Whoever paid and went away before they were thanked has their piece too.
    bought = {
        slug
        for (slug,) in store.sql(
            "SELECT i.slug FROM orders_line l JOIN catalog_item i ON i.id = l.item_id"
        )
    }
    assert set(load.paid) - bought == set()
    again = store.troth("restore", str(backup))
    assert (
        again.returncode,
        "exists: move it away" in again.stderr or "tables: name an empty one" in again.stderr,
    ) == (2, True)
    repeated = store.troth("reconcile", manifest["began_at"])
    assert "nothing was missing; 0 differences left" in repeated.stdout, (
        repeated.stdout + repeated.stderr
    )
    opens_again(store, load)
