"""What a file of items would bring, counted before anything of it is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from troth.catalog.intake import Intake
from troth.catalog.models import Item
from troth.catalog.tables import BadFile, Layout, Table


@dataclass(frozen=True, slots=True)
class IntakePreview:
    """How the file was read, what would be added, and what is left out, by line and reason."""

    layout: Layout
    fresh: int
    already_here: int
    broken: list[tuple[int, str]]
    broken_lines: int
    categories: list[tuple[str, int]]
    warehouses: list[tuple[str, int]]
    cheapest_cents: int
    dearest_cents: int
    total_cents: int


def preview_of(table: Table, intake: Intake, *, most_rows: int) -> IntakePreview:
    """The counts of a file. Nothing is written. Raises `BadFile` above so many rows."""
    items: list[Item] = []
    for count, row in enumerate(table, 1):
        if count > most_rows:
            raise BadFile(
                f"it has more than {most_rows:,} rows; take it in with: troth import-items FILE.csv"
            )
        if item := intake.checked(row):
            items.append(item)
    already = intake.already_here(items)
    prices = [item.price_cents for item in items]
    return IntakePreview(
        layout=table.layout,
        fresh=len(items) - already,
        already_here=already,
        broken=intake.report.broken,
        broken_lines=intake.report.broken_lines,
        categories=_word_counts(item.kind.name for item in items),
        warehouses=_word_counts(item.warehouse for item in items),
        cheapest_cents=min(prices, default=0),
        dearest_cents=max(prices, default=0),
        total_cents=sum(prices),
    )


def _word_counts(words: Any) -> list[tuple[str, int]]:
    return Counter(words).most_common()
