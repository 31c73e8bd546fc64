"""The steps of a promise as they are shown: apart for each parcel, in the order of their days, none
twice. What is recorded stays as it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

StepData = dict[str, Any]


class Reasons(NamedTuple):
    """The steps that lead to one parcel's dates; `warehouse` is empty for those that all parcels
    share.
    """

    warehouse: str
    steps: list[StepData]


def in_order_of_days(steps: Iterable[StepData]) -> list[StepData]:
    """Each sentence once, the earliest day first; within a day, in the order in which they were
    worked out.
    """
    once = {step["sentence"]: step for step in reversed(list(steps))}
    unique_steps = list(reversed(once.values()))
    return sorted(unique_steps, key=lambda step: step["on"][:10])


def reasons_of(promises: Sequence[tuple[str, dict[str, Any]]]) -> list[Reasons]:
    """Why each parcel has its dates. With several parcels, what holds for all of them comes first,
    and is said once.
    """
    by_parcel = [
        (warehouse, in_order_of_days(promised["steps"])) for warehouse, promised in promises
    ]
    if len(by_parcel) < 2:
        return [Reasons(warehouse, steps) for warehouse, steps in by_parcel]
    sentences = [{step["sentence"] for step in steps} for _, steps in by_parcel]
    shared = set.intersection(*sentences)
    common = [step for step in by_parcel[0][1] if step["sentence"] in shared]
    apart = [
        Reasons(warehouse, [step for step in steps if step["sentence"] not in shared])
        for warehouse, steps in by_parcel
    ]
    return [Reasons("", common), *apart] if common else apart
