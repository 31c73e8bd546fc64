"""The payment provider behind one small class: Stripe, or the sandbox's that speaks its wire
shapes.

No card number comes here: shoppers type it on the provider's own page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import stripe
from django.conf import settings

from troth.errors import InvalidSignature, ServiceRefused, ServiceUnavailable
from troth.http.webhook_bodies import read_json_object

Doc = dict[str, Any]
PATIENCE_SECONDS = 10
MESSAGES_STAY_FRESH_SECONDS = 300


class ProviderUnreachable(ServiceUnavailable):
    """No clear answer came: the same call, under the same key, is safe to try again."""


class ProviderRefused(ServiceRefused):
    """The provider said no; trying again would not help. `code` is the provider's word for it."""


class InvalidWebhookSignature(InvalidSignature):
    """A message that isn't the provider's, or is too old to be."""


@dataclass(frozen=True, slots=True)
class PaymentSnapshot:
    """What the provider says of a payment now. Statuses are the provider's own words."""

    session_id: str = ""
    session: str = ""  # open, complete or expired
    url: str = ""
    intent_id: str = ""
    intent: str = (
        ""  # requires_payment_method, requires_action, requires_capture, succeeded, canceled, ...
    )
    charge_id: str = ""
    amount_cents: int = 0
    received_cents: int = 0
    refunded_cents: int = 0
    capture_before: datetime | None = None
    checks: dict[str, Any] = field(default_factory=dict)
    key: str = ""  # ours, as it was sent along
    notes: dict[str, str] = field(default_factory=dict)  # the rest of what was sent along
    paid_at: datetime | None = None  # when the card was tried last
    email: str = ""
    # As it was sent along: name, phone, address.
    ship_to: dict[str, Any] = field(default_factory=dict)

    @property
    def reserved(self) -> bool:
        return self.intent == "requires_capture"


@dataclass(frozen=True, slots=True)
class Bill:
    """One line of what the provider's page shows."""

    name: str
    cents: int


def shipping_fields(
    *, name: str, street: str, street2: str, city: str, state: str, zip_code: str, phone: str
) -> Doc:
    """To whom and where it goes, as the provider takes it; what is empty is left out."""
    address = {
        "line1": street,
        "city": city,
        "state": state,
        "postal_code": zip_code,
        "country": "US",
    }
    if street2:
        address["line2"] = street2
    fields: Doc = {"name": name, "address": address}
    if phone:
        fields["phone"] = phone
    return fields


