"""Where things are: what a ZIP code tells of its region, the carrier's hubs and the places where it
keeps parcels.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

Doc = dict[str, Any]
# The first three digits of a ZIP code from and to, the state, its city, and where that is: roughly,
# for distances.
_REGIONS = """
005-069 NY New_York 40.7 -74.0|010-027 MA Boston 42.4 -71.1|028-029 RI Providence 41.8 -71.4
030-038 NH Manchester 43.0 -71.5|039-049 ME Portland 43.7 -70.3|050-059 VT Burlington 44.5 -73.2
060-069 CT Hartford 41.8 -72.7|070-089 NJ Newark 40.7 -74.2|100-119 NY New_York 40.7 -74.0
120-149 NY Syracuse 43.0 -76.1|150-168 PA Pittsburgh 40.4 -80.0|169-196 PA Philadelphia 39.9 -75.2
197-199 DE Wilmington 39.7 -75.5|200-205 DC Washington 38.9 -77.0|206-219 MD Baltimore 39.3 -76.6
220-246 VA Richmond 37.5 -77.4|247-268 WV Charleston 38.3 -81.6|270-289 NC Charlotte 35.2 -80.8
290-299 SC Columbia 34.0 -81.0|300-319 GA Atlanta 33.7 -84.4|320-349 FL Orlando 28.5 -81.4
350-369 AL Birmingham 33.5 -86.8|370-385 TN Nashville 36.2 -86.8|386-397 MS Jackson 32.3 -90.2
398-399 GA Albany 31.6 -84.2|400-427 KY Louisville 38.3 -85.8|430-459 OH Columbus 40.0 -83.0
460-479 IN Indianapolis 39.8 -86.2|480-499 MI Detroit 42.3 -83.0|500-528 IA Des_Moines 41.6 -93.6
530-549 WI Milwaukee 43.0 -87.9|550-567 MN Minneapolis 45.0 -93.3|570-577 SD Sioux_Falls 43.5 -96.7
580-588 ND Fargo 46.9 -96.8|590-599 MT Billings 45.8 -108.5|600-629 IL Chicago 41.9 -87.6
630-658 MO St._Louis 38.6 -90.2|660-679 KS Wichita 37.7 -97.3|680-693 NE Omaha 41.3 -95.9
700-714 LA New_Orleans 30.0 -90.1|716-729 AR Little_Rock 34.7 -92.3
730-749 OK Oklahoma_City 35.5 -97.5
750-769 TX Dallas 32.8 -96.8|770-789 TX Houston 29.8 -95.4|790-799 TX Lubbock 33.6 -101.9
800-816 CO Denver 39.7 -105.0|820-831 WY Cheyenne 41.1 -104.8|832-838 ID Boise 43.6 -116.2
840-847 UT Salt_Lake_City 40.8 -111.9|850-865 AZ Phoenix 33.4 -112.1
870-884 NM Albuquerque 35.1 -106.7
885-885 TX El_Paso 31.8 -106.4|889-898 NV Las_Vegas 36.2 -115.1|900-935 CA Los_Angeles 34.1 -118.2
936-961 CA San_Francisco 37.8 -122.4|967-968 HI Honolulu 21.3 -157.9|970-979 OR Portland 45.5 -122.7
980-994 WA Seattle 47.6 -122.3|995-999 AK Anchorage 61.2 -149.9
"""
_ZONES = {
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
}
_ZONE_OF = {state: zone for zone, states in _ZONES.items() for state in states.split()}
_STREETS = (
    "Main Street",
    "Market Street",
    "Broadway",
    "Lincoln Avenue",
    "Park Avenue",
    "Commerce Drive",
    "5th Avenue",
)
_KINDS = (
    ("FedEx Office Print & Ship Center", "FEDEX_OFFICE", ("08:00:00", "20:00:00")),
    ("FedEx Ship Center", "FEDEX_SHIP_CENTER", ("09:00:00", "19:00:00")),
    ("FedEx OnSite at Corner Pharmacy", "FEDEX_ONSITE", ("08:00:00", "21:00:00")),
    ("FedEx OnSite at Grocers' Hall", "FEDEX_ONSITE", ("07:00:00", "22:00:00")),
    ("FedEx Authorized ShipCenter", "FEDEX_AUTHORIZED_SHIP_CENTER", ("09:00:00", "18:00:00")),
)
_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MILES = 3959.0


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    state: str
    zip: str
    lat: float = 0.0
    lon: float = 0.0

    @property
    def zone(self) -> ZoneInfo:
        """The state's time, where most of its people live."""
        return ZoneInfo(_ZONE_OF.get(self.state, "America/New_York"))


def _load_regions() -> list[tuple[int, int, Place]]:
    regions = []
    for line in _REGIONS.replace("\n", "|").strip("|").split("|"):
        span, state, city, lat, lon = line.split()
        first, last = span.split("-")
        regions.append(
            (
                int(first),
                int(last),
                Place(city.replace("_", " "), state, "", float(lat), float(lon)),
            )
        )
    return regions


