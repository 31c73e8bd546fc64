"""What every page knows: the store's name, and how full the bag is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from troth.policy.terms import shipped


def store(request: HttpRequest) -> dict[str, Any]:
    session = getattr(request, "session", {})
    return {
        "store": shipped().file.store,
        "terms": shipped(),
        "bag_count": len(session.get("bag", [])),
        "development": settings.DEVELOPMENT,
    }
