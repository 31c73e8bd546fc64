"""The one hook in the house: something happened to an order, and whoever follows the timeline is
told.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task


@task()
def dispatch_event(event_id: int) -> None:
    """Tells every follower in `settings.FOLLOWERS`. A hint: each finds what it owes from rows."""
    for path in settings.FOLLOWERS:
        import_string(path)(event_id)


@task()
def dispatch_events(event_ids: list[int]) -> None:
    """The same for many events. One that fails keeps no other from being told of; the sweep finds
    it again.
    """
    for event_id in event_ids:
        for path in settings.FOLLOWERS:
            try:
                import_string(path)(event_id)
            except Exception:
                logging.getLogger(__name__).exception("A follower failed on event %s", event_id)
