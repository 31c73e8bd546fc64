"""The clauses by name, as a shopper reads them beside a date or a verdict."""

from __future__ import annotations

import re

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
EVENTS = {
    "payment.authorized": "Payment authorized",
    "payment.review_opened": "A person looks at the payment first",
    "payment.review_approved": "The payment was looked at and is fine",
    "payment.review_declined": "The payment was looked at and declined",
    "payment.review_expired": "The payment was not reviewed in time: cancelled automatically",
    "payment.captured": "Payment taken",
    "payment.voided": "Reservation on the card released",
    "refund.owed": "A refund is on its way",
    "refund.blocked": "A refund is owed, and a dispute of the payment blocks it",
    "payment.refunded": "Refunded",
    "payment.authorization_expiring": "The reservation on the card is about to lapse",
    "payment.operation_failed": "Money could not move as asked: a person looks at it",
    "payment.authorization_expired": "The reservation on the card lapsed",
    "payment.requested_again": "Asked to pay again",
    "payment.authorized_again": "Paid again: a new authorization",
    "payment.disputed": "The payment is disputed",
    "payment.dispute_closed": "The dispute has ended",
    "tax.reviewed": "The place of the sales tax was looked at",
    "order.placed": "Order placed",
    "order.cancelled": "Called off",
    "confirmation.sent": "Confirmation emailed",
    "parcel.shipped": "Parcel handed to the carrier",
    "parcel.shipped_by_hand": "Shipped at the carrier's counter, with its receipt",
    "parcel.carrier_changed": "Another carrier than the rule's was agreed to",
    "parcel.looked_up": "Looked up on the carrier's site",
    "shipping_notice.sent": "Shipping notice emailed",
    "order.partly_cancelled": "A part was called off",
    "order.held": "Held: a person looks at it",
    "order.released": "No longer held",
    "transfer.reached_customs": "Reached US customs",
    "transfer.cleared_customs": "Cleared US customs",
    "transfer.reached_warehouse": "Reached our {here} warehouse; it is being checked",
    "transfer.corrected": "Correction: that step was recorded by mistake",
    "transfer.item_damaged": "It arrived damaged from {there}; one of our experts looks at it",
    "transfer.item_wrong": (
        "Another piece lay in its place in the box from {there}; we are looking for it"
    ),
    "transfer.item_missing": "It wasn't in the box from {there}; we are looking for it",
    "transfer.item_examined": "One of our experts looked at how it arrived",
    "promise.delayed": "We emailed you new dates",
    "promise.dated": "There is a date now",
    "promise.brought_forward": "We emailed you earlier dates",
    "delay_notice.sent": "The new dates were emailed",
    "delay_notice.superseded": "A letter was replaced by a later one before it could leave",
    "delay.accepted": "The order is kept",
    "delay.order_cancelled": "Cancelled because of the delay",
    "parcel.delayed": "Delayed on its way",
    "parcel.missing": "The carrier can't locate the parcel",
    "parcel.damaged": "The carrier says the parcel is damaged",
    "parcel.lost": "The carrier confirmed that it lost the parcel",
    "parcel.misdelivered": "The carrier says that it was delivered in another place",
    "parcel.status_unrecognized": (
        "The carrier reports something that we don't know; we are asking it"
    ),
    "parcel.redirected": "The carrier was asked to deliver it in another place or way",
    "parcel.overdue": "Not delivered by the promised day; we emailed you",
    "trace.started": "The carrier is looking for the parcel",
    "parcel.delivery_attempted": "The carrier came, and nobody could sign",
    "parcel.held_for_pickup": "Waits at the carrier's location",
    "parcel.returning": "On its way back to us",
    "parcel.returned": "Back with us",
    "parcel.checked_in": "Opened and checked in our warehouse",
    "parcel.resend_chosen": "To be sent again",
    "parcel.resend_started": "Checked, and in the queue to be sent again",
    "parcel.cancel_chosen": "Cancelled: everything paid for it is returned",
    "return.label_bought": "Prepaid return label made",
    "return.label_pending": "The prepaid return label follows",
    "return.label_attached": "Prepaid return label added",
    "return.shipped": "Your return is with the carrier",
    "return.arrived": "Your return has reached us",
    "return.checked_in": "Your return was opened and checked in our warehouse",
    "parcel.delivered": "Delivered and signed for",
    "parcel.delivered_unsigned": "Delivered, without a signature on record",
    "parcel.shipped_in_error": "A parcel left that should not have",
    "confirmation.bounced": "The confirmation came back undelivered",
    "cancellation.requested": "Cancellation asked for",
    "cancellation.made_by_care": "Cancelled by customer care",
    "cancellation.held": "Held until the cancellation is answered",
    "cancellation.accepted": "Cancelled in time: everything goes back",
    "cancellation.refused": "It can't be cancelled any more",
    "cancellation.withdrawn": "The order is kept after all",
    "claim.period_opened": "Not delivered yet: it can be claimed now",
    "claim.reported": "You told us that the parcel hasn't come",
    "claim.filed": "Claim filed: not received",
    "claim.refused": "The claim can't be accepted",
    "claim.accepted": "Claim accepted: everything paid for it goes back",
    "claim.redelivery_started": "The carrier brings the parcel once more",
    "claim.parcel_found": "The parcel was found",
    "claim.parcel_returning": "Reported as not received: it is coming back to us",
    "authenticity.reported": "Reported as not authentic",
    "authenticity.return_offered": "A prepaid return is offered",
    "authenticity.piece_received": "The piece is back with us",
    "authenticity.disproven": "Proven not authentic: everything goes back",
    "authenticity.report_refused": "The report on authenticity was looked at",
    "upload.infected": "A file that you sent was infected, and was deleted",
    "parcel_back.opened": "Your piece is being packed to go back to you",
    "parcel_back.shipped": "Your piece is on its way back to you",
    "parcel_back.delivered": "Your piece is back with you",
    "parcel_back.delivered_unsigned": "Your piece was left, without a signature on record",
    "parcel_back.returning": "Your piece could not be delivered, and comes back to us",
    "parcel_back.returned": "Your piece came back to us, and is sent again",
    "parcel_back.lost": "The carrier lost your piece on its way back to you",
    "parcel_back.misdelivered": "Your piece was delivered in another place than your address",
    "damage.reported": "Reported as damaged or not as described",
    "damage.decided": "What was reported was looked at",
    "damage.return_requested": "Please send it back: we pay for it",
    "damage.piece_received": "The piece is back with us",
    "damage.return_expired": "Not sent back by the last day",
    "refund.approval_requested": "A refund waits for a second person",
    "refund.approval_declined": "A second person said no to a refund",
    "care.answered": "We replied to you by email",
    "confirmation.delivered": "Confirmation delivered",
    "confirmation.resent": "Confirmation emailed once more",
    "confirmation.acknowledged": "You said that you have your order's details",
    "letter.bounced": "A letter came back undelivered",
    "letter.complained": "A letter was reported as spam",
    "erasure.requested": "Asked to be forgotten",
    "erasure.withdrawn": "Not to be forgotten after all",
    "order.erased": "Name, address and letters were erased",
    "mail.received_without_receipt": "We received another email",
    "mail.received": "We received your email",
}

