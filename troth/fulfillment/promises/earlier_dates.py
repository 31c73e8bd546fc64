"""Dates that come back: what was believed (a closure, a late transfer) was wrong or ended sooner,
and whoever was told so is told the true dates, once.

A date moves back only where it rests on what was believed, and never to a day that is over. While
a piece is still here it never moves before the promise as made, unless that promise counted the
same wrong belief; on its way, it is what the shipping notice would have said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from troth.fulfillment.models import PromiseStatus
from troth.fulfillment.promises.counting import (
    CountedDates,
    arrival_by_closures,
    count_dates,
    counted_facts,
    outlook_in_transit,
)
from troth.fulfillment.promises.delay_notices import (
    KNOWN,
    MOVED,
    SOONER,
    Moved,
    new_dates_notice,
    ships_by,
    steps_of,
)
from troth.fulfillment.promises.in_transit import may_name_a_date, tracking_of
from troth.fulfillment.promises.standing_progress import StandingProgress
from troth.fulfillment.warehouse.queue import asks_to_cancel
from troth.orders.models import Event
from troth.policy.dates import outlook as policy
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.delay import ship_by_on
from troth.policy.dates.promise import local_time, work_ends_on
from troth.policy.dates.windows import ContradictoryFacts
from troth.policy.results import Window


@dataclass(frozen=True, slots=True)
class PriorBelief:
    """What counted until it was corrected."""

    closed: tuple[policy.Closure, ...]
    sentence: str  # what was wrong, for the shopper
    reasons: tuple[str, ...]  # by which a promise as made shows that it counted it
    since: datetime  # when it was first said
    # Where a fact was wrong.
    progress: Mapping[tuple[int, str], StandingProgress] = field(default_factory=dict)

    def of(self, standing: PromiseStatus, progress: StandingProgress) -> StandingProgress:
        """What was on record of the standing's pieces while this was believed."""
        return self.progress.get((standing.order_id, standing.warehouse), progress)


@dataclass(frozen=True, slots=True)
class _OriginalPromise:
    """The promise that was made when the order was placed."""

    ship_by: date
    arrives: Window
    counted_it: bool

    def floor(self, stands: date, promised: date) -> date:
        """The day before which a date that stands at `stands` isn't moved back."""
        return date.min if self.counted_it or stands < promised else promised


def _original_promise(standing: PromiseStatus, believed: PriorBelief) -> _OriginalPromise:
    promise = standing.order.promises[standing.warehouse]
    steps_text = " ".join(str(step.get("sentence", "")) for step in promise.get("steps") or ())
    terms = standing.order.policy.terms
    return _OriginalPromise(
        ship_by_on(terms, processed_by=date.fromisoformat(promise["processed"]["latest"])),
        Window(
            date.fromisoformat(promise["arrives"]["earliest"]),
            date.fromisoformat(promise["arrives"]["latest"]),
        ),
        any(reason in steps_text for reason in believed.reasons),
    )


def bring_dates_back(
    standing: PromiseStatus,
    progress: StandingProgress,
    closed: tuple[policy.Closure, ...],
    believed: PriorBelief,
    now: datetime,
    by: str,
) -> Moved | None:
    """The earlier dates of a standing whose dates rest on what was believed, and was wrong; None
    where they rest on something else.
    """
    if standing.ended_at is not None or standing.unknown_why or progress.awaits_payment:
        return None
    if standing.shipped_at is None and asks_to_cancel(standing.order):
        return None
    wrong = believed.of(standing, progress)
    try:
        if standing.shipped_at is not None:
            if not may_name_a_date(progress):
                return None
            today = local_time(standing.order.policy.terms, now).date()
            before = arrival_by_closures(standing, wrong, believed.closed, today)
            after = outlook_in_transit(standing, progress, closed, today)
            if before is None or after is None:
                return None
            return _on_its_way(standing, progress, before.arrives, after, believed, now, by)
        return _recount_dates(standing, progress, wrong, closed, believed, now, by)
    except (BeyondCalendar, ContradictoryFacts):
        return None


def _recount_dates(
    standing: PromiseStatus,
    progress: StandingProgress,
    wrong: StandingProgress,
    closed: tuple[policy.Closure, ...],
    believed: PriorBelief,
    now: datetime,
    by: str,
) -> Moved | None:
    terms = standing.order.policy.terms
    local = local_time(terms, now)
    over = local.time() > work_ends_on(terms, local.date())
    facts = counted_facts(standing, progress, local.date(), over)
    facts_before = counted_facts(standing, wrong, local.date(), over)
    before = count_dates(standing, facts_before, believed.closed)
    after = count_dates(standing, facts, closed)
    if isinstance(before, CountedDates) and isinstance(after, CountedDates):
        return _still_here(standing, progress, before, after, believed, now, by)
    return None


