"""The clauses by name, as a shopper reads them beside a date or a verdict."""

from __future__ import annotations

import re

from troth.event_kinds import EventKind, ItemEventKind

CLAUSES = {
    "queue": "Orders in turn",
    "cut_off": "Daily cut-off",
    "processing": "Processing",
    "closed_days": "Weekends and holidays",
    "delivery": "Delivery",
    "methods": "Shipping methods",
    "transfer": "Items from {there}",
    "carrier": "Carrier",
    "care": "Customer care",
    "confirmation": "Order confirmation",
    "copy": "Copy of your order",
    "shipping_notice": "Shipping notice",
    "cancellation": "Cancellation",
    "cancellation_closed_days": "Cancellation on closed days",
    "cancellation_by_email": "Cancellation by email",
    "signature": "Signature",
    "non_receipt": "Parcel not received",
    "claim_deadline": "Claim deadline",
    "sales_tax": "Sales tax",
    "no_changes": "No changes",
    "authentication": "Authentication",
    "authenticity_refund": "Authenticity refund",
    "search": "Search",
}

# What happened, as the order's timeline tells it; a line's moves are worded in `lifecycle.MOVES`.
EVENTS: dict[str, str] = {
    EventKind.PAYMENT_AUTHORIZED: "Payment authorized",
    EventKind.PAYMENT_REVIEW_OPENED: "A person looks at the payment first",
    EventKind.PAYMENT_REVIEW_APPROVED: "The payment was looked at and is fine",
    EventKind.PAYMENT_REVIEW_DECLINED: "The payment was looked at and declined",
    EventKind.PAYMENT_REVIEW_EXPIRED: (
        "The payment was not reviewed in time: cancelled automatically"
    ),
    EventKind.PAYMENT_CAPTURED: "Payment taken",
    EventKind.PAYMENT_VOIDED: "Reservation on the card released",
    EventKind.REFUND_OWED: "A refund is on its way",
    EventKind.REFUND_BLOCKED: "A refund is owed, and a dispute of the payment blocks it",
    EventKind.PAYMENT_REFUNDED: "Refunded",
    EventKind.PAYMENT_AUTHORIZATION_EXPIRING: "The reservation on the card is about to lapse",
    EventKind.PAYMENT_OPERATION_FAILED: "Money could not move as asked: a person looks at it",
    EventKind.PAYMENT_AUTHORIZATION_EXPIRED: "The reservation on the card lapsed",
    EventKind.PAYMENT_REQUESTED_AGAIN: "Asked to pay again",
    EventKind.PAYMENT_AUTHORIZED_AGAIN: "Paid again: a new authorization",
    EventKind.PAYMENT_DISPUTED: "The payment is disputed",
    EventKind.PAYMENT_DISPUTE_CLOSED: "The dispute has ended",
    EventKind.TAX_REVIEWED: "The place of the sales tax was looked at",
    EventKind.ORDER_PLACED: "Order placed",
    EventKind.ORDER_CANCELLED: "Cancelled",
    EventKind.CONFIRMATION_SENT: "Confirmation emailed",
    EventKind.PARCEL_SHIPPED: "Parcel handed to the carrier",
    EventKind.PARCEL_SHIPPED_BY_HAND: "Shipped at the carrier's counter, with its receipt",
    EventKind.PARCEL_CARRIER_CHANGED: "Another carrier than the rule's was agreed to",
    EventKind.PARCEL_LOOKED_UP: "Looked up on the carrier's site",
    EventKind.SHIPPING_NOTICE_SENT: "Shipping notice emailed",
    EventKind.ORDER_PARTLY_CANCELLED: "A part was cancelled",
    EventKind.ORDER_HELD: "Held: a person looks at it",
    EventKind.ORDER_RELEASED: "No longer held",
    EventKind.TRANSFER_REACHED_CUSTOMS: "Reached US customs",
    EventKind.TRANSFER_CLEARED_CUSTOMS: "Cleared US customs",
    EventKind.TRANSFER_REACHED_WAREHOUSE: "Reached our {here} warehouse; it is being checked",
    EventKind.TRANSFER_CORRECTED: "Correction: that step was recorded by mistake",
    EventKind.TRANSFER_ITEM_DAMAGED: (
        "It arrived damaged from {there}; one of our experts looks at it"
    ),
    EventKind.TRANSFER_ITEM_WRONG: (
        "Another piece lay in its place in the box from {there}; we are looking for it"
    ),
    EventKind.TRANSFER_ITEM_MISSING: "It wasn't in the box from {there}; we are looking for it",
    EventKind.TRANSFER_ITEM_EXAMINED: "One of our experts looked at how it arrived",
    EventKind.PROMISE_DELAYED: "We emailed you new dates",
    EventKind.PROMISE_DATED: "There is a date now",
    EventKind.PROMISE_BROUGHT_FORWARD: "We emailed you earlier dates",
    EventKind.DELAY_NOTICE_SENT: "The new dates were emailed",
    EventKind.DELAY_NOTICE_SUPERSEDED: "A letter was replaced by a later one before it could leave",
    EventKind.DELAY_ACCEPTED: "The order is kept",
    EventKind.DELAY_ORDER_CANCELLED: "Cancelled because of the delay",
    EventKind.PARCEL_DELAYED: "Delayed on its way",
    EventKind.PARCEL_MISSING: "The carrier can't locate the parcel",
    EventKind.PARCEL_DAMAGED: "The carrier says the parcel is damaged",
    EventKind.PARCEL_LOST: "The carrier confirmed that it lost the parcel",
    EventKind.PARCEL_MISDELIVERED: "The carrier says that it was delivered in another place",
    EventKind.PARCEL_STATUS_UNRECOGNIZED: (
        "The carrier reports something that we don't know; we are asking it"
    ),
    EventKind.PARCEL_REDIRECTED: "The carrier was asked to deliver it in another place or way",
    EventKind.PARCEL_OVERDUE: "Not delivered by the promised day; we emailed you",
    EventKind.TRACE_STARTED: "The carrier is looking for the parcel",
    EventKind.PARCEL_DELIVERY_ATTEMPTED: "The carrier came, and nobody could sign",
    EventKind.PARCEL_HELD_FOR_PICKUP: "Waits at the carrier's location",
    EventKind.PARCEL_RETURNING: "On its way back to us",
    EventKind.PARCEL_RETURNED: "Back with us",
    EventKind.PARCEL_CHECKED_IN: "Opened and checked in our warehouse",
    EventKind.PARCEL_RESEND_CHOSEN: "To be sent again",
    EventKind.PARCEL_RESEND_STARTED: "Checked, and in the queue to be sent again",
    EventKind.PARCEL_CANCEL_CHOSEN: "Cancelled: everything paid for it is returned",
    EventKind.RETURN_LABEL_BOUGHT: "Prepaid return label made",
    EventKind.RETURN_LABEL_PENDING: "The prepaid return label follows",
    EventKind.RETURN_LABEL_ATTACHED: "Prepaid return label added",
    EventKind.RETURN_SHIPPED: "Your return is with the carrier",
    EventKind.RETURN_ARRIVED: "Your return has reached us",
    EventKind.RETURN_CHECKED_IN: "Your return was opened and checked in our warehouse",
    EventKind.PARCEL_DELIVERED: "Delivered and signed for",
    EventKind.PARCEL_DELIVERED_UNSIGNED: "Delivered, without a signature on record",
    EventKind.PARCEL_SHIPPED_IN_ERROR: "A parcel left that should not have",
    EventKind.CONFIRMATION_BOUNCED: "The confirmation came back undelivered",
    EventKind.CANCELLATION_REQUESTED: "Cancellation asked for",
    EventKind.CANCELLATION_MADE_BY_CARE: "Cancelled by customer care",
    EventKind.CANCELLATION_HELD: "Held until the cancellation is answered",
    EventKind.CANCELLATION_ACCEPTED: "Cancelled in time: everything goes back",
    EventKind.CANCELLATION_REFUSED: "It can't be cancelled any more",
    EventKind.CANCELLATION_WITHDRAWN: "The order is kept after all",
    EventKind.CLAIM_PERIOD_OPENED: "Not delivered yet: it can be claimed now",
    EventKind.CLAIM_REPORTED: "You told us that the parcel hasn't come",
    EventKind.CLAIM_FILED: "Claim filed: not received",
    EventKind.CLAIM_REFUSED: "The claim can't be accepted",
    EventKind.CLAIM_ACCEPTED: "Claim accepted: everything paid for it goes back",
    EventKind.CLAIM_REDELIVERY_STARTED: "The carrier brings the parcel once more",
    EventKind.CLAIM_PARCEL_FOUND: "The parcel was found",
    EventKind.CLAIM_PARCEL_RETURNING: "Reported as not received: it is coming back to us",
    EventKind.AUTHENTICITY_REPORTED: "Reported as not authentic",
    EventKind.AUTHENTICITY_RETURN_OFFERED: "A prepaid return is offered",
    EventKind.AUTHENTICITY_PIECE_RECEIVED: "The piece is back with us",
    EventKind.AUTHENTICITY_DISPROVEN: "Proven not authentic: everything goes back",
    EventKind.AUTHENTICITY_REPORT_REFUSED: "The report on authenticity was looked at",
    EventKind.UPLOAD_INFECTED: "A file that you sent was infected, and was deleted",
    EventKind.PARCEL_BACK_OPENED: "Your piece is being packed to go back to you",
    EventKind.PARCEL_BACK_SHIPPED: "Your piece is on its way back to you",
    EventKind.PARCEL_BACK_DELIVERED: "Your piece is back with you",
    EventKind.PARCEL_BACK_DELIVERED_UNSIGNED: "Your piece was left, without a signature on record",
    EventKind.PARCEL_BACK_RETURNING: "Your piece could not be delivered, and comes back to us",
    EventKind.PARCEL_BACK_RETURNED: "Your piece came back to us, and is sent again",
    EventKind.PARCEL_BACK_LOST: "The carrier lost your piece on its way back to you",
    EventKind.PARCEL_BACK_MISDELIVERED: (
        "Your piece was delivered in another place than your address"
    ),
    EventKind.DAMAGE_REPORTED: "Reported as damaged or not as described",
    EventKind.DAMAGE_DECIDED: "What was reported was looked at",
    EventKind.DAMAGE_RETURN_REQUESTED: "Please send it back: we pay for it",
    EventKind.DAMAGE_PIECE_RECEIVED: "The piece is back with us",
    EventKind.DAMAGE_RETURN_EXPIRED: "Not sent back by the last day",
    EventKind.REFUND_APPROVAL_REQUESTED: "A refund waits for a second person",
    EventKind.REFUND_APPROVAL_DECLINED: "A second person said no to a refund",
    EventKind.CARE_ANSWERED: "We replied to you by email",
    EventKind.CONFIRMATION_DELIVERED: "Confirmation delivered",
    EventKind.CONFIRMATION_RESENT: "Confirmation emailed once more",
    EventKind.CONFIRMATION_ACKNOWLEDGED: "You said that you have your order's details",
    EventKind.LETTER_BOUNCED: "A letter came back undelivered",
    EventKind.LETTER_COMPLAINED: "A letter was reported as spam",
    EventKind.ERASURE_REQUESTED: "Asked to be forgotten",
    EventKind.ERASURE_WITHDRAWN: "Not to be forgotten after all",
    EventKind.ORDER_ERASED: "Name, address and letters were erased",
    EventKind.MAIL_RECEIVED_WITHOUT_RECEIPT: "We received another email",
    EventKind.MAIL_RECEIVED: "We received your email",
}

