"""Where a parcel goes: a ZIP code's state, county and kind (source: the offline `zipcodes`
tables).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import zipcodes

from troth.policy.addresses.street_lines import is_military, is_po_box
from troth.policy.results import list_in_words

__all__ = [
    "STATES",
    "Place",
    "UnknownZip",
    "is_military",
    "is_po_box",
    "place_of",
    "states_in_words",
]

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "Washington, DC",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "VI": "the US Virgin Islands", "GU": "Guam", "AS": "American Samoa",
    "MP": "the Northern Mariana Islands", "FM": "Micronesia", "MH": "the Marshall Islands",
    "PW": "Palau", "AA": "a military post (APO/FPO/DPO)", "AE": "a military post (APO/FPO/DPO)",
    "AP": "a military post (APO/FPO/DPO)",
}  # fmt: skip

_CONTIGUOUS = set(STATES) - {
    "AK", "HI", "PR", "VI", "GU", "AS", "MP", "FM", "MH", "PW", "AA", "AE", "AP"
}  # fmt: skip

_FIVE = re.compile(r"(\d{5})(?: ?[-+ ]? ?\d{4})?", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Valid in the tables, and nobody's: the Postal Service collects letters to Santa Claus under it.
_NOBODYS = {"88888"}


class UnknownZip(ValueError):
    """No such ZIP code."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A destination as far as the policy needs it; made by `place_of` only, one object a ZIP."""

    zip_code: str  # five digits
    state: str  # two letters; AA, AE and AP are military
    county: str  # without the word County; empty where the tables have none
    city: str  # the postal city
    cities: tuple[str, ...]  # every name the Postal Service accepts
    po_box: bool  # its kind in the tables, and no proof: streets lie in such ZIP codes too

    @property
    def state_name(self) -> str:
        return STATES.get(self.state, self.state)


def states_in_words(states: Iterable[str]) -> str:
    """The states a method serves, as few words as tell them apart."""
    served = set(states)
    if served == _CONTIGUOUS:
        return "the 48 contiguous states and Washington, DC"
    missing, more = _CONTIGUOUS - served, served - _CONTIGUOUS
    if len(missing) <= 5 < len(served):
        without = (
            f" except {list_in_words(STATES[state] for state in sorted(missing))}"
            if missing
            else ""
        )
        contiguous = f"the 48 contiguous states and Washington, DC{without}"
        return (
            f"{contiguous}, and {list_in_words(STATES.get(state, state) for state in sorted(more))}"
            if more
            else contiguous
        )
    return list_in_words(STATES.get(state, state) for state in sorted(served))


@lru_cache(maxsize=50_000)
def place_of(zip_code: str) -> Place:
    """The place of a ZIP (`10013`) or ZIP+4, however that is spelled: `10013-1234`, `10013 1234`,
    `100131234`, full width. `UnknownZip` where there is none.
    """
    plain = unicodedata.normalize("NFKC", zip_code).translate(_DASHES)
    spelled = _FIVE.fullmatch(plain)
    if spelled is None:
        raise UnknownZip(f"{zip_code!r} is not a ZIP code: five digits, as in 10013")
    return _cached_place(spelled[1])


@cache
def _rows_by_zip() -> dict[str, dict[str, Any]]:
    """The library's table by ZIP: it searches all 42,000 rows for each."""
    rows: list[dict[str, Any]]
    rows = zipcodes.list_all()  # type: ignore[no-untyped-call]  # a bare stub
    return {row["zip_code"]: row for row in rows}


@lru_cache(maxsize=50_000)
def _cached_place(five: str) -> Place:
    row = _rows_by_zip().get(five)
    if row is None or five in _NOBODYS:
        raise UnknownZip(f"there is no ZIP code {five}")
    return Place(
        zip_code=five,
        state=row["state"],
        county=row["county"].removesuffix(" County").replace("St Lawrence", "St. Lawrence"),
        city=row["city"],
        cities=(row["city"], *row["acceptable_cities"]),
        po_box=row["zip_code_type"] == "PO BOX",
    )
