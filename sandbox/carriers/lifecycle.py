"""What becomes of a parcel: all its scans, past and to come, worked out from what is kept of it and
nothing else.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sandbox.carriers import days, places
from sandbox.carriers.places import Place

Doc = dict[str, Any]
DAY, HOUR = 86_400, 3_600
# What each kind of trouble looks like on the wire: event type, description, exception code and
# description.
TROUBLE = {
    "weather": ("SE", "Shipment exception", "81", "Delay due to weather or natural disaster"),
    "customs": ("CD", "Clearance delay", "18", "Regulatory agency clearance delay"),
    "address": ("SE", "Shipment exception", "03", "Incorrect address"),
    "damaged": ("SE", "Shipment exception", "10", "Damaged, handling per shipper instructions"),
    "nobody_home": ("DE", "Delivery exception", "08", "Customer not available or business closed"),
    "refused": ("DE", "Delivery exception", "07", "Shipment refused by recipient"),
    "lost": ("SE", "Shipment exception", "29", "Unable to locate package, trace started"),
    "loss_confirmed": ("SE", "Shipment exception", "", "Package was lost"),
}
_FINAL = ("OD", "HL", "DL")


@dataclass(frozen=True, slots=True)
class Scan:
    """One event. `derived` is the status that it gives the parcel; `signed_by` is empty unless
    someone signed.
    """

    at: int
    kind: str
    carrier_text: str
    place: Place
    derived: str
    code: str = ""
    why: str = ""
    signed_by: str = ""

    @property
    def key(self) -> str:
        """The same for the same event, however often the plan is worked out."""
        return f"{self.at} {self.kind} {self.code} {self.signed_by} {self.place.zip}"


def all_scans(parcel: Doc) -> list[Scan]:
    """Everything that will be seen of the parcel unless something is done to it, by time."""
    plan = _voided_plan(parcel) if parcel["voided"] else _undisturbed_plan(parcel)
    if not parcel["voided"]:
        for change in parcel["changes"]:
            plan = _CHANGES.get(change["kind"], _apply_delay)(plan, change, parcel)
    plan += [_scan_of_event(event, parcel) for event in parcel["said"]]
    return sorted(plan, key=lambda scan: scan.at)


def scans_until(parcel: Doc, now: int) -> list[Scan]:
    """What there is by now, oldest first."""
    return [scan for scan in all_scans(parcel) if scan.at <= now]


def expected_delivery(parcel: Doc) -> int | None:
    """When it is, or was, to be delivered; None where nobody can tell."""
    deliveries = [scan.at for scan in all_scans(parcel) if scan.kind == "DL"]
    if deliveries or parcel["handed"] is not None or parcel["voided"]:
        return deliveries[-1] if deliveries else None
    presumed = parcel | {"handed": days.next_collection(parcel["created"])}
    return next((scan.at for scan in _undisturbed_plan(presumed) if scan.kind == "DL"), None)


def endpoints_of(parcel: Doc) -> tuple[Place, Place]:
    """Where it starts and where it goes."""
    endpoints = [
        places.place_at(parcel[end]["zip"], city=parcel[end]["city"], state=parcel[end]["state"])
        for end in ("from", "to")
    ]
    return endpoints[0], endpoints[1]


def _label_scan(parcel: Doc) -> Scan:
    return Scan(
        parcel["created"], "OC", "Shipment information sent to FedEx", endpoints_of(parcel)[0], "IN"
    )


def _voided_plan(parcel: Doc) -> list[Scan]:
    description = "Shipment cancelled by sender"
    return [
        _label_scan(parcel),
        Scan(parcel["voided"], "CA", description, endpoints_of(parcel)[0], "CA"),
    ]


def _undisturbed_plan(parcel: Doc) -> list[Scan]:
    plan, handed = [_label_scan(parcel)], parcel["handed"]
    if handed is None:
        return plan
    origin, goal = endpoints_of(parcel)
    dice = random.Random(parcel["number"])  # noqa: S311
    day = days.add_working_days(days.local_time(handed, origin.zone).date(), parcel["days"])
    arrives = max(days.moment_of(day, 4.2 + dice.random(), goal.zone), handed + 2 * HOUR)
    plan.append(Scan(handed, "PU", "Picked up", origin, "PU"))
    plan += _transit_scans(origin, goal, handed, arrives, dice)
    plan.append(Scan(arrives, "AR", "At local FedEx facility", goal, "IT"))
    return plan + _delivery_day_scans(parcel, goal, day, dice)


def _transit_scans(
    origin: Place, goal: Place, handed: int, arrives: int, dice: random.Random
) -> list[Scan]:
    """In and out of the first facility, then of each hub, spread over the time that there is."""
    span = arrives - handed
    first, left = handed + min(int(span * 0.12), 5_400), handed + min(int(span * 0.3), 4 * HOUR)
    plan = [
        Scan(first, "AR", "Arrived at FedEx location", origin, "IT"),
        Scan(left, "DP", "Left FedEx origin facility", origin, "IT"),
    ]
    hubs = places.hubs_between(origin, goal)
    rest = (arrives - left) / (len(hubs) + 1)
    for number, hub in enumerate(hubs, 1):
        comes = left + int(rest * (number - 0.25 * dice.random()))
        goes = comes + min(int(rest * 0.6), int(HOUR * (2 + 3 * dice.random())))
        plan.append(Scan(comes, "AR", "Arrived at FedEx location", hub, "IT"))
        plan.append(Scan(goes, "DP", "Departed FedEx location", hub, "IT"))
        if rest > 18 * HOUR:
            plan.append(
                Scan(goes + int((rest - (goes - comes)) / 2), "IT", "In transit", hub, "IT")
            )
    return plan


def _delivery_day_scans(parcel: Doc, goal: Place, day: date, dice: random.Random) -> list[Scan]:
    starts = days.moment_of(day, 7.4 + dice.random(), goal.zone)
    comes = days.moment_of(day, 10 + 7.2 * dice.random(), goal.zone)
    pickup_point = parcel["hold"] or parcel.get("counter")
    if not pickup_point:
        out = Scan(starts, "OD", "On FedEx vehicle for delivery", goal, "OD")
        return [out, Scan(comes, "DL", "Delivered", goal, "DL", signed_by=parcel["signer"])]
    where = places.place_at(
        pickup_point["zip"], city=pickup_point["city"], state=pickup_point["state"]
    )
    return [
        Scan(starts + 2 * HOUR, "HL", "Ready for recipient pickup", where, "HL"),
        Scan(comes + DAY, "DL", "Delivered", where, "DL", signed_by=parcel["signer"]),
    ]


def _trouble_scan(change: Doc, place: Place, *, at: int | None = None) -> Scan:
    kind, description, code, why = TROUBLE[change["kind"]]
    return Scan(change["at"] if at is None else at, kind, description, place, kind, code, why)


def _split_plan(plan: list[Scan], at: int) -> tuple[list[Scan], list[Scan]]:
    return [scan for scan in plan if scan.at <= at], [scan for scan in plan if scan.at > at]


def _latest_place(past: list[Scan], parcel: Doc) -> Place:
    return max(past, key=lambda scan: scan.at).place if past else endpoints_of(parcel)[0]


def _apply_delay(plan: list[Scan], change: Doc, parcel: Doc) -> list[Scan]:
    """Told where it happens, and what was to come comes whole days later, on days on which parcels
    are delivered.
    """
    past, later = _split_plan(plan, change["at"])
    zone, late = endpoints_of(parcel)[1].zone, max(math.ceil(change["hours"] / 24), 1)
    final = [scan.at for scan in later if scan.kind in _FINAL]
    while final and not all(
        days.is_working_day(days.local_time(at + late * DAY, zone).date()) for at in final
    ):
        late += 1
    trouble_scan = _trouble_scan(change, _latest_place(past, parcel))
    return [*past, trouble_scan, *(replace(scan, at=scan.at + late * DAY) for scan in later)]


def _with_delivery_run(past: list[Scan], at: int, goal: Place) -> list[Scan]:
    """Nobody comes to a door without having left: the parcel is out for delivery that day."""
    day = days.local_time(at, goal.zone).date()
    if any(
        scan.kind == "OD" and days.local_time(scan.at, goal.zone).date() == day for scan in past
    ):
        return past
    left = max([at - 3 * HOUR, *(scan.at for scan in past)])
    return [*past, Scan(left, "OD", "On FedEx vehicle for delivery", goal, "OD")]


def _apply_nobody_home(plan: list[Scan], change: Doc, parcel: Doc) -> list[Scan]:
    """The carrier came, keeps it overnight, and comes again after `hours`, on a working day."""
    (past, _), goal = _split_plan(plan, change["at"]), endpoints_of(parcel)[1]
    back = Scan(change["at"] + 4 * HOUR, "AR", "At local FedEx facility", goal, "IT")
    day = days.local_time(change["at"], goal.zone).date() + timedelta(
        days=max(math.ceil(change["hours"] / 24), 1)
    )
    day = day if days.is_working_day(day) else days.add_working_days(day, 1)
    dice = random.Random(f"{parcel['number']} {change['at']}")  # noqa: S311
    again = _delivery_day_scans(parcel, goal, day, dice)
    return [
        *_with_delivery_run(past, change["at"], goal),
        _trouble_scan(change, goal),
        back,
        *again,
    ]


def _apply_refusal(plan: list[Scan], change: Doc, parcel: Doc) -> list[Scan]:
    """It goes back where it came from, in as many days as it took."""
    (past, _), (origin, goal) = _split_plan(plan, change["at"]), endpoints_of(parcel)
    starts = change["at"] + 3 * HOUR
    day = days.add_working_days(days.local_time(starts, goal.zone).date(), parcel["days"])
    dice = random.Random(f"{parcel['number']} back")  # noqa: S311
    home = max(days.moment_of(day, 11 + 4 * dice.random(), origin.zone), starts + 2 * HOUR)
    return [
        *_with_delivery_run(past, change["at"], goal),
        _trouble_scan(change, goal),
        Scan(starts, "RS", "Returning package to shipper", goal, "RS"),
        *_transit_scans(goal, origin, starts + HOUR, home - HOUR, dice),
        Scan(home, "RS", "Package returned to shipper", origin, "RS"),
    ]


def _apply_loss(plan: list[Scan], change: Doc, parcel: Doc) -> list[Scan]:
    """Nothing more is seen of it; after `hours`, the carrier says that it can't find it."""
    past, _ = _split_plan(plan, change["at"])
    reported_lost_at = int(change["at"] + change["hours"] * HOUR)
    return [*past, _trouble_scan(change, _latest_place(past, parcel), at=reported_lost_at)]


