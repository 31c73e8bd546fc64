"""Which closures were known at a moment: what a promise made then had in it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from functools import cached_property

from troth.fulfillment.models import Closure
from troth.fulfillment.promises.monitoring import closed_days_of
from troth.policy.dates import outlook


class ClosureHistory:
    """Every closure with its corrections, read once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[outlook.Closure, ...]] = {}

    @cached_property
    def _rows(self) -> list[Closure]:
        rows = Closure.objects.select_related("replaced_by")
        return list(rows.order_by("first_on", "last_on", "place", "pk"))

    @cached_property
    def _moments(self) -> list[datetime]:
        return sorted(row.entered_at for row in self._rows)

    def at(self, moment: datetime) -> tuple[outlook.Closure, ...]:
        """As `monitoring.current_closures` told them at that moment."""
        changes = bisect_right(self._moments, moment)
        if changes not in self._known:
            self._known[changes] = tuple(
                closed_days_of(row) for row in self._rows if _is_in_force_at(row, moment)
            )
        return self._known[changes]


def _is_in_force_at(row: Closure, moment: datetime) -> bool:
    replaced = getattr(row, "replaced_by", None)
    is_replaced = replaced is not None and replaced.entered_at <= moment
    return row.entered_at <= moment and not is_replaced and not row.is_off
