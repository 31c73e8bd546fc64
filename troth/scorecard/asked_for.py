"""What shoppers were told and what they asked for: letters, cancellations, reports, refunds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from troth.event_kinds import EventKind
from troth.scorecard.cases import JudgedCase, case_by_day, case_by_instant
from troth.scorecard.timeline import Timeline, TimelineEvent

AT_ONCE = timedelta(minutes=5)  # what the house takes "by itself" to mean


def confirmation_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """The confirmation was handed over by itself."""
    done_at = next((event.at for event in timeline.all(EventKind.CONFIRMATION_SENT)), None)
    for event in timeline.all(EventKind.ORDER_PLACED):
        due_at = event.at + AT_ONCE
        yield case_by_instant(
            timeline.terms, about="", lane=timeline.lane(), due_at=due_at, done_at=done_at
        )


def delay_notice_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """The letter about new dates went out before the old date had passed.

    One date that is missed is one case, however many letters were written about it. A letter that
    never left because a later one replaced it counts as sent when that one was.
    """
    sent = {
        event.facts.get("event"): timeline.day(event.at)
        for event in timeline.all(EventKind.DELAY_NOTICE_SENT, EventKind.DELAY_NOTICE_SUPERSEDED)
    }
    corrected = {
        event.facts.get("instead_of") for event in timeline.all(EventKind.PROMISE_BROUGHT_FORWARD)
    }
    delays: dict[tuple[str, str], list[TimelineEvent]] = {}
    for event in timeline.all(EventKind.PROMISE_DELAYED):
        if event.pk in corrected and event.pk not in sent:
            continue  # its dates were corrected before its letter left: nobody was told them
        delays.setdefault((event.facts["warehouse"], event.facts["old_by"]), []).append(event)
    for (warehouse, old_by), events in delays.items():
        yield case_by_day(
            timeline.terms,
            about=str(events[0].pk),
            lane=f"{warehouse}.{timeline.method}",
            due_on=date.fromisoformat(old_by),
            done_on=min((sent[event.pk] for event in events if event.pk in sent), default=None),
        )


def cancellation_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """A cancellation was answered: at once, or by the end of the business day that its verdict
    names.

    A mail that asks and isn't proven waits for the shopper; it is a case from when they say that it
    was theirs. One that the shopper takes back in time needs no answer.
    """
    for request in timeline.all(EventKind.CANCELLATION_REQUESTED):
        if request.facts.get("unconfirmed"):
            continue
        ended = _answer_to(timeline, request)
        about, lane = request.facts["request"], timeline.lane()
        if by := request.facts.get("answer_by"):
            done_on = timeline.day(ended.at) if ended else None
            case = case_by_day(
                timeline.terms,
                about=about,
                lane=lane,
                due_on=date.fromisoformat(by),
                done_on=done_on,
            )
        else:
            since = (
                request.at
                if "follows" in request.facts
                else datetime.fromisoformat(request.facts["asked_at"])
            )
            done_at = ended.at if ended else None
            case = case_by_instant(
                timeline.terms, about=about, lane=lane, due_at=since + AT_ONCE, done_at=done_at
            )
        if not (case.kept and ended and ended.kind == EventKind.CANCELLATION_WITHDRAWN):
            yield case


def _answer_to(timeline: Timeline, request: TimelineEvent) -> TimelineEvent | None:
    ends = (
        EventKind.CANCELLATION_REFUSED,
        EventKind.CANCELLATION_ACCEPTED,
        EventKind.CANCELLATION_WITHDRAWN,
    )
    for event in timeline.all(*ends, EventKind.ORDER_CANCELLED):
        if event.pk > request.pk and (
            event.kind not in ends or event.facts["request"] == request.facts["request"]
        ):
            return event
    return None


def claim_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """What became of each parcel reported as not received."""
    ends: dict[str, str] = {
        EventKind.CLAIM_ACCEPTED: "refunded",
        EventKind.CLAIM_PARCEL_FOUND: "found",
        EventKind.CLAIM_REFUSED: "refused",
    }
    yield from _outcome_cases(
        timeline, (EventKind.CLAIM_REPORTED, EventKind.CLAIM_FILED, EventKind.CLAIM_REFUSED), ends
    )


def authenticity_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """What became of each report that a piece isn't authentic."""
    ends: dict[str, str] = {
        EventKind.AUTHENTICITY_DISPROVEN: "proven",
        EventKind.AUTHENTICITY_REPORT_REFUSED: "refused",
    }
    yield from _outcome_cases(timeline, (EventKind.AUTHENTICITY_REPORTED,), ends)


def damage_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """What became of each report that a piece came damaged, or isn't as described."""
    yield from _outcome_cases(
        timeline, (EventKind.DAMAGE_REPORTED,), {EventKind.DAMAGE_DECIDED: ""}
    )


def _outcome_cases(
    timeline: Timeline, begins: tuple[str, ...], ends: Mapping[str, str]
) -> Iterator[JudgedCase]:
    """A report is open until it has an end; its latest end counts."""
    first: dict[str, TimelineEvent] = {}
    last: dict[str, TimelineEvent] = {}
    for event in timeline.all(*{*begins, *ends}):
        key = event.facts["request"]
        first.setdefault(key, event)
        if event.kind in ends and _is_end(event):
            last[key] = event
    for key, begun in first.items():
        ended = last.get(key)
        if ended is None:
            yield JudgedCase(key, timeline.lane(), timeline.day(begun.at), None)
        else:
            yield JudgedCase(
                key, timeline.lane(), timeline.day(ended.at), True, None, _outcome_of(ended, ends)
            )


def _is_end(event: TimelineEvent) -> bool:
    """A return that is offered decides nothing yet."""
    return not (event.kind == EventKind.DAMAGE_DECIDED and event.facts["verdict"] == "return")


def _outcome_of(event: TimelineEvent, ends: Mapping[str, str]) -> str:
    if event.kind == EventKind.CLAIM_REFUSED and event.facts.get("verdict") == "closed":
        return "too_late"
    return ends[event.kind] or event.facts["verdict"]


def refund_cases(timeline: Timeline) -> Iterator[JudgedCase]:
    """Money that was owed went back by the law's last day."""
    done = {
        event.facts.get("operation"): timeline.day(event.at)
        for event in timeline.all(EventKind.PAYMENT_REFUNDED)
    }
    for operation, event in {
        event.facts["operation"]: event for event in timeline.all(EventKind.REFUND_OWED)
    }.items():
        due_on = date.fromisoformat(event.facts["due_on"])
        yield case_by_day(
            timeline.terms,
            about=str(operation),
            lane=timeline.lane(),
            due_on=due_on,
            done_on=done.get(operation),
        )
