"""Background work: what was kept for long enough is deleted."""

from __future__ import annotations

from django.conf import settings

from troth import clock
from troth.access_log.actions import delete_expired


def sweep_access_log() -> int:
    """Deletes expired records. Returns how many."""
    return delete_expired(now=clock.now(), keep_days=settings.ACCESS_RECORD_DAYS)
