"""What stands of a report that a parcel was not received: clauses `non_receipt`,
`claim_deadline`.
"""

from __future__ import annotations

from datetime import date, datetime

from troth.care.models import ASLEEP, DONE, NOT_RECEIVED, CareCase
from troth.care.not_received import coming_back
from troth.care.not_received.claims import ARRIVED, DELIVERED, FILED, NO, REFUND, REPORTED, is_late
from troth.event_kinds import EventKind
from troth.order_status.model import Claim, ClaimDates
from troth.order_status.rows import OrderRows
from troth.orders.models import Event
from troth.policy.dates.calendars import day_label
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.windows import instant_label

_UNLOCATED = "it can't locate your parcel"


def claim_of(rows: OrderRows, number: str, carrier: str) -> Claim | None:
    """The latest report about this parcel; None where there is none."""
    about = (request for request in rows.requests if request.about == number)
    request = next((request for request in about if request.kind == NOT_RECEIVED), None)
    return None if request is None else claim_from(rows, request, carrier)


def claim_from(rows: OrderRows, request: CareCase, carrier: str) -> Claim:
    """How this report stands now, in the words of now and not of the day it was made."""
    stage = _claim_stage(request)
    return Claim(
        key=request.key,
        stage=stage,
        asked_at=request.asked_at,
        answer_by=request.answer_by,
        sentence=_claim_text(rows, request, stage, carrier),
        is_open=request.state != DONE,
    )


def _claim_stage(request: CareCase) -> str:
    if request.state == DONE:
        return {REFUND: "accepted", NO: "refused"}.get(request.outcome, "ended")
    if request.state == ASLEEP:
        return "resting" if "again" in request.facts else "reported"
    verdict = request.verdict.get("verdict")
    if verdict == "delivered":
        return "disputed"
    return "late" if verdict == "closed" else "filed"


def _claim_text(rows: OrderRows, request: CareCase, stage: str, carrier: str) -> str:
    asked_on = day_label(rows.day_of(request.asked_at))
    answer = answer_sentence(rows, request.answer_by)
    if stage == "reported":
        opening = _report_sentence(rows, request, asked_on, carrier)
        trace = request.facts.get("found") or _trace_sentence(rows, request, carrier)
        return " ".join(part for part in (opening, trace, _wakes_sentence(rows, request)) if part)
    if stage == "resting":
        until = day_label(date.fromisoformat(request.facts["again_until"]))
        return (
            f"{request.facts['again']} If it isn't with you by the end of {until}, a person here"
            " looks at your claim again."
        )
    if stage == "filed":
        filed_on = day_label(rows.day_of(_filed_at(rows, request)))
        return f"Your claim was filed on {filed_on}, in time. {answer}".strip()
    if stage == "late":
        return (
            f"You reported it on {asked_on}, after the time to claim had ended. A person here looks"
            f" at it all the same. {answer}"
        ).strip()
    if stage == "disputed":
        return (
            f"You told us on {asked_on} that you didn't get it, although {carrier} reports it as"
            f" delivered. A person here compares the signature with what you told us. {answer}"
        ).strip()
    ended_on = day_label(rows.day_of(request.ended_at or request.asked_at))
    if stage == "accepted":
        return f"Your claim was accepted on {ended_on}."
    if request.outcome == coming_back.OUTCOME:  # as it stands now, and not when the report ended
        happens = coming_back.return_explanation(rows.order, request.about)
        return f"Your report ended on {ended_on}: {happens}"
    if stage == "ended":
        return f"Your report ended on {ended_on}: {request.reason}{_still_counts(rows, request)}"
    return f"Your claim was refused on {ended_on}: {request.reason}"


def _still_counts(rows: OrderRows, request: CareCase) -> str:
    """What remains of a report in time, of a parcel that was said to be found and isn't signed
    for.
    """
    came = rows.about_number(request.about, DELIVERED)
    if request.outcome != ARRIVED or came or is_late(request):
        return ""
    return " If it doesn't come, tell us again: your report still counts."