# Of these, the shopper's page says nothing.
STAFF_ONLY = (
    EventKind.PAYMENT_AUTHORIZATION_EXPIRING,
    EventKind.PAYMENT_OPERATION_FAILED,
    EventKind.PAYMENT_DISPUTED,
    EventKind.PAYMENT_DISPUTE_CLOSED,
    EventKind.TAX_REVIEWED,
    EventKind.ORDER_HELD,
    EventKind.ORDER_RELEASED,
    EventKind.PARCEL_SHIPPED_IN_ERROR,
    EventKind.REFUND_APPROVAL_REQUESTED,
    EventKind.REFUND_APPROVAL_DECLINED,
    EventKind.DELAY_NOTICE_SENT,
    EventKind.DELAY_NOTICE_SUPERSEDED,
    EventKind.REFUND_OWED,
    EventKind.REFUND_BLOCKED,
    EventKind.LETTER_BOUNCED,
    EventKind.LETTER_COMPLAINED,
    EventKind.LINE_RESTOCKED,
    EventKind.CANCELLATION_MADE_BY_CARE,
    EventKind.PARCEL_SHIPPED_BY_HAND,
    EventKind.PARCEL_CARRIER_CHANGED,
    EventKind.PARCEL_LOOKED_UP,
)

# What a report on authenticity must show: in the FAQ, and beside its form.
REPORT_NEEDS = (
    "who made it: the authenticator's name, with a signature or a contact we can ask",
    "the date on which they examined the piece",
    "which piece: its serial number or our tag, or clear photos of it and of its marks",
    "what they found, in plain words: that the piece is not authentic, and why",
)
REPORT_FILES = "Send it whole, as a PDF or as photos of every page."

