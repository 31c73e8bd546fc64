"""Words that decide something are of closed sets: an unknown one is refused, with the allowed words
and the nearest of them; none becomes the usual one.
"""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.factories.items import a_bag
from tests.factories.people import erin
from tests.inputs.table_rows import rows_in
from tests.web.feeds import GOOGLE, add_two_photos, read_feed
from troth.catalog.kinds import item_kinds
from troth.catalog.models import Item
from troth.cli import main
from troth.storefront.shop import feed_views

WORDS = rows_in("k8_words")
ITEM = {
    "source_id": "",
    "title": "a piece",
    "designer": "Orlède",
    "category": "bags",
    "condition": "good",
    "price": "90",
    "gender": "",
    "location": "",
    "tax_category": "",
}
FIELDS = {"location": "warehouse"}
ALLOWED = {
    "location": {"new york", "japan"},
    "category": set(item_kinds().categories),
    "gender": {"women", "men", "unisex", "kids"},
}


def import_rows(rows, tmp_path, *options) -> int:
    text = io.StringIO()
    sheet = csv.DictWriter(text, list(ITEM))
    sheet.writeheader()
    sheet.writerows(ITEM | {"source_id": f"i{at}"} | row for at, row in enumerate(rows))
    file = tmp_path / "items.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    return main(["import-items", str(file), *options])


def wrong_words(items, reasons) -> dict[int, str]:
    """The rows whose outcome isn't the right one."""
    wrong = {}
    for at, row in enumerate(WORDS):
        item, reason = items.get(at), reasons.get(at, "")
        field = FIELDS.get(row["column"], row["column"])
        became = getattr(item, field) if item else "refused"
        if became != row["right"]:
            wrong[at] = f"{row['given']!r} became {became!r}, not {row['right']!r}"
        elif item is None and (
            not all(word in reason for word in ALLOWED.get(row["column"], ()))
            or (row.get("near") and repr(row["near"]) not in reason.partition("did you mean")[2])
        ):
            wrong[at] = f"{row['given']!r}: {reason}"
    return wrong


def outcome(tmp_path, capsys):
    import_rows([{row["column"]: row["given"]} for row in WORDS], tmp_path)
    matches = [
        re.match(r".*items\.csv:(\d+): (.*)", line) for line in capsys.readouterr().err.split("\n")
    ]
    items = {int(item.source_id[1:]): item for item in Item.objects.all()}
    return items, {int(match[1]) - 2: match[2] for match in matches if match}


def test_each_word_is_what_it_says_or_refused_with_what_is_allowed(house, tmp_path, capsys):
    assert wrong_words(*outcome(tmp_path, capsys)) == {}


def test_a_command_can_say_where_every_piece_lies(house, tmp_path, capsys):
    assert import_rows([{"location": "Italy"}] * 2, tmp_path, "--location", "Japan") == 0
    assert {item.warehouse for item in Item.objects.all()} == {"jp"}
    assert import_rows([{}], tmp_path, "--location", "Italy") == 2
    assert "'Italy' is not one of new york, japan" in capsys.readouterr().err


def test_the_form_of_a_piece_offers_whom_it_is_for(house, client):
    client.force_login(erin())
    form = {
        "key": "D-1",
        "title": "Arche bag",
        "brand": "Orlède",
        "condition": "very good",
        "weight_grams": "1500",
        "warehouse": "us",
        "price": "1,250",
    }
    page = "/desk/items/new?category=bags"
    assert client.post(page, form | {"gender": "ladys"}).status_code == 422
    assert not Item.objects.exists()
    assert client.post(page, form | {"gender": "women"}).status_code == 302
    assert Item.objects.get().gender == "women"


@pytest.mark.parametrize(
    ("gender", "stated"),
    [
        ("women", "female"),
        ("men", "male"),
        ("unisex", "unisex"),
        ("kids", "unisex"),
        ("", "unisex"),
        ("ladys", None),  # taken in by an older version: not said, rather than said wrongly
    ],
)
def test_the_feed_says_for_whom_only_where_it_is_known(house, client, gender, stated):
    add_two_photos(a_bag())
    Item.objects.update(gender=gender)
    [entry] = read_feed(client)
    assert entry.get(f"{GOOGLE}gender") == ([stated] if stated else None)


def test_each_category_of_the_feed_is_one_of_ours():
    assert set(feed_views._GOOGLE) <= set(item_kinds().categories)
    assert set(feed_views._APPAREL) <= set(item_kinds().categories)