def _report_sentence(rows: OrderRows, request: CareCase, asked_on: str, carrier: str) -> str:
    if request.how == "carrier":
        events = rows.about_number(
            request.about, EventKind.PARCEL_MISSING, EventKind.PARCEL_MISDELIVERED
        )
        elsewhere = bool(events) and events[0].kind == EventKind.PARCEL_MISDELIVERED
        report = "it delivered your parcel in another place" if elsewhere else ""
        return f"On {asked_on}, {carrier} told us that {report or _UNLOCATED}."
    return f"You told us on {asked_on} that it hasn't arrived."


def _trace_sentence(rows: OrderRows, request: CareCase, carrier: str) -> str:
    """A trace is only said to have started once that is recorded."""
    if "trace" in request.facts:
        return f"{carrier} is looking for it (its reference: {request.facts['trace']})."
    trace_by = _trace_by(rows, request)
    if not trace_by:
        return f"We're asking {carrier} to look for it."
    ask_by = datetime.fromisoformat(trace_by)
    until = deadline_label(rows.terms, ask_by)
    if rows.now > ask_by:
        return (
            f"We're late: we said that we ask {carrier} for a trace by {until}, and that isn't done"
            " yet. We are sorry."
        )
    return f"We ask {carrier} for a trace by {until}."


def _trace_by(rows: OrderRows, request: CareCase) -> str:
    """By when care asks for a trace, as the shopper was told last: of their report, or of what the
    carrier said since; empty where no time was said.
    """
    missing = rows.about_number(
        request.about, EventKind.PARCEL_MISSING, EventKind.PARCEL_MISDELIVERED
    )
    announced = [(event.pk, event.facts.get("asked_by")) for event in missing]
    announced += [
        (event.pk, event.facts.get("trace_by"))
        for event in rows.of_kind(REPORTED)
        if event.facts.get("request") == request.key
    ]
    return str(max(announced)[1] or "") if announced else ""


def _wakes_sentence(rows: OrderRows, request: CareCase) -> str:
    if request.wakes_at is None:
        return ""
    until = deadline_label(rows.terms, request.wakes_at)
    if request.how == "carrier":  # the shopper has reported nothing
        return f"If it hasn't arrived by {until}, we file your claim for you."
    return f"If it hasn't arrived by {until}, your report becomes a claim by itself."


def _filed_at(rows: OrderRows, request: CareCase) -> datetime:
    """When it became a claim: an early report does so later than it was made."""
    filed = [event for event in rows.of_kind(FILED) if event.facts.get("request") == request.key]
    return filed[0].at if filed else request.asked_at


def answer_sentence(rows: OrderRows, answer_by: datetime | None) -> str:
    """By when a person answers; an apology where that time has passed without an answer."""
    if answer_by is None:
        return ""
    until = deadline_label(rows.terms, answer_by)
    if rows.now > answer_by:
        return (
            f"We're late: we said that a person answers by {until}, and nobody has yet. We are"
            " sorry. Your request is at the top of our list."
        )
    return f"A person answers by {until}."


def claim_dates_of(rows: OrderRows, shipped: Event) -> ClaimDates:
    """The two dates that were recorded when the parcel left, and what they mean today."""
    facts = shipped.facts
    opens_at = datetime.fromisoformat(facts["claim_opens_at"])
    closes_at = datetime.fromisoformat(facts["claim_closes_at"])
    last_on = date.fromisoformat(facts["claim_last_on"])
    last = day_label(last_on)
    if rows.now < opens_at:
        opens = deadline_label(rows.terms, opens_at)
        text = (
            f"Not there by {opens}? Then you can file a claim, until the end of {last}. You can"
            " tell us at any time before that; your report then becomes a claim by itself."
        )
    elif rows.now < closes_at:
        text = f"Not there yet? You can file a claim now, until the end of {last}."
    else:
        text = (
            f"The time to file a claim ended with {last}. Still write to"
            f" {rows.terms.file.store.care_email}: a person here looks at it all the same."
        )
    return ClaimDates(opens_at, closes_at, last_on, tuple(facts.get("claim_steps") or ()), text)


def told_at(rows: OrderRows, at: datetime) -> str:
    """`Mon Nov 23, 2026, 6:00 pm ET`, for a sentence."""
    return instant_label(rows.terms, at.replace(second=0, microsecond=0))
