"""Which place an address is taxed by: ZIPs that straddle two, names that contradict their ZIP, and
nothing in silence.
"""

from __future__ import annotations

import pytest

from tests.factories.moments import day
from tests.factories.policies import RATES
from troth.policy.addresses.places import place_of
from troth.policy.sales_tax.tax import rates_on
from troth.policy.sales_tax.tax_places import (
    find_rate_row,
    places_in,
    plain_name,
    possible_places,
    postal_names,
)

# Wholly Yonkers by the ZIP tables: their only postal name is the city's, and no source names them
# as straddling.
INSIDE_YONKERS = {"10701", "10702", "10703", "10704", "10710"}


def resolve_place(zip_code: str, city: str) -> tuple[str, bool]:
    where, review_sentence = find_rate_row(RATES, place=place_of(zip_code), city=city)
    return where.code, bool(review_sentence)


@pytest.mark.parametrize(
    ("zip_code", "city", "code", "review"),
    [
        ("10583", "Scarsdale", "5581", True),
        ("10583", "Heathcote", "5581", True),
        ("10583", "Edgemont", "5581", True),
        ("10583", "Yonkers", "6511", True),  # not postal there
        ("10583", "New Rochelle", "6861", True),
        ("10705", "Yonkers", "6511", True),  # the only postal name, so it settles nothing
        ("10705", "Hastings-on-Hudson", "5581", True),
        ("10705", "", "6511", True),
        ("10706", "Hastings-on-Hudson", "5581", True),
        ("10706", "Hastings Hdsn", "5581", True),
        ("10706", "Yonkers", "6511", False),
        ("10707", "Tuckahoe", "5581", True),
        ("10707", "Eastchester", "5581", True),
        ("10707", "Yonkers", "6511", False),
        ("10708", "Bronxville", "5581", True),
        ("10708", "Yonkers", "6511", False),
        ("10708", "Mount Vernon", "5581", True),
        ("10708", "", "5581", True),
        ("10709", "Eastchester", "5581", True),
        ("10709", "Yonkers", "6511", False),
        ("11001", "Floral Park", "2811", True),
        ("11001", "Bellerose Village", "2811", False),
        ("11001", "S. Floral Park", "2811", False),
        ("11001", "Bellerose", "2811", True),
        ("11001", "Queens", "8081", True),
        ("11001", "New York City", "8081", True),
        ("11004", "Glen Oaks", "8081", False),
        ("11004", "Floral Park", "8081", True),
        ("11004", "New Hyde Park", "2811", True),
        ("11040", "New Hyde Park", "2811", True),
        ("11040", "North New Hyde Park", "2811", True),
        ("11040", "Manhasset Hills", "2811", False),
        ("11040", "Glen Oaks", "8081", True),
        ("11096", "Inwood", "2811", False),
        ("11096", "Far Rockaway", "8081", True),
        ("11096", "Lawrence", "2811", True),
        ("12801", "Glens Falls", "5211", True),
        ("12801", "Queensbury", "5281", False),
        ("12804", "Queensbury", "5281", False),
        ("12804", "Glens Falls", "5211", True),
        ("13421", "Oneida", "2541", True),
        ("13421", "Oneida Castle", "3010", True),
        ("13421", "Kenwood", "2541", True),
        ("13815", "Norwich", "0831", True),
        ("13815", "Woods Corners", "0831", True),
    ],
)
def test_a_zip_that_straddles_two_places(zip_code, city, code, review):
    assert resolve_place(zip_code, city) == (code, review)


@pytest.mark.parametrize(
    ("zip_code", "city", "code", "review"),
    [
        ("10013", "New York", "8081", False),
        ("10013", "Manhattan", "8081", False),
        ("10013", "Brooklyn", "8081", False),
        ("10013", "Yonkers", "8081", True),
        ("10013", "Albany", "8081", True),
        ("11432", "Queens", "8081", False),
        ("11501", "Brooklyn", "2811", True),
        ("10530", "Yonkers", "5581", True),
        ("10530", "Albany", "5581", True),
        ("10530", "Ardsley", "5581", False),
        ("10530", "a hamlet that no table has", "5581", False),
        ("10701", "", "6511", False),
        ("10701", "  ", "6511", False),
        ("10701", "Younkers", "6511", True),
        ("10701", "White Plains", "6511", True),
        ("10601", "Yonkers", "6513", True),
        ("10552", "Mount Vernon", "5521", False),
        ("10552", "Fleetwood", "5581", True),
        ("10604", "West Harrison", "5581", False),
        ("10604", "White Plains", "6513", True),
        ("12803", "South Glens Falls", "4111", False),
        ("12803", "Glens Falls", "4111", True),
        ("12866", "Saratoga Spgs.", "4131", False),
        ("13323", "Clinton", "3010", False),
        ("13323", "Oneida", "3010", True),
        ("13790", "Johnson City", "0321", False),
        ("14850", "Ithaca", "5021", False),
        ("14850", "Town of Ithaca", "5021", True),
        ("14882", "Ithaca", "5021", True),
        ("10200", "New York", "8081", False),
        ("11437", "Jamaica", "8081", False),
        ("11805", "Hicksville", "2811", False),
        ("00501", "Holtsville", "4711", False),
        ("06390", "Fishers Island", "4711", False),
    ],
)
def test_elsewhere_the_county_by_zip_and_a_contradiction_is_marked(zip_code, city, code, review):
    assert resolve_place(zip_code, city) == (code, review)


