"""Background work of the virus scan: what waits is scanned as soon as the scanner is back."""

from __future__ import annotations

from troth import clock
from troth.scanning.actions import scan_held_uploads


def sweep_held_uploads() -> int:
    """Scans what waits. Returns how many were decided."""
    return scan_held_uploads(now=clock.now())
