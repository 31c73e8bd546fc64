"""ZIP codes and PO boxes."""

from __future__ import annotations

import pytest

from troth.policy.addresses.places import UnknownZip, is_military, is_po_box, place_of
from troth.policy.addresses.street_lines import has_street


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


@pytest.mark.parametrize(
    ("street", "street2"),
    [
        ("12 Main St", "Box 7"),
        ("12 Main St Unit 5, Box 7", ""),
        ("12 Post Road", "Box 7"),
        ("RR 2 Box 15", "Apt 1"),
        ("Rural Route 3", "Box 9"),
    ],
)
def test_a_box_of_a_building_is_a_street(street, street2):
    assert not is_po_box(street, street2)
    assert not is_military(street)


@pytest.mark.parametrize(
    ("street", "street2"),
    [("12 Main St", "PO Box 7"), ("Smith & Co", "Box 7"), ("P.O.B. 7", "Apt 1"), ("", "Drawer 12")],
)
def test_a_box_is_one_in_either_line(street, street2):
    assert is_po_box(street, street2)


@pytest.mark.parametrize(
    ("line", "is_there"),
    [("7715 Brook Ave", True), ("RR 2 Box 15", True), ("Beach House", False), ("Box 7", False)],
)
def test_a_street_has_a_number_and_a_name(line, is_there):
    assert has_street(line) is is_there


@pytest.mark.parametrize(
    "zip_code",
    ["10013-1234", "100131234", "10013 1234", "10013–1234", "10013 + 1234", "１００１３"],
)
def test_one_zip_is_one_place_however_it_is_spelled(zip_code):
    assert place_of(zip_code) is place_of("10013")


def test_santas_zip_is_nobodys():
    with pytest.raises(UnknownZip, match="there is no ZIP code 88888"):
        place_of("88888")
