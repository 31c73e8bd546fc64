"""Searches that shoppers saved."""

from __future__ import annotations

from tests.factories.moments import NOON
from troth.notifications import searches
from troth.notifications.models import Notification, SavedSearch


def save_search(
    address="q=calfskin+bag", email="Ann@example.com", *, confirmed=True
) -> SavedSearch:
    search, _ = searches.save_search(email=email, address=address, now=NOON)
    if confirmed:
        searches.confirm_search(key=search.key, now=NOON)
    return search


def search_letters() -> list[Notification]:
    return list(Notification.objects.filter(kind="search_found").order_by("pk"))
