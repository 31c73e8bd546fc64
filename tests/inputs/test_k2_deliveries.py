"""K2, carriers' words: every delivery of `k2_deliveries.toml`, kept and settled for a parcel of
ours.
"""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOON, a_bag, order_of
from tests.domain.test_packing import BOX, filled
from tests.inputs.k2_carriers import NUMBERS, Telling, delivery, seen
from troth.fulfillment import labels, packing, tracking_events
from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.queue import claim_next_order
from troth.orders.actions import mark_confirmation_sent

PATH = Path(__file__).with_name("k2_deliveries.toml")
ROWS = tomllib.loads(PATH.read_text(encoding="utf-8"))["row"]
PACKED = NOON + timedelta(hours=3)
DELIVERED = NOON + timedelta(days=7)


@pytest.fixture(scope="module")
def telling():
    with Telling() as server:
        yield server


def boxed(carrier):
    """A closed box with a label bought from a carrier; it is still on the bench."""
    order = order_of(a_bag(), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    parcel = filled(claim_next_order(now=PACKED, by="pat"), PACKED)
    packing.close_parcel(parcel=parcel, grams=2_400, now=PACKED, by="pat", **BOX)
    labels.abandon_label(parcel=parcel, why="another carrier", now=PACKED)
    Parcel.objects.filter(pk=parcel.pk).update(carrier=carrier)
    Label.objects.create(
        parcel=parcel,
        reference=f"{parcel.key}.9",
        carrier=carrier,
        state=Label.BOUGHT,
        by="pat",
        asked_at=PACKED,
        not_before=PACKED,
        number=NUMBERS[carrier],
        service="ground",
        signature="DIRECT",
        cents=1_200,
        declared_cents=120_000,
    )
    return Parcel.objects.get(pk=parcel.pk)


def heard(telling, carrier, payload, now):
    """The carrier's answer, kept and settled."""
    tracking_events.store_events(
        seen(telling, carrier, payload), carrier=carrier, how="asked", now=now
    )
    tracking_events.apply_events(carrier=carrier, number=NUMBERS[carrier], now=now)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['carrier']}-{at}" for at, row in enumerate(ROWS)])
def test_a_delivery_is_what_it_is(house, telling, row):
    carrier = row["carrier"]
    parcel = boxed(carrier)
    payload = delivery(carrier, json.loads(row["given"]), DELIVERED)
    heard(telling, carrier, payload, DELIVERED + timedelta(hours=1))
    parcel.refresh_from_db()
    assert parcel.status == row["right"]
    assert parcel.signed_by == row.get("signed_by", "")


def test_there_are_rows_enough():
    assert len(ROWS) >= 20
    assert {row.get("case") for row in ROWS} >= {7, 9, 14}
    assert all(row["before"] in ("failed", "held") for row in ROWS)
