"""Addresses with the store's own site before them, for mail and for other sites."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def absolute_url(name: str, *args: object) -> str:
    """The whole address of the page that `name` is in the URL configuration."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