# Of these, the shopper's page says nothing.
STAFF_ONLY = (
    "payment.authorization_expiring", "payment.operation_failed", "payment.disputed",
    "payment.dispute_closed",
    "tax.reviewed", "order.held", "order.released", "parcel.shipped_in_error",
    "refund.approval_requested",
    "refund.approval_declined", "delay_notice.sent", "delay_notice.superseded", "refund.owed",
    "refund.blocked", "letter.bounced", "letter.complained", "line.restocked",
    "cancellation.made_by_care",
    "parcel.shipped_by_hand", "parcel.carrier_changed", "parcel.looked_up",
)  # fmt: skip

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
ITEM_EVENTS = {
    "item.added": "Taken in",
    "item.description_changed": "Description changed",
    "item.photos_changed": "Photos changed",
    "item.approved": "Approved by an expert",
    "item.rejected": "Rejected by an expert",
    "item.approval_withdrawn": "An approval was withdrawn",
    "item.listed": "Put on sale",
    "item.unlisted": "Left the store",
    "item.unlisted_after_sale": "Left the store after it was sold",
    "item.price_changed": "Price changed",
    "item.sold": "Sold",
    "item.left_japan": "Left {there} for {here}",
    "item.arrived": "Checked in in {here}",
    "item.flagged": "To be looked at again",
    "item.blocklisted": "Barred: proven not authentic",
    "item.relisted": "Back in the store: the sale did not last",
    "item.written_off": "Written off: not to be sold",
    "item.set_aside": "Set aside: it arrived damaged, wrong or not at all",
    "item.set_aside_cleared": "No longer set aside",
    "item.serial_shown": "The serial was shown",
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


def as_sentence(text: str) -> str:
    """A text with a full stop at its end, unless it ends with a mark of its own."""
    text = text.rstrip()
    closed = text.rstrip("\"'”’)")
    return text if not text or closed.endswith((".", "!", "?", "…")) else f"{text}."
