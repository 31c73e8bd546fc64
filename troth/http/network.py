"""Where a request comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address of who asks, as our own proxy tells it."""
    header = settings.CLIENT_ADDRESS_HEADER
    forwarded = request.headers.get(header, "").rpartition(",")[2].strip() if header else ""
    return forwarded or request.META.get("REMOTE_ADDR", "")
