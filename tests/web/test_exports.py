"""Each file that leaves the desk: no cell of it runs, and it says who took it."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from tests.factories.formulas import FORMULAS
from tests.factories.items import a_bag
from tests.factories.people import ola
from troth.catalog.models import Item


def cells(answer) -> list[str]:
    rows = csv.reader(io.StringIO(answer.getvalue().decode()))
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("text", [attack for attack in FORMULAS if attack.strip() == attack])
def test_the_items_file_holds_no_formula_and_reads_back(house, text, tmp_path):
    bag = a_bag()
    Item.objects.filter(pk=bag.pk).update(description=text, model=text)
    client = Client()
    client.force_login(ola())
    answer = client.get("/desk/items/export.csv")
    content = answer.getvalue()
    fields = list(csv.reader(io.StringIO(content.decode())))[1]
    assert f"'{text}" in fields
    assert not any(cell.strip()[:1] in set("=+-@＝＋－＠") for cell in fields if cell)

    from troth.catalog.rows import rows_of

    path = tmp_path / "items.csv"
    path.write_bytes(content)
    [row] = list(rows_of(path))
    assert (row.values["description"], row.values["model"]) == (text, text)
