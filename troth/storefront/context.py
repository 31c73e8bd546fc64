"""What every page knows: the store's name, and how full the bag is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from troth import clock
from troth.orders.policy_versions import terms_at
from troth.scorecard.models import is_shown


def store_context(request: HttpRequest) -> dict[str, Any]:
    session, terms = getattr(request, "session", {}), terms_at(clock.now())
    return {
        "store": terms.file.store,
        "terms": terms,
        "bag_count": len(session.get("bag", [])),
        "development": settings.DEVELOPMENT,
        "scorecard_shown": is_shown,  # looked up where a page asks for it
    }
