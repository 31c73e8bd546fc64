"""Lines of orders that were written in bulk, moved to where their timelines say that they are: step
by step, since the database takes no other way.
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.orders.models import Line
from troth.policy.lifecycle import MOVES


def first_state(line: Line) -> str:
    """The state in which a line begins."""
    return "in_japan" if line.warehouse == "jp" else "placed"


def move_lines(wanted: Mapping[int, str]) -> None:
    """Moves each line, by its key, to the state that is wanted of it."""
    steps: dict[tuple[int, str], list[int]] = {}
    for key, begun in Line.objects.filter(pk__in=wanted).values_list("pk", "state"):
        for step, state in enumerate(_way(begun, wanted[key])):
            steps.setdefault((step, state), []).append(key)
    for (_, state), keys in sorted(steps.items()):
        Line.objects.filter(pk__in=keys).update(state=state)


def _way(begun: str, wanted: str) -> list[str]:
    """The states on the shortest way from one to the other, without the first."""
    ways = [[begun]]
    for way in ways:
        if way[-1] == wanted:
            return way[1:]
        after = {move.target for move in MOVES.values() if way[-1] in move.sources}
        ways += [[*way, state] for state in sorted(after.difference(way))]
    raise LookupError(f"no way leads from {begun} to {wanted}")
