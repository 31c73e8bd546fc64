"""What lies on the desk on the day on which the past ends: a draft of the terms, saved searches."""

from __future__ import annotations

from datetime import datetime

from simulation.past.people import OWNER
from simulation.past.world import World
from troth.catalog.models import Item
from troth.notifications import searches
from troth.notifications.models import SavedSearch
from troth.orders.policy_versions import terms_at
from troth.publishing import actions as publishing

DRAFTED = (("window_hours = 2 ", "window_hours = 4 "), ("latest_days = 2", "latest_days = 3"))
SEARCHERS = ("ann.searches@example.com", "noah.searches@example.com", "ida.searches@example.com")


def leave_on_the_desk(world: World) -> None:
    """After the last stop; each once, and no draft over somebody's own."""
    now = world.clock.now()
    if publishing.latest_draft() is None:
        text = terms_at(now).source
        for before, after in DRAFTED:
            text = text.replace(before, after, 1)
        publishing.save_draft(text=text, over=0, now=now, by=OWNER)
    if not SavedSearch.objects.filter(email__in=SEARCHERS).exists():
        _save_searches(now)
    world.work()


def _save_searches(now: datetime) -> None:
    brands = Item.objects.listed().order_by("brand").values_list("brand", flat=True).distinct()
    for email, brand in zip(SEARCHERS, brands, strict=False):
        search, _ = searches.save_search(email=email, address=f"q={brand}", now=now)
        if search is not None:
            searches.confirm_search(key=search.key, now=now)
