"""What happens to the money: pages, payments, refunds and disputes, each in a state that only its
own calls change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.stripe import resources
from sandbox.stripe.cards import Card
from sandbox.stripe.errors import Refusal, missing_resource, unexpected_state, wrong_parameter
from sandbox.stripe.storage import StoredObject, StripeStorage

Doc = dict[str, Any]
VERSION = "2026-10-28.endive"
SHORTEST_PAGE, LONGEST_PAGE = 30 * 60, 24 * 3600
LEAST_CENTS, MOST_CENTS = 50, 99_999_999


class StripeState:
    """Every method runs inside one transaction of the store."""

    def __init__(
        self,
        store: StripeStorage,
        *,
        now: Callable[[], int],
        public_url: str,
        tells: Callable[[str], bool],
        is_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self.store, self.now, self.public_url, self._tells = store, now, public_url, tells
        self._is_paused = is_paused

    # Pages to pay on

    def open_page(self, params: Mapping[str, Any]) -> Doc:
        now = self.now()
        params = {"expires_at": now + LONGEST_PAGE - 1, **params}
        if not now + SHORTEST_PAGE <= params["expires_at"] <= now + LONGEST_PAGE:
            message = (
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout"
                " Session creation."
            )
            raise wrong_parameter(message, param="expires_at")
        session = resources.new_session(params, now=now, public_url=self.public_url)
        if not LEAST_CENTS <= session["amount_total"] <= MOST_CENTS:
            message = (
                "The Checkout Session's total amount due must be between $0.50 and $999,999.99."
            )
            raise wrong_parameter(message, param="line_items", code="amount_too_small")
        self.store.put(session, {"asked": dict(params)}, due=session["expires_at"])
        return session

    def page(self, key: str) -> StoredObject:
        return self._get("checkout.session", key, label="checkout.session", param="session")

    def close_page(self, key: str) -> Doc:
        session = self.page(key)
        if session.doc["status"] != "open":
            message = 'Only Checkout Sessions with a status in ["open"] can be expired.'
            raise Refusal(
                f"{message} This Checkout Session has a status of `{session.doc['status']}`."
            )
        return self._expire_page(session)

    def _expire_page(self, session: StoredObject) -> Doc:
        session.doc |= {"status": "expired", "url": None}
        self.store.put(session.doc, session.own)
        if session.doc["payment_intent"]:
            paying = self.payment(session.doc["payment_intent"])
            if (
                paying.doc["status"].startswith("requires_")
                and paying.doc["status"] != "requires_capture"
            ):
                self._cancel(paying, "abandoned")
        self.tell("checkout.session.expired", session.doc)
        return session.doc

    # A card is typed

    def payment_of(self, page: StoredObject) -> StoredObject:
        """The page's one payment, made at the first try."""
        if page.doc["payment_intent"]:
            return self.payment(page.doc["payment_intent"])
        intent = resources.new_intent(page.doc, page.own["asked"], now=self.now())
        page.doc["payment_intent"] = intent["id"]
        payment = StoredObject(intent, {"page": page.doc["id"]})
        self.store.put(intent, payment.own)
        self.store.put(page.doc, page.own, due=page.doc["expires_at"])
        self.tell("payment_intent.created", intent)
        return payment

    def ask_for_authentication(self, paying: StoredObject, typed: Mapping[str, str]) -> None:
        url = f"{self.public_url}/c/3ds/{paying.doc['id']}"
        paying.doc |= {
            "status": "requires_action",
            "latest_charge": None,
            "next_action": {
                "type": "redirect_to_url",
                "redirect_to_url": {"return_url": None, "url": url},
            },
        }
        paying.own["typed"] = {name: typed[name] for name in ("email", "expiry", "name", "zip")}
        paying.own["card"] = typed["number"]
        self.store.put(paying.doc, paying.own)
        self.tell("payment_intent.requires_action", paying.doc)

    def try_card(
        self,
        paying: StoredObject,
        card: Card,
        typed: Mapping[str, str],
        *,
        secure: str | None = None,
    ) -> str:
        """Reserves the amount, or says why not. Empty when it is reserved."""
        tried = resources.new_charge(paying.doc, card, typed, now=self.now(), secure=secure)
        paying.doc |= {"latest_charge": tried["id"], "next_action": None}
        if card.code:
            return self._declined(paying, tried, card)
        capturable = paying.doc["amount"]
        paying.doc |= {
            "status": "requires_capture",
            "amount_capturable": capturable,
            "last_payment_error": None,
            "payment_method": tried["payment_method"],
        }
        self.store.put(tried, {"dispute": card.dispute})
        self.store.put(
            paying.doc, paying.own, due=tried["payment_method_details"]["card"]["capture_before"]
        )
        self.tell("charge.succeeded", tried)
        page = self.page(paying.own["page"])
        page.doc |= {
            "status": "complete",
            "payment_status": "unpaid",
            "customer_details": _customer_details(typed),
        }
        self.store.put(page.doc, page.own)
        self.tell("payment_intent.amount_capturable_updated", paying.doc)
        if paying.doc["capture_method"] != "manual":
            self.capture(paying.doc["id"], {})
            page.doc["payment_status"] = "paid"
            self.store.put(page.doc, page.own)
        self.tell("checkout.session.completed", page.doc | {"url": None})
        return ""

    def _declined(self, paying: StoredObject, tried: Doc, card: Card) -> str:
        error = {
            "type": "card_error",
            "code": card.code,
            "decline_code": card.reason,
            "message": card.message,
        }
        error |= {
            "charge": tried["id"],
            "doc_url": f"https://stripe.com/docs/error-codes/{card.code.replace('_', '-')}",
        }
        paying.doc |= {
            "status": "requires_payment_method",
            "last_payment_error": error,
            "payment_method": None,
        }
        self.store.put(tried, {})
        self.store.put(paying.doc, paying.own)
        self.tell("charge.failed", tried)
        self.tell("payment_intent.payment_failed", paying.doc)
        return card.message

    def authentication_failed(self, paying: StoredObject) -> str:
        message = (
            "We are unable to authenticate your payment method. Please choose a different payment"
            " method and try again."
        )
        code = "payment_intent_authentication_failure"
        error = {"type": "card_error", "code": code, "message": message}
        error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        paying.doc |= {
            "status": "requires_payment_method",
            "next_action": None,
            "last_payment_error": error,
        }
        self.store.put(paying.doc, paying.own)
        self.tell("payment_intent.payment_failed", paying.doc)
        return message

    # What we ask for afterwards

    def payment(self, key: str) -> StoredObject:
        return self._get("payment_intent", key, label="payment_intent", param="intent")

    def charge(self, key: str) -> StoredObject:
        return self._get("charge", key, label="charge", param="charge")

    def capture(self, key: str, params: Mapping[str, Any]) -> Doc:
        intent = self.payment(key)
        if intent.doc["status"] != "requires_capture":
            message = "This PaymentIntent could not be captured because it has a status of "
            raise unexpected_state(
                f"{message}{intent.doc['status']}. Only one with requires_capture can be.",
                intent.doc,
            )
        amount = params.get("amount_to_capture", intent.doc["amount_capturable"])
        if amount > intent.doc["amount_capturable"]:
            message = (
                "The provided value for amount_to_capture exceeds the amount that can be captured."
            )
            raise wrong_parameter(message, param="amount_to_capture", code="amount_too_large")
        intent.doc |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
        self.store.put(intent.doc, intent.own)
        charge = self.charge(intent.doc["latest_charge"])
        charge.doc |= {"captured": True, "amount_captured": amount}
        # What was released counts as given back.
        charge.doc["amount_refunded"] = charge.doc["amount"] - amount
        self.store.put(charge.doc, charge.own)
        self.tell("charge.captured", charge.doc)
        self.tell("payment_intent.succeeded", intent.doc)
        self._disputed_by_its_card(charge)
        return intent.doc

    def cancel(self, key: str, params: Mapping[str, Any]) -> Doc:
        intent = self.payment(key)
        if intent.doc["status"] in ("succeeded", "canceled"):
            message = (
                "You cannot cancel this PaymentIntent because it has a status of"
                f" {intent.doc['status']}."
            )
            raise unexpected_state(message, intent.doc)
        if self.page(intent.own["page"]).doc["status"] == "open":
            raise Refusal(
                "You cannot cancel the PaymentIntent of a Checkout Session. Expire the session"
                " instead."
            )
        return self._cancel(intent, params.get("cancellation_reason"))

    def _cancel(self, intent: StoredObject, reason: str | None) -> Doc:
        if intent.doc["status"] == "requires_capture":
            charge = self.charge(intent.doc["latest_charge"])
            charge.doc |= {"refunded": True, "amount_refunded": charge.doc["amount"]}
            self.store.put(charge.doc, charge.own)
            self.tell("charge.expired" if reason == "automatic" else "charge.refunded", charge.doc)
        intent.doc |= {
            "status": "canceled",
            "canceled_at": self.now(),
            "cancellation_reason": reason,
            "amount_capturable": 0,
            "next_action": None,
        }
        self.store.put(intent.doc, intent.own)
        self.tell("payment_intent.canceled", intent.doc)
        return intent.doc

    def refund(self, params: Mapping[str, Any]) -> Doc:
        if "payment_intent" not in params and "charge" not in params:
            message = (
                "One of the following params should be provided for this request: payment_intent or"
                " charge."
            )
            raise wrong_parameter(message, param="payment_intent", code="parameter_missing")
        key = params.get("charge") or self.payment(params["payment_intent"]).doc["latest_charge"]
        charge = self.charge(key or "none")
        if not charge.doc["captured"]:
            raise Refusal(
                "This PaymentIntent does not have a successful charge to refund.",
                code="charge_not_captured",
            )
        if self._charged_back(charge.doc["id"]):
            raise Refusal(
                f"Charge {charge.doc['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )
        left = charge.doc["amount_captured"] - self._given_back(charge.doc["id"])
        if left <= 0:
            raise Refusal(
                f"Charge {charge.doc['id']} has already been refunded.",
                code="charge_already_refunded",
            )
        amount = params.get("amount", left)
        if amount > left:
            message = (
                f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount on charge"
                f" (${left / 100:.2f})"
            )
            raise wrong_parameter(message, param="amount", code="amount_too_large")
        refund = resources.new_refund(charge.doc, params, amount, now=self.now())
        self.store.put(refund, {})
        charge.doc["amount_refunded"] += amount
        charge.doc["refunded"] = charge.doc["amount_refunded"] >= charge.doc["amount"]
        self.store.put(charge.doc, charge.own)
        self.tell("refund.created", refund)
        self.tell("charge.refunded", charge.doc)
        return refund

    def _charged_back(self, charge: str) -> bool:
        """Whether a dispute is open or lost: nothing of that charge can be refunded."""
        disputes = self.store.every("dispute", charge=charge)
        return any(not dispute.doc["is_charge_refundable"] for dispute in disputes)

    def _given_back(self, charge: str) -> int:
        return sum(refund.doc["amount"] for refund in self.store.every("refund", charge=charge))

    # A bank asks for the money back

    def dispute(self, payment: str, *, reason: str, amount: int | None) -> Doc:
        charge = self.charge(self.payment(payment).doc["latest_charge"] or "none")
        captured = charge.doc["amount_captured"]
        if not captured or (amount or captured) > captured:
            raise Refusal("Only what was taken can be disputed.", code="charge_not_captured")
        dispute = resources.new_dispute(
            charge.doc, reason=reason, amount=amount or captured, now=self.now()
        )
        charge.doc["disputed"] = True
        self.store.put(charge.doc, charge.own)
        self.store.put(dispute, {})
        self.tell("charge.dispute.created", dispute)
        return dispute

    def close_dispute(self, key: str, status: str) -> Doc:
        dispute = self._get("dispute", key, label="dispute", param="dispute")
        if status not in ("won", "lost"):
            raise wrong_parameter("A dispute is won or lost.", param="status")
        dispute.doc |= {"status": status, "is_charge_refundable": status == "won"}
        self.store.put(dispute.doc, dispute.own)
        self.tell("charge.dispute.closed", dispute.doc)
        return dispute.doc

    def _disputed_by_its_card(self, charge: StoredObject) -> None:
        if reason := charge.own.get("dispute"):
            self.dispute(charge.doc["payment_intent"], reason=reason, amount=None)

    # Time passes

    def expire(self) -> int:
        """What has run out by now is over. Returns how much."""
        if self._is_paused():
            return 0
        ended = self.store.due(self.now())
        for kind, key in ended:
            if kind == "checkout.session":
                self._expire_page(self.page(key))
            else:
                self._cancel(self.payment(key), "automatic")
        return len(ended)

    def tell(self, kind: str, resource: Doc) -> None:
        """Says what happened, to who listens."""
        event = resources.new_event(
            kind, json.loads(json.dumps(resource)), now=self.now(), version=VERSION
        )
        self.store.put(event, {})
        if self._tells(kind):
            self.store.queue(event["id"], json.dumps(event).encode(), 0.0)

    def _get(self, kind: str, key: str, *, label: str, param: str) -> StoredObject:
        stored = self.store.get(kind, key)
        if stored is None:
            raise missing_resource(label, key[:100], param=param)
        return stored


def _customer_details(typed: Mapping[str, str]) -> Doc:
    address = {
        "city": None,
        "country": "US",
        "line1": None,
        "line2": None,
        "postal_code": typed["zip"],
        "state": None,
    }
    return {
        "address": address,
        "business_name": None,
        "email": typed.get("email") or None,
        "individual_name": None,
        "name": typed.get("name") or None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
