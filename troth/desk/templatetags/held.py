"""What of a thing waits for the virus scan, or was infected, as the desk's pages list it."""

from __future__ import annotations

from typing import Any

from django import template

from troth.scanning.models import INFECTED, WAITING, HeldUpload

register = template.Library()
MOST_SHOWN = 60


@register.inclusion_tag("desk/_held_uploads.html")
def held_uploads(purpose: str, subject: str, by: str = "") -> dict[str, Any]:
    """Lists them; of one sender alone where `by` is named: an expert's evidence is theirs."""
    rows = HeldUpload.objects.filter(
        purpose=purpose, subject=subject, state__in=[WAITING, INFECTED]
    )
    if by:
        rows = rows.filter(by=by)
    return {"held": rows.order_by("pk")[:MOST_SHOWN]}
