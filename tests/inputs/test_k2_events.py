"""K2, carriers' words: every event of `k2_events.toml`, by the way its carrier tells it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.inputs.k2_carriers import Telling, answer, seen

ROWS = tomllib.loads(Path(__file__).with_name("k2_events.toml").read_text(encoding="utf-8"))["row"]
WHEN = {
    "fedex": {"date": "2026-11-24T10:00:00-05:00"},
    "ups": {"gmtDate": "20261124", "gmtTime": "15:00:00"},
    "usps": {"GMTTimestamp": "2026-11-24T15:00:00Z"},
}


@pytest.fixture(scope="module")
def telling():
    with Telling() as server:
        yield server


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['carrier']}-{at}" for at, row in enumerate(ROWS)])
def test_an_event_means_what_its_carrier_says(telling, row):
    given = json.loads(row["given"])
    event = (given if row["carrier"] != "ups" else {"status": given}) | WHEN[row["carrier"]]
    found = seen(telling, row["carrier"], answer(row["carrier"], event))
    assert [each.status for each in found] == [row["right"]]


def test_there_are_rows_enough():
    assert len(ROWS) >= 50
    assert {row.get("case") for row in ROWS} >= {11, 13}
    assert all(row["before"] in ("failed", "held") for row in ROWS)
