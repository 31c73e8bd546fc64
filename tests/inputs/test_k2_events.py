"""K2, carriers' words: every event of `k2_events.toml`, by the way its carrier tells it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.factories.carrier_answers import AnsweringCarrier, carrier_answer, read_answer
from tests.factories.hypothesis_profile import given, st
from troth.fulfillment.carriers import fedex_events, ups_events, usps_events
from troth.policy.shipping.signatures import signer_name
from troth.policy.shipping.tracking import NOT_A_STATE, STATUSES

ROWS = tomllib.loads(Path(__file__).with_name("k2_events.toml").read_text(encoding="utf-8"))["row"]
NAMES = [
    "eventType", "eventDescription", "date", "scanLocation", "exceptionCode", "city", "status",
    "type", "code", "statusCode", "description", "location", "address", "gmtDate", "gmtTime",
    "eventCode", "GMTTimestamp", "eventTimestamp", "eventZIP", "name", "postalCode",
]  # fmt: skip
WHEN = {
    "fedex": {"date": "2026-11-24T10:00:00-05:00"},
    "ups": {"gmtDate": "20261124", "gmtTime": "15:00:00"},
    "usps": {"GMTTimestamp": "2026-11-24T15:00:00Z"},
}


@pytest.fixture(scope="module")
def telling():
    with AnsweringCarrier() as server:
        yield server


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['carrier']}-{at}" for at, row in enumerate(ROWS)])
def test_an_event_means_what_its_carrier_sentence(telling, row):
    given = json.loads(row["given"])
    event = (given if row["carrier"] != "ups" else {"status": given}) | WHEN[row["carrier"]]
    scans = read_answer(telling, row["carrier"], carrier_answer(row["carrier"], event))
    assert [scan.status for scan in scans] == [row["right"]]


def test_there_are_rows_enough():
    assert len(ROWS) >= 50
    assert {row.get("case") for row in ROWS} >= {11, 13}
    assert all(row["before"] in ("failed", "held") for row in ROWS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(carrier=st.sampled_from(["fedex", "ups", "usps"]), events=st.lists(JSON, max_size=3))
def test_whatever_an_event_is_it_stops_nothing_and_can_be_kept(carrier, events):
    read = {
        "fedex": fedex_events.parse_events,
        "ups": lambda payload: ups_events.parse_events("1Z", payload),
        "usps": lambda payload: usps_events.parse_events("9400", payload),
    }[carrier]
    scans = read(carrier_answer(carrier, *events))
    assert len(scans) == len(events)
    for scan in scans:
        assert scan.status in (*STATUSES, *NOT_A_STATE)
        stored_json = json.dumps([scan.raw, scan.facts], allow_nan=False)
        assert (
            "\\u0000"
            not in stored_json + scan.carrier_text + scan.signed_by + scan.place + scan.code
        )


@given(st.text(max_size=60))
def test_a_signer_is_what_was_said_or_nobody(text):
    name = signer_name(text)
    assert name in ("", " ".join(text.split()))
