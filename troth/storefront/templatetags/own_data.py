"""How a value of somebody's own data is shown on a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from troth.orders.formatting import format_plain_instant
from troth.policy.terms import Terms

register = template.Library()
IN_THE_FILE = "in the file"


@register.filter
def own_name(key: str) -> str:
    """`tracking_number` as people read it."""
    return key.replace("_", " ").capitalize()


@register.filter
def own_value(value: Any, terms: Terms) -> str:
    """One value; what is nested is in the file alone."""
    if isinstance(value, datetime):
        return format_plain_instant(value, terms)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dict, list)):
        return IN_THE_FILE if value else "nothing"
    return "" if value is None else str(value)