def _apply_delivery(plan: list[Scan], change: Doc, parcel: Doc) -> list[Scan]:
    (past, _), goal = _split_plan(plan, change["at"]), endpoints_of(parcel)[1]
    past = [scan for scan in past if scan.kind != "DL"]
    done = Scan(change["at"], "DL", "Delivered", goal, "DL", signed_by=change["signed_by"])
    return [*_with_delivery_run(past, change["at"], goal), done]


def _scan_of_event(event: Doc, parcel: Doc) -> Scan:
    """An event in a tester's own words."""
    place = endpoints_of(parcel)[1]
    where = event.get("scanLocation") or {}
    if where:
        place = replace(
            place,
            city=where.get("city", place.city),
            state=where.get("stateOrProvinceCode", place.state),
            zip=where.get("postalCode", place.zip),
        )
    kind = str(event["eventType"])
    return Scan(
        event["at"],
        kind,
        event.get("eventDescription", kind),
        place,
        event.get("derivedStatusCode", kind),
        event.get("exceptionCode", ""),
        event.get("exceptionDescription", ""),
        event.get("signed_by", ""),
    )


_CHANGES: dict[str, Callable[[list[Scan], Doc, Doc], list[Scan]]] = {
    "nobody_home": _apply_nobody_home,
    "refused": _apply_refusal,
    "lost": _apply_loss,
    "loss_confirmed": _apply_loss,
    "deliver": _apply_delivery,
}
