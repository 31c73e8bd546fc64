"""A digest by mail, once each business day when the store opens: an extra beside the desk. It never
goes to a mailbox that the store itself empties.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from troth import roles
from troth.absolute_urls import absolute_url
from troth.email_addresses import same_mailbox
from troth.notifications.actions import store_notice
from troth.notifications.models import Notification
from troth.orders.policy_versions import terms_at
from troth.policy.dates.hours import close_of_business, start_of_business
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms
from troth.worklist.models import Task

KIND = "digest"
MOST_SHOWN = 30


def write_due_digests(*, now: datetime) -> int:
    """Writes today's digest to everybody on the staff for whom tasks have waited since before the
    store opened. Returns how many were written.
    """
    terms = terms_at(now)
    today = local_time(terms, now).date()
    opens_at = start_of_business(terms, today)
    if not terms.store_days.is_open(today) or not (
        opens_at <= now < close_of_business(terms, today)
    ):
        return 0
    written = set(
        Notification.objects.filter(kind=KIND, about__startswith=str(today)).values_list(
            "about", flat=True
        )
    )
    count = 0
    for person in _staff_members():
        about = f"{today}.{person.pk}"
        if about not in written and mailed_to(person, terms):
            count += _write_digest(person, about, terms, opens_at, now)
    return count


def _staff_members() -> Iterator[User]:
    people = User.objects.filter(is_active=True, is_staff=True, groups__isnull=False)
    yield from people.distinct().order_by("pk")


def address_of(person: User) -> str:
    """Where somebody on the staff reads mail; empty where that isn't known."""
    address = person.email or person.get_username()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def is_cares_own(person: User, terms: Terms) -> bool:
    """Whether their address is the mailbox of care, which the store reads and empties itself."""
    own = (terms.file.store.care_email, str(settings.CARE_IMAP["user"]))
    return any(same_mailbox(address_of(person), address) for address in own)


def mailed_to(person: User, terms: Terms) -> str:
    """The address to which a digest goes; empty where none does."""
    return "" if is_cares_own(person, terms) else address_of(person)


def _write_digest(person: User, about: str, terms: Terms, opens_at: datetime, now: datetime) -> int:
    tasks = Task.objects.for_roles(roles.roles_of(person)).open()
    if not tasks.filter(opened_at__lt=opens_at).exists():
        return 0
    context = {
        "tasks": tasks.select_related("order")[:MOST_SHOWN],
        "many": tasks.count(),
        "late": tasks.overdue(now).count(),
        "now": now,
        "terms": terms,
        "store": terms.file.store,
        "desk_url": absolute_url("desk_tasks"),
    }
    cause = {"kind": KIND, "about": about, "event": None, "item_event": None, "search": None}
    store_notice(
        cause=cause, context=context, to=address_of(person), name=f"tasks-{about}", now=now
    )
    return 1
