"""What the database refuses of parcels and delays."""

from __future__ import annotations

from troth.database.guards import AppendOnly, OnlyMayChange

GUARDS = [
    AppendOnly(
        "fulfillment_scan",
        keys=("id", "digest"),
        says="what a carrier said is kept as it was said",
    ),
    AppendOnly(
        "fulfillment_closure", keys=("id",), says="a closure is a fact; another one answers it"
    ),
    AppendOnly(
        "fulfillment_returnphoto",
        keys=("id",),
        says="a photo of what came back is evidence, and kept",
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
        says="what a shopper was told of a delay is never edited",
    ),
]
