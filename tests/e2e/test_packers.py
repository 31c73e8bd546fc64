"""Clause `queue` with several packers at once and random holds: no order picked twice, none
overtaken that could go.

`make packers` takes 10,000 orders on each engine; the suite a hundred.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.e2e.stores import migrated_database
from tests.engine import ENGINE

ORDERS = int(os.environ.get("TROTH_PACKED", "40"))


def packed(orders: int, guards: str, tmp_path) -> dict:
    (tmp_path / "var").mkdir()
    environment = {
        **os.environ,
        "TROTH_VAR": str(tmp_path / "var"),
        "DATABASE_URL": migrated_database(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "troth.config.settings",
    }
    script = [sys.executable, "-m", "tests.e2e.packers", str(orders), "4", guards]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
    facts = json.loads(ran.stdout.splitlines()[-1])
    print(
        f"\n{ENGINE}, {orders} orders, 4 packers, guards {guards}:"
        f" {facts | {'overtaken': len(facts['overtaken'])}}"
    )
    return facts


def test_nobody_is_overtaken_and_nothing_is_picked_twice(tmp_path):
    facts = packed(ORDERS, "on", tmp_path)
    assert (facts["picked_twice"], facts["overtaken"], facts["left"]) == (0, [], 0)
    assert facts["taken"] - facts["set_aside"] == ORDERS
    assert facts["by_hand"] == facts["overtaken"]  # the report agrees with an independent check


def test_control_without_the_guards_an_order_is_picked_twice(tmp_path):
    assert packed(ORDERS, "off", tmp_path)["picked_twice"] > 0
