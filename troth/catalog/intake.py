"""Items from a CSV file: each row checked, the broken ones reported by line, the rest taken in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from troth.catalog import actions
from troth.catalog.models import Evaluation, Item, new_slug
from troth.policy.money import cents_from

REQUIRED = ("source_id", "title", "designer", "category", "condition", "price")
OPTIONAL = ("gender", "sub_category", "material", "colour", "size", "location", "description", "weight_grams")
BATCH = 500
MOST_BYTES = 500_000_000
HEAVIEST_GRAMS = 60_000

# What a house calls by more than one name is kept under one.
_CATEGORIES = {"jewellery": "jewelry", "girls": "children", "boys": "children", "design & decoration": "home"}
# New York: worn things are clothing (TB-ST-530); bags, watches, jewelry, wallets and glasses are not.
_CLOTHING = {"clothing", "shoes", "children"}
_WORN_ACCESSORIES = ("belt", "scar", "hat", "glove", "tie", "sock", "shawl", "stole", "cape", "bonnet", "beret")
_GRAMS = {"bags": 1500, "shoes": 1400, "clothing": 900, "watches": 600, "jewelry": 300, "accessories": 400}
_OTHER_GRAMS = 1000


class BadFile(ValueError):
    """The file as a whole can't be read as a list of items."""


@dataclass(slots=True)
class Report:
    """What became of the rows."""

    added: int = 0
    already_here: int = 0
    listed: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)  # line in the file, reason


@dataclass(slots=True)
class Row:
    line: int
    values: dict[str, str]


def rows_of(path: Path) -> Iterator[Row | tuple[int, str]]:
    """The rows of the file with their lines; a row that can't be read comes as its line and the reason.

    Raises `BadFile` when there is no such file, it is too large, or a required column is missing.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile(f"a file of items has at most {MOST_BYTES:,} bytes")
        # Bytes that are no UTF-8 spoil their own row, not the file.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in REQUIRED if name not in (reader.fieldnames or [])]:
                raise BadFile(f"column {missing[0]!r} is missing; an items file has: {', '.join(REQUIRED + OPTIONAL)}")
            yield from _each(reader)
    except OSError as unreadable:
        raise BadFile(unreadable.strerror or str(unreadable)) from unreadable


def _each(reader: csv.DictReader) -> Iterator[Row | tuple[int, str]]:
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            yield line, str(broken)
            continue
        if None in values or None in values.values():
            yield line, f"has {'more' if None in values else 'fewer'} fields than the header"
        else:
            yield Row(line, {name: value.strip() for name, value in values.items()})


def item_of(row: Row, *, source: str, now: datetime) -> Item:
    """The item a row describes. ValueError names the column and the reason."""
    values = row.values
    for name in REQUIRED:
        if not values[name]:
            raise ValueError(f"{name} is empty")
    for name, value in values.items():
        if any(ord(sign) < 32 and sign not in "\n\t\r" for sign in value) or not _is_utf8(value):
            raise ValueError(f"{name} holds characters that are no text")
    category = _CATEGORIES.get(values["category"].lower(), values["category"].lower())
    item = Item(
        source=source,
        source_id=values["source_id"],
        slug=new_slug(values["title"]),
        title=values["title"][:1].upper() + values["title"][1:],
        brand=values["designer"].title() if values["designer"].islower() else values["designer"],
        category=category,
        sub_category=values.get("sub_category", ""),
        gender=values.get("gender", ""),
        condition=values["condition"].lower().replace(" condition", ""),
        material=values.get("material", ""),
        color=values.get("colour", ""),
        size=values.get("size", "").replace("no size", ""),
        description=values.get("description", ""),
        price_cents=_price(values["price"]),
        weight_grams=_grams(values.get("weight_grams", ""), category),
        tax_category=_tax_category(category, values.get("sub_category", "")),
        warehouse="jp" if values.get("location", "").lower() == "japan" else "us",
        created_at=now,
    )
    _check_lengths(item)
    return item


def _is_utf8(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _price(text: str) -> int:
    try:
        cents = cents_from(text)
    except ValueError as wrong:
        raise ValueError(f"price: {wrong}") from None
    if cents == 0:
        raise ValueError("price is zero")
    return cents


def _grams(text: str, category: str) -> int:
    if not text:
        return _GRAMS.get(category, _OTHER_GRAMS)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HEAVIEST_GRAMS:
        raise ValueError(f"weight_grams: {text[:40]!r} is not a whole number from 1 to {HEAVIEST_GRAMS:,}")
    return int(text)


def _tax_category(category: str, sub_category: str) -> str:
    worn = category == "accessories" and any(word in sub_category.lower() for word in _WORN_ACCESSORIES)
    return "clothing_footwear" if category in _CLOTHING or worn else "general"


def _check_lengths(item: Item) -> None:
    names = {"brand": "designer", "color": "colour"}
    for model_field in Item._meta.concrete_fields:
        longest, value = model_field.max_length, getattr(item, model_field.name)
        if longest and isinstance(value, str) and len(value) > longest:
            name = names.get(model_field.name, model_field.name)
            raise ValueError(f"{name} has {len(value)} characters; at most {longest}")


class Intake:
    """Takes rows in, a batch a transaction, and keeps the report."""

    def __init__(self, *, source: str, file_name: str, expert: User | None, now: datetime) -> None:
        self.source, self.file_name, self.expert, self.now = source, file_name, expert, now
        self.report = Report()
        self._batch: list[Item] = []
        self._lines: dict[str, int] = {}

    def add(self, row: Row | tuple[int, str]) -> None:
        """Checks one row; every `BATCH` good ones are written."""
        if isinstance(row, tuple):
            self.report.broken.append(row)
            return
        try:
            item = item_of(row, source=self.source, now=self.now)
            first = self._lines.setdefault(item.source_id, row.line)
            if first != row.line:
                raise ValueError(f"source_id {item.source_id} stands already in line {first}")
        except ValueError as broken:
            self.report.broken.append((row.line, str(broken)))
            return
        self._batch.append(item)
        if len(self._batch) >= BATCH:
            self.flush()

    @transaction.atomic
    def flush(self) -> list[Item]:
        """Writes what is waiting; returns those items as stored."""
        known = {item.source_id for item in self._stored()}
        fresh = [item for item in self._batch if item.source_id not in known]
        Item.objects.bulk_create(fresh)
        self.report.added += len(fresh)
        self.report.already_here += len(self._batch) - len(fresh)
        if self.expert:
            self._approve(list(self._stored().filter(listed_at=None)), self.expert)
        stored = list(self._stored())
        self._batch = []
        return stored

    def _stored(self) -> Any:
        keys = [item.source_id for item in self._batch]
        return Item.objects.filter(source=self.source, source_id__in=keys)

    def _approve(self, unlisted: list[Item], expert: User) -> None:
        """Only what no expert has judged yet: an earlier rejection stands."""
        judged = set(Evaluation.objects.filter(item__in=unlisted).values_list("item_id", flat=True))
        unjudged = [item for item in unlisted if item.pk not in judged]
        evidence = {"import": self.file_name, "says": "Examined in hand by the expert named here, before this import."}
        actions.evaluate(items=unjudged, verdict=Evaluation.APPROVED, evidence=evidence, now=self.now, by=expert)
        actions.put_on_sale(items=unjudged, now=self.now)
        self.report.listed += len(unjudged)
