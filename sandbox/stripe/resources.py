"""The objects as the wire shows them: every field that Stripe always sends, and those of ours that
may be null.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.stripe.cards import Card

Doc = dict[str, Any]
# Fields that are always sent, and always empty here.
_EMPTY_OF_SESSION = (
    "client_secret", "customer", "customer_details", "invoice", "payment_intent", "payment_link",
    "subscription",
)  # fmt: skip
_EMPTY_OF_CHARGE = (
    "application", "application_fee", "balance_transaction", "customer", "description",
    "failure_balance_transaction", "on_behalf_of", "receipt_email", "receipt_number", "receipt_url",
    "review", "source_transfer", "statement_descriptor", "statement_descriptor_suffix",
    "transfer_data", "transfer_group",
)  # fmt: skip
RESERVED_SECONDS = 7 * 86_400  # a card's issuer keeps the money for us as long


def fresh_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def new_session(params: Mapping[str, Any], *, now: int, public_url: str) -> Doc:
    """A page to pay on, open."""
    key = f"cs_test_{secrets.token_hex(28)}"
    total = sum(
        line["quantity"] * line["price_data"]["unit_amount"] for line in params["line_items"]
    )
    message = params.get("custom_text", {}).get("submit")
    return {
        **dict.fromkeys(_EMPTY_OF_SESSION),
        "id": key,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": "usd",
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": message,
            "terms_of_service_acceptance": None,
        },
        "customer_email": params.get("customer_email"),
        "expires_at": params["expires_at"],
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_method_types": params.get("allowed_payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": f"{public_url}/c/pay/{key}",
    }


def new_intent(of: Doc, params: Mapping[str, Any], *, now: int) -> Doc:
    """The payment of a page, made when the first card is typed."""
    data = params.get("payment_intent_data", {})
    shipping = data.get("shipping")
    key = fresh_id("pi")
    return {
        "id": key,
        "object": "payment_intent",
        "amount": of["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": data.get("capture_method", "automatic"),
        "client_secret": f"{key}_secret_{secrets.token_hex(12)}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": "usd",
        "customer": None,
        "description": data.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": _shipping_fields(shipping) if shipping else None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def _shipping_fields(shipping: Mapping[str, Any]) -> Doc:
    return {
        "address": _address_fields(**shipping["address"]),
        "carrier": None,
        "name": shipping["name"],
        "phone": shipping.get("phone"),
        "tracking_number": None,
    }


def _address_fields(**address: str | None) -> Doc:
    return {
        field: address.get(field) or None
        for field in ("city", "country", "line1", "line2", "postal_code", "state")
    }


def new_charge(
    of: Doc, card: Card, typed: Mapping[str, str], *, now: int, secure: str | None
) -> Doc:
    """One try of a card: it reserves, or fails."""
    fails = bool(card.code)
    month, _, year = typed["expiry"].partition("/")
    return {
        **dict.fromkeys(_EMPTY_OF_CHARGE),
        "id": fresh_id("ch"),
        "object": "charge",
        "amount": of["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {
            "address": _address_fields(country="US", postal_code=typed["zip"]),
            "email": typed.get("email") or None,
            "name": typed.get("name") or None,
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": "TEST",
        "captured": False,
        "created": now,
        "currency": "usd",
        "disputed": False,
        "failure_code": card.code or None,
        "failure_message": card.message or None,
        "fraud_details": {},
        "livemode": False,
        "metadata": of["metadata"],
        "outcome": _charge_outcome(card),
        "paid": not fails,
        "payment_intent": of["id"],
        "payment_method": fresh_id("pm"),
        "payment_method_details": {
            "card": _card_fields(card, typed, int(month), 2000 + int(year) % 100, now, secure),
            "type": "card",
        },
        "refunded": False,
        "shipping": of["shipping"],
        "status": "failed" if fails else "succeeded",
    }


def _charge_outcome(card: Card) -> Doc:
    level, score = card.risk
    outcome: Doc = {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "reason": None,
    }
    outcome |= {"risk_level": level, "risk_score": score}
    if card.blocked:
        message = "Stripe blocked this payment as too risky."
        return outcome | {
            "network_status": "not_sent_to_network",
            "reason": "highest_risk_level",
            "seller_message": message,
            "type": "blocked",
        }
    if card.code:
        message = "The bank did not return any further details with this decline."
        return outcome | {
            "network_status": "declined_by_network",
            "reason": card.reason,
            "seller_message": message,
            "type": "issuer_declined",
        }
    message = "Payment complete."
    return outcome | {
        "network_status": "approved_by_network",
        "seller_message": message,
        "type": "authorized",
    }


def _card_fields(
    card: Card, typed: Mapping[str, str], month: int, year: int, now: int, secure: str | None
) -> Doc:
    three_d = None
    if secure:
        three_d = {
            "authentication_flow": "challenge",
            "electronic_commerce_indicator": "05",
            "exemption_indicator": None,
            "result": secure,
            "result_reason": None,
            "transaction_id": fresh_id("3ds"),
            "version": "2.2.0",
        }
    return {
        "amount_authorized": None,
        "authorization_code": None if card.code else "123456",
        "brand": card.brand,
        "capture_before": None if card.code else now + RESERVED_SECONDS,
        "checks": {
            "address_line1_check": card.line1,
            "address_postal_code_check": card.postal if typed["zip"] else None,
            "cvc_check": card.cvc,
        },
        "country": "US",
        "exp_month": month,
        "exp_year": year,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card.fingerprint,
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.number[-4:],
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": secrets.token_hex(8),
        "overcapture": {"maximum_amount_capturable": 0, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": three_d,
        "wallet": None,
    }


def new_refund(of: Doc, params: Mapping[str, Any], amount: int, *, now: int) -> Doc:
    return {
        "id": fresh_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": now,
        "currency": "usd",
        "destination_details": {
            "card": {
                "reference": None,
                "reference_status": "pending",
                "reference_type": None,
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": params.get("metadata", {}),
        "payment_intent": of["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def new_dispute(of: Doc, *, reason: str, amount: int, now: int) -> Doc:
    return {
        "id": fresh_id("dp"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": of["id"],
        "created": now,
        "currency": "usd",
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(_EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + 9 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }


_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy",
    "cancellation_policy_disclosure", "cancellation_rebuttal", "customer_communication",
    "customer_email_address", "customer_name", "customer_purchase_ip", "customer_signature",
    "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address",
    "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
    "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def new_event(kind: str, resource: Doc, *, now: int, version: str) -> Doc:
    return {
        "id": fresh_id("evt"),
        "object": "event",
        "api_version": version,
        "created": now,
        "data": {"object": resource},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def list_document(docs: list[Doc], *, more: bool, url: str) -> Doc:
    return {"object": "list", "data": docs, "has_more": more, "url": url}
