"""What a shopper agrees to and can count on, in words: said before payment, and on the copy that
they keep.
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.policy.results import count_label, list_in_words
from troth.policy.terms import Terms


def charged_when(terms: Terms, warehouses: Iterable[str]) -> str:
    """When the money of an order with pieces from these warehouses is taken: `when the first parcel
    is handed to the carrier`.
    """
    capture = terms.file.payment.capture
    early = sorted({where for where in warehouses if capture.get(where) == "before_expiry"})
    when = "when the first parcel is handed to the carrier"
    if early:
        when += ", or before the authorization would expire"
    abroad = [terms.warehouse_name(where) for where in early if terms.transfer_from(where)]
    if early and len(abroad) == len(early):
        when += f" while a piece is on its way from {list_in_words(abroad)}"
    return when


def cancellation_rule(terms: Terms) -> str:
    """Clause `cancellation`, in a sentence."""
    window = count_label(terms.file.cancellation.window_hours, "hour")
    return f"You may cancel within {window} of receiving the confirmation, for a full refund."


def claim_rule(terms: Terms) -> str:
    """Clauses `non_receipt` and `claim_deadline`, in two sentences. The two dates are known once
    the parcel ships.
    """
    rule = terms.file.claim
    return (
        f"If a parcel isn't received within {count_label(rule.opens_after_days, 'business day')}"
        " of the"
        " day it ships, you can file a claim, until the end of business day"
        f" {rule.closes_after_days}; after that it can't be refunded. We email you both dates when"
        " it ships."
    )


def authenticity_rule() -> str:
    """Clause `authenticity_refund`, in a sentence."""
    return (
        "If a verified authenticator ever proves that a piece isn't authentic, you get back"
        " everything you paid for it, with its sales tax and shipping, once it is returned. There"
        " is no time limit."
    )


def damage_rule(terms: Terms) -> str:
    """What arrives damaged or not as described, in a sentence."""
    return (
        "If a piece arrives damaged or isn't as described, write to"
        f" {terms.file.store.care_email} with photos; a person decides."
    )
