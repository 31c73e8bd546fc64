"""How the policy console says things."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from troth.event_kinds import PolicyEventKind

register = template.Library()
_EVENTS: dict[str, str] = {
    PolicyEventKind.DRAFT_SAVED: "Draft saved",
    PolicyEventKind.TERMS_PROPOSED: "Put forward",
    PolicyEventKind.TERMS_PUBLISHED: "Agreed to and published",
    PolicyEventKind.TERMS_DECLINED: "Declined",
    PolicyEventKind.TERMS_WITHDRAWN: "Withdrawn",
    PolicyEventKind.WHAT_IF_ASKED: "What-if asked",
    PolicyEventKind.WHAT_IF_STOPPED: "What-if stopped",
}
_VERDICTS = {
    "accepted": "accepted",
    "held": "held, and then accepted",
    "best_effort": "tried, if still here",
    "refused": "refused",
    "early": "too early, and kept",
    "open": "can be claimed",
    "closed": "too late",
    "delivered": "delivered already",
    "undated": "no verdict: outside a calendar",
}


@register.filter
def policy_event_label(kind: str) -> str:
    """What was done with the terms, in words."""
    return gettext(_EVENTS.get(kind, kind))


@register.filter
def verdict_label(verdict: str) -> str:
    """A verdict in words."""
    return gettext(_VERDICTS.get(verdict, verdict))


@register.filter
def days_sooner(days: int) -> str:
    """`2 days sooner`, from a number below zero."""
    return ngettext("%d day sooner", "%d days sooner", -days) % -days


@register.filter
def add_up(value: float, more: float) -> float:
    """The sum, for places in a drawing."""
    return round(value + float(more), 1)
