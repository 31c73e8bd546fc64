"""The kinds of events: what timelines of orders and items, and the log of the terms, can hold.

They are text in the database, in facts and in templates; a member is that text (`StrEnum`). A new
kind is a new member here, with its words in `troth.policy.wording`. A kind that is stored anywhere
is never renamed: its rows are never edited.
"""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What can happen to an order, as `orders.Event.kind`: `subject.past_participle`.

    The subject is what it happened to: the order or one of its lines, a parcel, a payment, a
    letter, or what the shopper asked for (a cancellation, a claim, a report). Two kinds of subject
    are not the order's own: `care` (people who answer) and `upload` (a file). The participle says
    what has happened, seen from the store: `parcel.returned` is back with us. Where nothing is over
    yet, it says what goes on: `parcel.returning`.

    `troth.orders.actions.record_event` writes them; `create_order` writes the first ones. Only
    `line.*` moves a line, by the table `troth.policy.lifecycle.MOVES`. Who did it is in `by`, as
    `troth.actors` has it, and the rest in `facts`.
    """

    # The order.
    ORDER_PLACED = "order.placed"
    ORDER_HELD = "order.held"  # nothing ships until the release of this hold
    ORDER_RELEASED = "order.released"  # `facts["hold"]` names the hold's event
    ORDER_CANCELLED = "order.cancelled"
    ORDER_PARTLY_CANCELLED = "order.partly_cancelled"
    ORDER_ERASED = "order.erased"  # its recipient's name, address and letters

    # A line: one piece of the order. Each moves the line's state.
    LINE_PLACED = "line.placed"
    LINE_PLACED_IN_JAPAN = "line.placed_in_japan"
    LINE_DISPATCHED = "line.dispatched"  # it left Japan
    LINE_ARRIVED = "line.arrived"  # from Japan, and checked in here
    LINE_PROCESSED = "line.processed"  # checked and packed
    LINE_SHIPPED = "line.shipped"
    LINE_DELIVERED = "line.delivered"
    LINE_CANCELLED = "line.cancelled"
    LINE_LOST = "line.lost"
    LINE_FOUND = "line.found"  # after it was lost
    LINE_RETURNED = "line.returned"
    LINE_REQUEUED = "line.requeued"  # returned and sound: it is packed again in turn
    LINE_RETURNED_TO_BUYER = "line.returned_to_buyer"  # it stays theirs, and they have it again
    LINE_RESTOCKED = "line.restocked"

    # The payment, and single operations on it.
    PAYMENT_AUTHORIZED = "payment.authorized"
    PAYMENT_REVIEW_OPENED = "payment.review_opened"
    PAYMENT_REVIEW_APPROVED = "payment.review_approved"
    PAYMENT_REVIEW_DECLINED = "payment.review_declined"
    PAYMENT_REVIEW_EXPIRED = "payment.review_expired"
    PAYMENT_CAPTURED = "payment.captured"
    PAYMENT_VOIDED = "payment.voided"
    PAYMENT_REFUNDED = "payment.refunded"
    PAYMENT_OPERATION_FAILED = "payment.operation_failed"  # a capture, void or refund, for good
    PAYMENT_AUTHORIZATION_EXPIRING = "payment.authorization_expiring"
    PAYMENT_AUTHORIZATION_EXPIRED = "payment.authorization_expired"
    PAYMENT_REQUESTED_AGAIN = "payment.requested_again"  # the shopper is asked to pay once more
    PAYMENT_AUTHORIZED_AGAIN = "payment.authorized_again"
    PAYMENT_DISPUTED = "payment.disputed"
    PAYMENT_DISPUTE_CLOSED = "payment.dispute_closed"

    # A refund before it is paid; once it is, `payment.refunded`.
    REFUND_OWED = "refund.owed"
    REFUND_BLOCKED = "refund.blocked"  # by a dispute
    REFUND_APPROVAL_REQUESTED = "refund.approval_requested"  # of a second person
    REFUND_APPROVAL_DECLINED = "refund.approval_declined"

    TAX_REVIEWED = "tax.reviewed"  # a person looked at the place that decided the sales tax

    # Letters: what was emailed, and what became of it.
    CONFIRMATION_SENT = "confirmation.sent"
    CONFIRMATION_RESENT = "confirmation.resent"
    CONFIRMATION_DELIVERED = "confirmation.delivered"
    CONFIRMATION_BOUNCED = "confirmation.bounced"
    CONFIRMATION_ACKNOWLEDGED = "confirmation.acknowledged"  # by the shopper, on the order's page
    SHIPPING_NOTICE_SENT = "shipping_notice.sent"
    DELAY_NOTICE_SENT = "delay_notice.sent"
    DELAY_NOTICE_SUPERSEDED = "delay_notice.superseded"  # by a later letter, before it left
    LETTER_BOUNCED = "letter.bounced"  # any other letter
    LETTER_COMPLAINED = "letter.complained"  # reported as spam

    # The promise: the dates that the shopper was told last.
    PROMISE_DELAYED = "promise.delayed"
    PROMISE_DATED = "promise.dated"  # there is a date, after there was none
    PROMISE_BROUGHT_FORWARD = "promise.brought_forward"

    # The shopper's consent to a delay (16 CFR 435).
    DELAY_ACCEPTED = "delay.accepted"  # by the shopper, or by silence
    DELAY_ORDER_CANCELLED = "delay.order_cancelled"  # because of the delay

    # A transfer from Japan, as far as it carries this order's pieces.
    TRANSFER_REACHED_CUSTOMS = "transfer.reached_customs"
    TRANSFER_CLEARED_CUSTOMS = "transfer.cleared_customs"
    TRANSFER_REACHED_WAREHOUSE = "transfer.reached_warehouse"  # not checked in yet
    TRANSFER_CORRECTED = "transfer.corrected"  # the step in `facts["leg"]` did not happen
    TRANSFER_ITEM_DAMAGED = "transfer.item_damaged"
    TRANSFER_ITEM_WRONG = "transfer.item_wrong"  # another piece lay in its place
    TRANSFER_ITEM_MISSING = "transfer.item_missing"
    TRANSFER_ITEM_EXAMINED = "transfer.item_examined"  # by an expert, after damage

    # A parcel to the shopper: what we did with it.
    PARCEL_CARRIER_CHANGED = "parcel.carrier_changed"
    PARCEL_SHIPPED = "parcel.shipped"
    PARCEL_SHIPPED_BY_HAND = "parcel.shipped_by_hand"  # at the carrier's counter
    PARCEL_SHIPPED_IN_ERROR = "parcel.shipped_in_error"  # of a cancelled or held order
    PARCEL_OVERDUE = "parcel.overdue"  # not delivered by the promised day
    PARCEL_LOOKED_UP = "parcel.looked_up"  # a person read its state on the carrier's site
    # What the carrier reported of it.
    PARCEL_DELAYED = "parcel.delayed"
    PARCEL_MISSING = "parcel.missing"  # the carrier can't locate it
    PARCEL_DAMAGED = "parcel.damaged"
    PARCEL_LOST = "parcel.lost"
    PARCEL_MISDELIVERED = "parcel.misdelivered"
    PARCEL_REDIRECTED = "parcel.redirected"
    PARCEL_DELIVERY_ATTEMPTED = "parcel.delivery_attempted"
    PARCEL_HELD_FOR_PICKUP = "parcel.held_for_pickup"
    PARCEL_DELIVERED = "parcel.delivered"  # and signed for
    PARCEL_DELIVERED_UNSIGNED = "parcel.delivered_unsigned"
    PARCEL_STATUS_UNRECOGNIZED = "parcel.status_unrecognized"  # a code that no table has
    TRACE_STARTED = "trace.started"  # the carrier searches for it
    # It comes back undelivered, and what the shopper chose then.
    PARCEL_RETURNING = "parcel.returning"
    PARCEL_RETURNED = "parcel.returned"
    PARCEL_CHECKED_IN = "parcel.checked_in"
    PARCEL_RESEND_CHOSEN = "parcel.resend_chosen"
    PARCEL_RESEND_STARTED = "parcel.resend_started"  # checked, and in the queue again
    PARCEL_CANCEL_CHOSEN = "parcel.cancel_chosen"

    # A return: a delivered piece that the shopper sends back to us.
    RETURN_LABEL_BOUGHT = "return.label_bought"
    RETURN_LABEL_PENDING = "return.label_pending"
    RETURN_LABEL_ATTACHED = "return.label_attached"  # by a person
    RETURN_SHIPPED = "return.shipped"
    RETURN_ARRIVED = "return.arrived"
    RETURN_CHECKED_IN = "return.checked_in"

    # A parcel back: a returned piece that stays its buyer's goes to them again.
    PARCEL_BACK_OPENED = "parcel_back.opened"  # the warehouse is asked to pack it
    PARCEL_BACK_SHIPPED = "parcel_back.shipped"
    PARCEL_BACK_DELIVERED = "parcel_back.delivered"
    PARCEL_BACK_DELIVERED_UNSIGNED = "parcel_back.delivered_unsigned"
    PARCEL_BACK_RETURNING = "parcel_back.returning"
    PARCEL_BACK_RETURNED = "parcel_back.returned"
    PARCEL_BACK_LOST = "parcel_back.lost"
    PARCEL_BACK_MISDELIVERED = "parcel_back.misdelivered"

    # A cancellation that the shopper asks for.
    CANCELLATION_REQUESTED = "cancellation.requested"
    CANCELLATION_HELD = "cancellation.held"  # the order waits for the answer
    CANCELLATION_ACCEPTED = "cancellation.accepted"
    CANCELLATION_REFUSED = "cancellation.refused"
    CANCELLATION_WITHDRAWN = "cancellation.withdrawn"
    CANCELLATION_MADE_BY_CARE = "cancellation.made_by_care"  # at the desk, nobody having asked

    # A claim: a parcel that didn't come.
    CLAIM_PERIOD_OPENED = "claim.period_opened"  # from now on it can be filed
    CLAIM_REPORTED = "claim.reported"  # before that: it becomes a claim by itself
    CLAIM_FILED = "claim.filed"
    CLAIM_REFUSED = "claim.refused"
    CLAIM_ACCEPTED = "claim.accepted"
    CLAIM_REDELIVERY_STARTED = "claim.redelivery_started"  # the claim rests
    CLAIM_PARCEL_FOUND = "claim.parcel_found"
    CLAIM_PARCEL_RETURNING = "claim.parcel_returning"

    # A report that a piece is not authentic.
    AUTHENTICITY_REPORTED = "authenticity.reported"
    AUTHENTICITY_RETURN_OFFERED = "authenticity.return_offered"
    AUTHENTICITY_PIECE_RECEIVED = "authenticity.piece_received"
    AUTHENTICITY_DISPROVEN = "authenticity.disproven"  # not authentic: everything is refunded
    AUTHENTICITY_REPORT_REFUSED = "authenticity.report_refused"

    # A report that a piece is damaged or not as described.
    DAMAGE_REPORTED = "damage.reported"
    DAMAGE_DECIDED = "damage.decided"  # `facts["verdict"]` says how
    DAMAGE_RETURN_REQUESTED = "damage.return_requested"
    DAMAGE_PIECE_RECEIVED = "damage.piece_received"
    DAMAGE_RETURN_EXPIRED = "damage.return_expired"  # not sent back by the last day

    # An erasure that the shopper asks for; once it is done, `order.erased`.
    ERASURE_REQUESTED = "erasure.requested"
    ERASURE_WITHDRAWN = "erasure.withdrawn"

    # Other mail and files.
    MAIL_RECEIVED = "mail.received"  # a receipt goes out
    MAIL_RECEIVED_WITHOUT_RECEIPT = "mail.received_without_receipt"  # too many that day
    CARE_ANSWERED = "care.answered"
    UPLOAD_INFECTED = "upload.infected"  # a file, which was deleted


class ItemEventKind(StrEnum):
    """What can happen to an item, as `catalog.ItemEvent.kind`: `item.past_participle`, written by
    `troth.catalog.actions.record_item_events`. What happens to it as a line of an order is an
    `EventKind`.
    """

    ADDED = "item.added"
    DESCRIPTION_CHANGED = "item.description_changed"
    PHOTOS_CHANGED = "item.photos_changed"
    PRICE_CHANGED = "item.price_changed"
    APPROVED = "item.approved"  # by one expert; two list it
    REJECTED = "item.rejected"
    APPROVAL_WITHDRAWN = "item.approval_withdrawn"
    LISTED = "item.listed"
    UNLISTED = "item.unlisted"
    SOLD = "item.sold"
    UNLISTED_AFTER_SALE = "item.unlisted_after_sale"  # an expert no longer vouches for it
    LEFT_JAPAN = "item.left_japan"
    ARRIVED = "item.arrived"
    FLAGGED = "item.flagged"  # to be judged again
    BLOCKLISTED = "item.blocklisted"  # proven not authentic
    RELISTED = "item.relisted"  # the sale did not last
    WRITTEN_OFF = "item.written_off"  # it came back, and can't be sold any more
    SET_ASIDE = "item.set_aside"  # it arrived from Japan damaged, wrong or not at all
    SET_ASIDE_CLEARED = "item.set_aside_cleared"
    SERIAL_SHOWN = "item.serial_shown"  # to a person, whose name is in `by`


class PolicyEventKind(StrEnum):
    """What can happen to the terms, as `publishing.PolicyEvent.kind`."""

    DRAFT_SAVED = "draft.saved"
    TERMS_PROPOSED = "terms.proposed"
    TERMS_PUBLISHED = "terms.published"
    TERMS_DECLINED = "terms.declined"
    TERMS_WITHDRAWN = "terms.withdrawn"
    WHAT_IF_ASKED = "what_if.asked"
    WHAT_IF_STOPPED = "what_if.stopped"
