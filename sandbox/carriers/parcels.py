"""All parcels as time passes over them: collected, seen, and told of."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.carriers import days, fedex_documents, lifecycle
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.storage import CarrierStorage

Doc = dict[str, Any]


class Parcels:
    """`collects` is True where every label is collected at 18:00 on working days, "pickups" where
    only booked pickups come, False where a parcel waits until it is handed over; it survives a
    restart.
    """

    def __init__(
        self,
        store: CarrierStorage,
        *,
        now: Callable[[], int],
        tells: bool,
        is_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self.store, self.now, self._tells, self._is_paused = store, now, tells, is_paused

    def set_collecting(self, wanted: bool | str) -> None:
        """From now on: what lay about until now isn't collected for the past."""
        if wanted not in (True, False, "pickups"):
            raise ValueError('auto_collect: true, false or "pickups"')
        with self.store.transaction():
            if self.store.setting("auto_collect", True) != wanted:
                self.store.set("auto_since", self.now())
            self.store.set("auto_collect", wanted)

    def number(self) -> str:
        """Twelve digits that were never given before; the last of them is the check digit."""
        eleven = f"7949{(self.store.count('numbers') * 7_654_321 + 1_234_567) % 10_000_000:07}"
        return eleven + fedex_check_digit(eleven)

    def put(self, parcel: Doc) -> None:
        waiting = [
            scan.at for scan in lifecycle.all_scans(parcel) if scan.key not in parcel["pushed"]
        ]
        self.store.put_parcel(parcel, following=min(waiting, default=None))

    def get(self, number: str) -> Doc:
        """As it stands now. Raises Refusal where there is none."""
        parcel = self.store.parcel(number)
        if parcel is None:
            raise Refusal((fedex_documents.UNKNOWN, "Tracking number cannot be found."), status=404)
        return parcel

    def state(self, parcel: Doc) -> str:
        """`bought`, `voided`, `accepted` or `delivered`."""
        if parcel["voided"]:
            return "voided"
        kinds = {scan.kind for scan in lifecycle.scans_until(parcel, self.now())}
        if "DL" in kinds:
            return "delivered"
        return (
            "accepted"
            if parcel["handed"] is not None and parcel["handed"] <= self.now()
            else "bought"
        )

    def settle(self) -> None:
        """Brings everything up to the present: what is due for collection is collected, what was
        seen is told.
        """
        if self._is_paused():
            return
        with self.store.transaction():
            now = self.now()
            self._collect(now)
            for parcel in self.store.parcels("next <= ?", now):
                self.tell(parcel, now)

    def _collect(self, now: int) -> None:
        auto = self.store.setting("auto_collect", True)
        if auto is False:
            return
        since = self.store.setting("auto_since", 0)
        pickups = self.store.rows(
            "SELECT at, COALESCE(json_extract(doc, '$.carrier'), 'fedex') FROM pickups"
            " WHERE cancelled = 0 AND at <= ?",
            now,
        )
        pickup_moments = [at for at, _ in pickups]
        newest = max(
            [*pickup_moments, *([days.last_collection(now)] if auto is True else [])], default=0
        )
        waiting = (
            "SELECT number, created, ship_date, COALESCE(json_extract(doc, '$.carrier'), 'fedex')"
            " FROM parcels WHERE handed IS NULL AND voided = 0 AND"
            " created <= ? AND NOT COALESCE(json_extract(doc, '$.returns'), 0)"  # dropped off
        )
        for number, created, ship_date, carrier in self.store.rows(waiting, newest):
            ready = max(
                created, since, days.moment_of(date.fromisoformat(ship_date), 0, days.COLLECTS)
            )
            moments = [
                at for at, pickup_carrier in pickups if at >= ready and pickup_carrier == carrier
            ]
            if auto is True:
                moments.append(days.next_collection(ready))
            if moments and min(moments) <= now:
                self.hand_over(number, min(moments))

    def hand_over(self, number: str, at: int) -> None:
        """The carrier has it, from that moment."""
        with self.store.transaction():
            parcel = self.get(number)
            if parcel["voided"]:
                raise Refusal(("SHIPMENT.CANCELLED", "The shipment is cancelled."))
            if parcel["handed"] is None:
                self.put(parcel | {"handed": max(at, parcel["created"])})

    def tell(self, parcel: Doc, now: int) -> None:
        """Pushes what was seen of it by now that nobody was told yet, and keeps it."""
        for scan in lifecycle.scans_until(parcel, now):
            if scan.key in parcel["pushed"]:
                continue
            parcel["pushed"].append(scan.key)
            if self._tells and parcel.get("carrier", "fedex") == "fedex":  # the others push nothing
                track_result = fedex_documents.tracking_result(parcel, scan.at, only=scan)
                self.push(
                    fedex_documents.with_envelope(
                        "", output={"completeTrackResults": [track_result]}
                    )
                )
        self.put(parcel)

    def push(self, body: Doc) -> None:
        """One message to who listens, as it is."""
        if self._tells:
            self.store.queue("track", json.dumps(body, separators=(",", ":")).encode(), 0.0)

    def change(self, number: str, change: Doc) -> Doc:
        """Something happens to a parcel at `at`; what was to come after it becomes something
        else.
        """
        with self.store.transaction():
            self.settle()
            parcel = self.get(number)
            if self.state(parcel) in ("voided", "delivered"):
                raise Refusal(("SHIPMENT.STATE.INVALID", f"The shipment is {self.state(parcel)}."))
            if change["kind"] not in ("weather", "lost", "address") and parcel["handed"] is None:
                parcel["handed"] = max(
                    min(change["at"] - lifecycle.DAY, self.now()), parcel["created"]
                )
            parcel["changes"].append(change)
            self.put(parcel)
            self.settle()
            return parcel


def fedex_check_digit(eleven: str) -> str:
    """FedEx's, for a number of twelve digits."""
    return str(
        sum(int(digit) * (3, 1, 7)[place % 3] for place, digit in enumerate(eleven)) % 11 % 10
    )
