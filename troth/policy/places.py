"""Where a parcel goes: a ZIP code's state, county and kind (source: the offline `zipcodes`
tables).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import zipcodes

from troth.policy.answers import listed

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

_PO_BOX = re.compile(
    r"\b(p\W*o\W*(box|bx)|post\s*office\s*(box|bx)|pob\s*\d+|po\s+drawer|apartado|lock\s*box|caller\s+service"
    r"|general\s+delivery)\b|\bp\W*o\W*box\d|\bbox\s*\d+\s*$|^\W*(drawer|p\.?\s*o\.?)\W*\d+\W*$",
    re.IGNORECASE,
)
_RURAL_BOX = re.compile(r"\b(rr|hc|rural\s+route|highway\s+contract|pmb)\b", re.IGNORECASE)

_MILITARY = re.compile(
    r"\b(psc|cmr|unit)\s*\d+\W+box\s*\d+|\b[afd]po\b\W*((aa|ae|ap)\b|\d{5}\b)", re.IGNORECASE
)


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
    po_box: bool

    @property
    def state_name(self) -> str:
        return STATES.get(self.state, self.state)


def destinations(states: Iterable[str]) -> str:
    """The states a method serves, as few words as tell them apart."""
    served = set(states)
    if served == _CONTIGUOUS:
        return "the 48 contiguous states and Washington, DC"
    missing, more = _CONTIGUOUS - served, served - _CONTIGUOUS
    if len(missing) <= 5 < len(served):
        without = f" except {listed(STATES[state] for state in sorted(missing))}" if missing else ""
        told = f"the 48 contiguous states and Washington, DC{without}"
        return (
            f"{told}, and {listed(STATES.get(state, state) for state in sorted(more))}"
            if more
            else told
        )
    return listed(STATES.get(state, state) for state in sorted(served))


@lru_cache(maxsize=50_000)
def place_of(zip_code: str) -> Place:
    """The place of a ZIP (`10013`) or ZIP+4 (`10013-1234`). `UnknownZip` where there is none."""
    if not re.fullmatch(r"\d{5}(-\d{4})?", zip_code, re.ASCII):
        raise UnknownZip(f"{zip_code!r} is not a ZIP code: five digits, as in 10013")
    rows: list[dict[str, Any]]
    rows = zipcodes.matching(zip_code[:5])  # type: ignore[no-untyped-call]  # a bare stub
    if not rows:
        raise UnknownZip(f"there is no ZIP code {zip_code[:5]}")
    row = rows[0]
    return Place(
        zip_code=zip_code[:5],
        state=row["state"],
        county=row["county"].removesuffix(" County").replace("St Lawrence", "St. Lawrence"),
        city=row["city"],
        cities=(row["city"], *row["acceptable_cities"]),
        po_box=row["zip_code_type"] == "PO BOX",
    )


def is_po_box(street: str) -> bool:
    """Whether a street line names a PO box. A rural-route or private-mailbox number is a street to
    a carrier.
    """
    plain = unicodedata.normalize("NFKC", street)
    return bool(_PO_BOX.search(plain)) and not _RURAL_BOX.search(plain)


def is_military(street: str) -> bool:
    """Whether a street line is a military post's: `PSC 3 Box 1021`, `Unit 2050 Box 4190`, `APO
    AE`.
    """
    return bool(_MILITARY.search(unicodedata.normalize("NFKC", street)))
