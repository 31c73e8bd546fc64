"""Clause `care`: a mail is read by what its charset means in practice."""

from __future__ import annotations

import pytest

from tests.factories.orders import place_confirmed
from tests.inputs.mails import came, mail_of_bytes, name_of, rows_of


@pytest.mark.parametrize("row", rows_of("k14_charsets"), ids=name_of)
def test_charset(house, row):
    order = place_confirmed()
    if "header" in row:
        subject, content, label = row["header"], f"About {order.number}".encode(), "utf-8"
    else:
        subject, content, label = f"About {order.number}", bytes.fromhex(row["bytes"]), row["label"]
    kind = row.get("kind", "text/plain") + (f'; charset="{label}"' if label else "")
    mail = came(mail_of_bytes(content, kind, subject=subject))
    assert (mail.subject if "header" in row else mail.own) == row["right"]
    assert mail.order == order
    if "frozen" in row:
        assert (mail.request.kind == "cancel") == row["frozen"]
