"""Amounts in and out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from troth.policy.money import cents_from, dollars, round_to_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200),
        ("12.5", 1250),
        ("1,234.50", 123450),
        ("$1,234.50", 123450),
        (" 0.01 ", 1),
        ("0", 0),
        ("870.0", 87000),
    ],
)
def test_amounts_are_read(text, cents):
    assert cents_from(text) == cents


@pytest.mark.parametrize(
    "text", ["", "abc", "1.005", "-1", "NaN", "Infinity", "1e99", "12 dollars"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="is not"):
        cents_from(text)


@pytest.mark.parametrize(
    ("cents", "shown"), [(0, "$0.00"), (5, "$0.05"), (123450, "$1,234.50"), (-500, "-$5.00")]
)
def test_amounts_are_shown(cents, shown):
    assert dollars(cents) == shown


@pytest.mark.parametrize(("exact", "cents"), [("0.5", 1), ("1.5", 2), ("2.4999", 2)])
def test_halves_go_up(exact, cents):
    assert round_to_cents(Decimal(exact)) == cents
