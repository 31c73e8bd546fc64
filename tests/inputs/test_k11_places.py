"""Where an address is: a street, a box, a post of the military; a ZIP code; and an email that was
meant otherwise.
"""

from __future__ import annotations

import re

import pytest

from tests.factories.pages import page_text
from tests.inputs.checkouts import carrier_of, checked_out
from tests.inputs.table_rows import rows_in

PLACES, ZIPS, EMAILS = rows_in("k11_places"), rows_in("k11_zip_codes"), rows_in("k11_emails")
CITIES = {"NY": "New York", "CA": "Venice", "CO": "Evans", "DC": "Washington"}


@pytest.fixture
def _every_carrier(monkeypatch):
    """Shipped with all three carriers, as a store with three accounts."""
    monkeypatch.setattr("troth.checkout.quoting.served_carriers", lambda: None)


@pytest.mark.usefixtures("_every_carrier")
@pytest.mark.parametrize(
    "row", PLACES, ids=[f"{row['given']} {row.get('street2', '')}" for row in PLACES]
)
def test_an_address_goes_by_who_delivers_there(shopper, row):
    more = {name: row[name] for name in ("street2", "city", "state", "zip_code") if name in row}
    answer, address = checked_out(shopper, street=row["given"], **more)
    if row["right"] == "asked":
        assert address is None
        assert answer.context["form"].errors
        return
    assert address is not None, answer.context["form"].errors
    assert carrier_of() == row["right"]


@pytest.mark.parametrize("row", ZIPS, ids=[row["given"] for row in ZIPS])
def test_a_zip_code_is_read_as_it_is_spelled(shopper, row):
    state = row["state"]
    answer, address = checked_out(shopper, zip_code=row["given"], state=state, city=CITIES[state])
    if row["right"] == "asked":
        assert address is None
        assert "zip_code" in answer.context["form"].errors
        return
    assert address is not None, answer.context["form"].errors
    assert address["zip_code"] == row["right"]


@pytest.mark.parametrize(
    ("state", "zip_code"),
    [
        ("PR", "00901"), ("GU", "96910"), ("AS", "96799"), ("MH", "96960"), ("AK", "99501"),
        ("AE", "09001"),
    ],
)  # fmt: skip
def test_what_nothing_serves_is_told_with_its_reason(shopper, state, zip_code):
    street = "PSC 3 Box 1021" if state == "AE" else "12 Grand Street"
    answer, address = checked_out(shopper, street=street, state=state, zip_code=zip_code)
    assert address is None
    assert answer.context["refusal"].clause == "methods"


@pytest.mark.parametrize("row", EMAILS, ids=[row["given"][-30:] for row in EMAILS])
def test_an_email_that_looks_mistyped_is_questioned_once(shopper, row):
    answer, address = checked_out(shopper, email=row["given"])
    if row["right"] == "refused":
        assert "email" in answer.context["form"].errors
        return
    if not row["right"]:
        assert address is not None, answer.context["form"].errors
        return
    assert address is None
    assert row["right"] in page_text(answer)
    page = answer.content.decode()
    hidden_fields = {"email_asked": row["given"]}
    assert re.search(rf'name="email_asked"\s+value="{re.escape(row["given"])}"', page)
    _, address = checked_out(shopper, email=row["given"], **hidden_fields)
    assert address is not None
    assert address["email"] == row["given"]
