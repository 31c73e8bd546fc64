"""Before production opens: what a demo leaves behind in the database."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from troth.environment import is_demo_name
from troth.orders.policy_versions import terms_at


def demo_people() -> list[str]:
    """Who may sign in by a demo's address: their password lies in a file beside its database."""
    names = User.objects.filter(is_active=True, is_staff=True).values_list("username", flat=True)
    return sorted(name for name in names if is_demo_name(name.rpartition("@")[2]))


def demo_terms(*, now: datetime) -> str:
    """What to do about terms that still name the demo's store; empty where they don't."""
    address = terms_at(now).file.store.care_email
    if not is_demo_name(address.rpartition("@")[2]):
        return ""
    return (
        f"The terms in force still name the demo's store (care writes from {address}). Publish your"
        " own at /desk/policy/ before you sell anything."
    )
