"""The payment provider behind one small class: Stripe, or the built-in one that speaks its wire shapes.

No card number comes here: shoppers type it on the provider's own page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

PATIENCE_SECONDS = 10
MESSAGES_STAY_FRESH_SECONDS = 300


class Unreachable(Exception):
    """No clear answer came: the same call, under the same key, is safe to try again."""


class Refused(Exception):
    """The provider said no; trying again would not help. `code` is the provider's word for it."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code


class Forged(Exception):
    """A message that isn't the provider's, or is too old to be."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the provider says of a payment now. Statuses are the provider's own words."""

    session_id: str = ""
    session: str = ""  # open, complete or expired
    url: str = ""
    intent_id: str = ""
    intent: str = ""  # requires_payment_method, requires_action, requires_capture, succeeded, canceled, ...
    charge_id: str = ""
    amount_cents: int = 0
    received_cents: int = 0
    refunded_cents: int = 0
    capture_before: datetime | None = None
    checks: dict[str, Any] = field(default_factory=dict)
    key: str = ""  # ours, as it was sent along

    @property
    def reserved(self) -> bool:
        return self.intent == "requires_capture"


@dataclass(frozen=True, slots=True)
class Bill:
    """One line of what the provider's page shows."""

    name: str
    cents: int


class Provider:
    """Every call is safe to repeat. Raises `Unreachable` and `Refused`."""

    def __init__(self, *, key: str, secret: str, base: str | None) -> None:
        http = stripe.RequestsClient(timeout=PATIENCE_SECONDS)
        addresses: Any = {"api": base} if base else None
        self._client = stripe.StripeClient(key, base_addresses=addresses, http_client=http, max_network_retries=0)
        self._secret = secret

    def open(
        self, *, key: str, bill: Sequence[Bill], email: str, ship_to: dict[str, Any], says: str, back: str,
        done: str, closes_at: datetime,
    ) -> Found:  # fmt: skip
        """The page where the shopper pays; the money is reserved there, not taken. The same key gives the same page."""
        params: Any = {
            "mode": "payment",
            "client_reference_id": key,
            "customer_email": email,
            "allowed_payment_method_types": ["card"],
            "billing_address_collection": "required",
            "success_url": done,
            "cancel_url": back,
            "expires_at": int(closes_at.timestamp()),
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd", "unit_amount": line.cents, "product_data": {"name": line.name[:250]},
                    },
                }
                for line in bill
                if line.cents
            ],
            "payment_intent_data": {"capture_method": "manual", "metadata": {"key": key}, "shipping": ship_to},
            "metadata": {"key": key},
            "custom_text": {"submit": {"message": says[:1200]}},
        }  # fmt: skip
        options: Any = {"idempotency_key": key}
        return _found(_asked(self._client.v1.checkout.sessions.create, params=params, options=options))

    def session(self, session_id: str) -> Found:
        params: Any = {"expand": ["payment_intent.latest_charge"]}
        return _found(_asked(self._client.v1.checkout.sessions.retrieve, session_id, params=params))

    def session_of(self, intent_id: str) -> Found | None:
        """The page on which a payment was made."""
        params: Any = {"payment_intent": intent_id, "limit": 1, "expand": ["data.payment_intent.latest_charge"]}
        listed = _asked(self._client.v1.checkout.sessions.list, params=params)
        return _found(listed.data[0]) if listed.data else None

    def intent(self, intent_id: str) -> Found:
        params: Any = {"expand": ["latest_charge"]}
        return _found_intent(_asked(self._client.v1.payment_intents.retrieve, intent_id, params=params))

    def expire(self, session_id: str) -> None:
        """The page takes no payment any more. `Refused` where it is complete already."""
        _asked(self._client.v1.checkout.sessions.expire, session_id)

    def capture(self, intent_id: str, *, amount_cents: int, key: str) -> Found:
        params: Any = {"amount_to_capture": amount_cents, "expand": ["latest_charge"]}
        options: Any = {"idempotency_key": key}
        return _found_intent(_asked(self._client.v1.payment_intents.capture, intent_id, params=params, options=options))

    def cancel(self, intent_id: str, *, key: str) -> Found:
        """Releases what was reserved."""
        options: Any = {"idempotency_key": key}
        return _found_intent(_asked(self._client.v1.payment_intents.cancel, intent_id, params={}, options=options))

    def refund(self, intent_id: str, *, amount_cents: int, key: str) -> str:
        """Gives money back, to the card it came from. Returns the refund's id."""
        params: Any = {"payment_intent": intent_id, "amount": amount_cents, "metadata": {"key": key}}
        options: Any = {"idempotency_key": key}
        return str(_asked(self._client.v1.refunds.create, params=params, options=options).id)

    def dispute(self, dispute_id: str) -> Any:
        return _asked(self._client.v1.disputes.retrieve, dispute_id)

    def every_payment(self, *, since: datetime, until: datetime) -> Iterator[Found]:
        """Every payment made in that time, newest first."""
        span = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        params: Any = {"created": span, "limit": 100, "expand": ["data.latest_charge"]}
        yield from (_found_intent(each) for each in _pages(self._client.v1.payment_intents.list, params))

    def refunded_payments(self, *, since: datetime, until: datetime) -> Iterator[str]:
        """The intents of every refund made in that time."""
        span = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
        for each in _pages(self._client.v1.refunds.list, {"created": span, "limit": 100}):
            if isinstance(each.payment_intent, str):
                yield each.payment_intent

    def message(self, payload: bytes, signature: str) -> dict[str, Any]:
        """What the provider tells us. Raises `Forged` for a wrong signature, or one older than 5 minutes."""
        try:
            text = payload.decode()
            stripe.WebhookSignature.verify_header(text, signature, self._secret, MESSAGES_STAY_FRESH_SECONDS)
            told = json.loads(text)
            if "\\u0000" in text:
                raise ValueError("no message of the provider's has a null character")
        except (ValueError, TypeError, stripe.SignatureVerificationError) as forged:
            raise Forged(str(forged)) from forged
        return told if isinstance(told, dict) else {}


