"""One reason for a task, and how causes are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from troth.orders.models import Order


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a task. Its key is the same as long as the reason is. No personal data stands
    in it: a task is never erased.
    """

    key: str
    due_at: datetime
    link: str
    order: Order | None = None
    detail: str = ""
    role: str = ""  # who is responsible, where it isn't the kind's first role


Find = Callable[[datetime, int | None], Iterator[Cause]]
_Row = TypeVar("_Row", bound=Model)


def limited_to_order(rows: QuerySet[_Row], field: str, order: int | None) -> QuerySet[_Row]:
    """These rows, of one order alone where it is named."""
    return rows if order is None else rows.filter(**{field: order})


def page_of(order: Order | None, otherwise: str = "/desk/money/") -> str:
    """The desk page where the order's tasks are done."""
    return f"/desk/orders/{order.number}" if order else otherwise
