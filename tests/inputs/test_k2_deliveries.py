"""K2, carriers' words: every delivery of `k2_deliveries.toml`, kept and settled for a parcel of
ours.
"""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.carrier_answers import (
    DELIVERED_AT,
    AnsweringCarrier,
    apply_answer,
    box_for_carrier,
    delivery_answer,
)

PATH = Path(__file__).with_name("k2_deliveries.toml")
ROWS = tomllib.loads(PATH.read_text(encoding="utf-8"))["row"]


@pytest.fixture(scope="module")
def telling():
    with AnsweringCarrier() as server:
        yield server


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['carrier']}-{at}" for at, row in enumerate(ROWS)])
def test_a_delivery_is_what_it_is(house, telling, row):
    carrier = row["carrier"]
    parcel = box_for_carrier(carrier)
    payload = delivery_answer(carrier, json.loads(row["given"]), DELIVERED_AT)
    apply_answer(telling, carrier, payload, DELIVERED_AT + timedelta(hours=1))
    parcel.refresh_from_db()
    assert parcel.status == row["right"]
    assert parcel.signed_by == row.get("signed_by", "")


def test_there_are_rows_enough():
    assert len(ROWS) >= 20
    assert {row.get("case") for row in ROWS} >= {7, 9, 14}
    assert all(row["before"] in ("failed", "held") for row in ROWS)
