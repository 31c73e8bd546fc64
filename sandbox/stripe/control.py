"""How the provider is told to misbehave, and what it tells an auditor. For tests, from this machine
only.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from sandbox.http.webhooks import DeliveryFaults, Senders
from sandbox.stripe.state import StripeState

Doc = dict[str, Any]


@dataclass(slots=True)
class PlannedFault:
    """Something that happens to the next few calls whose address ends so."""

    path: str = ""
    times: int = 0
    status: int = 500
    seconds: float = 0.0


class Control:
    def __init__(self, state: StripeState, senders: Senders | None) -> None:
        self._state, self._senders, self._lock = state, senders, threading.Lock()
        self.slow_ms = 0
        self._fail, self._hang = PlannedFault(), PlannedFault()

    def set(self, settings: Doc) -> Doc:
        """Raises ValueError for what it does not know."""
        with self._lock:
            if settings.pop("reset", False):
                self.slow_ms, self._fail, self._hang = 0, PlannedFault(), PlannedFault()
                if self._senders:
                    self._senders.manners = DeliveryFaults()
            for name, value in settings.items():
                if name == "slow_ms":
                    self.slow_ms = int(value)
                elif name == "fail_before":
                    self._fail = PlannedFault(**value)
                elif name == "hang_after":
                    self._hang = PlannedFault(**value)
                elif name == "webhooks" and self._senders:
                    for manner, wanted in value.items():
                        setattr(self._senders.manners, manner, wanted)
                else:
                    raise ValueError(f"{name}: unknown, or nobody listens")
        return {}

    def fails(self, path: str) -> int:
        """The status with which this call fails before anything is done; 0 when it doesn't."""
        return self._fail.status if self._counted(self._fail, path) else 0

    def hangs(self, path: str) -> bool:
        """Whether this call, which is done, gets no answer."""
        if not self._counted(self._hang, path):
            return False
        time.sleep(self._hang.seconds)
        return True

    def _counted(self, which: PlannedFault, path: str) -> bool:
        with self._lock:
            if which.times > 0 and path.endswith(which.path):
                which.times -= 1
                return True
        return False

    def dispute(self, payload: Doc) -> Doc:
        with self._state.store.transaction():
            reason = payload.get("reason", "product_not_received")
            return self._state.dispute(
                payload["payment_intent"], reason=reason, amount=payload.get("amount")
            )

    def close_dispute(self, payload: Doc) -> Doc:
        with self._state.store.transaction():
            return self._state.close_dispute(payload["dispute"], payload["status"])

    def audit(self) -> Doc:
        """The whole state, for who wants to check it on their own."""
        with self._state.store.transaction():
            self._state.expire()
            refunds = [stored.doc for stored in self._state.store.every("refund")]
            refunded_cents: dict[str, int] = {}
            for refund in refunds:
                refunded_cents[refund["payment_intent"]] = (
                    refunded_cents.get(refund["payment_intent"], 0) + refund["amount"]
                )
            fields = ("id", "status", "amount", "amount_received", "amount_capturable", "metadata")
            payments = [
                {name: stored.doc[name] for name in fields}
                | {"refunded": refunded_cents.get(stored.doc["id"], 0)}
                for stored in self._state.store.every("payment_intent")
            ]
        return {"payment_intents": payments, "refunds": refunds}
