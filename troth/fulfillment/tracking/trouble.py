"""A parcel in trouble, by its carrier's scans: what care is to do, and what its buyer is told."""

from __future__ import annotations

from datetime import datetime

from troth.event_kinds import EventKind
from troth.fulfillment.models import Label, Parcel
from troth.policy.dates.hours import end_of_business_day
from troth.policy.lifecycle import LineState
from troth.roles import CARE
from troth.worklist.actions import open_task

# What only somebody who waits for the parcel needs to know.
OF_WHAT_IS_AWAITED = ("delayed", "missing", "damaged", "elsewhere", "attempted", "held")

_SHOWS_NO_PARCEL = ("delayed", "missing")

TO_DO = {
    "missing": "Ask {carrier} for a trace of {number}: it can't locate the parcel",
    "damaged": "Ask {carrier} about {number}: it says that the parcel is damaged",
    "elsewhere": (
        "Ask {carrier} for a trace of {number}: it was delivered in another place than the label's"
    ),
}

_TELL = "Tell {carrier}, for its trace {reference} of {number}, what it says of the parcel now"

_TRACED = ("missing", "elsewhere")


def is_awaited(parcel: Parcel) -> bool:
    """Whether a piece in it is on its way to its buyer: none is lost, cancelled or sent back."""
    return parcel.packed.filter(out=False, line__state=LineState.SHIPPED).exists()


def report_to_care(parcel: Parcel, label: Label, status: str, now: datetime) -> None:
    """A carrier's scan of a parcel whose pieces were refunded as lost, or that comes back to us:
    its buyer waits for nothing. Where it shows that the carrier has it, care asks for it.
    """
    if status in _SHOWS_NO_PARCEL:
        return
    terms = parcel.order.policy.terms
    carrier = terms.file.carriers[label.carrier].name
    open_task(
        key=f"parcel.{parcel.key}.{status}.unawaited",
        kind="carrier_event",
        role=CARE,
        title=f"Ask {carrier} to bring {label.number} back: it has it, and nobody waits for it",
        detail=f"{parcel.exception_text} {parcel.exception_place}".strip(),
        due_at=end_of_business_day(terms, now),
        now=now,
        order=parcel.order,
        link=f"/desk/orders/{parcel.order.number}",
    )


def ask_care(parcel: Parcel, status: str, number: str, now: datetime) -> dict[str, str]:
    """Care is to ask the carrier by the end of the business day; the shopper is told that time, or
    that the carrier looks for it already, as `trace`.
    """
    order, terms = parcel.order, parcel.order.policy.terms
    due_at = end_of_business_day(terms, now)
    carrier = terms.file.carriers[parcel.carrier].name
    started = order.events.filter(kind=EventKind.TRACE_STARTED, facts__number=number).last()
    trace = str(started.facts["reference"]) if started and status in _TRACED else ""
    is_new_trace = status in _TRACED and not trace
    # A trace has one task, whoever asks for it first: the shopper's report, or the carrier's scan.
    key = f"trace.{order.number}.{number}" if is_new_trace else f"parcel.{parcel.key}.{status}"
    title = _TELL if trace else TO_DO[status]
    task = open_task(
        key=key,
        kind="trace" if is_new_trace else "carrier_event" if trace else "damaged_parcel",
        role=CARE,
        title=title.format(carrier=carrier, number=number, reference=trace),
        detail=f"{parcel.exception_text} {parcel.exception_place}".strip(),
        due_at=due_at,
        now=now,
        order=order,
        link=f"/desk/orders/{order.number}",
    )
    shipped = order.events.filter(kind=EventKind.PARCEL_SHIPPED, facts__number=number).first()
    shipment_facts = (
        {name: shipped.facts[name] for name in ("url", "claim_opens_at")} if shipped else {}
    )
    if is_new_trace and task.closed_at is None and task.due_at > now:
        due_at = min(due_at, task.due_at)  # the time that was told first stands
    facts = {"asked_by": due_at.isoformat(), **shipment_facts}
    return facts | {"trace": trace} if trace else facts
