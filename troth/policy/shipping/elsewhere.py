"""Whether a carrier delivered to another place than the label's: clauses `signature`,
`non_receipt`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from troth.policy.addresses.places import UnknownZip, place_of


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a label goes."""

    city: str
    state: str
    zip: str

    def is_at(self, place: Mapping[str, str]) -> bool:
        """Whether a place is here, as far as the carrier tells it: by its ZIP (`zip`), else by its
        `city` and `state`. A place of which nothing is told may be anywhere: it counts as here.
        """
        if place.get("zip"):
            return place["zip"] == self.zip[:5]
        if place.get("state") and place["state"] != self.state:
            return False
        return not place.get("city") or _folded_city(place["city"]) in self._cities()

    def _cities(self) -> set[str]:
        """Every name of the city: the label's, and those that the Postal Service accepts."""
        try:
            accepted = place_of(self.zip).cities
        except UnknownZip:
            accepted = ()
        return {_folded_city(city) for city in (self.city, *accepted)}


def _folded_city(city: str) -> str:
    """`Saint Paul` and `ST. PAUL` are one city."""
    apart = unicodedata.normalize("NFKD", city).encode("ascii", "ignore").decode().upper()
    words = "".join(sign if sign.isalnum() else " " for sign in apart).split()
    short = {"SAINT": "ST", "FORT": "FT", "MOUNT": "MT", "NORTH": "N", "SOUTH": "S"}
    short |= {"EAST": "E", "WEST": "W", "TOWNSHIP": "TWP"}
    return "".join(short.get(word, word) for word in words)
