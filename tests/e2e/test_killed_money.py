"""The server is killed at every line of pressing and placing, the worker of taking, giving back and
releasing money: nothing that was acknowledged is lost, nothing is charged without an order, nothing
moves twice, and all of it ties out.

`make kills` kills some hundred times on each engine; the suite a few times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.e2e.stores import migrated_database
from tests.engine import ENGINE, FULL

EVERY = int(os.environ.get("TROTH_KILL_EVERY_MONEY", "1201"))  # `make kills` goes on by 13 lines
TOTAL = 132_283


def rounds_of(step: str, provider: dict[str, str], tmp_path) -> list[dict]:
    (tmp_path / "var").mkdir()
    environment = {
        **os.environ,
        **provider,
        "TROTH_VAR": str(tmp_path / "var"),
        "DATABASE_URL": migrated_database(tmp_path / "var"),
    }
    script = [sys.executable, "-m", "tests.e2e.killed_money", step, "1", str(EVERY), "3000"]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
    rounds = [json.loads(line) for line in ran.stdout.splitlines()]
    assert not rounds[-1]["died"], "the last round must run past the last line"
    assert all(attempt["died"] for attempt in rounds[:-1])
    return rounds


ENDS = {
    "press": (["requires_capture", TOTAL, 0, 0], ["authorized", 0, 0]),
    "place": (["requires_capture", TOTAL, 0, 0], ["authorized", 0, 0]),
    "capture": (["succeeded", TOTAL, TOTAL, 0], ["captured", TOTAL, 0]),
    "refund": (["succeeded", TOTAL, TOTAL, 4_200], ["captured", TOTAL, 4_200]),
    "void": (["canceled", TOTAL, 0, 0], ["voided", 0, 0]),
}


SEEN = {"sqlite": ("press", "capture"), "postgres": ("place", "refund", "void")}
DEEP = FULL or EVERY < 1201


@pytest.mark.parametrize("step", ENDS if DEEP else SEEN[ENGINE])
def test_killed_anywhere_it_ends_as_it_should(step, provider, tmp_path):
    rounds = rounds_of(step, provider, tmp_path)
    theirs, ours = ENDS[step]
    for attempt in rounds:
        [(number, total)] = attempt["orders"]
        assert total == TOTAL
        assert attempt["acknowledged"].split("?")[0] in ("", f"/orders/{number}"), attempt
        assert (attempt["theirs"], attempt["payments"]) == ([theirs], [ours]), attempt
        assert (attempt["owed"], attempt["differences"]) == (0, []), attempt
    acknowledged = sum(bool(attempt["acknowledged"]) for attempt in rounds[:-1])
    print(
        f"\n{step}: {len(rounds) - 1} kills, {acknowledged} acknowledged, 0 lost, 0 charged without"
        " an order, 0 moved twice"
    )
