"""What carriers say of a parcel in trouble, in the words that they publish, and what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest

from troth.policy.shipping.signatures import signer_name
from troth.policy.shipping.tracking import STATUSES, Sighting, derive_parcel_state, exception_status

# UPS's public list of package exceptions and FedEx's scan events, as they are worded there.
PUBLISHED = [
    ("Shipment exception: Unable to locate package, trace started", "missing"),
    ("Lost package investigation", "missing"),
    ("We've sent the package to UPS lost and found.", "missing"),
    ("Sent to Lost and Found", "missing"),
    ("Shipment recorded but cannot be found. Attempting to locate", "missing"),
    ("Missing Mail Search Request Initiated", "missing"),
    ("Investigation Opened", "missing"),
    ("Package was lost", "lost"),
    ("The package has been declared lost.", "lost"),
    (("All merchandise missing, empty carton was discarded. UPS will notify the sender with details"
     " of the damage."), "lost"),
    ("Shipment exception: Damaged, handling per shipper instructions", "damaged"),
    ("Your package was damaged in transit. We will notify the sender with details.", "damaged"),
    (("All merchandise was not recoverable and was discarded. UPS will notify the sender with"
     " details of the damage."), "damaged"),
    ("Damage Reported", "damaged"),
    ("Delay due to weather or natural disaster", "delayed"),
    ("Package delayed", "delayed"),
    ("Incorrect address", "delayed"),
    ("Package could not be located for intercept.", "delayed"),
    (("The receiver's location was damaged by fire. We're attempting to determine an alternate"
     " delivery address."), "delayed"),
    ("Your investigation has been closed with a proof of delivery.", "delayed"),
    ("The apartment number is either missing or incorrect. This may delay delivery.", "delayed"),
    ("Lost/missing/late documents", "delayed"),
    ("Package being held by international carrier because the addressee could not be located",
     "delayed"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status"), PUBLISHED)
def test_each_exception_is_what_the_carrier_sentence(text, status):
    assert exception_status(text, otherwise="delayed") == status
    assert status in STATUSES


def test_a_parcel_that_was_lost_can_be_found():
    from tests.factories.moments import moment

    lost = Sighting("lost", moment("Mon 2026-12-07 09:00"))
    moves = Sighting("moving", moment("Tue 2026-12-08 09:00"))
    assert derive_parcel_state([moves, lost]).status == "moving"
    assert derive_parcel_state([lost]).taken


def _at(hour: int) -> datetime:
    return datetime(2026, 12, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize("scan", ["accepted", "moving", "delayed", "out_for_delivery", "held"])
def test_what_turned_back_is_coming_back_wherever_it_is_scanned(scan):
    turned = Sighting("returning", _at(13))
    seen = [Sighting("moving", _at(9)), turned, Sighting(scan, _at(18))]
    for order in permutations(seen):
        current = derive_parcel_state(order)
        assert (current.status, current.at) == ("returning", _at(13))


@pytest.mark.parametrize("scan", ["missing", "damaged", "lost", "returned"])
def test_what_happens_to_it_on_its_way_back_counts(scan):
    seen = [Sighting("returning", _at(13)), Sighting(scan, _at(18))]
    assert derive_parcel_state(seen).status == scan


@pytest.mark.parametrize("signed_by", ["A. LEE", ""])
def test_a_scan_after_the_delivery_turns_nothing_back(signed_by):
    seen = [Sighting("delivered", _at(13), signed_by), Sighting("returning", _at(18))]
    for order in permutations(seen):
        current = derive_parcel_state(order)
        assert current.status == ("delivered" if signed_by else "unsigned")
        assert (current.at, current.delivered_at, current.signed_by) == (
            _at(13),
            _at(13),
            signed_by,
        )


def test_what_is_delivered_after_it_turned_back_has_returned():
    seen = [Sighting("returning", _at(13)), Sighting("delivered", _at(18), "F. FATHOM")]
    for order in permutations(seen):
        current = derive_parcel_state(order)
        assert (current.status, current.at, current.delivered_at) == ("returned", _at(18), None)
        assert current.signed_by == ""  # it was signed for, but not by the shopper


@pytest.mark.parametrize(
    ("signature", "name"),
    [
        ("A.LEE", "A.LEE"), ("Ann  Lee", "Ann Lee"), ("李", "李"), ("DOOR 2", ""), ("LEE 2", ""),
        ("A", ""), ("A B", ""), ("A. B.", ""), ("front desk", ""), ("", ""), ("—", ""),
    ],
)  # fmt: skip
def test_a_signature_names_a_person_or_nobody(signature, name):
    assert signer_name(signature) == name