REGIONS = _load_regions()
HUBS = (
    Place("Woodbridge", "NJ", "07095", 40.6, -74.3),
    Place("Memphis", "TN", "38118", 35.1, -89.9),
    Place("Indianapolis", "IN", "46241", 39.7, -86.3),
    Place("Ellenwood", "GA", "30294", 33.6, -84.3),
    Place("Hutchins", "TX", "75141", 32.6, -96.7),
    Place("Henderson", "CO", "80640", 39.9, -104.9),
    Place("Bloomington", "CA", "92316", 34.1, -117.4),
    Place("Troutdale", "OR", "97060", 45.5, -122.4),
    Place("Grove City", "OH", "43123", 39.9, -83.1),
    Place("Northampton", "PA", "18067", 40.7, -75.5),
)


def place_at(zip_code: str, *, city: str = "", state: str = "") -> Place:
    """What the ZIP code tells, with the city and the state as the address has them."""
    digits = int(zip_code[:3]) if zip_code[:3].isdigit() else 100
    narrow = sorted(
        (last - first, place.city, place)
        for first, last, place in REGIONS
        if first <= digits <= last
    )
    near = narrow[0][2] if narrow else REGIONS[8][2]
    return Place(city or near.city, state or near.state, zip_code[:5], near.lat, near.lon)


def miles_between(origin: Place, goal: Place) -> float:
    """As the crow flies."""
    from_lat, to_lat = math.radians(origin.lat), math.radians(goal.lat)
    east = math.radians(goal.lon - origin.lon)
    haversine = (
        math.sin((to_lat - from_lat) / 2) ** 2
        + math.cos(from_lat) * math.cos(to_lat) * math.sin(east / 2) ** 2
    )
    return 2 * _MILES * math.asin(math.sqrt(haversine))


def rate_zone(origin: Place, goal: Place) -> int:
    """2 for the neighborhood, 8 for the other coast, 9 for Alaska and Hawaii."""
    if {origin.state, goal.state} & {"AK", "HI"} and origin.state != goal.state:
        return 9
    far = miles_between(origin, goal)
    return next(
        (zone for zone, most in enumerate((150, 300, 600, 1000, 1400, 1800), 2) if far < most), 8
    )


def hubs_between(origin: Place, goal: Place) -> list[Place]:
    """The hubs that a parcel comes through: none that would lead it far astray, at most three."""
    far = miles_between(origin, goal)
    on_the_way = [
        hub
        for hub in HUBS
        if miles_between(origin, hub) + miles_between(hub, goal) < 1.25 * far + 120
        and (miles_between(origin, hub) < far or far < 150)
    ]
    most = 1 if far < 400 else 2 if far < 1500 else 3
    ordered = sorted(on_the_way, key=lambda hub: miles_between(origin, hub))
    step = max(len(ordered) / most, 1.0)
    return [ordered[int(i * step)] for i in range(min(most, len(ordered)))]


def pickup_locations(zip_code: str) -> list[Doc]:
    """Five places that keep a parcel, nearest first; always the same for a ZIP code."""
    dice, near = random.Random(f"hold {zip_code[:5]}"), place_at(zip_code)  # noqa: S311
    kinds = dice.sample(_KINDS, len(_KINDS))
    away = sorted(round(dice.uniform(0.2, 9.5), 1) for _ in kinds)
    return [
        _pickup_location(dice, near, kind, distance)
        for kind, distance in zip(kinds, away, strict=True)
    ]


def _pickup_location(
    dice: random.Random, near: Place, kind: tuple[str, str, tuple[str, str]], distance: float
) -> Doc:
    name, sort, (begins, ends) = kind
    street = f"{dice.randrange(10, 2900)} {dice.choice(_STREETS)}"
    opens = {"begins": begins, "ends": ends}
    hours = [
        (
            {"dayOfWeek": day, "operationalHoursType": "CLOSED_ALL_DAY"}
            if day == "SUN"
            else {
                "dayOfWeek": day,
                "operationalHoursType": "OPEN_BY_HOURS",
                "operationalHours": opens,
            }
        )
        for day in _DAYS
    ]
    key = "".join(dice.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(4))
    return {
        "distance": {"units": "MI", "value": distance},
        "locationId": f"{key}{dice.randrange(10, 99)}",
        "locationType": sort,
        "contactAndAddress": {
            "contact": {"companyName": name, "phoneNumber": f"800555{dice.randrange(1000, 9999)}"},
            "address": {
                "streetLines": [street],
                "city": near.city,
                "stateOrProvinceCode": near.state,
                "postalCode": near.zip,
                "countryCode": "US",
                "residential": False,
            },
        },
        "storeHours": hours,
        "carrierDetailList": [{"carrierCode": "FDXG", "serviceCategory": "GROUND"}],
        "locationCapabilities": [{"transferOfPossessionType": "HOLD_AT_LOCATION"}],
    }
