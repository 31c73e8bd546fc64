"""Clause `sales_tax`: New York's, by place and date, to the cent."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from tests.factories.moments import day
from troth.policy.addresses.places import place_of
from troth.policy.sales_tax.tax import (
    SHIPPING,
    NoRates,
    Taxed,
    jurisdiction_of,
    rate_tables,
    rates_on,
    tax,
)
from troth.policy.terms import shipped_terms

ON = day("Mon 2026-11-23")


def owed(zip_code: str, *items: Taxed, city: str = "", shipping_cents: int = 0, on=ON):
    return tax(
        shipped_terms(),
        place=place_of(zip_code),
        city=city,
        items=items,
        shipping_cents=shipping_cents,
        on=on,
    )


def bag(dollars: str) -> Taxed:
    return Taxed("bag", int(Decimal(dollars) * 100))


def coat(dollars: str) -> Taxed:
    return Taxed("coat", int(Decimal(dollars) * 100), "clothing_footwear")


@pytest.mark.parametrize(
    ("zip_code", "city", "code", "percent"),
    [
        ("10013", "New York", "8081", "8.875"),
        ("11201", "Brooklyn", "8081", "8.875"),
        ("10701", "Yonkers", "6511", "8.875"),
        ("10601", "White Plains", "6513", "8.375"),
        ("10530", "Hartsdale", "5581", "8.375"),
        ("13421", "Oneida", "2541", "8"),
        ("13501", "Utica", "3018", "8.75"),
        ("13323", "Clinton", "3010", "8.75"),
        ("11501", "Mineola", "2811", "8.625"),
        ("06390", "Fishers Island", "4711", "8.75"),
        ("12866", "Saratoga Springs", "4131", "7"),
        ("14456", "Geneva", "3211", "7.5"),
    ],
)
def test_the_rate_of_a_place(zip_code, city, code, percent):
    due = owed(zip_code, bag("1000.00"), city=city)
    assert due.lines[0].code == code
    assert due.cents == Decimal(percent) * 1000


def test_the_table_is_the_edition_that_was_read():
    [table] = rate_tables()
    assert (table.edition, len(table.places)) == ("Publication 718 (2/25)", 76)
    assert sum(
        table.state_rate + place.local_rate + place.mctd_rate for place in table.places
    ) == Decimal("611.875")
    assert sum(place.clothing == "exempt" for place in table.places) == 12


def test_every_new_york_zip_has_its_row():
    import zipcodes

    zip_codes = {row["zip_code"] for row in zipcodes.filter_by(state="NY")}
    codes = {
        jurisdiction_of(rates_on(ON), place=place_of(zip_code), city="").code
        for zip_code in zip_codes
    }
    assert len(zip_codes) > 2000
    assert len(codes) > 70


@pytest.mark.parametrize(
    ("zip_code", "price", "cents"),
    [
        ("10013", "109.99", 0),
        ("10013", "110.00", 976),  # 8.875 %, half up
        ("10530", "109.99", 481),  # Westchester: 4.375 %
        ("11501", "100.00", 463),  # Nassau: 4.625 %, half up
        ("06390", "100.00", 475),  # Suffolk: 4.75 %
        ("14604", "109.99", 0),  # Monroe
    ],
)
def test_clothing_under_110_dollars(zip_code, price, cents):
    assert owed(zip_code, coat(price)).cents == cents


@pytest.mark.parametrize(
    ("items", "cents"),
    [
        ([bag("100.00")], 133),
        ([coat("100.00")], 0),
        ([coat("100.00"), bag("50.00")], 133),
        ([coat("200.00")], 133),
    ],
)
def test_shipping_is_taxed_as_what_is_shipped(items, cents):
    lines = owed("10013", *items, shipping_cents=1500).lines
    assert [line.cents for line in lines if line.key == SHIPPING] == [cents]


def test_shipping_with_local_tax_only_on_the_goods():
    assert owed("11501", coat("100.00"), shipping_cents=1000).lines[-1].cents == 46


def test_elsewhere_none_and_it_says_so():
    due = owed("60610", bag("1000.00"), shipping_cents=1500)
    assert (due.cents, due.lines) == (0, ())
    assert "No sales tax" in due.steps[0].sentence


def test_parts_add_up_to_the_whole_half_up():
    chance = random.Random(718)
    for zip_code, rate in (("10013", "8.875"), ("11501", "8.625"), ("13501", "8.75")):
        for cents in (chance.randrange(1, 3_000_000) for _ in range(2000)):
            [line] = owed(zip_code, Taxed("bag", cents)).lines
            assert line.cents == int(Decimal(cents) * Decimal(rate) / 100 + Decimal("0.5"))
            assert min(line.state_cents, line.local_cents, line.mctd_cents) >= 0


def test_a_straddling_zip_is_charged_by_the_named_place_and_marked_unless_that_settles_it():
    yonkers, bronxville = (
        owed("10708", bag("100"), city="Yonkers"),
        owed("10708", bag("100"), city="Bronxville"),
    )
    assert (yonkers.review, bronxville.review) == (False, True)
    assert (yonkers.cents, bronxville.cents) == (888, 838)
    assert "10708" in bronxville.review_sentence
    assert not yonkers.review_sentence
    assert not owed("10013", bag("100")).review


def test_before_the_first_edition_there_is_no_rate():
    with pytest.raises(NoRates):
        owed("10013", bag("100"), on=day("Fri 2025-02-28"))
