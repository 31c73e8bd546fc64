"""How money, days and instants are shown, on pages and in mail alike."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString, mark_safe

from troth.policy.calendars import day_label
from troth.policy.lifecycle import MOVES
from troth.policy.money import dollars as in_dollars
from troth.policy.promise import local_time
from troth.policy.terms import Terms, shipped
from troth.policy.windows import instant_label
from troth.policy.wording import CLAUSES, EVENTS, ITEM_EVENTS, STAFF_ONLY, STATES

register = template.Library()
register.filter("dollars", in_dollars)


@register.filter
def plain_dollars(cents: int) -> str:
    """`1234.50`, or `1234` where there are no cents: as a person types it."""
    return f"{cents / 100:.2f}".removesuffix(".00")


@register.filter
def day(value: date | str) -> str:
    """`Wed Dec 2`, from a date or its ISO form."""
    return day_label(date.fromisoformat(value) if isinstance(value, str) else value)


@register.filter
def instant(value: datetime | str, terms: Terms | None = None) -> SafeString | str:
    """`Mon Nov 23, 6:00 pm ET` in a `<time>`, in the zone of `terms` (the shipped ones without)."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return mark_safe(f'<time datetime="{at.isoformat()}">{plain_instant(at, terms)}</time>')  # noqa: S308


@register.filter
def plain_instant(value: datetime | str, terms: Terms | None = None) -> str:
    """The same without markup, for plain text. Seconds are left out."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant_label(terms or shipped(), at.replace(second=0, microsecond=0))


@register.filter
def window(value: dict[str, str]) -> str:
    """`Wed Dec 2 – Thu Dec 10`, from a window's data."""
    return f"{day(value['earliest'])} – {day(value['latest'])}"


@register.filter
def clause(key: str) -> str:
    """A clause's name in words."""
    return CLAUSES.get(key, key)


@register.filter
def step_on(value: str | date | datetime) -> str:
    """A step's day, or its instant where it has a time; as kept in a step or in its data."""
    text = value if isinstance(value, str) else value.isoformat()
    return plain_instant(text) if "T" in text else day(text)


@register.filter
def local_day(value: datetime, terms: Terms) -> str:
    """The day of an instant in the store's zone: `November 22, 2026`."""
    local = local_time(terms, value)
    return f"{local:%B} {local.day}, {local.year}"


@register.filter
def event_says(kind: str) -> str:
    """What happened, in words."""
    return MOVES[kind].says if kind in MOVES else EVENTS.get(kind, kind)


@register.filter
def for_shoppers(kind: str) -> bool:
    """Whether the shopper's page tells it: what only staff must know stays with them."""
    return kind not in STAFF_ONLY


@register.filter
def item_event_says(kind: str) -> str:
    """What happened to an item, in words."""
    return ITEM_EVENTS.get(kind, kind)


@register.filter
def state_says(state: str) -> str:
    """Where a line stands, in words."""
    return STATES.get(state, state)
