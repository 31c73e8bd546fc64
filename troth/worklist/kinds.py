"""Every kind of task that the store itself opens: what it is called, which roles can act on it, and
how it ends.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from troth.roles import AUTHENTICATOR, CARE, FINANCE, OWNER, WAREHOUSE


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table. The first of `roles` is responsible; the others can act too."""

    key: str
    many: str  # the heading of a list of them
    title: str  # what one of them asks for
    roles: tuple[str, ...]
    over: str  # what is written on one that ends by itself
    by_note: bool = False  # whether a person may also end it, with a note of what was done


_TABLE = (
    Kind(
        "payment_review",
        "Payments to review",
        "Review a risky payment: approve it, or cancel the order",
        (FINANCE, CARE),
        "The payment was decided, or the order was cancelled.",
    ),
    Kind(
        "payment_lapsing",
        "Authorizations that expire soon",
        "The card's authorization expires soon: ship the order, or cancel it",
        (CARE, FINANCE),
        "The money was captured or released, or the authorization expired.",
    ),
    Kind(
        "payment_lapsed",
        "Expired authorizations",
        "The card's authorization expired before the order shipped: contact the customer",
        (CARE, FINANCE),
        "The order was cancelled, or has a payment again.",
        by_note=True,
    ),
    Kind(
        "money_failed",
        "Failed payments and refunds",
        "The payment provider refused to move money: find out why, and settle it",
        (FINANCE, CARE),
        "The money moved after all.",
        by_note=True,
    ),
    Kind(
        "refund_due",
        "Refunds due by law",
        "A refund is not made yet, and its legal deadline is here",
        (FINANCE, CARE),
        "The refund was made, or failed.",
    ),
    Kind(
        "dispute",
        "Disputes to answer",
        "Answer a dispute at the payment provider, with evidence",
        (FINANCE, CARE),
        "The dispute was answered, or has ended.",
    ),
    Kind(
        "refund_approval",
        "Refunds that need a second approval",
        "Approve or decline a refund that a colleague asked for",
        (CARE, FINANCE),
        "A second person decided.",
    ),
    Kind(
        "tie_out",
        "Differences with the payment provider",
        "Our records and the payment provider's differ: find out why",
        (FINANCE, CARE),
        "The latest comparison no longer shows these differences.",
        by_note=True,
    ),
    Kind(
        "tax_place",
        "Sales tax places to check",
        "Check the place that sales tax was charged for",
        (FINANCE,),
        "The place was checked.",
    ),
    Kind(
        "policy_approval",
        "Policies that wait for a second owner",
        "Approve or decline a policy that another owner submitted",
        (OWNER,),
        "The policy was published, declined or withdrawn.",
    ),
    Kind(
        "unmatched_email",
        "Email to sort",
        "Link an email to its order, answer it, or archive it",
        (CARE,),
        "The email is filed.",
    ),
    Kind(
        "sold_in_doubt",
        "Sold pieces in doubt",
        "A piece that was sold was taken off the list: nothing more of it may ship",
        (CARE, AUTHENTICATOR),
        "The sale has ended, or the piece is listed again.",
        by_note=True,
    ),
    Kind(
        "parcel_astray",
        "Parcels that left by mistake",
        "A parcel left that should not have: ask the carrier to bring it back",
        (WAREHOUSE, CARE),
        "The parcel came back.",
        by_note=True,
    ),
    Kind(
        "parcel_trouble",
        "Parcels in trouble",
        "A parcel has a problem on its way: look at it, and tell the customer what is true",
        (CARE, WAREHOUSE),
        "The parcel moved on.",
        by_note=True,
    ),
    Kind(
        "label_refused",
        "Refused labels",
        "The carrier refused a label: fix the problem and try again",
        (WAREHOUSE, CARE),
        "The parcel has another label, left, or was set aside.",
        by_note=True,
    ),
    Kind(
        "carrier_down",
        "Carriers that don't answer",
        "A carrier doesn't answer: labels and tracking wait",
        (WAREHOUSE, CARE),
        "The carrier answers again.",
    ),
)
KINDS: dict[str, Kind] = {kind.key: kind for kind in _TABLE}


def kinds_of(roles: Collection[str]) -> list[str]:
    """The kinds on which somebody with these roles can act; an owner can on all."""
    return [
        key
        for key, kind in KINDS.items()
        if OWNER in roles or not set(roles).isdisjoint(kind.roles)
    ]


def ends_by_note(kind: str) -> bool:
    """Whether a person may end a task of this kind with a note. One whose cause the table doesn't
    know can end in no other way.
    """
    return kind not in KINDS or KINDS[kind].by_note
