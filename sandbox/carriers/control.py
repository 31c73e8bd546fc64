"""How the carrier is told to misbehave, what happens to its parcels, and what it tells an auditor.
For tests only.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from sandbox.carriers import days, lifecycle
from sandbox.carriers.fedex_documents import UNKNOWN, Refusal
from sandbox.carriers.parcels import Parcels
from sandbox.carriers.shipping import LabelFaults, Shipping
from sandbox.carriers.storage import CarrierStorage

Doc = dict[str, Any]


@dataclass(slots=True)
class PlannedFault:
    """Something that happens to the next few calls whose address ends with `path`."""

    path: str = ""
    times: int = 1
    status: int = 503


class CarrierControl:
    def __init__(self, store: CarrierStorage, parcels: Parcels, shipping: Shipping) -> None:
        self._store, self._parcels, self._shipping, self._lock = (
            store,
            parcels,
            shipping,
            threading.Lock(),
        )
        self.down, self.slow_ms = False, 0
        self._next: dict[str, list[PlannedFault]] = {
            "fail_next": [],
            "hang_next": [],
            "half_next": [],
        }

    def set(self, settings: Doc) -> Doc:
        """What it is told, and nothing else changes. Raises ValueError for what it does not
        know.
        """
        if settings.pop("reset", False):
            self.down, self.slow_ms, self._shipping.lies = False, 0, LabelFaults()
            with self._lock:
                self._next = {name: [] for name in self._next}
            self._parcels.set_collecting(True)
        for name, value in settings.items():
            if name in self._next:
                with self._lock:
                    self._next[name] = [PlannedFault(**kwargs) for kwargs in value]
            elif name in ("down", "slow_ms"):
                setattr(self, name, type(getattr(self, name))(value))
            elif name in ("drop_signature", "wrong_declared"):
                setattr(self._shipping.lies, name, value)
            elif name == "auto_collect":
                self._parcels.set_collecting(value)
            elif name == "expire_tokens":
                self._store.rows("DELETE FROM tokens")
            else:
                raise ValueError(f"{name}: unknown")
        return {}

    def fails(self, path: str) -> int:
        """The status with which this call fails before anything is done; 0 when it doesn't."""
        if self.down:
            return 503
        failure = self._counted("fail_next", path)
        return failure.status if failure else 0

    def hangs(self, path: str) -> bool:
        """Whether this call, which is done, gets no answer."""
        return self._counted("hang_next", path) is not None

    def halves(self, path: str) -> bool:
        """Whether the answer to this call, which is done, breaks off."""
        return self._counted("half_next", path) is not None

    def _counted(self, name: str, path: str) -> PlannedFault | None:
        with self._lock:
            for pending in self._next[name]:
                if pending.times > 0 and path.endswith(pending.path):
                    pending.times -= 1
                    return pending
        return None

    def _moment(self, payload: Doc, name: str = "at") -> int:
        """A Unix time or ISO 8601; now where nothing is told."""
        value = payload.get(name)
        if value is None:
            return self._parcels.now()
        return days.parse_moment(value) if isinstance(value, str) else int(value)

    def handed_over(self, payload: Doc) -> Doc:
        self._parcels.settle()
        self._parcels.hand_over(payload["number"], self._moment(payload))
        self._parcels.settle()
        return self._shown(self._parcels.get(payload["number"]))

    def exception(self, payload: Doc) -> Doc:
        """Trouble from now on, or from `at` on; `hours` is how late that makes it."""
        if payload["kind"] not in lifecycle.TROUBLE:
            raise ValueError(f"kind: one of {', '.join(lifecycle.TROUBLE)}")
        hours = float(payload.get("hours", 24))
        change = {"kind": payload["kind"], "at": self._moment(payload), "hours": max(hours, 0.0)}
        return self._shown(self._parcels.change(payload["number"], change))

    def deliver(self, payload: Doc) -> Doc:
        change = {
            "kind": "deliver",
            "at": self._moment(payload),
            "signed_by": str(payload["signed_by"]),
        }
        return self._shown(self._parcels.change(payload["number"], change))

    def say(self, payload: Doc) -> Doc:
        """Pushes what it is told: scan events of parcels, or whole messages under `raw`."""
        with self._store.transaction():
            for event in payload["events"]:
                if "raw" in event:
                    self._parcels.push(event["raw"])
                    continue
                parcel = self._store.parcel(event["number"])
                if parcel is None:
                    raise Refusal((UNKNOWN, "Tracking number cannot be found."), status=404)
                parcel["said"].append({**event, "at": self._moment(event, "date")})
                self._parcels.put(parcel)
            self._parcels.settle()
        return {}

    def audit(self) -> Doc:
        """All shipments, for who wants to check on their own that nothing was bought twice."""
        with self._store.transaction():
            self._parcels.settle()
            shipments = [
                self._shown(parcel) | {"request": parcel["request"]}
                for parcel in self._store.parcels()
            ]
            waiting = self._store.rows("SELECT count(*) FROM deliveries WHERE state = 'waiting'")[
                0
            ][0]
            pickups = self._store.rows("SELECT code, at, cancelled FROM pickups ORDER BY at, code")
        return {
            "shipments": shipments,
            "messages_waiting": waiting,
            "pickups": [
                {"code": code, "at": at, "cancelled": bool(gone)} for code, at, gone in pickups
            ],
        }

    def _shown(self, parcel: Doc) -> Doc:
        """`paid_cents` is what it costs in the end: nothing where it was voided."""
        fields = (
            "number",
            "reference",
            "account",
            "service",
            "created",
            "ship_date",
            "signature",
            "cents",
        )
        latest = lifecycle.scans_until(parcel, self._parcels.now())
        return {name: parcel[name] for name in fields} | {
            "state": self._parcels.state(parcel),
            "paid_cents": 0 if parcel["voided"] else parcel["cents"],
            "declared_cents": parcel["declared"],
            "handed_at": parcel["handed"],
            "latest": latest[-1].kind if latest else "",
            "expected_at": lifecycle.expected_delivery(parcel),
        }
