"""Every row of the rates, read a second time; editions by their dates; the cents, worked out a
second way.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from pydantic import ValidationError

from tests.factories.hypothesis_profile import example, given, st
from tests.factories.moments import day
from troth.policy.addresses.places import place_of
from troth.policy.sales_tax.tax import (
    SHIPPING,
    NoRates,
    Publication718,
    Taxed,
    TaxProvider,
    rate_tables,
    rates_on,
    tax,
)
from troth.policy.sales_tax.tax_rates import RateTable
from troth.policy.sales_tax.tax_table import examples_by_code
from troth.policy.terms import PUBLISHED, shipped_terms

ON = day("Mon 2026-11-23")
FILE = PUBLISHED / "ny-sales-tax-2025-03-01.toml"

# Publication 718 (2/25) and 718-C, typed in apart from the file that the store charges by:
# code, place, combined %, local %, MCTD %, clothing and footwear under $110 taxed at %.
READ = """
0181 Albany                  8     4     -     4
0221 Allegany                8.5   4.5   -     4.5
0321 Broome                  8     4     -     4
0481 Cattaraugus             8     4     -     4
0441 Olean*                  8     4     -     4
0431 Salamanca*              8     4     -     4
0511 Cayuga                  8     4     -     4
0561 Auburn*                 8     4     -     4
0651 Chautauqua              8     4     -     0
0711 Chemung                 8     4     -     4
0861 Chenango                8     4     -     0
0831 Norwich*                8     4     -     4
0921 Clinton                 8     4     -     4
1021 Columbia                8     4     -     0
1131 Cortland                8     4     -     4
1221 Delaware                8     4     -     0
1311 Dutchess                8.125 3.75  0.375 0
1451 Erie                    8.75  4.75  -     4.75
1521 Essex                   8     4     -     4
1621 Franklin                8     4     -     4
1791 Fulton                  8     4     -     4
1741 Gloversville*           8     4     -     4
1751 Johnstown*              8     4     -     4
1811 Genesee                 8     4     -     4
1911 Greene                  8     4     -     0
2011 Hamilton                8     4     -     0
2121 Herkimer                8.25  4.25  -     4.25
2221 Jefferson               8     4     -     4
2321 Lewis                   8     4     -     4
2411 Livingston              8     4     -     4
2511 Madison                 8     4     -     4
2541 Oneida*                 8     4     -     4
2611 Monroe                  8     4     -     0
2781 Montgomery              8     4     -     4
2811 Nassau                  8.625 4.25  0.375 4.625
8081 New-York-City           8.875 4.5   0.375 0
2911 Niagara                 8     4     -     4
3010 Oneida                  8.75  4.75  -     4.75
3015 Rome*                   8.75  4.75  -     4.75
3018 Utica*                  8.75  4.75  -     4.75
3121 Onondaga                8     4     -     4
3211 Ontario                 7.5   3.5   -     3.5
3321 Orange                  8.125 3.75  0.375 4.125
3481 Orleans                 8     4     -     4
3501 Oswego                  8     4     -     4
3561 Oswego*                 8     4     -     4
3621 Otsego                  8     4     -     4
3731 Putnam                  8.375 4     0.375 0
3881 Rensselaer              8     4     -     4
3921 Rockland                8.375 4     0.375 4.375
4091 St.-Lawrence            8     4     -     4
4012 Ogdensburg*             8     4     -     4
4111 Saratoga                7     3     -     3
4131 Saratoga-Springs*       7     3     -     3
4241 Schenectady             8     4     -     4
4321 Schoharie               8     4     -     4
4411 Schuyler                8     4     -     4
4511 Seneca                  8     4     -     4
4691 Steuben                 8     4     -     4
4711 Suffolk                 8.75  4.375 0.375 4.75
4821 Sullivan                8     4     -     4
4921 Tioga                   8     4     -     0
5081 Tompkins                8     4     -     4
5021 Ithaca*                 8     4     -     4
5111 Ulster                  8     4     -     4
5281 Warren                  7     3     -     3
5211 Glens-Falls*            7     3     -     3
5311 Washington              7     3     -     3
5421 Wayne                   8     4     -     0
5581 Westchester             8.375 4     0.375 4.375
5521 Mount-Vernon*           8.375 4     0.375 4.375
6861 New-Rochelle*           8.375 4     0.375 4.375
6513 White-Plains*           8.375 4     0.375 4.375
6511 Yonkers*                8.875 4.5   0.375 4.875
5621 Wyoming                 8     4     -     4
5721 Yates                   8     4     -     4
"""
ROWS = [
    (code, name, *(Fraction("0" if part == "-" else part) for part in parts))
    for code, name, *parts in (line.split() for line in READ.strip().splitlines())
]
EXAMPLES = examples_by_code(rates_on(ON))


def owed(
    where: tuple[str, str], *items: Taxed, shipping_cents: int = 0, on: date = ON, tables=None
):
    return Publication718(tables).tax(
        shipped_terms(),
        place=place_of(where[0]),
        city=where[1],
        items=items,
        shipping_cents=shipping_cents,
        on=on,
    )


def rounded(percent: Fraction, cents: int) -> int:
    """Half up, by whole numbers only."""
    return floor(percent * cents / 100 + Fraction(1, 2))


def test_every_row_was_read_and_no_other():
    assert len(ROWS) == 76
    assert (
        sorted(row[0] for row in ROWS)
        == sorted(place.code for place in rates_on(ON).places)
        == sorted(EXAMPLES)
    )


@pytest.mark.parametrize(
    ("code", "name", "combined", "local", "mctd", "clothing"), ROWS, ids=[row[0] for row in ROWS]
)
def test_a_row_as_it_was_read(code, name, combined, local, mctd, clothing):
    row = rates_on(ON).row(code)
    assert row.name.startswith(name.rstrip("*").replace("-", " "))
    assert row.city == (name.rstrip("*").replace("-", " ") if name.endswith("*") else "")
    assert (row.local_rate, row.mctd_rate, 4 + local + mctd) == (local, mctd, combined)
    where = EXAMPLES[code][:2]
    [line] = owed(where, Taxed("bag", 100_000)).lines
    parts = line.state_cents, line.local_cents, line.mctd_cents, line.cents
    assert (line.code, *parts) == (code, 4_000, local * 1_000, mctd * 1_000, combined * 1_000)


@pytest.mark.parametrize(
    ("code", "name", "combined", "local", "mctd", "clothing"), ROWS, ids=[row[0] for row in ROWS]
)
def test_clothing_and_shipping_on_both_sides_of_the_limit(
    code, name, combined, local, mctd, clothing
):
    where = EXAMPLES[code][:2]
    under, at, bag = (
        Taxed("u", 10_999, "clothing_footwear"),
        Taxed("a", 11_000, "clothing_footwear"),
        Taxed("b", 10_999),
    )
    assert owed(where, under).cents == rounded(clothing, 10_999)
    assert owed(where, under).lines[0].state_cents == 0
    assert owed(where, at).cents == rounded(combined, 11_000)
    assert owed(where, bag).cents == rounded(combined, 10_999)
    for items, percent in [
        ((bag,), combined),
        ((at,), combined),
        ((under,), clothing),
        ((under, bag), combined),
    ]:
        line = owed(where, *items, shipping_cents=1_500).lines[-1]
        assert (line.key, line.cents) == (SHIPPING, rounded(percent, 1_500))
        assert line.taxable_cents == (1_500 if percent else 0)


@given(
    st.sampled_from(ROWS),
    st.integers(0, 5_000_000),
    st.sampled_from(["general", "clothing_footwear"]),
)
@example(ROWS[35], 10_999, "clothing_footwear")
@example(ROWS[0], 0, "general")
def test_the_cents_by_a_second_way(row, cents, category):
    code, _, combined, local, mctd, clothing = row
    [line] = owed(EXAMPLES[code][:2], Taxed("x", cents, category)).lines
    under = category == "clothing_footwear" and cents < 11_000
    assert line.cents == rounded(clothing if under else combined, cents)
    shares = (0, clothing and local, clothing and mctd) if under else (4, local, mctd)
    for part, share in zip(
        (line.state_cents, line.local_cents, line.mctd_cents), shares, strict=True
    ):
        assert 0 <= part - floor(Fraction(share) * cents / 100) <= 1


def an_edition(effective_on: date, local_rate: str) -> RateTable:
    """The shipped edition with another date, and Albany at another rate."""
    data = tomllib.loads(FILE.read_text("utf-8")) | {
        "edition": f"from {effective_on}",
        "effective_on": effective_on,
    }
    data["places"] = [
        place | ({"local_rate": local_rate} if place["code"] == "0181" else {})
        for place in data["places"]
    ]
    return RateTable.model_validate(data)


CHANGE = day("Tue 2026-12-01")
LATER, LAST = an_edition(CHANGE, "4.5"), an_edition(day("Mon 2027-03-01"), "5")


@pytest.mark.parametrize("tables", [(*rate_tables(), LATER, LAST), (LAST, LATER, *rate_tables())])
@pytest.mark.parametrize(
    ("on", "cents"),
    [
        ("Sat 2025-03-01", 8_000),
        ("Mon 2026-11-30", 8_000),
        ("Tue 2026-12-01", 8_500),
        ("Sun 2027-02-28", 8_500),
        ("Mon 2027-03-01", 9_000),
        ("Thu 2037-01-01", 9_000),
    ],
)
def test_an_edition_holds_from_its_day_until_the_next(tables, on, cents):
    assert (
        owed(("12207", "Albany"), Taxed("bag", 100_000), on=day(on), tables=tables).cents == cents
    )


@pytest.mark.parametrize("tables", [None, (), (LATER,)])
def test_before_the_first_edition_nothing_is_charged_silently(tables):
    first = min((table.effective_on for table in rate_tables() if tables is None), default=CHANGE)
    with pytest.raises(NoRates, match="no table of sales tax rates covers"):
        rates_on(first - timedelta(days=1), tables)
    with pytest.raises(NoRates):
        owed(("12207", "Albany"), Taxed("bag", 100), on=first - timedelta(days=1), tables=tables)


def test_the_line_of_shipping_is_recorded_under_its_name():
    """Orders on record hold it, so it stays."""
    due = tax(
        shipped_terms(),
        place=place_of("12207"),
        city="Albany",
        items=[Taxed("bag", 120_000)],
        shipping_cents=1_500,
        on=CHANGE,
    )
    assert [line.data()["key"] for line in due.lines] == ["bag", "shipping"]


def test_the_provider_and_the_function_say_the_same():
    provider: TaxProvider = Publication718()
    kwargs = {
        "place": place_of("10013"),
        "city": "New York",
        "items": [Taxed("bag", 99_999)],
        "shipping_cents": 1,
        "on": ON,
    }
    assert provider.name == "Publication 718"
    assert provider.tax(shipped_terms(), **kwargs) == tax(shipped_terms(), **kwargs)
    assert (
        sum(line.data()["cents"] for line in tax(shipped_terms(), **kwargs).lines)
        == tax(shipped_terms(), **kwargs).cents
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('otherwise = "6511"', 'otherwise = "9999"', "10705: no such code: 9999"),
        ('names = { "Yonkers" = "6511" }', 'names = { "Yonkers" = "0021" }', "no such code: 0021"),
        ('zip = "10705"', 'zip = "10706"', "more than one straddling ZIP: 10706"),
        ('code = "0221"', 'code = "0181"', "more than one code: 0181"),
        (
            'counties = ["Allegany"]',
            'counties = ["Albany"]',
            "more than one row of a county: Albany",
        ),
        ('counties = ["Allegany"]', "counties = []", "at least 1 item"),
        ('counties = ["Allegany"]', 'counties = ["Allegany"]\nrate = 8', "Extra inputs are not"),
        ('city = "Olean"', 'city = "Salamanca"', "more than one row of a city: salamanca"),
        ('hints = { "Norwich" = "0831" }', 'hints = { "Norwich" = "831" }', "should match pattern"),
        (
            '{ "Queensbury" = "5281" }',
            '{ "Queensbury" = "5281", "glens falls" = "5281" }',
            "more than one name in ZIP 12801",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(old, new, message):
    text = FILE.read_text("utf-8")
    assert old in text
    with pytest.raises(ValidationError, match=message):
        RateTable.model_validate(tomllib.loads(text.replace(old, new)))


def test_rates_are_exact():
    assert all(
        isinstance(rate, Decimal)
        for row in rates_on(ON).places
        for rate in (row.local_rate, row.mctd_rate)
    )