class Provider:
    """Every call is safe to repeat. Raises `ProviderUnreachable` and `ProviderRefused`."""

    def __init__(self, *, key: str, secret: str, base: str | None) -> None:
        http = stripe.RequestsClient(timeout=PATIENCE_SECONDS)
        addresses: Any = {"api": base} if base else None
        self._client = stripe.StripeClient(
            key, base_addresses=addresses, http_client=http, max_network_retries=0
        )
        self._secret = secret

    def open(
        self,
        *,
        key: str,
        bill: Sequence[Bill],
        email: str,
        ship_to: dict[str, Any],
        sentence: str,
        back: str,
        done: str,
        closes_at: datetime,
        notes: dict[str, str],
    ) -> PaymentSnapshot:
        """The page where the shopper pays; the money is reserved there, not taken. The same key
        gives the same page.

        `notes` go along with the payment, for who has nothing else left to know it by.
        """
        params: Any = {
            "mode": "payment",
            "client_reference_id": key,
            "customer_email": email,
            "allowed_payment_method_types": ["card"],
            "billing_address_collection": "required",
            "success_url": done,
            "cancel_url": back,
            "expires_at": int(closes_at.timestamp()),
            "line_items": [_line_item(line) for line in bill if line.cents],
            "payment_intent_data": {
                "capture_method": "manual",
                "metadata": {"key": key, **notes},
                "shipping": ship_to,
            },
            "metadata": {"key": key},
            "custom_text": {"submit": {"message": sentence[:1200]}},
        }
        return _session_snapshot(self._ask("post", "/v1/checkout/sessions", key=key, **params))

    def session(self, session_id: str) -> PaymentSnapshot:
        expand = ["payment_intent.latest_charge"]
        return _session_snapshot(
            self._ask("get", f"/v1/checkout/sessions/{_quote_id(session_id)}", expand=expand)
        )

    def intent(self, intent_id: str) -> PaymentSnapshot:
        return _intent_snapshot(
            self._ask(
                "get", f"/v1/payment_intents/{_quote_id(intent_id)}", expand=["latest_charge"]
            )
        )

    def expire(self, session_id: str) -> None:
        """The page takes no payment any more. `ProviderRefused` where it is complete already."""
        self._ask("post", f"/v1/checkout/sessions/{_quote_id(session_id)}/expire")

    def capture(self, intent_id: str, *, amount_cents: int, key: str) -> PaymentSnapshot:
        path = f"/v1/payment_intents/{_quote_id(intent_id)}/capture"
        return _intent_snapshot(
            self._ask(
                "post", path, key=key, amount_to_capture=amount_cents, expand=["latest_charge"]
            )
        )

    def cancel(self, intent_id: str, *, key: str) -> PaymentSnapshot:
        """Releases what was reserved."""
        return _intent_snapshot(
            self._ask("post", f"/v1/payment_intents/{_quote_id(intent_id)}/cancel", key=key)
        )

    def refund(self, intent_id: str, *, amount_cents: int, key: str) -> str:
        """Gives money back, to the card it came from. Returns the refund's id."""
        params = {"payment_intent": intent_id, "amount": amount_cents, "metadata": {"key": key}}
        refund = self._ask("post", "/v1/refunds", key=key, **params)
        if refund.get("status") in ("failed", "canceled"):
            raise ProviderRefused(
                "refund_failed", f"the refund {refund['id']} is {refund['status']}"
            )
        return str(refund["id"])

    def dispute(self, dispute_id: str) -> Doc:
        """What the provider says of a dispute, in its own words."""
        return self._ask("get", f"/v1/disputes/{_quote_id(dispute_id)}")

    def every_payment(self, *, since: datetime, until: datetime) -> Iterator[PaymentSnapshot]:
        """Every payment made in that time, newest first."""
        params = {"created": _created_range(since, until), "expand": ["data.latest_charge"]}
        yield from (
            _intent_snapshot(intent) for intent in self._pages("/v1/payment_intents", **params)
        )

    def refunded_payments(self, *, since: datetime, until: datetime) -> Iterator[str]:
        """The intents of every refund made in that time."""
        for refund in self._pages("/v1/refunds", created=_created_range(since, until)):
            if isinstance(refund.get("payment_intent"), str):
                yield refund["payment_intent"]

    def refunds_by_key(self, *, since: datetime, until: datetime) -> dict[str, str]:
        """The refunds made in that time that stand: our key, and the provider's name of each."""
        refunds = self._pages("/v1/refunds", created=_created_range(since, until))
        standing = [
            refund for refund in refunds if refund.get("status") not in ("failed", "canceled")
        ]
        return {
            key: str(refund["id"])
            for refund in standing
            if (key := (refund.get("metadata") or {}).get("key"))
        }

    def page_of(self, intent_id: str) -> str:
        """The page on which a payment was made; empty where there was none."""
        pages = self._ask("get", "/v1/checkout/sessions", payment_intent=intent_id, limit=1)["data"]
        return str(pages[0]["id"]) if pages else ""

    def _ask(self, method: str, path: str, *, key: str = "", **params: Any) -> Doc:
        """One call, answered as the wire has it: building the package's typed objects takes longer
        than the call.
        """
        options = {"idempotency_key": key} if key else {}
        try:
            return dict(self._client.raw_request(method, path, **options, **params).data)
        except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as refused:
            if refused.http_status in (409, 429):
                raise ProviderUnreachable(str(refused)) from refused
            raise ProviderRefused(
                refused.code or "", str(refused.user_message or refused)
            ) from refused
        except stripe.StripeError as unclear:
            raise ProviderUnreachable(str(unclear)) from unclear

    def _pages(self, path: str, **params: Any) -> Iterator[Doc]:
        while True:
            page = self._ask("get", path, limit=100, **params)
            yield from page["data"]
            if not page["has_more"] or not page["data"]:
                return
            params["starting_after"] = page["data"][-1]["id"]

    def message(self, payload: bytes, signature: str) -> dict[str, Any]:
        """What the provider tells us. Raises `InvalidWebhookSignature` for a wrong signature, or
        one older than 5 minutes.
        """
        try:
            text = payload.decode()
            stripe.WebhookSignature.verify_header(
                text, signature, self._secret, MESSAGES_STAY_FRESH_SECONDS
            )
            return read_json_object(payload)
        except (ValueError, TypeError, stripe.SignatureVerificationError) as forged:
            raise InvalidWebhookSignature(str(forged)) from forged


