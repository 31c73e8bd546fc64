"""When the cancellation window's clock started, by the timeline alone: clause `cancellation`.

Each `confirmation.*` event records what it did to the clock when it happened, so that a setting or
a provider that changes later judges nothing anew:

- `closes_at`: the clock runs, and the window closes then (the latest such limit counts);
- `report_by` and `limit_without_report`: handed over where delivery reports are set up. Nothing
  ships until a report, or until `report_by`; then the hand-over time stands;
- `stops`: it came back. The clock stands still until a later event has a `closes_at`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from troth.event_kinds import EventKind

if TYPE_CHECKING:
    from troth.orders.models import Event

PREFIX = "confirmation."
SENT, RESENT, DELIVERED, BOUNCED, ACKNOWLEDGED = (
    EventKind.CONFIRMATION_SENT,
    EventKind.CONFIRMATION_RESENT,
    EventKind.CONFIRMATION_DELIVERED,
    EventKind.CONFIRMATION_BOUNCED,
    EventKind.CONFIRMATION_ACKNOWLEDGED,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the clock stands. All of it is empty before the confirmation was handed over."""

    closes_at: datetime | None = None  # it runs: the last instant of the window
    report_by: datetime | None = None  # a report is waited for until then
    limit_without_report: datetime | None = None
    bounce: Event | None = None  # what stopped it

    def limit(self, at: datetime) -> datetime | None:
        """The window's last instant as it is known `at`; None where the clock hasn't started."""
        if self.report_by is not None and at.astimezone(UTC) > self.report_by.astimezone(UTC):
            return self.limit_without_report
        return self.closes_at

    def awaits_report(self, at: datetime) -> bool:
        """The provider's report may still come, and nothing ships before it."""
        return self.report_by is not None and at.astimezone(UTC) <= self.report_by.astimezone(UTC)

    @property
    def cancellable_until(self) -> datetime | None:
        """The last instant at which the confirmation keeps the order from shipping."""
        if self.report_by is not None and self.limit_without_report is not None:
            return max(self.report_by, self.limit_without_report)
        return self.closes_at


def clock_of(events: Iterable[Event]) -> Clock:
    """The clock as these events of one order tell it."""
    clock = Clock()
    for event in sorted((e for e in events if e.kind.startswith(PREFIX)), key=lambda e: e.pk or 0):
        clock = _clock_after(clock, event)
    return clock


def clock_as_known(events: Iterable[Event], at: datetime) -> Clock:
    """The clock as the store knew it `at`, before it heard what came later."""
    return clock_of(event for event in events if event.at <= at)


def _clock_after(clock: Clock, event: Event) -> Clock:
    facts = event.facts
    if facts.get("stops"):
        return Clock(bounce=event)
    if instant := facts.get("closes_at"):
        limit = datetime.fromisoformat(instant)
        return Clock(closes_at=max(limit, clock.closes_at or limit))
    if (instant := facts.get("report_by")) and clock == Clock():
        return Clock(
            report_by=datetime.fromisoformat(instant),
            limit_without_report=datetime.fromisoformat(facts["limit_without_report"]),
        )
    return clock


def window_limit(events: Iterable[Event], *, asked_at: datetime) -> datetime | None:
    """The limit by which a request made at `asked_at` is judged; None where the clock hadn't
    started then, so that it is in the window.
    """
    recorded = list(events)
    limit = clock_of(recorded).limit(asked_at)
    if limit is not None and asked_at > limit:
        before = clock_as_known(recorded, asked_at)
        if before.limit(asked_at) is None and any(
            event.kind.startswith(PREFIX) for event in recorded
        ):
            return None
    return limit
