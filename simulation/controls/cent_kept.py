"""Of a refund for a part of an order, a cent stays here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _keep_a_cent(original: Callable[..., dict[str, int]]) -> Callable[..., dict[str, int]]:
    def paid_for(order: Any, lines: Any) -> dict[str, int]:
        parts = original(order, lines)
        if len(lines) < order.lines.count():
            note_use()
            name = "shipping_cents" if parts["shipping_cents"] else "item_cents"
            parts[name] -= 1
        return parts

    return paid_for


CONTROL = Control(
    loses="A cent of what was paid for a piece isn't given back.",
    kind="subtle",
    target="troth.payments.actions:amounts_paid_for",
    make=_keep_a_cent,
    conditional=True,
)
