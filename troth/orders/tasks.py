"""The one hook in the house: something happened to an order, and whoever follows the timeline is told."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task


@task()
def happened(event_id: int) -> None:
    """Tells every follower in `settings.FOLLOWERS`. A hint: each finds what it owes from rows."""
    for path in settings.FOLLOWERS:
        import_string(path)(event_id)