# What the pieces of an order, or a box, wait for: at the desk.
WAITS_FOR = {
    "in_japan": "{pieces}: in {there}, waiting for a transfer",
    "in_transfer": "{pieces}: on the way from {there}, expected {day}",
    "in_transfer_undated": "{pieces}: on the way from {there}, and nobody can say when it arrives",
    "in_transfer_no_day": "{pieces}: on the way from {there}",
    "to_check_in": "{pieces}: at our dock, waiting to be checked in",
    "packing": "Being packed by {by}",
    "label_asked": "Packed, and its label from {carrier} is being bought",
    "label_late": "Packed, and its label from {carrier} is being bought: {problem}",
    "label_refused": "Packed, but it has no label: {problem}",
    "no_label": "Packed, but it has no label",
    "by_hand": "Packed, and to be taken to the counter of {carrier}",
    "to_collect": "Packed, and waiting for {carrier} to collect it ({number})",
    "no_box": "{pieces}: processed without a box",
    "left": "Left us: {how}; {carrier} has not scanned it yet",
    "left_by_hand": "Left us: {how}; look it up on the site of {carrier}",
    "set_aside": "Set aside",
    "partly_gone": "{count} of {total} pieces have left us",
}

# The places of a closure, for staff.
CLOSED_PLACES = {
    "us": "{here} warehouse",
    "jp": "{there} warehouse",
    "customs": "Flights and customs",
    "carrier": "Carriers",
}

