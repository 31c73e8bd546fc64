"""How a letter greets its reader, and names what has an ampersand or an apostrophe in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from troth.orders.actions import record_event
from troth.orders.labels import first_name


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ann Lee", "Ann"),
        ("  Ann  Lee ", "Ann"),
        ("Mary-Jane van der Berg", "Mary-Jane"),
        ("Lee, Ann", "Ann"),
        ("ann lee", "Ann"),
        ("ANN LEE", "Ann"),
        ("JJ Smith", "JJ"),
        ("McKenzie Scott", "McKenzie"),
        ("Madonna", "Madonna"),
        ("A. Lee", "A. Lee"),
        ("J Lee", "J Lee"),
        ("Dr. Ann Lee", "Dr. Ann Lee"),
        ("Mrs Lee", "Mrs Lee"),
        ("山田花子", "山田花子"),
        ("", "there"),
    ],
)
def test_a_letter_greets_by_first_name_where_that_is_sure(name, greeted):
    assert first_name(name) == greeted


def test_subjects_and_texts_are_no_markup(house):
    order = order_of(a_bag())
    facts = {
        "number": "986578788855",
        "carrier_name": "FedEx",
        "signed_by": "S. O'BRIEN",
        "at": None,
    }
    record_event(order=order, kind="parcel.delivered", now=NOON, by="fedex", facts=facts)
    subjects = [letter_of(order, kind).subject for kind in ("confirmation", "delivered")]
    assert "Fathom & Reed" in subjects[0]
    assert "S. O'BRIEN" in subjects[1]
    html = letter_of(order, "confirmation").html
    assert "Fathom &amp; Reed" in html
    assert "Fathom & Reed" not in html


LETTERS = sorted(
    (Path(__file__).parents[2] / "troth/notifications/templates/notifications").glob("*/body.*")
)
# To staff, to who saved a search, and to who wrote without an order.
WITHOUT_A_NAME = {"digest", "search_confirm", "search_found", "reply"}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_letter_to_a_buyer_greets_by_first_name(letter):
    text = letter.read_text(encoding="utf-8")
    assert "Dear" not in text
    if letter.parent.name not in WITHOUT_A_NAME:
        assert "Hi {{" in text
        assert "|first_name }}" in text
