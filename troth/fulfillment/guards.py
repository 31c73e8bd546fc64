"""What the database refuses of parcels and delays."""

from __future__ import annotations

from troth.database.guards import AppendOnly, Free, OnlyMayChange, RefuseRows
from troth.orders.guards import is_erased

PACKED = "what was packed is evidence, and kept"
LABEL = "a label is kept as it was bought"
TRANSFER = "transfer: what crossed, and when, stays on record"
_PARCELS_ORDER = "(SELECT p.order_id FROM fulfillment_parcel p WHERE p.id = NEW.parcel_id)"
_LABELS_ORDER = (
    "(SELECT p.order_id FROM fulfillment_label l JOIN fulfillment_parcel p ON p.id = l.parcel_id"
    " WHERE l.id = NEW.label_id)"
)
_RETURNS_ORDER = "(SELECT r.order_id FROM fulfillment_return r WHERE r.id = NEW.returned_id)"
_NOT_LEFT = (
    "EXISTS (SELECT 1 FROM fulfillment_transfer t WHERE t.id = OLD.transfer_id"
    " AND t.dispatched_at IS NULL)"
)

GUARDS = [
    OnlyMayChange(
        "fulfillment_parcel",
        columns=(
            "carrier",
            "carrier_reason",
            "status",
            "status_at",
            "exception_kind",
            "exception_text",
            "exception_place",
            "exception_at",
            "delivered_at",
            "signed_by",
            "expected_on",
            "transit_days",
            "asked_at",
            "proof_asked_at",
        ),
        once=(
            "set_aside_at",
            "set_aside_why",
            "grams",
            "length_mm",
            "width_mm",
            "height_mm",
            "seal",
            "closed_at",
            "left_at",
            "left_how",
            "proof",
        ),
        fixed=("id", "order_id", "key", "by", "taken_at", "passed"),
        erasable=("proof",),
        may_erase=is_erased("NEW.order_id"),
        message=PACKED,
    ),
    OnlyMayChange(
        "fulfillment_parcelline",
        columns=(),
        once=("scanned_at", "out"),
        fixed=("id", "parcel_id", "line_id"),
        message=PACKED,
    ),
    AppendOnly("fulfillment_packingphoto", keys=("id",), message=PACKED),
    OnlyMayChange(
        "fulfillment_label",
        columns=("state", "not_before", "attempts", "problem", "ended_at"),
        once=("number", "service", "file", "cents", "signature", "declared_cents"),
        fixed=("id", "parcel_id", "reference", "carrier", "by", "asked_at"),
        erasable=("file",),
        may_erase=is_erased(_PARCELS_ORDER),
        message=LABEL,
    ),
    OnlyMayChange(
        "fulfillment_return",
        columns=("may_resend", "send_by", "answer", "answered_at", "answered_by"),
        once=(
            "refund_asked_at",
            "shipped_at",
            "arrived_at",
            "received_at",
            "received_by",
            "ended_at",
            "ended_how",
        ),
        fixed=(
            "id",
            "key",
            "order_id",
            "parcel_id",
            "request_key",
            "opened_at",
            "reason",
            "answer_by",
        ),
        message="what came back, and why, stays on record",
    ),
    OnlyMayChange(
        "fulfillment_returnedpiece",
        columns=(),
        once=("condition", "note", "scanned_at"),
        fixed=("id", "returned_id", "line_id"),
        message="what came back, and how it was, stays on record",
    ),
    OnlyMayChange(
        "fulfillment_returnlabel",
        columns=("carrier", "state", "not_before", "attempts", "problem", "tracked_at"),
        once=("number", "service", "file", "cents", "bought_at", "usable_until"),
        fixed=("id", "returned_id", "reference", "asked_at"),
        erasable=("file",),
        may_erase=is_erased(_RETURNS_ORDER),
        message=LABEL,
    ),
    OnlyMayChange(
        "fulfillment_transfer",
        columns=(
            "expected_on",
            "late_why",
            "unknown",
            # Taken back where they were recorded by mistake: the timelines keep both.
            "at_customs_at",
            "cleared_at",
            "landed_at",
        ),
        once=("carrier", "number", "dispatched_at", "ended_at"),
        fixed=("id", "key", "made_at", "by"),
        message=TRANSFER,
    ),
    RefuseRows(
        "fulfillment_transfer",
        name="refuse_other_steps",
        events=("UPDATE",),
        only_if=" OR ".join(
            f"(OLD.{leg}_at IS NOT NULL AND (NEW.{leg}_at IS NULL OR NEW.{leg}_at <> OLD.{leg}_at))"
            for leg in ("at_customs", "cleared", "landed")
        ),
        when="EXISTS (SELECT 1 FROM fulfillment_crossing c WHERE c.transfer_id = OLD.id"
        " AND c.checked_at IS NOT NULL)",
        message="transfer: a piece of it was checked, so its steps stay",
    ),
    OnlyMayChange(
        "fulfillment_crossing",
        columns=("line_id", "value_cents", "permit"),
        once=("scanned_at", "scanned_by", "checked_at", "checked_by"),
        fixed=("id", "transfer_id"),
        may_delete=_NOT_LEFT,
        message=TRANSFER,
    ),
    RefuseRows(
        "fulfillment_crossing",
        name="refuse_papers",
        events=("UPDATE",),
        only_if="NEW.value_cents <> OLD.value_cents OR NEW.permit <> OLD.permit"
        " OR (NEW.value_cents IS NULL AND OLD.value_cents IS NOT NULL)",
        when=f"NOT ({_NOT_LEFT})",
        message="transfer: a piece's papers went with it",
    ),
    # A piece that was cancelled on its way and sold again goes on with its new line.
    RefuseRows(
        "fulfillment_crossing",
        name="refuse_other_line",
        events=("UPDATE",),
        only_if="NEW.line_id <> OLD.line_id",
        when="NOT EXISTS (SELECT 1 FROM orders_line o JOIN orders_line n ON n.item_id = o.item_id"
        " WHERE o.id = OLD.line_id AND o.state = 'cancelled' AND n.id = NEW.line_id)",
        message=TRANSFER,
    ),
    OnlyMayChange(
        "fulfillment_pickup",
        columns=("problem",),
        once=("confirmation", "ended_at"),
        fixed=("id", "carrier", "on", "parcels", "by", "asked_at"),
        message="a pickup is kept as it was asked for",
    ),
    Free("fulfillment_carrieroutage", why="whether a carrier answers now"),
    Free("fulfillment_shelflocation", why="where a piece lies now"),
    Free("fulfillment_closurejob", why="how far the work of a closure has come"),
    Free(
        "fulfillment_promisestatus",
        why="worked out anew: the promise as made is on the order, each move on the timeline",
    ),
    AppendOnly(
        "fulfillment_scan",
        keys=("id", "digest"),
        message="what a carrier said is kept as it was said",
    ),
    AppendOnly(
        "fulfillment_closure",
        keys=("id", "replaces_id"),
        message="a closure is a fact; another one answers it",
    ),
    AppendOnly(
        "fulfillment_crossingcheck",
        keys=("id",),
        message="what was found at check-in is kept; a later check answers it",
    ),
    AppendOnly(
        "fulfillment_crossingphoto",
        keys=("id",),
        message="a photo of what came from Japan is evidence, and kept",
    ),
    AppendOnly(
        "fulfillment_returnphoto",
        keys=("id",),
        message="a photo of what came back is evidence, and kept",
    ),
    OnlyMayChange(
        "fulfillment_counterreceipt",
        columns=(),
        fixed=("id", "label_id", "file", "digest", "by", "at"),
        erasable=("file",),
        may_erase=is_erased(_LABELS_ORDER),
        message="a carrier's receipt is evidence, and kept",
    ),
    OnlyMayChange(
        "fulfillment_parcelback",
        columns=(
            "carrier",
            "carrier_reason",
            "label",
            "not_before",
            "attempts",
            "problem",
            "status",
            "tracked_at",
            "ended_at",
            "ended_how",
            "ended_sentence",
        ),
        once=(
            "grams",
            "length_mm",
            "width_mm",
            "height_mm",
            "packed_at",
            "packed_by",
            "number",
            "by_hand_why",
            "service",
            "file",
            "cents",
            "signature",
            "declared_cents",
            "left_at",
            "left_how",
            "delivered_at",
            "signed_by",
        ),
        erasable=("file",),
        may_erase=is_erased(_RETURNS_ORDER),
        fixed=("id", "returned_id", "key", "opened_at", "opened_by"),
        message="a parcel back to its buyer is kept",
    ),
    # One that the carrier lost may be found.
    RefuseRows(
        "fulfillment_parcelback",
        name="refuse_ended",
        events=("UPDATE",),
        when="OLD.ended_how NOT IN ('', 'lost') AND NEW.ended_how <> OLD.ended_how",
        message="a parcel back to its buyer ends once",
    ),
    RefuseRows(
        "fulfillment_parcelback",
        name="refuse_label",
        events=("UPDATE",),
        when="OLD.label = 'bought' AND (NEW.label <> OLD.label OR NEW.number <> OLD.number OR"
        " NEW.carrier <> OLD.carrier OR NEW.signature <> OLD.signature)",
        message="signature: a label's number and signature stay as they were bought",
    ),
    OnlyMayChange(
        "fulfillment_delay",
        columns=("answer", "answered_at", "outcome", "ended_at", "refund_due_on"),
        fixed=(
            "id",
            "standing_id",
            "order_id",
            "number",
            "old_by",
            "new_by",
            "arrives_from",
            "arrives_by",
            "why",
            "steps",
            "silence",
            "found_at",
            "notice_by",
            "decides_at",
        ),
        message="what a shopper was told of a delay is never edited",
    ),
]
