"""Closures that nobody foresaw, as the store knew of them at an instant, from a life's deeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.simulation.calendar_oracle import Policy
from tests.simulation.transcript import Deed, Transcript

Window = tuple[date, date]
ON_THE_WAY_PLACES = ("jp", "customs", "us")  # where a closure moves a piece that comes from abroad

_FAMILIES = ("storm.", "closure.")
_NOT_ENTERED = ("begins", "not_found", "ends")
_OFF = ("withdrawn", "taken_back", "is_off")


@dataclass(frozen=True, slots=True)
class Closure:
    """The place does no work on these days. `is_certain` is whether nobody else had to agree."""

    at: datetime
    key: str
    place: str
    first: date
    last: date
    is_certain: bool
    is_off: bool = False

    def days(self) -> Iterator[date]:
        """Each of its days."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


def closures_of(life: Transcript) -> list[Closure]:
    """Everything that was entered, in its order; a later entry of the same closure replaces it."""
    closures: list[Closure] = life.__dict__.setdefault("_closures", [])
    if not closures:
        closures += [closure for deed in life.of(Deed) if (closure := _closure(deed)) is not None]
    return closures


def _closure(deed: Deed) -> Closure | None:
    if not deed.ok or not deed.what.startswith(_FAMILIES):
        return None
    what, details = deed.what.partition(".")[2], deed.details
    if what in _NOT_ENTERED or not {"first_on", "last_on"} <= {*details}:
        return None
    first, last = (date.fromisoformat(str(details[name])[:10]) for name in ("first_on", "last_on"))
    place = str(details.get("place", "us"))
    key = (
        f"{details.get('storm', '')} {place} {first}"  # a correction keeps the place and first day
    )
    is_certain = not details.get("second_person")
    return Closure(deed.at, key, place, first, last, is_certain, what in _OFF)


def closures_at(life: Transcript, instant: datetime, *, certain: bool = True) -> list[Closure]:
    """What stood at an instant; with `certain` false also what still waited for a second person."""
    standing: dict[str, Closure] = {}
    for closure in closures_of(life):
        if closure.at <= instant and (closure.is_certain or not certain):
            standing[closure.key] = closure
    return [closure for closure in standing.values() if not closure.is_off]


def closed_days(
    life: Transcript, instant: datetime, *places: str, certain: bool = True
) -> set[date]:
    """The days on which one of these places was known to be closed; of all, where none is named."""
    return {
        day
        for closure in closures_at(life, instant, certain=certain)
        if not places or closure.place in places
        for day in closure.days()
    }


def is_told_of(life: Transcript, instant: datetime) -> bool:
    """Whether any closure had been entered by then, also one that was taken back since."""
    return any(closure.at <= instant for closure in closures_of(life))


def promised_windows(
    life: Transcript,
    policy: Policy,
    placed_at: datetime,
    meaning: str,
    method: str,
    *,
    abroad: bool,
    known_at: datetime | None = None,
) -> set[Window]:
    """What may be promised by the clauses and the closures known at an instant (that of placing,
    where none is given): more than one window while a closure waits for its second person, and none
    that could be worked out here where a closure lies on the way from abroad.
    """
    known_at = known_at or placed_at
    if abroad and closed_days(life, known_at, *ON_THE_WAY_PLACES, certain=False):
        return set()
    windows = set()
    for certain in (True, False):
        promise = policy.promise(
            placed_at,
            from_abroad=abroad,
            method=method,
            closed_here=closed_days(life, known_at, "us", certain=certain),
            closed_carrier=closed_days(life, known_at, "carrier", certain=certain),
        )
        if meaning in promise:
            windows.add(promise[meaning])
    return windows


def dates_of(windows: set[Window]) -> str:
    """In words, for a finding."""
    return " or ".join(f"{first} to {last}" for first, last in sorted(windows))
