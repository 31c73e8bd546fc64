"""Every kind of task: what it is called, which roles can act on it, and how it ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from troth.roles import AUTHENTICATOR, CARE, FINANCE, OWNER, WAREHOUSE


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One row of the table. The first of `roles` is responsible; the others can act too."""

    key: str
    many: str  # the heading of a list of them
    roles: tuple[str, ...]
    by_note: bool = False  # whether a person may end it, with a note of what was done
    # Of those that `alerting` finds in the rows: what one asks for, and what is written on it when
    # its cause is gone. Others say so where they are opened and closed.
    title: str = ""
    over: str = ""


_TABLE = (
    TaskKind(
        "payment_review",
        "Payments to review",
        (FINANCE, CARE),
        title="Review a risky payment: approve it, or cancel the order",
        over="The payment was decided, or the order was cancelled.",
    ),
    TaskKind(
        "payment_lapsing",
        "Authorizations that expire soon",
        (CARE, FINANCE),
        title="The card's authorization expires soon: ship the order, or cancel it",
        over="The money was captured or released, or the authorization expired.",
    ),
    TaskKind(
        "payment_lapsed",
        "Expired authorizations",
        (CARE, FINANCE),
        by_note=True,
        title="The card's authorization expired: ask the customer to pay again, or cancel",
        over="The order was cancelled, or has a payment again.",
    ),
    TaskKind(
        "money_failed",
        "Failed payments and refunds",
        (FINANCE, CARE),
        by_note=True,
        title="The payment provider refused to move money: find out why, and settle it",
        over="The money moved after all.",
    ),
    TaskKind(
        "refund_due",
        "Refunds due by law",
        (FINANCE, CARE),
        title="A refund is not made yet, and its legal deadline is here",
        over="The refund was made, or failed.",
    ),
    TaskKind(
        "dispute",
        "Disputes to answer",
        (FINANCE, CARE),
        title="Answer a dispute at the payment provider, with evidence",
        over="The dispute was answered, or has ended.",
    ),
    TaskKind(
        "disputed_refund",
        "Refunds that a dispute blocks",
        (FINANCE, CARE),
        by_note=True,
        title="Money is owed to a customer, and their bank disputes the payment: settle it there",
        over="The dispute no longer blocks a refund, or nothing is owed any more.",
    ),
    TaskKind(
        "refund_approval",
        "Refunds that need a second approval",
        (CARE, FINANCE),
        title="Approve or decline a refund that a colleague asked for",
        over="A second person decided.",
    ),
    TaskKind(
        "refund_declined",
        "Refunds that a second person declined",
        (CARE, FINANCE),
        title="A second person declined this refund: decide what the customer gets instead",
        over="It was decided anew, or a refund was made.",
    ),
    TaskKind(
        "tie_out",
        "Differences with the payment provider",
        (FINANCE, CARE),
        by_note=True,
        title="Our records and the payment provider's differ: find out why",
        over="The latest comparison no longer shows these differences.",
    ),
    TaskKind(
        "tie_out_missing",
        "Comparisons with the payment provider that are missing",
        (FINANCE, OWNER),
        title="The daily comparison with the payment provider is missing: see whether it answers",
        over="A comparison was made again.",
    ),
    TaskKind(
        "tax_place",
        "Sales tax places to check",
        (FINANCE,),
        title="Check the place that sales tax was charged for",
        over="The place was checked.",
    ),
    TaskKind(
        "second_person",
        "Requests that need a second person",
        (OWNER,),  # and the role that may decide, which the cause names
        title="Approve or decline what a colleague asked for",
        over="A second person decided, or it was withdrawn.",
    ),
    TaskKind(
        "policy_approval",
        "Policies that wait for a second owner",
        (OWNER,),
        title="Approve or decline a policy that another owner submitted",
        over="The policy was published, declined or withdrawn.",
    ),
    TaskKind(
        "unmatched_email",
        "Email to sort",
        (CARE,),
        title="Link an email to its order, answer it, or archive it",
        over="The email is filed.",
    ),
    TaskKind(
        "upload_infected",
        "Infected uploads",
        (CARE, OWNER),
        by_note=True,
        title="An upload was infected and was deleted: find out who sent it, and ask for it again",
        over="Nothing is to be done any more.",
    ),
    TaskKind(
        "uploads_waiting",
        "Uploads that wait for the virus scan",
        (OWNER, CARE),
        title="The virus scanner doesn't answer, and uploads wait for it: start it again",
        over="The uploads were scanned.",
    ),
    TaskKind(
        "confirmation_bounced",
        "Confirmations that came back",
        (CARE,),
        title="The confirmation came back: reach the customer in another way",
        over="A copy was delivered, the customer has the details, or the order was cancelled.",
    ),
    TaskKind(
        "letter_bounced",
        "Emails that came back",
        (CARE,),
        by_note=True,
        title="An email to the customer came back: reach them in another way",
        over="The order was erased.",
    ),
    TaskKind(
        "letter_unsent",
        "Emails that can't be sent",
        (CARE, OWNER),
        title="The mail server doesn't take an email: look at the reason on the order",
        over="It was sent, or the address refused it.",
    ),
    TaskKind(
        "sold_in_doubt",
        "Sold pieces in doubt",
        (CARE, AUTHENTICATOR),
        by_note=True,
        title="A piece that was sold was taken off the list: nothing more of it may ship",
        over="The sale has ended, or the piece is listed again.",
    ),
    TaskKind(
        "parcel_astray",
        "Parcels that left by mistake",
        (WAREHOUSE, CARE),
        by_note=True,
        title="A parcel left that should not have: ask the carrier to bring it back",
        over="The parcel came back.",
    ),
    TaskKind(
        "parcel_trouble",
        "Parcels in trouble",
        (CARE, WAREHOUSE),
        by_note=True,
        title="A parcel has a problem on its way: look at it, and tell the customer what is true",
        over="The parcel moved on.",
    ),
    TaskKind(
        "label_refused",
        "Refused labels",
        (WAREHOUSE, CARE),
        by_note=True,
        title="The carrier refused a label: fix the problem and try again",
        over="The parcel has another label, left, or was set aside.",
    ),
    TaskKind(
        "ship_by_hand",
        "Boxes for a carrier's counter",
        (WAREHOUSE,),
        title="Take a packed box to its carrier's counter, and enter the receipt",
        over="The box left, has a label, or was unpacked.",
    ),
    TaskKind(
        "parcel_lookup",
        "Parcels to look up",
        (WAREHOUSE, CARE),
        title="Look a parcel up on its carrier's site, and enter what it says",
        over="It was looked up, or has arrived.",
    ),
    TaskKind(
        "carrier_down",
        "Carriers that don't answer",
        (WAREHOUSE, CARE),
        title="A carrier doesn't answer: labels and tracking wait",
        over="The carrier answers again.",
    ),
    TaskKind(
        "disk_full",
        "Disk almost full",
        (OWNER,),
        title="The store's disk is almost full: free some space",
        over="The disk has room again.",
    ),
    TaskKind("late", "Late orders", (CARE, WAREHOUSE), by_note=True),
    TaskKind("late_refund", "Late orders to refund by hand", (CARE, FINANCE), by_note=True),
    TaskKind("trace", "Traces to start", (CARE,)),
    TaskKind("returned_parcel", "Parcels that come back", (CARE, WAREHOUSE), by_note=True),
    TaskKind("return_check_in", "Returns to check in", (WAREHOUSE,)),
    TaskKind("return_label", "Return labels to attach", (CARE,)),
    TaskKind("return_to_customer", "Pieces to send back", (WAREHOUSE,), by_note=True),
    TaskKind("returned_damage", "Returned damaged: carrier claims", (CARE,), by_note=True),
    TaskKind("refund_by_hand", "Refunds to make by hand", (FINANCE, CARE), by_note=True),
    TaskKind("arrival_fault", "Arrived wrong from abroad", (CARE, WAREHOUSE), by_note=True),
    TaskKind("arrival_examine", "Arrived from abroad: to examine", (AUTHENTICATOR,), by_note=True),
    TaskKind("damaged_parcel", "Damaged parcels", (CARE,), by_note=True),
    TaskKind("carrier_event", "Carrier events to ask about", (CARE,), by_note=True),
    TaskKind("lost_parcel", "Lost parcels to decide", (CARE,), by_note=True),
)
KINDS: dict[str, TaskKind] = {kind.key: kind for kind in _TABLE}


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
