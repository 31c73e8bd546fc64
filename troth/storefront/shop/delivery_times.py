"""Business days as machines count them, from the promise that a shopper would be made now: what is
closed, late or on its way counts for a feed's readers as it does on the piece's page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from troth.catalog.models import Item
from troth.checkout import quoting
from troth.policy.addresses.places import place_of
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import Closure
from troth.policy.dates.promise import Promise, UnderWay
from troth.policy.faq.parts import EXAMPLE_ZIPS
from troth.policy.results import Refusal
from troth.policy.schema import Method
from troth.policy.terms import Terms


class Times(NamedTuple):
    """Store business days, fewest and most: from the start until it leaves us, and then until it
    arrives.
    """

    handling: tuple[int, int]
    transit: tuple[int, int]


def by_policy(terms: Terms, method: Method, warehouse: str) -> Times:
    """The days that the policy gives, whatever is closed or late now; of a piece in Japan, with its
    way here.
    """
    processing, transfer = terms.file.processing, terms.transfer_from(warehouse)
    earliest, latest = processing.earliest_days, processing.latest_days
    if transfer is not None:
        earliest += transfer.dispatch_earliest_days + transfer.arrival_earliest_days
        latest += transfer.dispatch_latest_days + transfer.arrival_latest_days
    return Times((earliest, latest), (method.earliest_days, method.latest_days))


@dataclass
class DeliveryTimes:
    """The times of pieces by the terms at one moment. Pieces that lie, or cross, alike are worked
    out once.
    """

    terms: Terms
    now: datetime
    closures: tuple[Closure, ...] = field(default_factory=quoting.entered_closures)
    _cache: dict[tuple[str, UnderWay | None, str], Times | None] = field(default_factory=dict)

    def by_method(self, item: Item) -> dict[str, Times]:
        """By the key of each method that can be promised now. Empty for a piece that can't be
        ordered: nobody can say when it comes.
        """
        if item.crossing_undated:
            return {}
        times = {key: self._times(item, method) for key, method in self.terms.methods.items()}
        return {
            key: method_times for key, method_times in times.items() if method_times is not None
        }

    def _times(self, item: Item, method: Method) -> Times | None:
        key = item.warehouse, item.under_way, method.key
        if key not in self._cache:
            promise = self._promise(item, method)
            self._cache[key] = _count_days(self.terms, promise) if promise else None
        return self._cache[key]

    def _promise(self, item: Item, method: Method) -> Promise | None:
        """To any place where the method goes: the days are the same for all of them."""
        for zip_code in EXAMPLE_ZIPS:
            try:
                answer = quoting.promise_from(
                    self.terms,
                    warehouse=item.warehouse,
                    under_way=item.under_way,
                    place=place_of(zip_code),
                    now=self.now,
                    method=method.key,
                    closures=self.closures,
                )
            except BeyondCalendar:
                return None
            if not isinstance(answer, Refusal):
                return answer
        return None


def _count_days(terms: Terms, promise: Promise) -> Times:
    at = terms.store_days.index
    start = at(promise.starts_on)
    ready = at(promise.processed.earliest), at(promise.processed.latest)
    there = at(promise.arrives.earliest), at(promise.arrives.latest)
    return Times((ready[0] - start, ready[1] - start), (there[0] - ready[0], there[1] - ready[1]))
