"""The promise as it stands: what was promised, moved by what has happened since and by closures
nobody foresaw.

Clauses `processing`, `transfer`, `delivery`. A limit once recorded (cancellation, claim) is never
moved here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from troth.policy.dates.calendars import Calendar, day_label, span_label
from troth.policy.dates.delay import ship_by_on
from troth.policy.dates.promise import Promise, UnderWay, Warehouse
from troth.policy.dates.windows import ContradictoryFacts
from troth.policy.results import Step, Window, days_label
from troth.policy.schema import Transfer
from troth.policy.shipping.carriers import UnknownMethod
from troth.policy.terms import HOME, Terms
from troth.policy.wording import as_sentence

ClosedPlace = Literal["us", "jp", "customs", "carrier"]

_PLACES: dict[ClosedPlace, str] = {
    "us": "Our {name} warehouse is",
    "jp": "Our {name} warehouse is",
    "customs": "Flights and customs are",
    "carrier": "The carriers are",
}


@dataclass(frozen=True, slots=True)
class Closure:
    """A dated fact beside the policy: the place does no work on those days, both included."""

    place: ClosedPlace
    first_on: date
    last_on: date
    why: str

    def where(self, terms: Terms) -> str:
        """The place with its verb, as a sentence begins: "Our New York warehouse is"."""
        return _PLACES[self.place].format(name=terms.warehouse_name(self.place))

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError(
                f"a closure ends on or after the day it begins: {self.first_on} to {self.last_on}"
            )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one order line on `today`, the store's local day. What isn't known yet is
    left out.
    """

    starts_on: date  # with the next two, from the promise as made
    warehouse: Warehouse
    method: str
    today: date
    day_is_over: bool = False  # today's work is done: what has not happened today won't any more
    recorded_only: bool = False  # count from what is recorded, whatever day it is today
    starts_again: bool = False  # what is overdue takes its whole time again, from today
    dispatched_on: date | None = None  # it left Japan
    arrived_on: date | None = None  # checked in, in New York
    expected_on: date | None = None  # what customs or freight now say of its arrival
    unknown_why: str = ""  # nobody can say when it arrives: the reason
    late_why: str = ""  # words for the shopper
    processed_on: date | None = None
    handed_over_on: date | None = None  # the carrier has it: counts where that was late
    delivery_expected_on: date | None = None  # the carrier's own later date for a parcel in trouble


