"""Clauses `care`, `cancellation_by_email`: a mail's own words are read wherever they stand."""

from __future__ import annotations

import pytest

from tests.inputs.mails import (
    came,
    end_of,
    mail_of_parts,
    mail_of_text,
    name_of,
    proven,
    rows_of,
)
from tests.rooms.test_cancelling import placed

ROWS = rows_of("k4_own_words")


def words(text):
    """A text by its words: line ends and blanks aside."""
    return text.split()


def filled(part, number):
    told = dict(part)
    if "of" in told:
        told["of"] = [filled(each, number) for each in told["of"]]
    if "text" in told:
        told["text"] = told["text"].replace("{number}", number)
    return told


def written(row, number):
    if "parts" in row:
        parts = [filled(each, number) for each in row["parts"]]
        return mail_of_parts(parts, row.get("kind", "mixed"))
    text = row["given"].replace("{number}", number)
    return mail_of_text(text, "text/html" if row.get("html") else row.get("type", "text/plain"))


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_own_words(house, row):
    order = placed()
    kept = came(proven(written(row, order.number)))
    assert words(kept.own) == words(row["right"].replace("{number}", order.number))
    assert kept.proven
    assert end_of(kept) == row["end"]


def test_every_photo_and_its_words_are_kept(house):
    order = placed()
    text = next(row for row in ROWS if "nextcloud" in row["source"])
    kept = came(proven(written(text, order.number)))
    assert kept.request.attachments.count() >= 1
