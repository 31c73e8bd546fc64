"""How orders reached their shoppers: processed, crossed, arrived, told of, signed for.

Pieces from one warehouse are one promise, judged by the last of them. What is called off before its
time is no case; what is called off after it is a promise that was broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from troth.policy.calendars import BeyondCalendar
from troth.scorecard.cases import EARLY, Judged, by_day, end_of
from troth.scorecard.timeline import Told, said_at

UNSIGNED = "unsigned"


def processed(told: Told) -> Iterator[Judged]:
    """By the last day of the promise as it was made."""
    done = told.days_of("line.processed")
    for warehouse, made in told.promises.items():
        yield from _all_of(
            told, warehouse, done, due_on=date.fromisoformat(made["processed"]["latest"])
        )


def crossed(told: Told) -> Iterator[Judged]:
    """From Japan to New York, by the last day of the promise as it was made."""
    done = told.days_of("line.arrived")
    for warehouse, made in told.promises.items():
        if made["transfer"]:
            yield from _all_of(
                told, warehouse, done, due_on=date.fromisoformat(made["transfer"]["latest"])
            )


def arrived(told: Told) -> Iterator[Judged]:
    """By the last day of the window made at placing, signed for. Earlier than the window is kept,
    and counted apart.
    """
    for warehouse, made in told.promises.items():
        first, last = (date.fromisoformat(made["arrives"][end]) for end in ("earliest", "latest"))
        yield from _all_of(told, warehouse, told.delivered_on, due_on=last, window_opens=first)


def arrived_after_processing(told: Told) -> Iterator[Judged]:
    """By the last of the method's business days, counted from the day on which it was really
    processed. Earlier is kept, and counted apart.
    """
    done, off = told.days_of("line.processed"), told.days_of("line.cancelled")
    method = told.terms.methods[told.method]
    for warehouse in told.promises:
        lines = told.lines_in(warehouse)
        packed = [done[line] for line in lines if line in done]
        if not packed or any(line not in done and line not in off for line in lines):
            continue
        try:
            first = told.terms.store_days.after(max(packed), method.earliest_days)
            last = told.terms.store_days.after(max(packed), method.latest_days)
        except BeyondCalendar:
            continue
        yield from _all_of(told, warehouse, told.delivered_on, due_on=last, window_opens=first)


def _all_of(
    told: Told,
    warehouse: str,
    done: Mapping[int, date],
    *,
    due_on: date,
    window_opens: date | None = None,
) -> Iterator[Judged]:
    """One warehouse's pieces: all of them done, or called off."""
    off, lines = told.days_of("line.cancelled"), told.lines_in(warehouse)
    lane = f"{warehouse}.{told.method}"
    ends = [done.get(line) or off.get(line) for line in lines]
    ended = [end for end in ends if end is not None]
    if len(ended) < len(ends) or not ends:
        yield Judged(warehouse, lane, due_on, None, end_of(told.terms, due_on))
        return
    finished = [done[line] for line in lines if line in done]
    if not finished and max(ended) <= due_on:
        return
    case = by_day(told.terms, about=warehouse, lane=lane, due_on=due_on, done_on=max(ended))
    if case.kept and window_opens is not None and max(finished) < window_opens:
        case = case._replace(outcome=EARLY)
    yield case


def shipping_told(told: Told) -> Iterator[Judged]:
    """The letter with carrier and number went out on the day that the parcel left."""
    sent, unnamed = {}, []
    for event in told.all("shipping_notice.sent"):
        if "event" in event.facts:
            sent[event.facts["event"]] = told.day(event.at)
        else:  # written before letters named what they tell of
            unnamed.append(told.day(event.at))
    for event in told.all("parcel.shipped"):
        done_on = sent.get(event.pk) or (unnamed.pop(0) if unnamed else None)
        due_on, lane = (
            date.fromisoformat(event.facts["shipped_on"]),
            told.lane(event.facts["lines"]),
        )
        yield by_day(
            told.terms, about=event.facts["number"], lane=lane, due_on=due_on, done_on=done_on
        )


def signed(told: Told) -> Iterator[Judged]:
    """A parcel that was delivered has its signature on record: the carrier's latest word counts."""
    lines = {event.facts["number"]: event.facts["lines"] for event in told.all("parcel.shipped")}
    latest = {
        str(event.facts.get("number")): event
        for event in told.all("parcel.delivered", "parcel.unsigned")
    }
    for number, event in latest.items():
        if number in lines:
            kept, day = event.kind == "parcel.delivered", told.day(said_at(event))
            yield Judged(
                number, told.lane(lines[number]), day, kept, None, "" if kept else UNSIGNED
            )
