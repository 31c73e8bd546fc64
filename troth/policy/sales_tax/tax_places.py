"""Which row of the rates an address falls under, by its ZIP and the place it names, and whether
that is in doubt.

The offline tables know one county a ZIP, and Publication 718 itself warns of rates by ZIP. So a ZIP
known to straddle two places, and a name that contradicts its ZIP, are charged by the best reading
and left for a person to look at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import zipcodes

from troth.policy.addresses.places import Place, place_of
from troth.policy.sales_tax.tax_rates import Jurisdiction, NoRates, RateTable, Straddling

# The ZIP tables leave the county of these blank.
_COUNTY_OF_BARE_ZIP = {"10200": "New York", "11437": "Queens", "11805": "Nassau"}
_LONG = {"mt": "mount", "spgs": "springs"}


class RateMatch(NamedTuple):
    """The row that is charged, and why a person should look at it; empty where there is no
    doubt.
    """

    where: Jurisdiction
    review_sentence: str = ""


def plain_name(name: str) -> str:
    """A place's name for comparing: `City of Yonkers`, `YONKERS`, ` Yonkers City.` and `Yonkers,
    NY` are one.
    """
    words = re.sub(
        r"[\W_]+", " ", unicodedata.normalize("NFKC", name).replace(".", "").casefold()
    ).split()
    normalized = " ".join(_LONG.get(word, word) for word in words)
    return normalized.removesuffix(" ny").removesuffix(" city").removeprefix("city of ")


def find_rate_row(table: RateTable, *, place: Place, city: str) -> RateMatch:
    """The row of the address that names `city` (empty: the ZIP's own postal city) in `place`.
    `NoRates` without one.
    """
    for straddling in table.straddling:
        if straddling.zip == place.zip_code:
            return _by_straddling_zip(table, straddling, plain_name(city) or plain_name(place.city))
    return _by_county(table, place, plain_name(city) or plain_name(place.city))


def possible_places(table: RateTable, *, place: Place) -> list[Jurisdiction]:
    """The rows that an address in this ZIP can fall under, by code: those of a ZIP known to
    straddle two places; else its county outside of cities, its own city, and the cities whose name
    the Postal Service takes there. Empty where the ZIP isn't in the table's state.
    """
    for straddling in table.straddling:
        if straddling.zip == place.zip_code:
            return sorted((table.row(code) for code in straddling.codes), key=lambda row: row.code)
    county = _county_of(place)
    names = {plain_name(name) for name in (place.city, *place.cities)}
    rows = [row for row in table.places if county and county in row.counties]
    mine = [row for row in rows if not row.city or plain_name(row.city) in names]
    return sorted(mine, key=lambda row: row.code)


def jurisdiction_of(table: RateTable, *, place: Place, city: str) -> Jurisdiction:
    """The row that `find_rate_row` finds, doubt or not."""
    return find_rate_row(table, place=place, city=city).where


def _by_straddling_zip(table: RateTable, straddling: Straddling, named: str) -> RateMatch:
    if code := {plain_name(name): code for name, code in straddling.names.items()}.get(named):
        return RateMatch(table.row(code))
    code = {plain_name(name): code for name, code in straddling.hints.items()}.get(
        named, straddling.otherwise
    )
    where = table.row(code)
    reason = (
        f"ZIP {straddling.zip} lies in more than one tax place, and the place named does not settle"
        " which. "
    )
    return RateMatch(where, f"{reason}{straddling.why} Charged as {where.name}, code {code}.")


def _by_county(table: RateTable, place: Place, named: str) -> RateMatch:
    county = _county_of(place)
    rows = [row for row in table.places if county in row.counties]
    cities = {plain_name(row.city): row for row in rows if row.city}
    rest = next((row for row in rows if not row.city), None)
    if rest is None:
        raise NoRates(
            f"no rate is known for ZIP {place.zip_code} ({county or 'no county'}, {place.state})"
        )
    own = cities.get(plain_name(place.city), rest)
    if named == plain_name(place.city):
        return RateMatch(own)
    if named in {plain_name(name) for name in place.cities}:
        return _by_second_name(table, place, own, cities.get(named, rest), named)
    if own.city or named in _city_names(table) or _only_elsewhere(named, table, own):
        reason = f"The place named is not one that the Postal Service has in ZIP {place.zip_code}."
        return RateMatch(own, f"{reason} Charged by the ZIP as {own.name}, code {own.code}.")
    return RateMatch(own)


def _by_second_name(
    table: RateTable, place: Place, own: Jurisdiction, where: Jurisdiction, named: str
) -> RateMatch:
    """An accepted name that is not the ZIP's first: sure, unless a city that files apart is
    near.
    """
    if own.city or named in _city_names(table):
        reason = (
            f"In ZIP {place.zip_code} the Postal Service takes names from inside and outside of a"
            " city that has its"
        )
        return RateMatch(where, f"{reason} own code. Charged as {where.name}, code {where.code}.")
    return RateMatch(where)


def _city_names(table: RateTable) -> set[str]:
    return {plain_name(row.city) for row in table.places if row.city}


def _only_elsewhere(named: str, table: RateTable, own: Jurisdiction) -> bool:
    """Whether ZIPs of the state carry the name, and all of them in counties of other rows."""
    counties = postal_names(table.state).get(named, frozenset())
    return bool(counties) and counties.isdisjoint(own.counties)


def _county_of(place: Place) -> str:
    return place.county or _COUNTY_OF_BARE_ZIP.get(place.zip_code, "")


@lru_cache(maxsize=4)
def places_in(state: str) -> tuple[Place, ...]:
    """Every ZIP of a state, in order."""
    rows = zipcodes.filter_by(state=state)  # type: ignore[no-untyped-call]  # a bare stub
    return tuple(place_of(zip_code) for zip_code in sorted({str(row["zip_code"]) for row in rows}))


@lru_cache(maxsize=4)
def postal_names(state: str) -> Mapping[str, frozenset[str]]:
    """The counties in which each name is a postal one."""
    counties: dict[str, set[str]] = {}
    for place in places_in(state):
        for name in place.cities:
            counties.setdefault(plain_name(name), set()).add(_county_of(place))
    return MappingProxyType(
        {name: frozenset(in_counties) for name, in_counties in counties.items()}
    )
