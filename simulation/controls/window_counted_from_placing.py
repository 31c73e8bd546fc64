"""The two hours to cancel count from the order's placing, not from the confirmation's receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _from_placing(original: Callable[..., Any]) -> Callable[..., Any]:
    from importlib import import_module

    actions: Any = import_module("troth.orders.actions")
    limit_of = actions.cancellation_limit

    def confirmation_delivered(*, order: Any, at: Any, **named: Any) -> Any:
        placed_at = order.placed_at

        def counted(terms: Any, *, confirmed_at: Any, **more: Any) -> Any:
            note_use()
            return limit_of(terms, confirmed_at=min(confirmed_at, placed_at), **more)

        actions.cancellation_limit = counted
        try:
            return original(order=order, at=at, **named)
        finally:
            actions.cancellation_limit = limit_of

    return confirmation_delivered


CONTROL = Control(
    loses="Minutes of the two hours are gone before the shopper has the confirmation.",
    kind="subtle",
    target="troth.orders.actions:mark_confirmation_delivered",
    make=_from_placing,
    conditional=True,
)
