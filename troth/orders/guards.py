"""What the database refuses of orders."""

from __future__ import annotations

from troth.database.guards import SQLITE, AppendOnly, OnlyMayChange, RefuseRows

ORDER = "no_changes: a submitted order cannot be changed"
POLICY = "an order is judged by the policy it was placed under"
TIMELINE = "the timeline is never edited"
PUBLISHED = "what was published stays on the record"
LINE_TERMS = (
    "id",
    "order_id",
    "item_id",
    "title",
    "listing",
    "warehouse",
    "weight_grams",
    "price_cents",
    "tax_cents",
)
# Of a recipient the database takes one change: all of it is emptied at once.
PERSONAL = (
    "email",
    "name",
    "phone",
    "street",
    "street2",
    "city",
    "hold_at",
    "hold_name",
    "hold_hours",
)

GUARDS = [
    AppendOnly("orders_order", keys=("id", "number", "link_hash", "checkout_key"), says=ORDER),
    AppendOnly("orders_recipient", keys=("order_id",), says=ORDER, erasable=PERSONAL),
    OnlyMayChange("orders_line", columns=("state",), fixed=LINE_TERMS, says=ORDER),
    # A second live line doesn't push the first out by OR REPLACE either.
    RefuseRows(
        "orders_line",
        name="one_live",
        events=("INSERT", "UPDATE"),
        when="NEW.state NOT IN ('cancelled', 'restocked') AND EXISTS (SELECT 1 FROM"
        " orders_line kept WHERE kept.item_id = NEW.item_id AND kept.id <> NEW.id"
        " AND kept.state NOT IN ('cancelled', 'restocked'))",
        says="one live line per item",
        engines=(SQLITE,),
    ),
    AppendOnly("orders_event", keys=("id",), says=TIMELINE),
    AppendOnly("orders_publishedpolicy", keys=("digest",), says=POLICY),
    AppendOnly("orders_publication", keys=("id",), says=PUBLISHED),
]