@pytest.mark.parametrize(
    "written",
    [
        "Yonkers",
        " yonkers ",
        "YONKERS",
        "City of Yonkers",
        "Yonkers City",
        "Yonkers.",
        "Yonkers, NY",
        "city  of   Yonkers",
        "Yonkers, N.Y.",
        "Ｙonkers",
    ],
)
def test_a_name_however_it_is_written(written):
    assert plain_name(written) == "yonkers"
    assert resolve_place("10708", written) == ("6511", False)


@pytest.mark.parametrize(
    "written", ["Town of Yonkers", "Yonkers Heights", "Not Yonkers", "Y", "東京", "'; --", "-" * 60]
)
def test_a_name_that_only_resembles_settles_nothing(written):
    assert resolve_place("10708", written) == ("5581", True)


def test_the_shopper_s_own_words_are_not_repeated():
    for zip_code in ("10708", "10701", "10013"):
        _, review_text = find_rate_row(RATES, place=place_of(zip_code), city="Yonkers, apt. secret")
        assert "secret" not in review_text


def test_postal_names_settle_every_zip_but_the_doubtful_ones(capsys):
    pairs = [
        (place.zip_code, city) for place in places_in("NY") for city in dict.fromkeys(place.cities)
    ]
    doubtful = [(zip_code, city) for zip_code, city in pairs if resolve_place(zip_code, city)[1]]
    straddling = {entry.zip for entry in RATES.straddling}
    elsewhere = [pair for pair in doubtful if pair[0] not in straddling]
    with capsys.disabled():
        print(
            f"\nsales tax: {len(doubtful)} of {len(pairs):,} postal names of"
            f" {len(places_in('NY')):,} New York ZIPs wait for a person,"
            f" {len(doubtful) - len(elsewhere)} of them in {len(straddling)} straddling ZIPs"
        )
    assert (len(doubtful), len(elsewhere)) == (32, 11)


def charged(code: str):
    row = RATES.row(code)
    return row.local_rate, row.mctd_rate, row.clothing


def test_outside_the_straddling_zips_only_the_code_is_in_doubt():
    """Where a city's row charges otherwise than its county's, each ZIP that takes its name
    straddles or lies inside.
    """
    for row in RATES.places:
        [county] = [
            county
            for county in RATES.places
            if not county.city and set(county.counties) & set(row.counties)
        ]
        if charged(row.code) == charged(county.code):
            continue
        zips = {
            place.zip_code
            for place in places_in("NY")
            if plain_name(row.city) in {plain_name(name) for name in place.cities}
        }
        assert zips - INSIDE_YONKERS <= {entry.zip for entry in RATES.straddling}, row.name


def test_every_straddling_zip_is_one_of_the_state_and_its_names_are_written_once():
    for entry in RATES.straddling:
        assert place_of(entry.zip).state == "NY"
        names = [plain_name(name) for name in (*entry.names, *entry.hints)]
        assert len(set(names)) == len(names)
        assert entry.why.endswith(".")


def test_postal_names_of_the_state_are_known():
    assert postal_names("NY")["yonkers"] == {"Westchester"}
    assert "Oneida" not in postal_names("NY")["oneida"]


@pytest.mark.parametrize(
    ("zip_code", "codes"),
    [
        ("10705", {"5581", "6511"}),  # straddles Yonkers and the rest of Westchester
        ("10013", {"8081"}),
        ("10601", {"5581", "6513"}),  # White Plains, and the county around it
        ("12207", {"0181"}),
        ("07302", set()),  # New Jersey
    ],
)
def test_the_places_that_a_zip_allows(zip_code, codes):
    table = rates_on(day("Mon 2026-11-23"))
    assert {row.code for row in possible_places(table, place=place_of(zip_code))} == codes


def test_what_is_charged_is_always_a_place_that_the_zip_allows():
    """Whatever city a shopper writes: each city that files apart, its own names, and nonsense."""
    table = rates_on(day("Mon 2026-11-23"))
    cities = ["", "Nowhere", *(row.city for row in table.places if row.city)]
    for place in places_in("NY"):
        allowed = {row.code for row in possible_places(table, place=place)}
        for city in (*cities, *place.cities):
            assert find_rate_row(table, place=place, city=city).where.code in allowed, (place, city)
