"""A draft replayed over what really happened: promises that would move, verdicts that would flip,
weeks it would break.

Nothing is written, and no order is touched. The numbers come a bunch of orders at a time, and are
added up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from troth.policy.dates.bulk import NO_DAY, dates_where_listed, days_after
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import Closure
from troth.policy.dates.promise import Warehouse
from troth.policy.dates.windows import ContradictoryFacts, cancellation_verdict, claim_verdict
from troth.policy.results import Refusal
from troth.policy.shipping.carriers import UnknownMethod, choose_route
from troth.policy.terms import Terms
from troth.publishing.happened import CancelRequest, OrderHistory, PromiseMade, Report, read_history

MOST_LISTED = 1000
UNSERVED, UNDATED = "unserved", "undated"
# For processing, for arrival in the window made at placing, and for arrival within the method's
# days from actual processing. Earlier is kept: only what came later counts.
_WEEK = ("measured", "was_late", "would_be_late")


class Moved(NamedTuple):
    """A promise that would be another: by how many calendar days it would arrive later at the
    latest, or why none is made.
    """

    order: int
    lane: str
    days: int | None
    why: str


@dataclass(slots=True)
class Counts:
    """What a replay has found so far."""

    orders: int = 0
    promises: int = 0
    moved: int = 0
    unserved: int = 0
    undated: int = 0
    # Of what moved, by days later at the latest.
    days: Counter[int] = field(default_factory=Counter)
    lanes: dict[str, Counter[str]] = field(default_factory=dict)
    verdicts: int = 0
    # Asked for, was, would be.
    flips: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    weeks: dict[str, list[int]] = field(default_factory=dict)
    moved_list: list[Moved] = field(default_factory=list)
    flipped_list: list[tuple[int, str, str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Counts:
        """From what `data` gave, to go on with; from nothing, to begin."""
        if not data:
            return cls()
        return cls(
            orders=data["orders"],
            promises=data["promises"],
            moved=data["moved"],
            unserved=data["unserved"],
            undated=data["undated"],
            days=Counter(dict(data["days"])),
            lanes={lane: Counter(counted) for lane, counted in data["lanes"].items()},
            verdicts=data["verdicts"],
            flips=Counter({(kind, was, would): count for kind, was, would, count in data["flips"]}),
            weeks={week: numbers for week, *numbers in data["weeks"]},
            moved_list=[Moved(*row) for row in data["moved_list"]],
            flipped_list=[tuple(row) for row in data["flipped_list"]],
        )

    def data(self) -> dict[str, Any]:
        """As it is kept and shown. The lists hold at most `MOST_LISTED`, what would move most
        first.
        """
        return {
            "orders": self.orders,
            "promises": self.promises,
            "moved": self.moved,
            "unserved": self.unserved,
            "undated": self.undated,
            "days": sorted(self.days.items()),
            "lanes": {lane: dict(counted) for lane, counted in sorted(self.lanes.items())},
            "verdicts": self.verdicts,
            "flips": [[*kind, count] for kind, count in sorted(self.flips.items())],
            "weeks": sorted([week, *numbers] for week, numbers in self.weeks.items()),
            "moved_list": [list(row) for row in self.moved_list],
            "flipped_list": [list(row) for row in self.flipped_list],
        }


def add_orders(counts: Counts, draft: Terms, orders: list[int]) -> None:
    """Replays the draft over the orders of these keys, and adds what it finds."""
    happened = read_history(orders)
    counts.orders += len(orders)
    _add_promises(counts, draft, happened.promises)
    _add_verdicts(counts, draft, happened)


def _add_promises(counts: Counts, draft: Terms, promises: list[PromiseMade]) -> None:
    groups: dict[tuple[str, str, tuple[Closure, ...]], list[PromiseMade]] = {}
    moved: list[Moved] = []
    for promise in promises:
        counted = counts.lanes.setdefault(promise.lane, Counter(promises=0, moved=0))
        counts.promises, counted["promises"] = counts.promises + 1, counted["promises"] + 1
        if is_served(draft, promise):
            groups.setdefault((promise.lane, promise.method, promise.closures), []).append(promise)
        else:
            counts.unserved += 1
            moved.append(Moved(promise.order, promise.lane, None, UNSERVED))
    for (lane, method, _), group in groups.items():
        moved += _add_group(counts, draft, lane, method, group)
    counts.moved_list = sorted([*counts.moved_list, *moved], key=_most_first)[:MOST_LISTED]


def _most_first(moved: Moved) -> tuple[int, int, str]:
    return -abs(moved.days) if moved.days is not None else -100_000, moved.order, moved.lane


def is_served(draft: Terms, promise: PromiseMade) -> bool:
    """Whether the draft's method of that name would go there with such a parcel."""
    try:
        way = choose_route(
            draft,
            place=promise.place,
            on=promise.placed_on,
            method=promise.method,
            po_box=promise.po_box,
            grams=promise.grams,
        )
    except UnknownMethod:
        return False
    return not isinstance(way, Refusal)


