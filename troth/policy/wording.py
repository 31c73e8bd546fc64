"""The clauses by name, as a shopper reads them beside a date or a verdict."""

from __future__ import annotations

CLAUSES = {
    "queue": "Orders in turn",
    "cut_off": "Daily cut-off",
    "processing": "Processing",
    "closed_days": "Weekends and holidays",
    "delivery": "Delivery",
    "methods": "Shipping methods",
    "transfer": "Items from Japan",
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
    "payment.captured": "Payment taken",
    "payment.voided": "Reservation on the card released",
    "payment.refunded": "Refunded",
    "payment.about_to_lapse": "The reservation on the card is about to lapse",
    "payment.failed": "Money could not move as asked: a person looks at it",
    "payment.lapsed": "The reservation on the card lapsed",
    "payment.disputed": "The payment is disputed",
    "payment.dispute_closed": "The dispute has ended",
    "tax.reviewed": "The place of the sales tax was looked at",
    "order.placed": "Order placed",
    "order.called_off": "Called off",
    "confirmation.sent": "Confirmation emailed",
    "parcel.shipped": "Parcel handed to the carrier",
    "shipping_notice.sent": "Shipping notice emailed",
}

# Of these, the shopper's page says nothing.
STAFF_ONLY = ("payment.about_to_lapse", "payment.failed", "payment.disputed", "payment.dispute_closed", "tax.reviewed")

# What happened to an item, as the desk tells it.
ITEM_EVENTS = {
    "item.taken_in": "Taken in",
    "item.described": "Description changed",
    "item.photos_changed": "Photos changed",
    "item.approved": "Approved by an expert",
    "item.rejected": "Rejected by an expert",
    "item.approval_withdrawn": "An approval was withdrawn",
    "item.listed": "Put on sale",
    "item.unlisted": "Left the store",
    "item.doubted": "Left the store after it was sold",
    "item.priced": "Price changed",
    "item.sold": "Sold",
    "item.put_back": "Back in the store: the sale did not last",
    "item.serial_shown": "The serial was shown",
}

STATES = {
    "placed": "Received",
    "in_japan": "In our Japan warehouse",
    "in_transfer": "On its way from Japan to New York",
    "processed": "Processed",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "cancelled": "Cancelled",
    "lost": "Lost",
    "returned": "Returned",
}
