"""Taking a file of items in: what is broken is reported by line, and the rest goes in, unlisted.

Only in development can an import approve what it takes in, so that a demo has something to sell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from troth.actors import Actor
from troth.catalog import actions
from troth.catalog.allowed import places_of
from troth.catalog.models import Evaluation, Item
from troth.catalog.production import is_production
from troth.catalog.rows import BadRow, Row, item_of
from troth.policy.terms import Terms

BATCH = 500
NO_APPROVALS = (
    "Authentication: no import approves a piece. Each expert signs in and judges it at the desk, or"
    " attests there that it was judged before."
)


@dataclass(slots=True)
class IntakeReport:
    """What became of the rows."""

    added: int = 0
    already_here: int = 0
    listed: int = 0
    waiting: int = 0  # approved by one expert, and above the value that asks for a second
    broken: list[tuple[int, str]] = field(default_factory=list)  # line in the file, reason
    broken_lines: int = 0  # that the broken rows took: one quotation mark can swallow many


class Intake:
    """Takes rows in, a batch a transaction, and keeps the report.

    In development only, `expert` approves every piece in the file, and `second` every piece above
    the value that asks for two; without `second` those stay unlisted, counted as waiting. Anywhere
    else naming one raises `ItemActionRefused`: there each expert judges or attests at the desk,
    signed in. `located` is where every piece lies, whatever the rows say.
    """

    def __init__(
        self,
        *,
        source: str,
        file_name: str,
        expert: User | None,
        terms: Terms,
        now: datetime,
        second: User | None = None,
        by: str = Actor.IMPORT,
        located: str = "",
    ) -> None:
        self.source, self.file_name, self.now, self.terms, self.by = (
            source,
            file_name,
            now,
            terms,
            by,
        )
        self.experts = [person for person in (expert, second) if person]
        if self.experts and is_production():
            raise actions.ItemActionRefused(NO_APPROVALS)
        self.report = IntakeReport()
        self.located = located
        self._batch: list[Item] = []
        self._places = places_of(terms)
        self._lines: dict[str, int] = {}

    def add(self, row: Row | BadRow) -> None:
        """Checks one row; every `BATCH` good ones are written."""
        if item := self.checked(row):
            self._batch.append(item)
        if len(self._batch) >= BATCH:
            self.flush()

    def checked(self, row: Row | BadRow) -> Item | None:
        """The item of a row, which isn't written; None for one that the report now calls
        broken.
        """
        if isinstance(row, BadRow):
            self._leave_out(row)
            return None
        if self.located:
            row = Row(row.line, row.values | {"location": self.located})
        try:
            item = item_of(row, source=self.source, now=self.now, places=self._places)
            first = self._lines.setdefault(item.source_id, row.line)
            if first != row.line:
                raise ValueError(f"source_id {item.source_id} stands already in line {first}")
        except ValueError as broken:
            self._leave_out(BadRow(row.line, str(broken)))
            return None
        return item

    def _leave_out(self, row: BadRow) -> None:
        self.report.broken.append((row.line, row.reason))
        self.report.broken_lines += row.lines

    def already_here(self, items: list[Item]) -> int:
        """How many of these items the store has already."""
        keys = [item.source_id for item in items]
        return sum(
            Item.objects.filter(source=self.source, source_id__in=keys[at : at + BATCH]).count()
            for at in range(0, len(keys), BATCH)
        )

    @transaction.atomic
    def flush(self) -> list[Item]:
        """Writes what is waiting; returns those items as stored."""
        stored_ids = {item.source_id for item in self._stored()}
        fresh = [item for item in self._batch if item.source_id not in stored_ids]
        actions.add_items(items=fresh, now=self.now, by=self.by)
        self.report.added += len(fresh)
        self.report.already_here += len(self._batch) - len(fresh)
        if self.experts:
            self._judge(list(self._stored().filter(listed_at=None, sold_at=None).order_by("pk")))
        stored = list(self._stored())
        self._batch = []
        return stored

    def _stored(self) -> Any:
        keys = [item.source_id for item in self._batch]
        return Item.objects.filter(source=self.source, source_id__in=keys)

    def _judge(self, unlisted: list[Item]) -> None:
        """An earlier rejection or withdrawn approval stands; an approval by another expert
        counts.
        """
        approved = _approving_experts(unlisted)
        open_to = [item for item in unlisted if item.pk in approved]
        need = {
            item: actions.experts_needed(terms=self.terms, price_cents=item.price_cents)
            for item in open_to
        }
        for expert in self.experts:
            lacking = [
                item
                for item in open_to
                if len(approved[item.pk]) < need[item] and expert.pk not in approved[item.pk]
            ]
            self._approve(lacking, expert)
            for item in lacking:
                approved[item.pk].add(expert.pk)
        ready = [item for item in open_to if len(approved[item.pk]) >= need[item]]
        actions.put_on_sale(items=ready, terms=self.terms, now=self.now, by=self.by)
        self.report.listed += len(ready)
        self.report.waiting += len(open_to) - len(ready)

    def _approve(self, items: list[Item], expert: User) -> None:
        evidence = {
            "import": self.file_name,
            "sentence": "Approved by an import in a development store: nobody examined it.",
        }
        actions.evaluate_items(
            items=items, verdict=Evaluation.APPROVED, evidence=evidence, now=self.now, by=expert
        )


def _approving_experts(items: list[Item]) -> dict[int, set[int]]:
    """By item, the experts who approve it; without the items that a rejection or a withdrawn
    approval bars.
    """
    earlier = Evaluation.objects.filter(item__in=items)
    barred = set(
        earlier.filter(~Q(verdict=Evaluation.APPROVED) | ~Q(withdrawal=None)).values_list(
            "item", flat=True
        )
    )
    approved: dict[int, set[int]] = {item.pk: set() for item in items if item.pk not in barred}
    for item_id, expert_id in earlier.exclude(item__in=barred).values_list("item_id", "by_id"):
        approved[item_id].add(expert_id)
    return approved
