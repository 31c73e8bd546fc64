"""The shipping notice says the window that was promised at placing, not the one that stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _old_window(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def context_of(event: Any, now: Any) -> dict[str, Any]:
        context = original(event, now)
        if event.kind == "parcel.shipped":
            line = event.order.lines.filter(pk__in=event.facts["lines"]).first()
            arrives = event.order.promises[line.warehouse]["arrives"]
            if arrives != context["arrives"]:
                note_use()
            context["arrives"] = arrives
        return context

    return context_of


CONTROL = Control(
    loses="The letter and the page name different days, and one waits at home on the wrong ones.",
    kind="subtle",
    target="troth.notifications.actions:context_of",
    make=_old_window,
    conditional=True,
)