def _still_here(
    standing: PromiseStatus,
    progress: StandingProgress,
    before: CountedDates,
    after: CountedDates,
    believed: PriorBelief,
    now: datetime,
    by: str,
) -> Moved | None:
    """The earlier dates of pieces that haven't left; None where nobody was told otherwise."""
    terms, promised = standing.order.policy.terms, _original_promise(standing, believed)
    if not _was_told(standing, promised):
        return None
    ship_by = _bring_date_back(
        standing.ship_by,
        [
            (ships_by(terms, before.plan), ships_by(terms, after.plan)),
            (before.dates.ship_by, after.dates.ship_by),
        ],
        after.dates.ship_by,
        promised.floor(standing.ship_by, promised.ship_by),
    )
    arrives_by = _bring_date_back(
        standing.arrives_by,
        [
            (before.plan.arrives.latest, after.plan.arrives.latest),
            (before.dates.outlook.arrives.latest, after.dates.outlook.arrives.latest),
        ],
        after.dates.outlook.arrives.latest,
        promised.floor(standing.arrives_by, promised.arrives.latest),
    )
    if (ship_by, arrives_by) == (standing.ship_by, standing.arrives_by):
        return None
    outlook = after.dates.outlook
    arrives = _arrival_window(arrives_by, outlook.arrives, promised, standing)
    moved = _record_sooner_dates(standing, progress, ship_by, arrives, outlook, believed, now, by)
    moved[1].facts |= {
        "ship_by": ship_by.isoformat(),
        "ship_from": min(after.dates.ship_from, ship_by).isoformat(),
        "as_promised": (ship_by, arrives_by) == (promised.ship_by, promised.arrives.latest),
        "in_time": ship_by <= promised.ship_by and arrives_by <= promised.arrives.latest,
    }
    return moved


def _on_its_way(
    standing: PromiseStatus,
    progress: StandingProgress,
    before: Window,
    after: policy.Outlook,
    believed: PriorBelief,
    now: datetime,
    by: str,
) -> Moved | None:
    """The same of a parcel with the carrier: the days that its shipping notice would have said. The
    carrier's own date, where there is a later one, stands.
    """
    promised = _original_promise(standing, believed)
    announced = progress.arrives_as_shipped or promised.arrives
    if not (_was_told(standing, promised) or standing.arrives_by > announced.latest):
        return None
    latest = max(after.arrives.latest, progress.delivery_on or date.min)
    arrives_by = _bring_date_back(standing.arrives_by, [(before.latest, latest)], latest, date.min)
    today = local_time(standing.order.policy.terms, now).date()
    if arrives_by == standing.arrives_by or arrives_by < today:
        return None
    arrives = Window(min(after.arrives.earliest, arrives_by), arrives_by)
    moved = _record_sooner_dates(
        standing, progress, standing.ship_by, arrives, after, believed, now, by
    )
    number, carrier = tracking_of(progress.parcels)
    moved[1].facts |= {
        "shipped": True,
        "number": number,
        "carrier_name": carrier,
        "as_promised": arrives_by == promised.arrives.latest,
        "in_time": arrives_by <= promised.arrives.latest,
    }
    return moved


def _was_told(standing: PromiseStatus, promised: _OriginalPromise) -> bool:
    """Whether the shopper knows other dates than the promise as made, or that one was wrong."""
    has_moved = standing.ship_by > promised.ship_by or standing.arrives_by > promised.arrives.latest
    return has_moved or promised.counted_it


def _bring_date_back(
    stands: date, rests_on: Sequence[tuple[date, date]], after: date, floor: date
) -> date:
    """The date that stands now, moved back where it rests on what was believed: where a date that
    counts it (the first of each pair) isn't after the one that stands, and is later than without.
    """
    if any(without < believed <= stands for believed, without in rests_on):
        return min(stands, max(after, floor))
    return stands


def _arrival_window(
    arrives_by: date, counted: Window, promised: _OriginalPromise, standing: PromiseStatus
) -> Window:
    if arrives_by == standing.arrives_by:
        return Window(standing.arrives_from, arrives_by)
    earliest = counted.earliest
    if not promised.counted_it:
        earliest = max(earliest, promised.arrives.earliest)
    return Window(min(earliest, arrives_by), arrives_by)


def _record_sooner_dates(
    standing: PromiseStatus,
    progress: StandingProgress,
    ship_by: date,
    arrives: Window,
    after: policy.Outlook,
    believed: PriorBelief,
    now: datetime,
    by: str,
) -> Moved:
    later = _last_wrong_notice(standing, believed)
    old_by = standing.ship_by if ship_by < standing.ship_by else standing.arrives_by
    standing.ship_by = ship_by
    standing.arrives_from, standing.arrives_by = arrives
    steps = steps_of(after)
    promised = standing.order.promises[standing.warehouse]
    if arrives.data() == promised["arrives"]:  # the promise stands again, with its own reasons
        steps = list(promised.get("steps") or steps)
    moved = new_dates_notice(
        standing, progress, SOONER, old_by, believed.sentence, steps, now, by, has_date=True
    )
    if later is not None:
        moved[1].facts["instead_of"] = later.pk
        moved[1].facts["stood"] = _stands_as(later, standing)
    return moved


def _last_wrong_notice(standing: PromiseStatus, believed: PriorBelief) -> Event | None:
    """The event that owed the letter with the wrong dates."""
    events: QuerySet[Event] = Event.objects.filter(
        order=standing.order_id,
        kind__in=(MOVED, KNOWN, SOONER),
        facts__warehouse=standing.warehouse,
        at__gte=believed.since,
    )
    return events.order_by("-pk").first()


def _stands_as(later: Event, standing: PromiseStatus) -> bool:
    """Whether these are the dates that stood before the wrong ones were told: who never got that
    letter then needs none of this.
    """
    stood: Mapping[str, Any] = later.facts.get("stood_before") or {}
    dates: Sequence[date] = (standing.ship_by, standing.arrives_from, standing.arrives_by)
    names = ("ship_by", "arrives_from", "arrives_by")
    return [stood.get(name) for name in names] == [day.isoformat() for day in dates]
