"""Clause `authentication`: to list and to withdraw at the same moment never leaves an item listed
without approval.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.e2e.stores import migrated_database
from tests.engine import ENGINE


@pytest.mark.skipif(
    ENGINE == "sqlite", reason="SQLite has one writer at a time: the two can't meet"
)
@pytest.mark.parametrize(
    ("guards", "broken"), [([], "0 of 25"), (["unguarded"], "25 of 25")], ids=["guarded", "control"]
)
def test_listing_and_withdrawing_at_once(tmp_path, guards, broken):
    environment = os.environ | {
        "DATABASE_URL": migrated_database(tmp_path),
        "TROTH_VAR": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.e2e.listing_race", *guards],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == broken, ran.stderr