# What a shopper asked for, as a heading.
REQUESTS = {
    "cancel": "Your cancellation",
    "not_received": "A parcel that hasn't come",
    "not_authentic": "A piece that may not be authentic",
    "damaged": "Damaged, or not as described",
    "forget": "To be forgotten",
    "other": "Your question",
}

# The same, as staff call it.
REQUESTS_AT_THE_DESK = {
    "cancel": "Cancellation",
    "not_received": "Not received",
    "not_authentic": "Not authentic",
    "damaged": "Damaged, or not as described",
    "change": "A change of the order",
    "forget": "To be forgotten",
    "other": "A question",
}

# The state of a whole order, as a heading.
HEADLINES = {
    "cancelled": "Cancelled",
    "asked_whether": "Did you ask to cancel?",
    "cancelling": "Cancellation requested",
    "in_review": "Payment in review",
    "pay_again": "Payment needed",
    "delivered": "Delivered",
    "disputed": "Reported as delivered",
    "returned": "Returned",
    "returned_refunded": "Returned and refunded",
    "lost": "Lost in transit",
    "lost_refunded": "Lost in transit, and refunded",
    "settled": "Nothing is left to come",
    "coming_back": "On its way back to us",
    "back": "Back with us",
    "resending": "To be sent again",
    "carrier_lost": "Lost by the carrier",
    "claim_filed": "Claim filed",
    "reported": "Reported as not received",
    "missing": "The carrier can't locate your parcel",
    "damaged": "Damaged on its way",
    "elsewhere": "Delivered in another place",
    "partly_delivered": "Partly delivered",
    "ready": "Ready for pickup",
    "attempted": "Delivery attempted",
    "partly_shipped": "Partly shipped",
    "delayed_on_its_way": "Delayed on its way",
    "on_its_way": "On its way",
    "delayed": "Delayed",
    "packed": "Packed",
    "confirmed": "Order confirmed",
}

