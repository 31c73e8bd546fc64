"""Numbers as people write them: the amount a bookkeeper reads, or a refusal that shows how to write
it; in a file of items, in the desk's forms, and in the address of a search.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator

import pytest

from tests.factories.items import a_bag
from tests.factories.people import erin
from tests.inputs.table_rows import rows_in
from troth.catalog.models import Item
from troth.cli import main
from troth.policy.money import cents_from

MONEY = rows_in("k7_money")
MEASURES, WHOLE = rows_in("k7_measures"), rows_in("k7_whole_numbers")
ITEM = {
    "source_id": "",
    "title": "a bag",
    "designer": "Orlède",
    "category": "bags",
    "condition": "good",
    "price": "900",
    "weight_grams": "1500",
    "measures": "",
}
NEW = {
    "title": "Arche bag",
    "brand": "Orlède",
    "condition": "very good",
    "weight_grams": "1500",
    "warehouse": "us",
    "price": "1,250",
}


@pytest.fixture
def imported(house, tmp_path, capsys):
    """Imports one row for each cell of a column; gives the outcome of each, and what was said."""

    def run(cells: list[str], column: str) -> tuple[dict[int, Item], dict[int, str]]:
        text = io.StringIO()
        sheet = csv.DictWriter(text, list(ITEM))
        sheet.writeheader()
        sheet.writerows(
            ITEM | {"source_id": f"i{at}", column: cell} for at, cell in enumerate(cells)
        )
        file = tmp_path / "items.csv"
        file.write_text(text.getvalue(), encoding="utf-8")
        main(["import-items", str(file)])
        errors = capsys.readouterr().err.splitlines()
        reasons = [re.match(r".*items\.csv:(\d+): (.*)", line) for line in errors]
        return (
            {int(item.source_id[1:]): item for item in Item.objects.all()},
            {int(match[1]) - 2: match[2] for match in reasons if match},
        )

    return run


def wrong_ones(rows, items, reasons, read) -> list[str]:
    """The rows whose outcome isn't the right one; a refusal must name the cell and show a way."""
    wrong = []
    for at, row in enumerate(rows):
        became = read(items[at]) if at in items else "refused"
        if became != row["right"] or (became == "refused" and not reasons.get(at)):
            wrong.append(f"{row['given']!r} became {became}, not {row['right']}")
    return wrong


def test_prices_in_a_file_are_read_as_a_bookkeeper_reads_them(imported):
    items, reasons = imported([row["given"] for row in MONEY], "price")
    assert wrong_ones(MONEY, items, reasons, lambda item: str(item.price_cents)) == []
    assert all(reason.startswith("price") for reason in reasons.values())


def test_measures_in_a_file(imported):
    items, reasons = imported([f"length_mm={row['given']}" for row in MEASURES], "measures")
    read = lambda item: str(item.measures["length_mm"])  # noqa: E731
    assert wrong_ones(MEASURES, items, reasons, read) == []


def test_weights_in_a_file(imported):
    items, reasons = imported([row["given"] for row in WHOLE], "weight_grams")
    assert wrong_ones(WHOLE, items, reasons, lambda item: str(item.weight_grams)) == []


@pytest.fixture
def expert(house, client):
    client.force_login(erin())
    return client


def test_the_price_form_refuses_and_shows_how_to_write_it(expert):
    bag = a_bag()
    for row in MONEY:
        if row["right"] != "refused" or row["given"] == "0":
            continue
        form = {"price": row["given"], "was": str(bag.price_cents)}
        answer = expert.post(f"/desk/items/{bag.slug}/price", form)
        assert answer.status_code == 422, row
        assert re.search(r": write |is not between|at most 20", answer.content.decode()), row
    assert Item.objects.get().price_cents == bag.price_cents


@pytest.mark.parametrize(
    ("rows", "field"), [(MEASURES, "measure_length_mm"), (WHOLE, "weight_grams")]
)
def test_numbers_in_the_form_of_a_piece(expert, rows, field):
    for at, row in enumerate(rows):
        form = NEW | {"key": f"D-{at}", field: row["given"]}
        answer = expert.post("/desk/items/new?category=bags", form)
        item = Item.objects.filter(source_id=f"D-{at}").first()
        became = "refused"
        if item:
            measures = item.measures.get("length_mm")
            became = str(measures if field != "weight_grams" else item.weight_grams)
        assert became == row["right"], row
        assert answer.status_code == (422 if became == "refused" else 302), row


@pytest.mark.parametrize("page", ["/search", "/items/"])
def test_nonsense_in_the_address_of_a_search_is_as_if_it_were_not_there(house, client, page):
    plain = client.get(page).content
    assert client.get(page).status_code == 200
    for row in MONEY:
        for name in ("price_from", "price_to"):
            answer = client.get(page, {name: row["given"]})
            assert answer.status_code == 200, row
            if row["right"] == "refused" and row["given"] != "0":
                assert name not in answer.content.decode().replace(f'name="{name}"', ""), row
    assert plain


# What a bookkeeper in New York reads, written apart from the parser: dollars in digits, or in
# groups of three behind commas; then a point and one or two digits of cents, or four and more of
# which only two are any.
READS = re.compile(
    r"\$? ?([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?:\.([0-9]{1,2}|[0-9]{2}0{2,}))?\Z"
)
MOST = 100_000_000_00
SIGNS = "0123456789" * 3 + ",,,...$  '_-+eE٣３€"


def spellings(count: int, seed: int = 20) -> Iterator[str]:
    """Amounts as the world writes them, and such with one sign changed."""
    chance = random.Random(seed)
    for _ in range(count):
        cents = chance.choice([chance.randrange(10_000), chance.randrange(10**9)])
        group, point = chance.choice([(",", "."), (".", ","), ("", "."), ("", ","), ("'", ".")])
        whole = f"{cents // 100:,}".replace(",", group)
        text = chance.choice(["", "$"]) + whole
        text += chance.choice(["", f"{point}{cents % 100:02}", f"{point}{cents % 10}"])
        if chance.random() < 0.5:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(SIGNS) + text[at + chance.randrange(2) :]
        yield text


def check_spellings(count: int) -> None:
    """Each is read as the oracle reads it, or refused where the oracle can't read it."""
    read = 0
    for text in spellings(count):
        match = READS.match(text.replace("３", "3").strip())
        dollars, cents = (match[1].replace(",", "") or "0", match[2] or "0") if match else ("", "")
        wanted = int(dollars) * 100 + int(cents[:2].ljust(2, "0")) if match else None
        if wanted is None or wanted > MOST:
            with pytest.raises(ValueError, match=r": write |is not between"):
                cents_from(text)
        else:
            assert cents_from(text) == wanted, text
            read += 1
    assert count / 10 < read < count * 9 / 10


def test_a_thousand_spellings_of_money():
    check_spellings(1_000)


@pytest.mark.deep
def test_a_hundred_thousand_spellings_of_money():
    check_spellings(100_000)
