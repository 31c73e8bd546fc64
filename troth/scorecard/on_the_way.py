"""How orders reached their shoppers: processed, crossed, arrived, told of, signed for.

Pieces from one warehouse are one promise, judged by the last of them. What is cancelled before its
time is no case; what is cancelled after it is a promise that was broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from troth.event_kinds import EventKind
from troth.policy.dates.calendars import BeyondCalendar
from troth.scorecard.cases import EARLY, JudgedCase, case_by_day, end_of
from troth.scorecard.timeline import Timeline, said_at

UNSIGNED = "unsigned"


def processing_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """By the last day of the promise as it was made."""
    done = timeline.days_of(EventKind.LINE_PROCESSED)
    for warehouse, promise in timeline.promises.items():
        yield from _case_of_pieces(
            timeline, warehouse, done, due_on=date.fromisoformat(promise["processed"]["latest"])
        )


def crossing_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """From Japan to New York, by the last day of the promise as it was made."""
    done = timeline.days_of(EventKind.LINE_ARRIVED)
    for warehouse, promise in timeline.promises.items():
        if promise["transfer"]:
            yield from _case_of_pieces(
                timeline, warehouse, done, due_on=date.fromisoformat(promise["transfer"]["latest"])
            )


def arrival_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """By the last day of the window made at placing, signed for. Earlier than the window is kept,
    and counted apart.
    """
    for warehouse, promise in timeline.promises.items():
        first, last = (
            date.fromisoformat(promise["arrives"][end]) for end in ("earliest", "latest")
        )
        yield from _case_of_pieces(
            timeline, warehouse, timeline.delivered_on, due_on=last, window_opens=first
        )


def delivery_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """By the last of the method's business days, counted from the day on which it was really
    processed. Earlier is kept, and counted apart.
    """
    done, off = (
        timeline.days_of(EventKind.LINE_PROCESSED),
        timeline.days_of(EventKind.LINE_CANCELLED),
    )
    method = timeline.terms.methods[timeline.method]
    for warehouse in timeline.promises:
        lines = timeline.lines_in(warehouse)
        packed = [done[line] for line in lines if line in done]
        if not packed or any(line not in done and line not in off for line in lines):
            continue
        try:
            first = timeline.terms.store_days.after(max(packed), method.earliest_days)
            last = timeline.terms.store_days.after(max(packed), method.latest_days)
        except BeyondCalendar:
            continue
        yield from _case_of_pieces(
            timeline, warehouse, timeline.delivered_on, due_on=last, window_opens=first
        )


def _case_of_pieces(
    timeline: Timeline,
    warehouse: str,
    done: Mapping[int, date],
    *,
    due_on: date,
    window_opens: date | None = None,
) -> Iterator[JudgedCase]:
    """One warehouse's pieces: all of them done, or cancelled."""
    off, lines = timeline.days_of(EventKind.LINE_CANCELLED), timeline.lines_in(warehouse)
    lane = f"{warehouse}.{timeline.method}"
    ends = [done.get(line) or off.get(line) for line in lines]
    ended = [end for end in ends if end is not None]
    if len(ended) < len(ends) or not ends:
        yield JudgedCase(warehouse, lane, due_on, None, end_of(timeline.terms, due_on))
        return
    finished = [done[line] for line in lines if line in done]
    if not finished and max(ended) <= due_on:
        return
    case = case_by_day(
        timeline.terms, about=warehouse, lane=lane, due_on=due_on, done_on=max(ended)
    )
    if case.kept and window_opens is not None and max(finished) < window_opens:
        case = case._replace(outcome=EARLY)
    yield case


def shipping_notice_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """The letter with carrier and number went out on the day that the parcel left."""
    sent, unnamed = {}, []
    for event in timeline.all(EventKind.SHIPPING_NOTICE_SENT):
        if "event" in event.facts:
            sent[event.facts["event"]] = timeline.day(event.at)
        else:  # written before letters named what they tell of
            unnamed.append(timeline.day(event.at))
    for event in timeline.all(EventKind.PARCEL_SHIPPED):
        done_on = sent.get(event.pk) or (unnamed.pop(0) if unnamed else None)
        due_on, lane = (
            date.fromisoformat(event.facts["shipped_on"]),
            timeline.lane(event.facts["lines"]),
        )
        yield case_by_day(
            timeline.terms, about=event.facts["number"], lane=lane, due_on=due_on, done_on=done_on
        )


def signature_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """A parcel that was delivered has its signature on record: the carrier's latest word counts."""
    lines = {
        event.facts["number"]: event.facts["lines"]
        for event in timeline.all(EventKind.PARCEL_SHIPPED)
    }
    latest = {
        str(event.facts.get("number")): event
        for event in timeline.all(EventKind.PARCEL_DELIVERED, EventKind.PARCEL_DELIVERED_UNSIGNED)
    }
    for number, event in latest.items():
        if number in lines:
            is_kept, day = event.kind == EventKind.PARCEL_DELIVERED, timeline.day(said_at(event))
            yield JudgedCase(
                number,
                timeline.lane(lines[number]),
                day,
                is_kept,
                None,
                "" if is_kept else UNSIGNED,
            )