# What became of a report that a parcel wasn't received, as the desk tells it.
CLAIMS = {
    "reported": "Reported as not received",
    "resting": "The carrier brings it again",
    "filed": "Claim filed",
    "late": "Reported after the time to claim",
    "disputed": "Reported as not received, although delivered",
    "accepted": "Claim accepted",
    "refused": "Claim refused",
    "ended": "Found or delivered after a report",
}

# What happened to an item, as the desk tells it.
ITEM_EVENTS: dict[str, str] = {
    ItemEventKind.ADDED: "Taken in",
    ItemEventKind.DESCRIPTION_CHANGED: "Description changed",
    ItemEventKind.PHOTOS_CHANGED: "Photos changed",
    ItemEventKind.APPROVED: "Approved by an expert",
    ItemEventKind.REJECTED: "Rejected by an expert",
    ItemEventKind.APPROVAL_WITHDRAWN: "An approval was withdrawn",
    ItemEventKind.LISTED: "Put on sale",
    ItemEventKind.UNLISTED: "Left the store",
    ItemEventKind.UNLISTED_AFTER_SALE: "Left the store after it was sold",
    ItemEventKind.PRICE_CHANGED: "Price changed",
    ItemEventKind.SOLD: "Sold",
    ItemEventKind.LEFT_JAPAN: "Left {there} for {here}",
    ItemEventKind.ARRIVED: "Checked in in {here}",
    ItemEventKind.FLAGGED: "To be looked at again",
    ItemEventKind.BLOCKLISTED: "Barred: proven not authentic",
    ItemEventKind.RELISTED: "Back in the store: the sale did not last",
    ItemEventKind.WRITTEN_OFF: "Written off: not to be sold",
    ItemEventKind.SET_ASIDE: "Set aside: it arrived damaged, wrong or not at all",
    ItemEventKind.SET_ASIDE_CLEARED: "No longer set aside",
    ItemEventKind.SERIAL_SHOWN: "The serial was shown",
}

STATES = {
    "placed": "Received",
    "in_japan": "In our {there} warehouse",
    "in_transfer": "On its way from {there} to {here}",
    "processed": "Processed",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "cancelled": "Cancelled",
    "lost": "Lost",
    "returned": "Returned",
    "restocked": "Returned",
}

_GREETING = re.compile(
    r"(hi|hello|hey|dear|good (morning|afternoon|evening))\b[^\n]{0,60}", re.IGNORECASE
)


def has_greeting(text: str) -> bool:
    """Whether a letter that a person wrote begins with a greeting: then none is put before it."""
    first_line = text.strip().split("\n", 1)[0].strip()
    return len(first_line) <= 60 and bool(_GREETING.fullmatch(first_line.rstrip(" ,.!:")))


def lower_first(words: str) -> str:
    """The words as the rest of a sentence: `delivered`, but still `FedEx can't locate it`."""
    first_word = words.partition(" ")[0]
    if any(letter.isupper() for letter in first_word[1:]):
        return words
    return words[:1].lower() + words[1:]


def spaced_words(code: str) -> str:
    """A word of a provider's as people write it: `needs_response` as `needs response`."""
    return code.replace("_", " ")


def as_sentence(text: str) -> str:
    """A text with a full stop at its end, unless it ends with a mark of its own."""
    text = text.rstrip()
    closed = text.rstrip("\"'”’)")
    return text if not text or closed.endswith((".", "!", "?", "…")) else f"{text}."
