"""Whether a place that a carrier names is where the label goes: by ZIP, else by city and state."""

from __future__ import annotations

import pytest

from troth.policy.shipping.elsewhere import Destination

MOUNT_VERNON = Destination("Mount Vernon", "NY", "10550-2113")
SAINT_PAUL = Destination("Saint Paul", "MN", "55101")
SAN_JUAN = Destination("San José", "CA", "95113")
NORTH_EAST = Destination("North East", "MD", "21901")
EGG_HARBOR = Destination("Egg Harbor Township", "NJ", "08234")


@pytest.mark.parametrize(
    ("destination", "place", "is_there"),
    [
        (MOUNT_VERNON, {"zip": "10550"}, True),
        (MOUNT_VERNON, {"zip": "10551", "city": "MOUNT VERNON", "state": "NY"}, False),
        (MOUNT_VERNON, {"city": "MT VERNON", "state": "NY"}, True),
        (MOUNT_VERNON, {"city": "Mt. Vernon"}, True),
        (MOUNT_VERNON, {"city": "MT VERNON", "state": "IL"}, False),
        (MOUNT_VERNON, {"city": "YONKERS", "state": "NY"}, False),
        (MOUNT_VERNON, {"state": "NY"}, True),
        (MOUNT_VERNON, {"state": "NJ"}, False),
        (MOUNT_VERNON, {"city": "", "state": ""}, True),
        (MOUNT_VERNON, {}, True),
        (SAINT_PAUL, {"city": "ST PAUL", "state": "MN"}, True),
        (SAINT_PAUL, {"city": "St. Paul"}, True),
        (SAINT_PAUL, {"city": "MINNEAPOLIS", "state": "MN"}, False),
        (SAN_JUAN, {"city": "SAN JOSE", "state": "CA"}, True),
        (SAN_JUAN, {"city": "SAN JOSÉ"}, True),
        (NORTH_EAST, {"city": "N E"}, True),
        (NORTH_EAST, {"city": "NORTHEAST"}, False),
        (EGG_HARBOR, {"city": "EGG HARBOR TWP", "state": "NJ"}, True),
    ],
)
def test_a_place_is_the_labels_or_another(destination, place, is_there):
    assert destination.is_at(place) is is_there


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("Saint Joseph", "ST JOSEPH"), ("Fort Worth", "FT WORTH"), ("Mount Kisco", "MT KISCO"),
        ("North Bergen", "N BERGEN"), ("South Orange", "S ORANGE"), ("East Hampton", "E HAMPTON"),
        ("West Haven", "W HAVEN"), ("Washington Township", "WASHINGTON TWP"),
    ],
)  # fmt: skip
def test_a_carrier_writes_a_city_short(long, short):
    assert Destination(long, "NY", "00000").is_at({"city": short})
