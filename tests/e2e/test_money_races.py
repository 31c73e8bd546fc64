"""The races that shops lose money by, with the guards on and, as a control, off. `make race` plays
200 rounds of each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.e2e.stores import migrated_database
from tests.engine import ENGINE, on_one_engine

ROUNDS = int(os.environ.get("TROTH_RACE_ROUNDS", "3"))
CONTROL_ROUNDS = max(ROUNDS // 10, 5)


def broken(rounds: int, guards: str, provider: dict[str, str], tmp_path) -> dict[str, int]:
    (tmp_path / "var").mkdir()
    environment = {
        **os.environ,
        **provider,
        "TROTH_VAR": str(tmp_path / "var"),
        "DATABASE_URL": migrated_database(tmp_path / "var"),
    }
    script = [sys.executable, "-m", "tests.e2e.money_races", str(rounds), guards]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
    counts = {line["race"]: line["broken"] for line in map(json.loads, ran.stdout.splitlines())}
    print(f"\n{ENGINE}, guards {guards}: of {rounds} rounds each, broken: {counts}")
    return counts


def test_with_the_guards_nothing_breaks(provider, tmp_path):
    assert broken(ROUNDS, "on", provider, tmp_path) == {
        "stock": 0,
        "totals": 0,
        "refund": 0,
        "limit": 0,
        "expiry": 0,
    }


@on_one_engine("postgres", "the control of the checks, not of the store")
def test_control_without_them_each_race_shows(provider, tmp_path):
    counts = broken(CONTROL_ROUNDS, "off", provider, tmp_path)
    assert all(counts.values()), counts
