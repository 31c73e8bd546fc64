"""The figures: how many cases were kept, broken and are open, by week and lane; and the cases
behind each of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Count, F, Q, Value, When
from django.utils.translation import gettext as _

from troth.orders.policy_versions import terms_versions
from troth.policy.cells import safe_cell
from troth.policy.dates.promise import local_time
from troth.policy.terms import HOME, Terms
from troth.scorecard.cases import EARLY, LATE, week_of
from troth.scorecard.measures import BY_KEY, MEASURES, Measure
from troth.scorecard.models import Case
from troth.scorecard.timeline import BOTH

KEPT, BROKEN, OPEN = "kept", "broken", "open"
TOO_FEW = 20  # of fewer cases a share says nothing
PUBLIC_WEEKS = 12
MOST_ROWS = 100_000


@dataclass(slots=True)
class Tally:
    """How many cases were kept and broken, and how each ended that has a name for it."""

    kept: int = 0
    broken: int = 0
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """In percent; None where nothing was decided."""
        return 100 * self.kept / self.cases if self.cases else None

    @property
    def as_text(self) -> str:
        """`96.4%`: never rounded up to a hundred, nor down to nothing."""
        if self.share is None:
            return "–"
        rounded = round(self.share, 1)
        if self.broken and rounded == 100:
            rounded = 99.9
        if self.kept and rounded == 0:
            rounded = 0.1
        return f"{rounded:.1f}".removesuffix(".0") + "%"

    def add(self, state: str, outcome: str, count: int) -> None:
        if state == KEPT:
            self.kept += count
        else:
            self.broken += count
        if outcome:
            self.ended[outcome] = self.ended.get(outcome, 0) + count


@dataclass(slots=True)
class Figure:
    """One measure over a period."""

    measure: Measure
    total: Tally = field(default_factory=Tally)
    open: int = 0
    weeks: dict[date, Tally] = field(default_factory=dict)
    lanes: dict[str, Tally] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """The cases of the week that had most."""
        return max((tally.cases for tally in self.weeks.values()), default=0)

    @property
    def too_few(self) -> bool:
        return self.total.cases < TOO_FEW

    @property
    def missed(self) -> list[tuple[str, str, int]]:
        """Each way in which it was broken, that happened: its key, its words, how often."""
        return [
            (key, words, self.total.ended[key])
            for key, words in self.measure.broken.items()
            if key in self.total.ended
        ]

    @property
    def apart(self) -> list[tuple[str, str, int]]:
        """Each way of keeping it that is counted apart, that happened: its key, its words, how
        often.
        """
        return [
            (key, words, self.total.ended[key])
            for key, words in self.measure.apart.items()
            if key in self.total.ended
        ]

    @property
    def ends(self) -> list[tuple[str, str, int]]:
        """Each way in which a report may end, and how many did."""
        return [
            (key, words, self.total.ended.get(key, 0))
            for key, words in self.measure.outcomes.items()
        ]


def cases_with_state(*, now: datetime) -> Any:
    """Every case, as a query set, with its `state` and its `ending` as they are now."""
    late = Q(kept=None, late_at__lte=now)
    state = When_(
        When(kept=True, then=Value(KEPT)),
        When(Q(kept=False) | late, then=Value(BROKEN)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    ending = When_(When(late, then=Value(LATE)), default=F("outcome"), output_field=CharField())
    return Case.objects.annotate(state=state, ending=ending)


def decided_cases(*, now: datetime, since: date, until: date, lane: str = "") -> Any:
    """Those decided in the weeks from `since` on (a Monday) and before `until` (one, too)."""
    rows = cases_with_state(now=now).filter(week__gte=since, week__lt=until).exclude(state=OPEN)
    return rows.filter(lane=lane) if lane else rows


def open_cases(*, now: datetime, lane: str = "") -> Any:
    """Those that are neither kept nor late, whenever they began."""
    rows = cases_with_state(now=now).filter(kept=None).filter(Q(late_at=None) | Q(late_at__gt=now))
    return rows.filter(lane=lane) if lane else rows


def count_figures(*, now: datetime, since: date, until: date, lane: str = "") -> list[Figure]:
    """Every measure over these weeks, in two queries."""
    by_key = {measure.key: Figure(measure) for measure in MEASURES}
    rows = decided_cases(now=now, since=since, until=until, lane=lane)
    rows = (
        rows.values_list("measure", "week", "lane", "state", "ending")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for key, week, lane_key, state, ending, count in rows:
        if key not in by_key:  # of a measure that there was once
            continue
        figure = by_key[key]
        for tally in (
            figure.total,
            figure.weeks.setdefault(week, Tally()),
            figure.lanes.setdefault(lane_key, Tally()),
        ):
            tally.add(state, ending, count)
    waiting = (
        open_cases(now=now, lane=lane).values_list("measure").annotate(count=Count("pk")).order_by()
    )
    for key, count in waiting:
        if key in by_key:
            by_key[key].open = count
    return list(by_key.values())


def reporting_period(
    terms: Terms, *, now: datetime, weeks: int, whole: bool = False
) -> tuple[date, date]:
    """The Monday that so many weeks begin with, and the one after them: this week is the last, or
    with `whole` the one before it.
    """
    monday = week_of(local_time(terms, now).date())
    until = monday if whole else monday + timedelta(days=7)
    return until - timedelta(days=7 * weeks), until


def lane_sentence(lane: str, terms: Terms) -> str:
    """`New York, Ground`, from `us.ground`."""
    place, _dot, method = lane.partition(".")
    here, there = (_(terms.warehouse_name(key)) for key in (HOME, terms.abroad))
    both = _("%(here)s and %(there)s") % {"here": here, "there": there}
    named = {HOME: here, terms.abroad: there, BOTH: both}.get(place, place)
    return f"{named}, {terms.methods[method].name if method in terms.methods else method}"


def all_lanes() -> list[str]:
    """Every lane on which something can have been promised, by any version of the terms."""
    methods = {
        method: None for version in reversed(terms_versions()) for method in version.terms.methods
    }
    return [f"{place}.{method}" for method in methods for place in ("us", "jp", BOTH)]


def weeks_of(since: date, until: date) -> list[date]:
    return [since + timedelta(days=n) for n in range(0, (until - since).days, 7)]


COLUMNS = (
    "measure",
    "clause",
    "week_of",
    "lane",
    "cases",
    "kept",
    "broken",
    "share_percent",
    "endings",
)


def figures_as_csv(*, now: datetime, since: date, until: date, lane: str = "") -> str:
    """The figures by measure, week and lane."""
    tallies: dict[tuple[str, date, str], Tally] = {}
    rows = decided_cases(now=now, since=since, until=until, lane=lane)
    rows = (
        rows.values_list("measure", "week", "lane", "state", "ending")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for key, week, lane_key, state, ending, count in rows:
        tallies.setdefault((key, week, lane_key), Tally()).add(state, ending, count)
    order = {measure.key: nth for nth, measure in enumerate(MEASURES)}
    sorted_keys = sorted(
        (order[key], key, week, lane_key) for key, week, lane_key in tallies if key in order
    )
    return _csv_text(
        COLUMNS,
        (
            _csv_row(BY_KEY[key], week, lane_key, tallies[key, week, lane_key])
            for _lane, key, week, lane_key in sorted_keys
        ),
    )


def public_csv(figures: Iterable[Figure], weeks: Iterable[date]) -> str:
    """What the public page says, by week; no share of too few cases."""
    public_figures = [figure for figure in figures if figure.measure.public]
    rows = (
        (
            figure.measure.key,
            figure.measure.clause,
            week,
            tally.cases,
            tally.kept,
            tally.ended.get(EARLY, 0) if EARLY in figure.measure.apart else "",
            tally.broken,
            _percent_cell(tally) if tally.cases >= TOO_FEW else "",
        )
        for figure in public_figures
        for week in weeks
        for tally in [figure.weeks.get(week, Tally())]
    )
    return _csv_text(
        (
            "measure",
            "clause",
            "week_of",
            "cases",
            "kept",
            "kept_early",
            "broken",
            "share_percent",
        ),
        rows,
    )


def _csv_row(measure: Measure, week: date, lane: str, tally: Tally) -> tuple[object, ...]:
    endings = "; ".join(f"{key}: {count}" for key, count in sorted(tally.ended.items()))
    promised = not measure.outcomes
    return (
        measure.key,
        measure.clause,
        week,
        lane,
        tally.cases,
        tally.kept if promised else "",
        tally.broken if promised else "",
        _percent_cell(tally) if promised else "",
        endings,
    )


def _percent_cell(tally: Tally) -> str:
    return f"{tally.share:.2f}" if tally.share is not None else ""


def orders_csv(rows: Any) -> Iterator[str]:
    """The cases of a list with their orders, line by line; at most `MOST_ROWS`."""
    yield _csv_text(("order", "measure", "about", "lane", "decided_on", "state", "ending"), ())
    values = rows.values_list(
        "order__number", "measure", "about", "lane", "decided_on", "state", "ending"
    )
    for row in values[:MOST_ROWS].iterator(chunk_size=2000):
        yield _csv_text((), [row])


def _csv_text(header: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    if header:
        writer.writerow(header)
    for row in rows:
        writer.writerow(safe_cell(cell) if isinstance(cell, str) else cell for cell in row)
    return file.getvalue()
