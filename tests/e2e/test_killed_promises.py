"""A closure, and what silence means, killed at every line: no order missed, none told or cancelled
twice.

`make kills` kills some hundred times on each engine; the suite a few times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.e2e.killed_promises import ORDERS
from tests.e2e.stores import migrated_database
from tests.engine import ENGINE, FULL

EVERY = int(os.environ.get("TROTH_KILL_EVERY_PROMISE", "977"))  # `make kills` goes on by 37 lines
ENDS = {
    "closure": {"states": {"placed": ORDERS}, "cancelled": 0},
    "decide": {"states": {"cancelled": ORDERS}, "cancelled": ORDERS},
}


@pytest.mark.parametrize(
    "step", ENDS if FULL or EVERY < 977 else ["closure" if ENGINE == "sqlite" else "decide"]
)
def test_killed_anywhere_nobody_is_missed_or_told_twice(step, tmp_path):
    (tmp_path / "var").mkdir()
    environment = {
        **os.environ,
        "TROTH_VAR": str(tmp_path / "var"),
        "DATABASE_URL": migrated_database(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "troth.config.settings",
    }
    script = [sys.executable, "-m", "tests.e2e.killed_promises", step, "1", str(EVERY), "3000"]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
    rounds = [json.loads(line) for line in ran.stdout.splitlines()]
    assert not rounds[-1]["died"], "the last round must run past the last line"
    once = {"delays": ORDERS, "rounds": [1] * ORDERS, "told": ORDERS, "standing": [1]} | ENDS[step]
    for attempt in rounds:
        assert {name: attempt[name] for name in once} == once, attempt
    print(f"\n{step}: {len(rounds) - 1} kills, nobody missed, nobody told twice")
