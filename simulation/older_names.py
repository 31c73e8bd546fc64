"""Names as an older source has them: an event's facts, and the fields of a form.

A life of an older source is read by the checks of today, so what it wrote is renamed on its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FACTS = {"says": "sentence"}  # old: new
KINDS = {  # of events
    "order.called_off": "order.cancelled",
    "order.partly_called_off": "order.partly_cancelled",
    "payment.about_to_lapse": "payment.authorization_expiring",
    "payment.lapsed": "payment.authorization_expired",
    "payment.asked_again": "payment.requested_again",
    "payment.failed": "payment.operation_failed",
    "refund.asked": "refund.approval_requested",
    "refund.declined": "refund.approval_declined",
    "delay_notice.overtaken": "delay_notice.superseded",
    "transfer.at_customs": "transfer.reached_customs",
    "transfer.cleared": "transfer.cleared_customs",
    "transfer.landed": "transfer.reached_warehouse",
    "transfer.damaged": "transfer.item_damaged",
    "transfer.wrong": "transfer.item_wrong",
    "transfer.missing": "transfer.item_missing",
    "transfer.examined": "transfer.item_examined",
    "promise.moved": "promise.delayed",
    "promise.known": "promise.dated",
    "promise.sooner": "promise.brought_forward",
    "delay.agreed": "delay.accepted",
    "delay.ended": "delay.order_cancelled",
    "parcel.elsewhere": "parcel.misdelivered",
    "parcel.unread": "parcel.status_unrecognized",
    "parcel.attempted": "parcel.delivery_attempted",
    "parcel.held": "parcel.held_for_pickup",
    "parcel.unsigned": "parcel.delivered_unsigned",
    "parcel.astray": "parcel.shipped_in_error",
    "return.received": "return.checked_in",
    "piece_back.opened": "parcel_back.opened",
    "piece_back.shipped": "parcel_back.shipped",
    "piece_back.delivered": "parcel_back.delivered",
    "piece_back.unsigned": "parcel_back.delivered_unsigned",
    "piece_back.returning": "parcel_back.returning",
    "piece_back.returned": "parcel_back.returned",
    "piece_back.lost": "parcel_back.lost",
    "piece_back.elsewhere": "parcel_back.misdelivered",
    "cancellation.asked": "cancellation.requested",
    "cancellation.by_care": "cancellation.made_by_care",
    "claim.opened": "claim.period_opened",
    "claim.settled": "claim.accepted",
    "claim.again": "claim.redelivery_started",
    "claim.found": "claim.parcel_found",
    "claim.returning": "claim.parcel_returning",
    "authenticity.return": "authenticity.return_offered",
    "authenticity.back": "authenticity.piece_received",
    "authenticity.proven": "authenticity.disproven",
    "authenticity.refused": "authenticity.report_refused",
    "damage.return": "damage.return_requested",
    "damage.back": "damage.piece_received",
    "damage.return_ended": "damage.return_expired",
    "forget.asked": "erasure.requested",
    "forget.withdrawn": "erasure.withdrawn",
    "mail.kept": "mail.received_without_receipt",
    "line.resent": "line.requeued",
    "line.back_with_buyer": "line.returned_to_buyer",
    "item.taken_in": "item.added",
    "item.described": "item.description_changed",
    "item.priced": "item.price_changed",
    "item.doubted": "item.unlisted_after_sale",
    "item.barred": "item.blocklisted",
    "item.put_back": "item.relisted",
    "item.cleared": "item.set_aside_cleared",
}
LETTERS = {"called_off": "cancelled", "partly_off": "partly_cancelled", "piece_back": "parcel_back"}
FIELDS = {new: old for old, new in FACTS.items()}


def rename_facts(value: Any) -> Any:
    """An older event's facts, with each old key replaced, at every depth."""
    if isinstance(value, Mapping):
        return {FACTS.get(key, key): rename_facts(inner) for key, inner in value.items()}
    return [rename_facts(inner) for inner in value] if isinstance(value, list) else value
