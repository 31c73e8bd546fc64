"""What the database refuses of orders."""

from __future__ import annotations

from collections.abc import Iterable

from troth.database.guards import (
    SOMETHING_WAS_LISTED,
    SQLITE,
    AppendOnly,
    OnlyMayChange,
    RefuseRows,
    two_people,
)
from troth.event_kinds import EventKind
from troth.policy.lifecycle import MOVES

ORDER = "no_changes: a submitted order cannot be changed"
POLICY = "an order is judged by the policy it was placed under"
TIMELINE = "the timeline is never edited"
PUBLISHED = "what was published stays on the record"
TURN = "queue: an order keeps the place in which it was received"
LIFECYCLE = "a line moves only along its lifecycle"
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
ERASED = EventKind.ORDER_ERASED


def is_erased(order: str) -> str:
    """True in SQL once the order with this key was erased for who asked to be forgotten."""
    return (
        f"EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = {order} AND e.kind = '{ERASED}')"
    )


def _is_a_move() -> str:
    """True in SQL where the lifecycle knows a way from the old state straight to the new one."""
    ways: dict[str, set[str]] = {}
    for move in MOVES.values():
        for source in filter(None, move.sources):
            ways.setdefault(source, set()).add(move.target)
    return " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state IN ({sql_list(targets)}))"
        for source, targets in sorted(ways.items())
    )


def _first_states() -> str:
    return sql_list({move.target for move in MOVES.values() if None in move.sources})


def sql_list(states: Iterable[str]) -> str:
    """States as SQL lists them."""
    return ", ".join(f"'{state}'" for state in sorted(states))


GUARDS = [
    AppendOnly("orders_order", keys=("id", "number", "link_hash", "checkout_key"), message=ORDER),
    AppendOnly("orders_recipient", keys=("order_id",), message=ORDER, erasable=PERSONAL),
    OnlyMayChange("orders_line", columns=("state",), fixed=LINE_TERMS, message=ORDER),
    # A second live line doesn't push the first out by OR REPLACE either.
    RefuseRows(
        "orders_line",
        name="one_live",
        events=("INSERT", "UPDATE"),
        when="NEW.state NOT IN ('cancelled', 'restocked') AND EXISTS (SELECT 1 FROM"
        " orders_line kept WHERE kept.item_id = NEW.item_id AND kept.id <> NEW.id"
        " AND kept.state NOT IN ('cancelled', 'restocked'))",
        message="one live line per item",
        engines=(SQLITE,),
    ),
    RefuseRows(
        "orders_line",
        name="refuse_jump",
        events=("UPDATE",),
        only_if="NEW.state <> OLD.state",
        when=f"NOT ({_is_a_move()})",
        message=LIFECYCLE,
    ),
    RefuseRows(
        "orders_line",
        name="refuse_begun",
        events=("INSERT",),
        when=f"NEW.state NOT IN ({_first_states()})",
        message=LIFECYCLE,
    ),
    # An order's place in the queue is written right after its lines, in the same transaction: from
    # then on the order is sealed.
    RefuseRows(
        "orders_line",
        name="refuse_added",
        events=("INSERT",),
        when="EXISTS (SELECT 1 FROM orders_queueentry t WHERE t.order_id = NEW.order_id)"
        " OR EXISTS (SELECT 1 FROM orders_event e WHERE e.order_id = NEW.order_id)",
        message=ORDER,
    ),
    OnlyMayChange(
        "orders_queueentry",
        columns=("cancellable_until", "holds", "ready_pieces", "claimed"),
        fixed=("order_id", "placed_at"),
        message=TURN,
    ),
    RefuseRows(
        "orders_queueentry",
        name="refuse_other_place",
        events=("INSERT",),
        when="NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.id = NEW.order_id"
        " AND o.placed_at = NEW.placed_at)",
        message=TURN,
    ),
    AppendOnly("orders_event", keys=("id",), message=TIMELINE),
    # What else is personal of an order may be emptied once it is told as erased; so that is told
    # only of one whose recipient is.
    RefuseRows(
        "orders_event",
        name="refuse_not_erased",
        events=("INSERT",),
        only_if=f"NEW.kind = '{ERASED}'",
        when="EXISTS (SELECT 1 FROM orders_recipient r WHERE r.order_id = NEW.order_id"
        " AND r.email <> '')",
        message="an order is told as erased once its recipient is",
    ),
    AppendOnly("orders_publishedpolicy", keys=("digest",), message=POLICY),
    AppendOnly("orders_publication", keys=("id",), message=PUBLISHED),
    two_people(
        "orders_publication",
        first="proposed_by",
        second="approved_by",
        only_if=SOMETHING_WAS_LISTED,
        message="two people publish",
    ),
]
