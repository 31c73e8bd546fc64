"""What a label says is what the shopper wrote, through the checkout into each carrier's request."""

from __future__ import annotations

import re

import pytest

from tests.factories.carrier_recorder import Recorder
from tests.inputs.checkouts import ACCOUNT, ADDRESS, CARRIERS, checked_out, parcel_to, printed
from tests.inputs.table_rows import rows_in
from troth.fulfillment.carriers import carriers_from

LONGEST = {"fedex": (3, 35), "ups": (3, 35), "usps": (2, 50)}
EXTENSIONS = {"fedex": 6, "ups": 4, "usps": 0}
ROWS, PHONES = rows_in("k1_label_text"), rows_in("k1_phones")


@pytest.fixture(scope="module")
def requests_for():
    """What each carrier is sent for an address that checkout has taken."""
    with Recorder() as recorder:
        carriers = carriers_from({key: ACCOUNT | {"url": recorder.url} for key in CARRIERS})

        def buy(address):
            labels = {}
            for carrier in CARRIERS:
                carriers[carrier].buy(parcel_to(address))
                labels[carrier] = printed(carrier, recorder.bought[-1])
            return labels

        yield buy


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['field']} {row['given']}" for row in ROWS])
def test_a_label_says_what_was_written(shopper, requests_for, row):
    field = row["field"]
    answer, address = checked_out(shopper, **{field: row["given"]})
    if row["right"] == "asked":
        assert address is None
        assert field in answer.context["form"].errors
        return
    assert address is not None, answer.context["form"].errors
    for carrier, label in requests_for(address).items():
        most, longest = LONGEST[carrier]
        assert len(label["lines"]) <= most
        assert all(len(line) <= longest for line in label["lines"])
        if field in ("name", "city"):
            assert label[field] == row["right"], carrier
        else:
            whole = " ".join(label["lines"])
            other = "12 Grand Street" if field == "street2" else ""
            wanted = f"{other} {row['right']}".strip()
            assert re.sub(r",(?=\s|$)", "", whole) == re.sub(r",(?=\s|$)", "", wanted), carrier


@pytest.mark.parametrize("name", ["Madonna", "Đặng", "Ann Lee", "Ann Maria de la Cruz"])
def test_every_name_is_in_the_carriers_fields(requests_for, name):
    whole = {"Đặng": "Dang"}.get(name, name)
    for carrier, label in requests_for(ADDRESS | {"name": name}).items():
        assert label["name"] == whole, carrier


@pytest.mark.parametrize("row", PHONES, ids=[row["given"] or "none" for row in PHONES])
def test_a_phone_number_is_the_shoppers_or_none(shopper, requests_for, row):
    answer, address = checked_out(shopper, phone=row["given"])
    if row["right"] == "asked":
        assert address is None
        assert "phone" in answer.context["form"].errors
        return
    assert address is not None, answer.context["form"].errors
    for carrier, label in requests_for(address).items():
        fits = len(row["extension"]) <= EXTENSIONS[carrier]
        wanted = (row["right"], row["extension"] if fits else "")
        assert (label["phone"], label["extension"]) == wanted, carrier
