"""What happens to the money: pages, payments, refunds and disputes, each in a state that only its
own calls change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from troth.standins import objects
from troth.standins.cards import Card
from troth.standins.keeping import Kept, Store
from troth.standins.refusals import Refusal, missing, unexpected_state, wrong

Doc = dict[str, Any]
VERSION = "2026-10-28.endive"
SHORTEST_PAGE, LONGEST_PAGE = 30 * 60, 24 * 3600
LEAST_CENTS, MOST_CENTS = 50, 99_999_999


class Bank:
    """Every method runs inside one transaction of the store."""

    def __init__(
        self, store: Store, *, now: Callable[[], int], public_url: str, tells: Callable[[str], bool]
    ) -> None:
        self.store, self.now, self.public_url, self._tells = store, now, public_url, tells

    # Pages to pay on

    def open_page(self, asked: Mapping[str, Any]) -> Doc:
        now = self.now()
        asked = {"expires_at": now + LONGEST_PAGE - 1, **asked}
        if not now + SHORTEST_PAGE <= asked["expires_at"] <= now + LONGEST_PAGE:
            says = (
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout"
                " Session creation."
            )
            raise wrong(says, param="expires_at")
        made = objects.session(asked, now=now, public_url=self.public_url)
        if not LEAST_CENTS <= made["amount_total"] <= MOST_CENTS:
            says = "The Checkout Session's total amount due must be between $0.50 and $999,999.99."
            raise wrong(says, param="line_items", code="amount_too_small")
        self.store.put(made, {"asked": dict(asked)}, due=made["expires_at"])
        return made

    def page(self, key: str) -> Kept:
        return self._get("checkout.session", key, says="checkout.session", param="session")

    def close_page(self, key: str) -> Doc:
        kept = self.page(key)
        if kept.doc["status"] != "open":
            says = 'Only Checkout Sessions with a status in ["open"] can be expired.'
            raise Refusal(f"{says} This Checkout Session has a status of `{kept.doc['status']}`.")
        return self._expire_page(kept)

    def _expire_page(self, kept: Kept) -> Doc:
        kept.doc |= {"status": "expired", "url": None}
        self.store.put(kept.doc, kept.own)
        if kept.doc["payment_intent"]:
            paying = self.payment(kept.doc["payment_intent"])
            if (
                paying.doc["status"].startswith("requires_")
                and paying.doc["status"] != "requires_capture"
            ):
                self._cancel(paying, "abandoned")
        self.tell("checkout.session.expired", kept.doc)
        return kept.doc

    # A card is typed

    def payment_of(self, page: Kept) -> Kept:
        """The page's one payment, made at the first try."""
        if page.doc["payment_intent"]:
            return self.payment(page.doc["payment_intent"])
        made = objects.intent(page.doc, page.own["asked"], now=self.now())
        page.doc["payment_intent"] = made["id"]
        kept = Kept(made, {"page": page.doc["id"]})
        self.store.put(made, kept.own)
        self.store.put(page.doc, page.own, due=page.doc["expires_at"])
        self.tell("payment_intent.created", made)
        return kept

    def ask_for_authentication(self, paying: Kept, typed: Mapping[str, str]) -> None:
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
        self, paying: Kept, card: Card, typed: Mapping[str, str], *, secure: str | None = None
    ) -> str:
        """Reserves the amount, or says why not. Empty when it is reserved."""
        tried = objects.charge(paying.doc, card, typed, now=self.now(), secure=secure)
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
            "customer_details": _customer(typed),
        }
        self.store.put(page.doc, page.own)
        self.tell("payment_intent.amount_capturable_updated", paying.doc)
        if paying.doc["capture_method"] != "manual":
            self.capture(paying.doc["id"], {})
            page.doc["payment_status"] = "paid"
            self.store.put(page.doc, page.own)
        self.tell("checkout.session.completed", page.doc | {"url": None})
        return ""

    def _declined(self, paying: Kept, tried: Doc, card: Card) -> str:
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

    def authentication_failed(self, paying: Kept) -> str:
        says = (
            "We are unable to authenticate your payment method. Please choose a different payment"
            " method and try again."
        )
        code = "payment_intent_authentication_failure"
        error = {"type": "card_error", "code": code, "message": says}
        error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        paying.doc |= {
            "status": "requires_payment_method",
            "next_action": None,
            "last_payment_error": error,
        }
        self.store.put(paying.doc, paying.own)
        self.tell("payment_intent.payment_failed", paying.doc)
        return says

    # What we ask for afterwards

    def payment(self, key: str) -> Kept:
        return self._get("payment_intent", key, says="payment_intent", param="intent")

    def charge(self, key: str) -> Kept:
        return self._get("charge", key, says="charge", param="charge")

    def capture(self, key: str, asked: Mapping[str, Any]) -> Doc:
        kept = self.payment(key)
        if kept.doc["status"] != "requires_capture":
            says = "This PaymentIntent could not be captured because it has a status of "
            raise unexpected_state(
                f"{says}{kept.doc['status']}. Only one with requires_capture can be.", kept.doc
            )
        amount = asked.get("amount_to_capture", kept.doc["amount_capturable"])
        if amount > kept.doc["amount_capturable"]:
            says = (
                "The provided value for amount_to_capture exceeds the amount that can be captured."
            )
            raise wrong(says, param="amount_to_capture", code="amount_too_large")
        kept.doc |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
        self.store.put(kept.doc, kept.own)
        taken = self.charge(kept.doc["latest_charge"])
        taken.doc |= {"captured": True, "amount_captured": amount}
        taken.doc["amount_refunded"] = (
            taken.doc["amount"] - amount
        )  # what was released counts as given back
        self.store.put(taken.doc, taken.own)
        self.tell("charge.captured", taken.doc)
        self.tell("payment_intent.succeeded", kept.doc)
        self._disputed_by_its_card(taken)
        return kept.doc

    def cancel(self, key: str, asked: Mapping[str, Any]) -> Doc:
        kept = self.payment(key)
        if kept.doc["status"] in ("succeeded", "canceled"):
            says = (
                "You cannot cancel this PaymentIntent because it has a status of"
                f" {kept.doc['status']}."
            )
            raise unexpected_state(says, kept.doc)
        if self.page(kept.own["page"]).doc["status"] == "open":
            raise Refusal(
                "You cannot cancel the PaymentIntent of a Checkout Session. Expire the session"
                " instead."
            )
        return self._cancel(kept, asked.get("cancellation_reason"))

    def _cancel(self, kept: Kept, reason: str | None) -> Doc:
        if kept.doc["status"] == "requires_capture":
            tried = self.charge(kept.doc["latest_charge"])
            tried.doc |= {"refunded": True, "amount_refunded": tried.doc["amount"]}
            self.store.put(tried.doc, tried.own)
            self.tell("charge.expired" if reason == "automatic" else "charge.refunded", tried.doc)
        kept.doc |= {
            "status": "canceled",
            "canceled_at": self.now(),
            "cancellation_reason": reason,
            "amount_capturable": 0,
            "next_action": None,
        }
        self.store.put(kept.doc, kept.own)
        self.tell("payment_intent.canceled", kept.doc)
        return kept.doc

    def refund(self, asked: Mapping[str, Any]) -> Doc:
        if "payment_intent" not in asked and "charge" not in asked:
            says = (
                "One of the following params should be provided for this request: payment_intent or"
                " charge."
            )
            raise wrong(says, param="payment_intent", code="parameter_missing")
        key = asked.get("charge") or self.payment(asked["payment_intent"]).doc["latest_charge"]
        kept = self.charge(key or "none")
        if not kept.doc["captured"]:
            raise Refusal(
                "This PaymentIntent does not have a successful charge to refund.",
                code="charge_not_captured",
            )
        if self._charged_back(kept.doc["id"]):
            raise Refusal(
                f"Charge {kept.doc['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )
        left = kept.doc["amount_captured"] - self._given_back(kept.doc["id"])
        if left <= 0:
            raise Refusal(
                f"Charge {kept.doc['id']} has already been refunded.",
                code="charge_already_refunded",
            )
        amount = asked.get("amount", left)
        if amount > left:
            says = (
                f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount on charge"
                f" (${left / 100:.2f})"
            )
            raise wrong(says, param="amount", code="amount_too_large")
        made = objects.refund(kept.doc, asked, amount, now=self.now())
        self.store.put(made, {})
        kept.doc["amount_refunded"] += amount
        kept.doc["refunded"] = kept.doc["amount_refunded"] >= kept.doc["amount"]
        self.store.put(kept.doc, kept.own)
        self.tell("refund.created", made)
        self.tell("charge.refunded", kept.doc)
        return made

    def _charged_back(self, charge: str) -> bool:
        """Whether a dispute is open or lost: nothing of that charge can be refunded."""
        disputes = self.store.every("dispute", charge=charge)
        return any(not kept.doc["is_charge_refundable"] for kept in disputes)

    def _given_back(self, charge: str) -> int:
        return sum(kept.doc["amount"] for kept in self.store.every("refund", charge=charge))

    # A bank asks for the money back

    def dispute(self, payment: str, *, reason: str, amount: int | None) -> Doc:
        kept = self.charge(self.payment(payment).doc["latest_charge"] or "none")
        taken = kept.doc["amount_captured"]
        if not taken or (amount or taken) > taken:
            raise Refusal("Only what was taken can be disputed.", code="charge_not_captured")
        made = objects.dispute(kept.doc, reason=reason, amount=amount or taken, now=self.now())
        kept.doc["disputed"] = True
        self.store.put(kept.doc, kept.own)
        self.store.put(made, {})
        self.tell("charge.dispute.created", made)
        return made

    def close_dispute(self, key: str, status: str) -> Doc:
        kept = self._get("dispute", key, says="dispute", param="dispute")
        if status not in ("won", "lost"):
            raise wrong("A dispute is won or lost.", param="status")
        kept.doc |= {"status": status, "is_charge_refundable": status == "won"}
        self.store.put(kept.doc, kept.own)
        self.tell("charge.dispute.closed", kept.doc)
        return kept.doc

    def _disputed_by_its_card(self, kept: Kept) -> None:
        if reason := kept.own.get("dispute"):
            self.dispute(kept.doc["payment_intent"], reason=reason, amount=None)

    # Time passes

    def expire(self) -> int:
        """What has run out by now is over. Returns how much."""
        ended = self.store.due(self.now())
        for kind, key in ended:
            if kind == "checkout.session":
                self._expire_page(self.page(key))
            else:
                self._cancel(self.payment(key), "automatic")
        return len(ended)

    def tell(self, kind: str, thing: Doc) -> None:
        """Says what happened, to who listens."""
        made = objects.event(kind, json.loads(json.dumps(thing)), now=self.now(), version=VERSION)
        self.store.put(made, {})
        if self._tells(kind):
            self.store.queue(made["id"], json.dumps(made).encode(), 0.0)

    def _get(self, kind: str, key: str, *, says: str, param: str) -> Kept:
        found = self.store.get(kind, key)
        if found is None:
            raise missing(says, key[:100], param=param)
        return found


def _customer(typed: Mapping[str, str]) -> Doc:
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
