"""Days that pass in a store: what the worker does by itself, once in the afternoon and once after
midnight, with the letters that it owes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.factories.payments import money_moved
from troth import clock
from troth.care import tasks as care
from troth.fulfillment import tasks as fulfillment
from troth.notifications.actions import write_notice
from troth.orders.models import Event


class Days:
    """A clock that a test moves, and the worker's part at each stop."""

    def __init__(self, monkeypatch, now: datetime) -> None:
        self.now, self._seen = now, 0
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def at(self, now: datetime) -> None:
        """The clock stands at `now`: sweeps, followers and money, until nothing is left to do."""
        self.now = now
        fulfillment.sweep_fulfillment()
        care.sweep_care()
        for _ in range(5):
            fresh = list(Event.objects.filter(pk__gt=self._seen).order_by("pk"))
            if not fresh:
                break
            for event in fresh:
                self._seen = event.pk
                fulfillment.on_event(event.pk)
                care.on_event(event.pk)
                events = Event.objects.select_related("order__policy", "order__recipient")
                write_notice(event=events.get(pk=event.pk), now=now)
        money_moved(now)

    def pass_by(self, days: int) -> None:
        """So many days, each with an afternoon after the cut-off and a night."""
        for _ in range(days):
            day = self.now.replace(minute=0, second=0, microsecond=0)
            self.at(day.replace(hour=16) + timedelta(minutes=30))
            self.at(day.replace(hour=0) + timedelta(days=1, minutes=5))
