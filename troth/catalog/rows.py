"""Items as rows of a CSV file: a file into rows with their lines, a row into an item, an item into
a row again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from troth.catalog import details, serials
from troth.catalog.allowed import category_of, gender_of, places_of, tax_category_of, warehouse_of
from troth.catalog.kinds import item_kinds
from troth.catalog.models import Item, new_slug
from troth.catalog.tables import BadFile, BadRow, Columns, Row, Table, escape_cell
from troth.policy.cells import check_not_reformatted, safe_cell
from troth.policy.money import cents_from
from troth.policy.texts import check_text
from troth.policy.written import whole_number_in

__all__ = ["BadFile", "BadRow", "Row", "item_of", "row_of", "rows_of"]

REQUIRED = ("source_id", "title", "designer", "category", "condition", "price")
OPTIONAL = (
    "gender",
    "sub_category",
    "material",
    "colour",
    "size",
    "location",
    "description",
    "weight_grams",
    "line",
    "model",
    "reference",
    "species",
    "needs_papers",
    "color_name",
    "hardware",
    "year_from",
    "year_to",
    "serial",
    "accessories",
    "grades",
    "measures",
    "defects",
    "service",
    "alterations",
    "tax_category",
)
# `colour` is the column's own name; American files say `color`.
COLUMNS = Columns(REQUIRED, OPTIONAL, {"color": "colour"})
HEAVIEST_GRAMS = 60_000

# New York: worn things are clothing (TB-ST-530); bags, watches, jewelry, wallets and glasses are
# not.
_CLOTHING = {"clothing", "shoes", "children"}
_WORN_ACCESSORIES = (
    "belt",
    "scar",
    "hat",
    "glove",
    "tie",
    "sock",
    "shawl",
    "stole",
    "cape",
    "bonnet",
    "beret",
)
_GRAMS = {
    "bags": 1500,
    "shoes": 1400,
    "clothing": 900,
    "watches": 600,
    "jewelry": 300,
    "accessories": 400,
}
_OTHER_GRAMS = 1000
_SEVERAL_LINES = ("description", "service", "alterations", "defects")
_KEPT_EXACTLY = ("source_id", "reference", "serial", "size")
_AS_IT_IS = (
    "sub_category",
    "material",
    "line",
    "model",
    "reference",
    "species",
    "color_name",
    "hardware",
    "description",
    "service",
    "alterations",
)


def rows_of(path: Path, *, columns: Columns = COLUMNS) -> Iterator[Row | BadRow]:
    """The rows of the file with their lines; a row that can't be read comes as its lines and the
    reason. Raises `BadFile` like `Table`.
    """
    yield from Table(path, columns)


def item_of(
    row: Row, *, source: str, now: datetime, places: Mapping[str, str] | None = None
) -> Item:
    """The item a row describes; `places` are the words for its warehouses. ValueError names the
    column and the reason.
    """
    values = _checked_values(row.values)
    category = category_of(values["category"])
    kind, serial = item_kinds().of(category), values.get("serial", "")
    item = Item(
        source=source,
        source_id=values["source_id"],
        slug=new_slug(values["title"]),
        title=values["title"][:1].upper() + values["title"][1:],
        brand=values["designer"].title() if values["designer"].islower() else values["designer"],
        category=category,
        condition=_parse_condition(values["condition"]),
        color=values.get("colour", ""),
        size=values.get("size", "").replace("no size", ""),
        needs_papers=_parse_yes_or_no("needs_papers", values.get("needs_papers", "")),
        year_from=_parse_year("year_from", values.get("year_from", ""), now),
        year_to=_parse_year("year_to", values.get("year_to", ""), now),
        serial_sealed=serials.encrypt_text(serial),
        serial_print=serials.serial_fingerprint(values["designer"], serial),
        accessories=details.accessories_of(values.get("accessories", "").split(";")),
        grades=details.grades_of(kind, _parse_pairs("grades", values.get("grades", ""))),
        measures=details.measures_of(kind, _parse_pairs("measures", values.get("measures", ""))),
        defects=details.defects_of(kind, _parse_defects(values.get("defects", ""))),
        price_cents=_parse_price_cents(values["price"]),
        weight_grams=_parse_weight_grams(values.get("weight_grams", ""), category),
        tax_category=tax_category_of(values.get("tax_category", ""))
        or tax_category(category, values.get("sub_category", "")),
        warehouse=warehouse_of(values.get("location", ""), places or places_of(None)),
        gender=gender_of(values.get("gender", "")),
        created_at=now,
        **{name: values.get(name, "") for name in _AS_IT_IS},
    )
    if len(serial) > serials.LONGEST:
        raise ValueError(f"serial has {len(serial)} characters; at most {serials.LONGEST}")
    _check_lengths(item)
    return item


def row_of(item: Item) -> dict[str, Any]:
    """The item as a row that `item_of` reads back; all but its serial, which leaves the store by no
    door.
    """
    row = {name: getattr(item, name) for name in _AS_IT_IS} | {
        "source_id": item.source_id,
        "title": item.title,
        "designer": item.brand,
        "category": item.category,
        "condition": item.condition,
        "gender": item.gender,
        "price": f"{item.price_cents / 100:.2f}",
        "colour": item.color,
        "size": item.size,
        "location": "japan" if item.warehouse == "jp" else "new york",
        "weight_grams": item.weight_grams,
        "needs_papers": "yes" if item.needs_papers else "",
        "year_from": item.year_from or "",
        "year_to": item.year_to or "",
        "accessories": "; ".join(item.accessories),
        "grades": "; ".join(f"{zone}={grade}" for zone, grade in item.grades.items()),
        "measures": "; ".join(f"{name}={value}" for name, value in item.measures.items()),
        "defects": "; ".join(
            "/".join([defect["zone"], defect["kind"], defect["severity"], defect["note"]])
            for defect in item.defects
        ),
        "tax_category": item.tax_category,
        "serial": "",
    }
    return {name: safe_cell(escape_cell(str(row[name]))) for name in REQUIRED + OPTIONAL}


def _checked_values(values: dict[str, str]) -> dict[str, str]:
    """The values, each of them text, those of one line on one line, and nothing needed empty."""
    for name in REQUIRED:
        if not values[name]:
            raise ValueError(f"{name} is empty")
    for name, value in values.items():
        check_text(name, value)
        if name in _KEPT_EXACTLY:
            check_not_reformatted(name, value)
    return {
        name: value if name in _SEVERAL_LINES else " ".join(value.split())
        for name, value in values.items()
    }


def _parse_condition(text: str) -> str:
    """The words of the published scale for what was written."""
    grade = item_kinds().grade(text) or item_kinds().grade(text.lower().removesuffix(" condition"))
    if grade is None:
        scale = ", ".join(entry.name.lower() for entry in item_kinds().grades)
        raise ValueError(f"condition: {text[:40]!r} is not on our scale: {scale}")
    return grade.name.lower()


def _parse_pairs(name: str, text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if any(not sign for _, sign, _ in pairs):
        raise ValueError(f"{name}: written as key=value; key=value")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _parse_defects(text: str) -> list[dict[str, Any]]:
    """`zone/kind/severity/note; ...`; pins are set on photos, at the desk."""
    parts = [
        [word.strip() for word in part.split("/", 3)] for part in text.split(";") if part.strip()
    ]
    return [dict(zip(("zone", "kind", "severity", "note"), part, strict=False)) for part in parts]


def _parse_yes_or_no(name: str, text: str) -> bool:
    if text.lower() not in ("", "yes", "no", "true", "false"):
        raise ValueError(f"{name}: {text[:40]!r} is neither yes nor no")
    return text.lower() in ("yes", "true")


def _parse_year(name: str, text: str, now: datetime) -> int | None:
    if not text:
        return None
    year = _parse_whole_number(name, text)
    if not 1700 <= year <= now.year:
        raise ValueError(f"{name}: {text[:40]!r} is not a year from 1700 to {now.year}")
    return year


def _parse_whole_number(name: str, text: str) -> int:
    try:
        return whole_number_in(text)
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from None


def _parse_price_cents(text: str) -> int:
    try:
        cents = cents_from(text)
    except ValueError as wrong:
        raise ValueError(f"price: {wrong}") from None
    if cents == 0:
        raise ValueError("price is zero")
    return cents


def _parse_weight_grams(text: str, category: str) -> int:
    if not text:
        return _GRAMS.get(category, _OTHER_GRAMS)
    grams = _parse_whole_number("weight_grams", text)
    if not 1 <= grams <= HEAVIEST_GRAMS:
        raise ValueError(f"weight_grams: {text[:40]!r} is not from 1 to {HEAVIEST_GRAMS:,}")
    return grams


def tax_category(category: str, sub_category: str) -> str:
    worn = category == "accessories" and any(
        word in sub_category.lower() for word in _WORN_ACCESSORIES
    )
    return "clothing_footwear" if category in _CLOTHING or worn else "general"


def _check_lengths(item: Item) -> None:
    names = {"brand": "designer", "color": "colour"}
    for model_field in Item._meta.concrete_fields:
        longest, value = model_field.max_length, getattr(item, model_field.name)
        if longest and isinstance(value, str) and len(value) > longest:
            name = names.get(model_field.name, model_field.name)
            raise ValueError(f"{name} has {len(value)} characters; at most {longest}")
