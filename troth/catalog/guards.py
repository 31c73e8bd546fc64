"""What the database refuses of items: above all, one that no expert has approved is not listed."""

from __future__ import annotations

from troth.database.guards import AppendOnly, Free, OnlyMayChange, RefuseRows

STAYS = "authentication: an evaluation stays on record"
LISTING = "authentication: no item is listed before an expert evaluation has approved it"
LEAVES_FIRST = "authentication: the item must leave the store first"

# Enough approvals are those of two different experts above the value of the latest `ListingRule`,
# else one. No rejection may exist.
_EXPERTS = (
    "(SELECT count(DISTINCT e.by_id) FROM catalog_evaluation e WHERE e.item_id = NEW.id AND"
    " e.verdict = 'approved' AND NOT EXISTS (SELECT 1 FROM catalog_withdrawal w WHERE"
    " w.evaluation_id = e.id))"
)
_ABOVE = (
    "(SELECT r.second_expert_above_cents FROM catalog_listingrule r ORDER BY r.id DESC LIMIT 1)"
)
_NEEDED = f"(CASE WHEN NEW.price_cents > {_ABOVE} THEN 2 ELSE 1 END)"
_REJECTED = (
    "EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict ="
    " 'rejected')"
)
_NO_RULE = "NOT EXISTS (SELECT 1 FROM catalog_listingrule)"


def listing_needs_standing_approvals() -> RefuseRows:
    """An item is listed, and its price set, only while enough approvals of it stand."""
    return RefuseRows(
        "catalog_item",
        name="listing",
        events=("INSERT", "UPDATE OF id, listed_at, price_cents"),
        when=f"NEW.listed_at IS NOT NULL AND ({_EXPERTS} < {_NEEDED} OR {_REJECTED} OR {_NO_RULE})",
        message=LISTING,
    )


def _while_listed(table: str, *, item: str, only_if: str = "") -> RefuseRows:
    """No row of `table` is added while `item` is listed: it would take an approval from under it.
    The item is locked until the end, so that nobody lists it meanwhile.
    """
    return RefuseRows(
        table,
        name="listed",
        events=("INSERT",),
        only_if=only_if,
        locks=f"catalog_item i WHERE i.id = {item}",
        when=f"EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = {item} AND i.listed_at IS NOT"
        " NULL)",
        message=LEAVES_FIRST,
    )


# What of an item stays as it was taken in. The rest is described, priced and moved, and each such
# change is an event.
_TAKEN_IN = ("id", "slug", "source", "source_id", "created_at")
_DESCRIBED = (
    "title",
    "brand",
    "line",
    "model",
    "reference",
    "category",
    "sub_category",
    "gender",
    "condition",
    "grades",
    "defects",
    "material",
    "species",
    "needs_papers",
    "color",
    "color_name",
    "hardware",
    "size",
    "measures",
    "year_from",
    "year_to",
    "serial_sealed",
    "serial_print",
    "accessories",
    "service",
    "alterations",
    "description",
    "price_cents",
    "weight_grams",
    "tax_category",
    "warehouse",
    "left_japan_on",
    "expected_here_on",
    "crossing_late_why",
    "crossing_undated",
    "listed_at",
    "sold_at",
)

GUARDS = [
    OnlyMayChange(
        "catalog_item",
        columns=_DESCRIBED,
        fixed=_TAKEN_IN,
        message="an item that was taken in stays on record",
    ),
    Free("catalog_photo", why="shown, ordered and replaced; a sold piece's are on its order"),
    Free("catalog_reservation", why="who pays now; taken over when it has ended"),
    Free("catalog_reservationstart", why="counted for a day"),
    AppendOnly(
        "catalog_evidencephoto",
        keys=("id",),
        message="authentication: what an expert saw is evidence",
    ),
    AppendOnly(
        "catalog_voidedserial",
        keys=("id",),
        message="authentication: a voided serial stays listed",
    ),
    AppendOnly("catalog_evaluation", keys=("id",), message=STAYS),
    AppendOnly("catalog_withdrawal", keys=("id", "evaluation_id"), message=STAYS),
    AppendOnly(
        "catalog_productionmark",
        keys=("id", "name"),
        message="a store in production stays one",
    ),
    AppendOnly("catalog_listingrule", keys=("id",), message="authentication: a rule stays"),
    AppendOnly("catalog_itemevent", keys=("id",), message="what happened to an item stays"),
    listing_needs_standing_approvals(),
    _while_listed(
        "catalog_withdrawal",
        item="(SELECT e.item_id FROM catalog_evaluation e WHERE e.id = NEW.evaluation_id)",
    ),
    _while_listed("catalog_evaluation", item="NEW.item_id", only_if="NEW.verdict = 'rejected'"),
]
