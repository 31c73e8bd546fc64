"""`kill -9` of the indexer at any moment loses no change, and doubles none. TROTH_KILLS sets how
many kills.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time

from sandbox.demo.loading import ITEMS
from tests.e2e.stores import Store, database
from tests.engine import on_one_engine

KILLS = int(os.environ.get("TROTH_KILLS", "4"))
VICTIM = [sys.executable, "-m", "tests.e2e.killed_indexer"]
CHANGE = "UPDATE catalog_item SET price_cents = {price} WHERE id = {item}"
EVENT = (
    "INSERT INTO catalog_itemevent (item_id, kind, at, by, facts)"
    " VALUES ({item}, 'item.price_changed',"
    " '2026-11-23 12:00:00+00:00', 'test', '{{}}')"
)


@on_one_engine("sqlite", "the same whatever the database is")
def test_no_change_is_lost(tmp_path):
    store, chance = Store(tmp_path), random.Random(7)
    taken = store.troth("import-items", str(ITEMS), "--approve-as", "erin@example.com")
    assert taken.returncode == 0, taken.stderr
    items = [key for (key,) in store.sql("SELECT id FROM catalog_item ORDER BY id")]
    changes = 0
    for _ in range(KILLS):
        victim = subprocess.Popen(VICTIM, env=store.environment, stdout=subprocess.PIPE, text=True)
        assert victim.stdout.readline() == "ready\n"
        dies_at = time.monotonic() + chance.uniform(0.0, 0.5)
        with database(store.database_url) as connection:
            while time.monotonic() < dies_at:
                item, price = chance.choice(items), chance.randrange(100, 400_000)
                connection.execute(CHANGE.format(item=item, price=price))
                connection.execute(EVENT.format(item=item))
                connection.commit()
                changes += 1
        victim.kill()
        victim.wait()
        victim.stdout.close()
    completed = subprocess.run(
        [*VICTIM, "tell"], env=store.environment, capture_output=True, text=True, check=False
    )
    assert completed.returncode == 0, completed.stderr
    stored = sorted(
        [key, price] for key, price in store.sql("SELECT id, price_cents FROM catalog_item")
    )
    print(f"\n{KILLS} kills during {changes} changes")
    assert json.loads(completed.stdout) == stored