@lru_cache(maxsize=1)
def configured_provider() -> Provider:
    """The one that the settings name."""
    return Provider(
        key=settings.STRIPE_SECRET_KEY,
        secret=settings.STRIPE_WEBHOOK_SECRET,
        base=settings.STRIPE_API or None,
    )


def _line_item(line: Bill) -> Doc:
    price = {
        "currency": "usd",
        "unit_amount": line.cents,
        "product_data": {"name": line.name[:250]},
    }
    return {"quantity": 1, "price_data": price}


def _quote_id(key: str) -> str:
    return quote(key, safe="")


def _created_range(since: datetime, until: datetime) -> dict[str, int]:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}


def _session_snapshot(session: Doc) -> PaymentSnapshot:
    intent = session.get("payment_intent")
    inner = (
        _intent_snapshot(intent)
        if isinstance(intent, dict)
        else PaymentSnapshot(intent_id=intent or "")
    )
    return replace(
        inner,
        session_id=session["id"],
        session=session.get("status") or "",
        url=session.get("url") or "",
        amount_cents=session.get("amount_total") or 0,
        key=session.get("client_reference_id") or "",
    )


def _intent_snapshot(intent: Doc) -> PaymentSnapshot:
    charge = intent.get("latest_charge")
    charge_fields = (
        _charge_fields(charge) if isinstance(charge, dict) else {"charge_id": charge or ""}
    )
    notes = dict(intent.get("metadata") or {})
    return PaymentSnapshot(
        intent_id=intent["id"],
        intent=intent["status"],
        amount_cents=intent["amount"],
        received_cents=intent.get("amount_received") or 0,
        key=notes.pop("key", ""),
        notes=notes,
        ship_to=dict(intent.get("shipping") or {}),
        **charge_fields,
    )


def _charge_fields(charge: Doc) -> dict[str, Any]:
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    outcome, card_checks = charge.get("outcome") or {}, card.get("checks") or {}
    before = card.get("capture_before")
    checks = {
        "risk_level": outcome.get("risk_level") or "unknown",
        "risk_score": outcome.get("risk_score"),
        "seller_message": outcome.get("seller_message"),
        "brand": card.get("brand"),
        "last4": card.get("last4"),
        "country": card.get("country"),
        "line1": card_checks.get("address_line1_check"),
        "postal_code": card_checks.get("address_postal_code_check"),
        "cvc": card_checks.get("cvc_check"),
        "three_d_secure": (card.get("three_d_secure") or {}).get("result"),
    }
    return {
        "charge_id": charge["id"],
        # What was released by taking less than was reserved counts as given back there, and here as
        # never taken.
        "refunded_cents": (
            charge["amount_refunded"] - charge["amount"] + charge["amount_captured"]
            if charge["captured"]
            else 0
        ),
        "capture_before": datetime.fromtimestamp(before, UTC) if before else None,
        "paid_at": datetime.fromtimestamp(charge["created"], UTC),
        "email": (charge.get("billing_details") or {}).get("email") or "",
        "checks": checks,
    }
