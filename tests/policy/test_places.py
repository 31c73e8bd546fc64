"""ZIP codes and PO boxes."""

from __future__ import annotations

import pytest

from troth.policy.places import UnknownZip, is_military, is_po_box, place_of


@pytest.mark.parametrize(
    "street",
    [
        "PO Box 12",
        "P.O. Box 12",
        "p o box 12",
        "P.O.Box12",
        "Post Office Box 7",
        "POB 99",
        "Caller Service 3",
        "General Delivery",
        "Lock Box 12",
        "Apartado 5",
        "ＰＯ　Ｂｏｘ　１２",
        "P.O. Bx 4",
        "Box 12",
        "Drawer 12",
        "PO Drawer 12",
        "PO 123",
        "P.O. 123",
    ],
)
def test_a_box_is_a_box(street):
    assert is_po_box(street)


@pytest.mark.parametrize(
    "street",
    [
        "123 Boxwood Ln",
        "100 Post Office Sq",
        "12 Box Elder Ct",
        "RR 2 Box 15",
        "HC 1 Box 9",
        "400 Main St PMB 12",
        "12 Grand Street",
        "12 Drawer Street",
        "",
    ],
)
def test_a_street_is_a_street(street):
    assert not is_po_box(street)


@pytest.mark.parametrize("street", ["APO 09012", "FPO AE", "PSC 3 Box 1021"])
def test_a_military_post_is_one(street):
    assert is_military(street)


@pytest.mark.parametrize(
    ("zip_code", "state", "county"),
    [
        ("10013", "NY", "New York"),
        ("10013-1234", "NY", "New York"),
        ("06390", "NY", "Suffolk"),
        ("20001", "DC", "District of Columbia"),
        ("09001", "AE", ""),
        ("00501", "NY", "Suffolk"),
    ],
)
def test_a_zip_has_its_place(zip_code, state, county):
    place = place_of(zip_code)
    assert (place.state, place.county) == (state, county)


@pytest.mark.parametrize(
    "zip_code", ["00000", "1001", "100133", "1001a", "", "10013-", "١٠٠١٣", "10013-12345", " 10013"]
)
def test_what_is_no_zip_is_told(zip_code):
    with pytest.raises(UnknownZip):
        place_of(zip_code)