def _add_group(
    counts: Counts, draft: Terms, lane: str, method: str, promises: list[PromiseMade]
) -> list[Moved]:
    """Promises of one warehouse by one method, made with the same closures, as arrays."""
    placed = np.array([promise.placed_us for promise in promises], dtype=np.int64)
    would = dates_where_listed(
        draft,
        placed_at=placed,
        warehouse=cast(Warehouse, lane),
        method=method,
        closures=promises[0].closures,
    )
    dated = ~np.isnat(would.arrives_latest)
    latest = _day_array(promise.arrives_latest for promise in promises)
    processed = _day_array(promise.processed_latest for promise in promises)
    differs = (
        (would.arrives_latest != latest)
        | (would.arrives_earliest != _day_array(promise.arrives_earliest for promise in promises))
        | (would.processed_latest != processed)
    )
    processed_on, arrived_on = (
        _day_array(promise.processed_on for promise in promises),
        _day_array(promise.arrived_on for promise in promises),
    )
    due = _day_array(promise.due_from_processing for promise in promises)
    would_be_due = days_after(draft, processed_on, draft.methods[method].latest_days)
    counted = ~np.isnat(due) & ~np.isnat(would_be_due)
    _add_weeks(
        counts,
        promises,
        dated,
        (processed_on, processed, would.processed_latest),
        (arrived_on, latest, would.arrives_latest),
        (np.where(counted, arrived_on, NO_DAY), due, would_be_due),
    )
    later = (would.arrives_latest - latest).astype(np.int64)
    return _add_moves(counts, promises, lane, later, dated, dated & differs)


def _add_moves(
    counts: Counts,
    promises: list[PromiseMade],
    lane: str,
    later: npt.NDArray[np.int64],
    dated: npt.NDArray[np.bool_],
    moves: npt.NDArray[np.bool_],
) -> list[Moved]:
    """Counts what moves by how many days, and what would have no date; lists the furthest."""
    counts.undated += int((~dated).sum())
    counts.moved += int(moves.sum())
    counts.lanes[lane]["moved"] += int(moves.sum())
    values, numbers = np.unique(later[moves], return_counts=True)
    counts.days.update(dict(zip(values.tolist(), numbers.tolist(), strict=True)))
    listed = [
        Moved(promises[at].order, lane, int(later[at]), "moved")
        for at in _furthest_moves(later, moves)
    ]
    return listed + [
        Moved(promises[at].order, lane, None, UNDATED)
        for at in np.flatnonzero(~dated)[:MOST_LISTED]
    ]


def _furthest_moves(later: npt.NDArray[np.int64], moves: npt.NDArray[np.bool_]) -> list[int]:
    where = np.flatnonzero(moves)
    furthest: list[int] = where[np.argsort(-np.abs(later[where]), kind="stable")].tolist()
    return furthest[:MOST_LISTED]


def _day_array(values: Any) -> npt.NDArray[np.datetime64]:
    return np.array(list(values), dtype="datetime64[D]")


def _add_weeks(
    counts: Counts, promises: list[PromiseMade], dated: Any, *measures: tuple[Any, Any, Any]
) -> None:
    """By the week in which they were placed: how many were measured, were late, and would have been
    late.
    """
    if not dated.any():
        return
    names, week_of = np.unique(
        [_week_name(promise) for promise, listed in zip(promises, dated, strict=True) if listed],
        return_inverse=True,
    )
    sums = np.zeros((len(names), len(measures) * len(_WEEK)), dtype=np.int64)
    for at, (happened, was, would) in enumerate(measures):
        happened, was, would = happened[dated], was[dated], would[dated]
        measured = ~np.isnat(happened)
        for column, counted in enumerate(
            (measured, measured & (happened > was), measured & (happened > would))
        ):
            sums[:, 3 * at + column] = np.bincount(week_of[counted], minlength=len(names))
    for name, numbers in zip(names.tolist(), sums.tolist(), strict=True):
        stored = counts.weeks.setdefault(name, [0] * len(numbers))
        counts.weeks[name] = [a + b for a, b in zip(stored, numbers, strict=True)]


def _week_name(promise: PromiseMade) -> str:
    year, week, _ = promise.placed_on.isocalendar()
    return f"{year}-W{week:02}"


def _add_verdicts(counts: Counts, draft: Terms, happened: OrderHistory) -> None:
    judged: list[tuple[str, CancelRequest | Report, str]] = [
        ("cancellation", cancel, cancel_under(draft, cancel)) for cancel in happened.cancels
    ]
    judged += [("claim", report, report_under(draft, report)) for report in happened.reports]
    counts.verdicts += len(judged)
    for kind, request, would in judged:
        if would != request.was:
            counts.flips[kind, request.was, would] += 1
            if len(counts.flipped_list) < MOST_LISTED:
                counts.flipped_list.append((request.order, kind, request.was, would))


def cancel_under(draft: Terms, request: CancelRequest) -> str:
    """What a cancellation asked for then would have been. A parcel that left inside the draft's
    longer window would not have left: nothing ships in it.
    """
    facts: dict[str, Any] = {"asked_at": request.asked_at, "confirmed_at": request.confirmed_at}
    try:
        return cancellation_verdict(draft, **facts, shipped_at=request.shipped_at).verdict
    except ContradictoryFacts:
        return cancellation_verdict(draft, **facts).verdict
    except BeyondCalendar:
        return UNDATED


def report_under(draft: Terms, report: Report) -> str:
    """What a report of a parcel not received, made then, would have been."""
    try:
        return claim_verdict(
            draft,
            shipped_on=report.shipped_on,
            asked_at=report.asked_at,
            delivered_at=report.delivered_at,
            recorded_at=report.recorded_at,
        ).verdict
    except (
        ContradictoryFacts
    ):  # it came on a day that the draft's clock puts before the one it shipped on
        return "delivered"
    except (BeyondCalendar, IndexError):
        return UNDATED
