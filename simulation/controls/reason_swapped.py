"""A late order's reason is another order's: packed for one that isn't, and the other way round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use

_PACKED = "It's packed, but the carrier hasn't collected it yet. We're sorry."
_NOT_PACKED = "It isn't packed yet. We're sorry; we don't know why yet."
_SWAPPED = {_PACKED: _NOT_PACKED, _NOT_PACKED: _PACKED}


def _swap(original: Callable[..., str]) -> Callable[..., str]:
    def where_it_stands(*arguments: Any, **named: Any) -> str:
        sentence = original(*arguments, **named)
        if sentence in _SWAPPED:
            note_use()
        return _SWAPPED.get(sentence, sentence)

    return where_it_stands


CONTROL = Control(
    loses="The letter about a delay gives a reason that isn't true.",
    kind="subtle",
    target="troth.fulfillment.promises.obstacles:where_it_stands",
    make=_swap,
    conditional=True,
)