@dataclass(frozen=True, slots=True)
class Outlook:
    """The windows as they stand, each day in the store's zone, both ends included."""

    transfer: Window | None  # arrival in the US warehouse, for an item in Japan
    processed: Window
    arrives: Window
    steps: tuple[Step, ...]
    ready: Window  # when it can be handed over: as processed, or later where a box hasn't left

    def data(self) -> dict[str, Any]:
        """For programs, worded as a promise's windows are."""
        return {
            "transfer": self.transfer.data() if self.transfer else None,
            "processed": self.processed.data(),
            "arrives": self.arrives.data(),
            "steps": [step.data() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class UnknownDates:
    """No date can be given, and none is made up."""

    why: str
    steps: tuple[Step, ...]

    def data(self) -> dict[str, Any]:
        return {"unknown": self.why, "steps": [step.data() for step in self.steps]}


def outlook(
    terms: Terms, facts: Facts, closures: tuple[Closure, ...] = ()
) -> Outlook | UnknownDates:
    """The dates of a promise as they stand today, each with its reason; `UnknownDates` while nobody
    can say.

    Without facts and closures they are those of `promise`. A fact replaces what was counted; a leg
    whose days have passed without its fact moves to the next day of work there, or takes its whole
    time again where the facts say so; more closures never make a date earlier. Raises
    `BeyondCalendar` as a promise does, `UnknownMethod` for a method's key, `ContradictoryFacts` for
    facts that can't all be true.
    """
    return _cached_outlook(terms, facts, closures)


@lru_cache(maxsize=20_000)
def first_ship_day(
    terms: Terms, facts: Facts, closures: tuple[Closure, ...] = ()
) -> CountedDay | None:
    """The first day, from today on, on which the carrier can have it: it is processed, and our
    warehouse and the carriers work. With the closures in the way; None while nobody can say.
    """
    forecast = outlook(terms, replace(facts, recorded_only=False), closures)
    if isinstance(forecast, UnknownDates):
        return None
    legs = _Legs(terms, replace(facts, recorded_only=False), closures)
    not_before = facts.today + timedelta(days=facts.day_is_over)
    waits = legs.new_york.first(not_before)
    day, in_the_way = max(waits.on, forecast.ready.earliest), waits.closures
    while True:
        ours = legs.new_york.first(day)
        theirs = legs.carrier.first(ours.on)
        in_the_way += ours.closures + theirs.closures
        if theirs.on == day:
            return CountedDay(day, tuple(dict.fromkeys(in_the_way)))
        day = theirs.on


def closure_sentence(terms: Terms, closure: Closure) -> str:
    """The closure as a step names it."""
    span = span_label(closure.first_on, closure.last_on)
    return f"{closure.where(terms)} closed {span} ({closure.why}). Those days don't count."


def closure_sentences(terms: Terms, closures: Iterable[Closure]) -> list[str]:
    """One sentence for each closure."""
    return [closure_sentence(terms, closure) for closure in closures]


def closed_dates(
    terms: Terms,
    starts_on: date,
    closures: tuple[Closure, ...],
    *,
    warehouse: Warehouse,
    method: str,
    under_way: UnderWay | None = None,
) -> Outlook:
    """The dates of an order that starts on this day, as they are known when it is placed, with the
    closures' days left out.
    """
    facts = Facts(
        starts_on=starts_on,
        warehouse=warehouse,
        method=method,
        today=starts_on,
        recorded_only=True,
        dispatched_on=under_way.left_on if under_way else None,
        expected_on=under_way.expected_on if under_way else None,
        late_why=under_way.late_why if under_way else "",
    )
    forecast = outlook(terms, facts, closures)
    assert isinstance(forecast, Outlook)  # unknown only where a fact says why
    return forecast


def with_closures(
    terms: Terms,
    promised: Promise,
    closures: tuple[Closure, ...],
    *,
    warehouse: Warehouse,
    under_way: UnderWay | None = None,
) -> Promise:
    """A promise as it is made while closures are known: their days don't count, and its steps say
    which. Never earlier than without them.
    """
    if not closures:
        return promised
    forecast = closed_dates(
        terms,
        promised.starts_on,
        closures,
        warehouse=warehouse,
        method=promised.route.method.key,
        under_way=under_way,
    )
    named = [closure.why for closure in closures]
    if not any(why in step.sentence for step in forecast.steps for why in named):
        return promised
    begins = tuple(step for step in promised.steps if step.clause in ("cut_off", "closed_days"))
    others = tuple(
        step for step in promised.steps if step.clause in ("methods", "carrier", "signature")
    )
    transfer = promised.transfer
    if transfer is not None and forecast.transfer is not None:
        transfer = _later_window(transfer, forecast.transfer)
    return promised._replace(
        transfer=transfer,
        processed=_later_window(promised.processed, forecast.processed),
        arrives=_later_window(promised.arrives, forecast.arrives),
        steps=(*begins, *forecast.steps, *others),
    )


def _later_window(one: Window, other: Window) -> Window:
    return Window(max(one.earliest, other.earliest), max(one.latest, other.latest))


@lru_cache(maxsize=20_000)
def _cached_outlook(
    terms: Terms, facts: Facts, closures: tuple[Closure, ...]
) -> Outlook | UnknownDates:
    """Many orders share few distinct facts, so each is counted once."""
    if facts.method not in terms.methods:
        raise UnknownMethod(
            f"there is no method {facts.method!r}; the policy has: {', '.join(terms.methods)}"
        )
    _check_facts(facts)
    rule = terms.transfer_from(facts.warehouse)
    if facts.unknown_why and facts.arrived_on is None and facts.processed_on is None:
        sentence = f"Nobody can say yet when it arrives: {as_sentence(facts.unknown_why)}"
        clause = "transfer" if rule else "processing"
        return UnknownDates(facts.unknown_why, (Step(clause, sentence, facts.today),))
    legs = _Legs(terms, facts, closures)
    transfer = legs.transfer(rule) if rule else None
    processed = legs.processing(transfer)
    ready = legs.handing_over(processed)
    arrives = legs.delivery(processed, ready)
    return Outlook(transfer, processed, arrives, tuple(legs.steps), ready)


def _check_facts(facts: Facts) -> None:
    happened = [("dispatched_on", facts.dispatched_on), ("arrived_on", facts.arrived_on)]
    happened.append(("processed_on", facts.processed_on))
    recorded = [(name, on) for name, on in happened if on is not None]
    for (before, earlier), (name, later) in pairwise(recorded):
        if later < earlier:
            raise ContradictoryFacts(name, f"{name} {later} can't be before {before} {earlier}")


class CountedDay(NamedTuple):
    """A day counted to, and the closures whose days were left out on the way."""

    on: date
    closures: tuple[Closure, ...]


class _Days:
    """The open days of a calendar less those of a place's closures."""

    def __init__(
        self, calendar: Calendar, place: ClosedPlace, closures: tuple[Closure, ...]
    ) -> None:
        self.calendar = calendar
        self._closures = tuple(closure for closure in closures if closure.place == place)

    def first(self, day: date) -> CountedDay:
        """The first open day on or after `day`."""
        at = self.calendar.index(day)
        is_open = at >= 0 and self.calendar.days[at] == day
        return self._walk(at - 1 if is_open else at, 1)

    def after(self, day: date, n: int) -> CountedDay:
        """The n-th open day strictly after `day`; for no days at all, the first on or after it."""
        return self._walk(self.calendar.index(day), n) if n else self.first(day)

    def _walk(self, at: int, n: int) -> CountedDay:
        days = self.calendar.days
        met: dict[Closure, None] = {}
        while n:
            at += 1
            if at >= len(days):
                raise self.calendar.beyond(None)
            closed = [
                closure
                for closure in self._closures
                if closure.first_on <= days[at] <= closure.last_on
            ]
            met.update(dict.fromkeys(closed))
            n -= not closed
        return CountedDay(days[at], tuple(met))


class _Leg(NamedTuple):
    """One part of the way: its clause, its words, the days it counts, and those on which it can
    end.
    """

    clause: str
    lead: str
    since: str
    days: _Days
    ends_on: _Days | None = None

    def after(self, day: date, n: int) -> CountedDay:
        return self._ended(self.days.after(day, n))

    def first(self, day: date) -> CountedDay:
        return self._ended(self.days.first(day))

    def _ended(self, reached: CountedDay) -> CountedDay:
        if self.ends_on is None:
            return reached
        ended = self.ends_on.first(reached.on)
        return CountedDay(ended.on, reached.closures + ended.closures)


class _Legs:
    """The legs of one order line in turn, gathering the steps."""

    def __init__(self, terms: Terms, facts: Facts, closures: tuple[Closure, ...]) -> None:
        store = terms.store_days
        self.terms, self.facts = terms, facts
        self.steps: list[Step] = []
        self.japan = _Days(terms.dispatch_days, "jp", closures)
        self.customs = _Days(store, "customs", closures)
        self.new_york = _Days(store, "us", closures)
        self.carrier = _Days(store, "carrier", closures)
        not_before = facts.today + timedelta(days=facts.day_is_over)
        self.not_before = None if facts.recorded_only else not_before

    def transfer(self, rule: Transfer) -> Window:
        """The arrival in the US warehouse: dispatch, then flight and customs, then the check on an
        open day there.
        """
        facts, here = self.facts, self.terms.warehouse_name(HOME)
        there = self.terms.warehouse_name(rule.warehouse)
        if facts.arrived_on:
            return self._fixed("transfer", f"It was checked in, in {here},", facts.arrived_on)
        if facts.processed_on:
            return self._fixed(
                "transfer", f"It was in {here} by the day it was processed,", facts.processed_on
            )
        leaves = "left" if facts.dispatched_on else "leaves"
        if facts.dispatched_on:
            left = self._fixed("transfer", f"It left {there}", facts.dispatched_on)
        else:
            leg = _Leg("transfer", f"Leaves {there}", "there after the start", self.japan)
            start = Window(facts.starts_on, facts.starts_on)
            left = self._counted(
                leg, start, (rule.dispatch_earliest_days, rule.dispatch_latest_days)
            )
        since = f"after it {leaves} {there}"
        leg = _Leg("transfer", f"Reaches {here}", since, self.customs, self.new_york)
        days = (rule.arrival_earliest_days, rule.arrival_latest_days)
        return self._counted(leg, left, days, expected_on=facts.expected_on)

    def processing(self, transfer: Window | None) -> Window:
        """The processing, from the arrival or from the day it starts (the next open one where that
        day is closed).
        """
        facts, rule = self.facts, self.terms.file.processing
        if facts.processed_on:
            return self._fixed("processing", "It was processed", facts.processed_on)
        there = self.terms.warehouse_name(facts.warehouse)
        since = f"after it arrives from {there}" if transfer else "after it starts"
        leg = _Leg("processing", "Processed", since, self.new_york)
        if transfer:  # a piece that crosses already may land before its order starts
            begins = Window(*(max(on, facts.starts_on) for on in transfer))
        else:
            begins = self._start(leg)
        return self._counted(leg, begins, (rule.earliest_days, rule.latest_days))

    def handing_over(self, processed: Window) -> Window:
        """When the carrier can have it: once processed; or, for a box that should have left and
        didn't, after as long as processing takes. What was handed over late is counted from then:
        it can't arrive on the day it leaves.
        """
        facts, rule = self.facts, self.terms.file.processing
        if facts.handed_over_on and facts.processed_on:
            if facts.handed_over_on <= ship_by_on(self.terms, processed_by=facts.processed_on):
                return processed
            return self._fixed("delivery", "The carrier has had it since", facts.handed_over_on)
        if not (facts.starts_again and facts.processed_on):
            return processed
        leg = _Leg("processing", "The carrier has it", "from today", self.new_york)
        self.steps.append(Step("processing", "It is packed, and hasn't left yet.", facts.today))
        today = Window(facts.today, facts.today)
        return self._counted(leg, today, (rule.earliest_days, rule.latest_days))

    def delivery(self, processed: Window, ready: Window) -> Window:
        """The arrival at the shopper's."""
        method = self.terms.methods[self.facts.method]
        since = "after processing" if ready == processed else "after the carrier has it"
        leg = _Leg("delivery", "Arrives", since, self.carrier)
        days = (method.earliest_days, method.latest_days)
        return self._counted(leg, ready, days, expected_on=self.facts.delivery_expected_on)

    def _start(self, leg: _Leg) -> Window:
        start = leg.first(self.facts.starts_on)
        if start.closures:
            self._name(leg, start.closures, start.on)
            self.steps.append(Step(leg.clause, f"It starts {day_label(start.on)}.", start.on))
        return Window(start.on, start.on)

    def _fixed(self, clause: str, lead: str, on: date) -> Window:
        self.steps.append(Step(clause, f"{lead} {day_label(on)}.", on))
        return Window(on, on)

    def _counted(
        self, leg: _Leg, since: Window, days: tuple[int, int], expected_on: date | None = None
    ) -> Window:
        """The leg's window, counted from `since`: never before today, nor before the day we are
        told.
        """
        earliest = self._end(leg, "earliest", since.earliest, days[0], expected_on)
        latest = self._end(leg, "latest", since.latest, days[1], expected_on)
        self._name(leg, earliest.closures + latest.closures, latest.on)
        return Window(earliest.on, latest.on)

    def _end(
        self, leg: _Leg, end: str, since: date, n: int, expected_on: date | None
    ) -> CountedDay:
        counted = reached = leg.after(since, n)
        calendar = leg.days.calendar
        passed = calendar.passed_over(since, calendar.index(counted.on))
        why = f"{days_label(n, n)} {leg.since}{passed}"
        late = f" ({self.facts.late_why})" if self.facts.late_why else ""
        if expected_on and (moved := leg.first(expected_on)).on > reached.on:
            reached, why = moved, f"we are told {day_label(expected_on)} now{late}"
        if self.not_before and (open_day := leg.first(self.not_before)).on > reached.on:
            reached, why = open_day, f"not done yet, and that is the next day it can be{late}"
            if self.facts.starts_again:
                reached = leg.after(self.facts.today, n)
                why = f"not done yet; {days_label(n, n)} from today{late}"
        self.steps.append(
            Step(leg.clause, f"{leg.lead} {day_label(reached.on)} at the {end}: {why}.", reached.on)
        )
        return reached

    def _name(self, leg: _Leg, closures: tuple[Closure, ...], on: date) -> None:
        """Every closure that moved a date of this leg, once."""
        for closure in dict.fromkeys(closures):
            self.steps.append(Step(leg.clause, closure_sentence(self.terms, closure), on))