@lru_cache(maxsize=1)
def provider() -> Provider:
    """The one that the settings name."""
    return Provider(
        key=settings.STRIPE_SECRET_KEY, secret=settings.STRIPE_WEBHOOK_SECRET, base=settings.STRIPE_API or None
    )


def _asked(call: Any, *arguments: Any, **named: Any) -> Any:
    try:
        return call(*arguments, **named)
    except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as refused:
        if refused.http_status in (409, 429):
            raise Unreachable(str(refused)) from refused
        raise Refused(refused.code or "", str(refused.user_message or refused)) from refused
    except stripe.StripeError as unclear:
        raise Unreachable(str(unclear)) from unclear


def _pages(call: Any, params: dict[str, Any]) -> Iterator[Any]:
    while True:
        page = _asked(call, params=params)
        yield from page.data
        if not page.has_more or not page.data:
            return
        params = params | {"starting_after": page.data[-1].id}


def _found(session: Any) -> Found:
    intent = session.payment_intent
    inner = _found_intent(intent) if intent is not None and not isinstance(intent, str) else Found()
    return Found(
        session_id=session.id,
        session=session.status or "",
        url=session.url or "",
        intent_id=inner.intent_id or (intent if isinstance(intent, str) else ""),
        intent=inner.intent,
        charge_id=inner.charge_id,
        amount_cents=session.amount_total or 0,
        received_cents=inner.received_cents,
        refunded_cents=inner.refunded_cents,
        capture_before=inner.capture_before,
        checks=inner.checks,
        key=session.client_reference_id or "",
    )


def _found_intent(intent: Any) -> Found:
    charge = intent.latest_charge if not isinstance(intent.latest_charge, str) else None
    metadata = intent.metadata.to_dict() if intent.metadata else {}
    told = _charged(charge) if charge is not None else {"charge_id": intent.latest_charge or ""}
    return Found(
        intent_id=intent.id, intent=intent.status, amount_cents=intent.amount, key=metadata.get("key", ""),
        received_cents=intent.amount_received or 0, **told,
    )  # fmt: skip


def _charged(charge: Any) -> dict[str, Any]:
    details = charge.payment_method_details
    card = details.card if details is not None and details.type == "card" else None
    before = getattr(card, "capture_before", None)
    checks: dict[str, Any] = {}
    if charge.outcome is not None:
        checks |= {
            "risk_level": charge.outcome.risk_level if hasattr(charge.outcome, "risk_level") else "unknown",
            "risk_score": getattr(charge.outcome, "risk_score", None),
            "seller_message": charge.outcome.seller_message,
        }
    if card is not None:
        said = card.checks
        checks |= {
            "brand": card.brand, "last4": card.last4, "country": card.country,
            "line1": said.address_line1_check if said else None,
            "postal_code": said.address_postal_code_check if said else None,
            "cvc": said.cvc_check if said else None,
            "three_d_secure": card.three_d_secure.result if card.three_d_secure else None,
        }  # fmt: skip
    return {
        "charge_id": charge.id,
        "refunded_cents": charge.amount_refunded if charge.captured else 0,
        "capture_before": datetime.fromtimestamp(before, UTC) if before else None,
        "checks": checks,
    }
