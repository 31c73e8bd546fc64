"""Clauses `care`, `cancellation_by_email`: a mail's own words are read wherever they stand."""

from __future__ import annotations

import pytest

from tests.factories.orders import place_confirmed
from tests.inputs.mails import (
    came,
    end_of,
    mail_of_parts,
    mail_of_text,
    name_of,
    proven,
    rows_of,
    words_of,
)

ROWS = rows_of("k4_own_words")


def filled(part, number):
    filled_part = dict(part)
    if "of" in filled_part:
        filled_part["of"] = [filled(child, number) for child in filled_part["of"]]
    if "text" in filled_part:
        filled_part["text"] = filled_part["text"].replace("{number}", number)
    return filled_part


def written(row, number):
    if "parts" in row:
        parts = [filled(part, number) for part in row["parts"]]
        return mail_of_parts(parts, row.get("kind", "mixed"))
    text = row["given"].replace("{number}", number)
    return mail_of_text(text, "text/html" if row.get("html") else row.get("type", "text/plain"))


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_own_words(house, row):
    order = place_confirmed()
    mail = came(proven(written(row, order.number)))
    assert words_of(mail.own) == words_of(row["right"].replace("{number}", order.number))
    assert mail.proven
    assert end_of(mail) == row["end"]


def test_every_photo_and_its_words_are_kept(house):
    order = place_confirmed()
    text = next(row for row in ROWS if "nextcloud" in row["source"])
    mail = came(proven(written(text, order.number)))
    assert mail.request.attachments.count() >= 1
