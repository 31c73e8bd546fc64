"""The demo's past, read by the checks of simulated lives. Deep; `make simulate-past` reads all its
ninety days.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.engine import on_one_engine

UNTIL = "2026-11-30T15:00:00+00:00"
DAYS = "42"


@on_one_engine("sqlite", "the same on both, and two minutes long")
def test_the_past_tells_nobody_anything_wrong(tmp_path):
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    read = subprocess.run(
        [sys.executable, "-m", "simulation.past.told", "--days", DAYS, "--until", UNTIL],
        env={**inherited, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert read.returncode == 0, read.stdout[-8000:] + read.stderr[-3000:]
    counts = [int(number) for number in re.findall(r"\d+", read.stdout.splitlines()[-1])]
    days, orders, letters, pages, findings, _ = counts
    assert (days, findings) == (42, 0)
    assert orders > 50
    assert letters > 200
    assert pages > 1000
