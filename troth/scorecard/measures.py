"""The measures, as data: what is counted, by which clause, and how it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from troth.event_kinds import EventKind
from troth.scorecard import asked_for, on_the_way
from troth.scorecard.cases import JudgedCase
from troth.scorecard.timeline import Timeline

# A change of what is counted: every timeline is then read anew.
VERSION = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """A promise that is counted: what staff and what shoppers read of it, and which cases an order
    has of it.

    `reads` are the kinds of events that its cases are made of. Where `outcomes` are given, nothing
    is promised but that it ends: it is counted by how.
    `apart` are the ways of keeping it that are counted apart, as a part of what was kept.
    """

    key: str
    clause: str
    name: str
    description: str  # for staff: the case, and when it counts as kept
    public: str  # for shoppers, after "Of 412 ..., 397 (96.4%)"; empty: it isn't shown to them
    noun: str  # what is counted, in the plural
    cases: Callable[[Timeline], Iterable[JudgedCase]]
    reads: tuple[str, ...]
    headline: bool = False
    broken: Mapping[str, str] = field(default_factory=lambda: {"late": "late"})
    outcomes: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)


_LINES, _PARCELS = (
    (EventKind.LINE_CANCELLED,),
    (EventKind.PARCEL_SHIPPED, EventKind.PARCEL_DELIVERED),
)
_BEFORE_THE_WINDOW = {"early": "earlier than the window"}

MEASURES: tuple[Measure, ...] = (
    Measure(
        "processed",
        "processing",
        "Processed in time",
        "What an order has from one warehouse was processed by the last day of the promise as it"
        " was made.",
        "were processed by the last day we named when they were placed",
        "orders",
        on_the_way.processing_cases,
        (*_LINES, EventKind.LINE_PROCESSED),
        headline=True,
    ),
    Measure(
        "arrived",
        "delivery",
        "Arrived in the window",
        "It came, and was signed for, by the last day of the window shown at placing. Earlier than"
        " the window is kept, and counted apart.",
        "arrived by the last of the dates we showed before they were paid for",
        "orders",
        on_the_way.arrival_cases,
        (*_LINES, *_PARCELS),
        headline=True,
        broken={"late": "later, or not yet"},
        apart=_BEFORE_THE_WINDOW,
    ),
    Measure(
        "arrived_after_processing",
        "delivery",
        "Arrived within the days after processing",
        "It came by the last of the method's business days, counted from the day on which it was"
        " really processed. Earlier is kept, and counted apart.",
        "arrived by the last of the days we name, counted from the day they were processed",
        "orders",
        on_the_way.delivery_cases,
        (*_LINES, *_PARCELS, EventKind.LINE_PROCESSED),
        broken={"late": "later, or not yet"},
        apart=_BEFORE_THE_WINDOW,
    ),
    Measure(
        "crossed",
        "transfer",
        "Crossed from abroad in time",
        "What lay in the warehouse abroad was checked in here by the last day of the promise as it"
        " was made.",
        "reached our warehouse here by the last day we named when they were placed",
        "orders from abroad",
        on_the_way.crossing_cases,
        (*_LINES, EventKind.LINE_ARRIVED),
    ),
    Measure(
        "confirmed",
        "confirmation",
        "Confirmation sent at once",
        "The confirmation was handed to the mail server within five minutes of placing.",
        "were confirmed by email within five minutes",
        "orders",
        asked_for.confirmation_cases,
        (EventKind.ORDER_PLACED, EventKind.CONFIRMATION_SENT),
    ),
    Measure(
        "cancellations",
        "cancellation",
        "Cancellations answered in time",
        "On a business day within five minutes; what came on a closed day, by the end of the"
        " business day named.",
        "were answered in time",
        "requests to cancel",
        asked_for.cancellation_cases,
        (
            EventKind.CANCELLATION_REQUESTED,
            EventKind.CANCELLATION_REFUSED,
            EventKind.CANCELLATION_ACCEPTED,
            EventKind.CANCELLATION_WITHDRAWN,
            EventKind.ORDER_CANCELLED,
        ),
        headline=True,
    ),
    Measure(
        "delay_notices",
        "processing",
        "Told of a delay in time",
        "The letter with the new dates went out before the old date had passed.",
        "were told to the shopper before the old date had passed",
        "delays",
        asked_for.delay_notice_cases,
        (
            EventKind.PROMISE_DELAYED,
            EventKind.PROMISE_BROUGHT_FORWARD,
            EventKind.DELAY_NOTICE_SENT,
            EventKind.DELAY_NOTICE_SUPERSEDED,
        ),
        headline=True,
    ),
    Measure(
        "shipping_notices",
        "shipping_notice",
        "Tracking number sent on the day",
        "The shipping notice went out on the day that the carrier took the parcel.",
        "had their tracking number mailed on the day they left",
        "parcels",
        on_the_way.shipping_notice_cases,
        (EventKind.PARCEL_SHIPPED, EventKind.SHIPPING_NOTICE_SENT),
    ),
    Measure(
        "signed",
        "signature",
        "Signed for",
        "A parcel that the carrier calls delivered has a signature on record.",
        "were signed for",
        "delivered parcels",
        on_the_way.signature_cases,
        (*_PARCELS, EventKind.PARCEL_DELIVERED_UNSIGNED),
        broken={"unsigned": "without a signature"},
    ),
    Measure(
        "refunds",
        "cancellation",
        "Refunded in time",
        "The money left for the card by the seventh working day after it was owed.",
        "were on their way to the card within seven working days",
        "refunds",
        asked_for.refund_cases,
        (EventKind.REFUND_OWED, EventKind.PAYMENT_REFUNDED),
        headline=True,
    ),
    Measure(
        "claims",
        "non_receipt",
        "Parcels reported as not received",
        "How each report ended.",
        "",
        "reports",
        asked_for.claim_cases,
        (
            EventKind.CLAIM_REPORTED,
            EventKind.CLAIM_FILED,
            EventKind.CLAIM_REFUSED,
            EventKind.CLAIM_ACCEPTED,
            EventKind.CLAIM_PARCEL_FOUND,
        ),
        outcomes={
            "refunded": "refunded",
            "found": "found or delivered after all",
            "refused": "refused by a person",
            "too_late": "came after the last day",
        },
    ),
    Measure(
        "authenticity",
        "authenticity_refund",
        "Pieces reported as not authentic",
        "How each report ended.",
        "",
        "reports",
        asked_for.authenticity_cases,
        (
            EventKind.AUTHENTICITY_REPORTED,
            EventKind.AUTHENTICITY_DISPROVEN,
            EventKind.AUTHENTICITY_REPORT_REFUSED,
        ),
        outcomes={"proven": "proven, and refunded whole", "refused": "refused"},
    ),
    Measure(
        "damage",
        "care",
        "Pieces reported as damaged, or not as described",
        "How each report ended.",
        "",
        "reports",
        asked_for.damage_cases,
        (EventKind.DAMAGE_REPORTED, EventKind.DAMAGE_DECIDED),
        outcomes={"whole": "refunded whole", "part": "refunded in part", "refused": "refused"},
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}
KINDS = frozenset(kind for measure in MEASURES for kind in measure.reads)


def judge_timeline(timeline: Timeline) -> list[tuple[str, JudgedCase]]:
    """Every case of an order, with the key of its measure."""
    return [(measure.key, case) for measure in MEASURES for case in measure.cases(timeline)]
