"""Messages to the store, signed as Stripe signs them."""

from __future__ import annotations

import hashlib
import hmac
import time

from sandbox.http.webhooks import Senders


def stripe_signature(payload: bytes, secret: str, at: int) -> str:
    """As Stripe signs, with the real time: who listens compares it with theirs."""
    signature = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={signature}"


class StripeSenders(Senders):
    """Signs with the webhook's secret."""

    def headers(self, payload: bytes) -> dict[str, str]:
        return {"Stripe-Signature": stripe_signature(payload, self.secret, int(time.time()))}
