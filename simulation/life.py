"""A life being lived: the clock goes from event to event, and everybody does their part."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from simulation.host import Host
from simulation.outside import Sent
from simulation.reading import Reader
from simulation.script import Script, Storyline
from simulation.transcript import Transcript

# When the worker looks for what is due even if nobody does anything, on the store's clock; and
# whether it asks the carriers then.
WATCHES = (
    (0, 1, False),
    (9, 1, True),
    (12, 1, False),
    (16, 1, True),
    (18, 1, False),
    (20, 31, True),
)
WINDOW_MINUTES = 121  # after an order: its cancellation window has just closed


class Actor(Protocol):
    """Somebody in the life. Each method is optional work at that moment."""

    def begin(self) -> None:
        """The life begins: schedule what is known."""

    def story(self, line: Storyline) -> bool:
        """Takes on a storyline at its instant; False for one of another actor."""

    def letter(self, letter: Sent) -> None:
        """A letter has left the store."""

    def event(self, order: str, kind: str) -> None:
        """A row of a timeline was written."""


class Quiet:
    """An actor that does nothing by itself; the others override what they need."""

    def __init__(self, life: Life) -> None:
        self.life = life

    def begin(self) -> None:
        """Nothing."""

    def story(self, line: Storyline) -> bool:
        """Not this actor's."""
        return False

    def letter(self, letter: Sent) -> None:
        """Nothing."""

    def event(self, order: str, kind: str) -> None:
        """Nothing."""


class Life:
    """One store with its people, from the first day to the last."""

    def __init__(self, script: Script, host: Host, transcript: Transcript) -> None:
        from simulation.actors import ACTORS

        self.script, self.host, self.transcript = script, host, transcript
        self.zone = ZoneInfo("America/New_York")
        self.reader = Reader(self)
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self.orders: dict[str, dict[str, Any]] = {}  # number -> the shopper's traits and browser
        host.on_letter = self._on_letter  # type: ignore[method-assign]
        host.on_event = self._on_event  # type: ignore[method-assign]
        self.actors: list[Actor] = [actor(self) for actor in ACTORS]
        self._watching = False
        self.holidays: set[str] = set()
        self.ends = script.starts + timedelta(days=script.days)

    @property
    def now(self) -> datetime:
        """The instant, on the store's clock."""
        return self.host.clock.now().astimezone(self.zone)

    def schedule(self, at: datetime, deed: Callable[[], None]) -> None:
        """Something to be done at an instant; what lies in the past is done at once."""
        heapq.heappush(self._queue, (max(at, self.now), next(self._count), deed))

    def later(self, deed: Callable[[], None], **by: float) -> None:
        """Something to be done so much later."""
        self.schedule(self.now + timedelta(**by), deed)

    def live(self) -> None:
        """The whole of it."""
        for actor in self.actors:
            actor.begin()
        for line in self.script.storylines:
            self.schedule(line.at, partial(self._take_on, line))
        self._schedule_days()
        while self._queue and self._queue[0][0] <= self.ends:
            self._next_stop()

    def _schedule_days(self) -> None:
        for day in range(self.script.days + 1):
            date = (self.script.starts + timedelta(days=day)).date()
            for hour, minute, tracks in WATCHES:
                at = datetime(date.year, date.month, date.day, hour, minute, tzinfo=self.zone)
                if at >= self.script.starts:
                    self.schedule(at, self.track if tracks else self.watch)
            at = datetime(date.year, date.month, date.day, 17, 30, tzinfo=self.zone)
            if at >= self.script.starts:
                # A store's worker looks each minute: nothing that was due is read as still to come.
                self.schedule(at - timedelta(minutes=1), self.watch)
                self.schedule(at, self.reader.read_all)

    def watch(self) -> None:
        """The worker looks for what is due at this stop."""
        self._watching = True

    def track(self) -> None:
        """The same, and the carriers are asked where each parcel is."""
        self._watching = self.host.tracks = True

    def _next_stop(self) -> None:
        at = self._queue[0][0]
        self.host.clock.move_to(at)
        self.host.outside.catch_up()
        while self._queue and self._queue[0][0] == at:
            _, _, deed = heapq.heappop(self._queue)
            self._attempt(deed)
        self.host.work(sweeps=self._watching)
        self._watching = self.host.tracks = False
        self.reader.read_touched()

    def _attempt(self, deed: Callable[[], None]) -> None:
        """Does it. An older source may lack a page, a button or a column: it is left out there."""
        try:
            deed()
        except Exception as error:
            if not self.host.is_older:
                raise
            self.left_out(f"{type(error).__name__}: {str(error)[:200]}")

    def _take_on(self, line: Storyline) -> None:
        if not any(actor.story(line) for actor in self.actors):
            raise LookupError(f"no actor takes on {line.kind}")

    def _on_letter(self, letter: Sent) -> None:
        for actor in self.actors:
            self._attempt(partial(actor.letter, letter))

    def _on_event(self, order: str, kind: str) -> None:
        self.reader.touch(order)
        if kind == "order.placed":
            self.later(self.watch, minutes=WINDOW_MINUTES)
        for actor in self.actors:
            self._attempt(partial(actor.event, order, kind))

    def deed(self, who: str, what: str, words: str, **more: Any) -> None:
        """Writes down what was done."""
        self.transcript.deed(who, what, words, **more)

    def left_out(self, what: str) -> None:
        """This source has no such action."""
        self.transcript.write("left_out", what=what)
