"""The public list of authenticators whose reports count: every change takes a second person, and is
on record. Clause `authenticity_refund`.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from troth.approvals.actions import ApprovalRefused, request_approval
from troth.approvals.models import ApprovalRequest
from troth.care.cases import fresh_key
from troth.care.models import Authenticator, AuthenticatorEvent
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time

KIND = "authenticator_list"
LISTED, ENDED = AuthenticatorEvent.LISTED, AuthenticatorEvent.ENDED
PAGE = "/desk/authenticators"


def verified_authenticators(*, on: date) -> list[Authenticator]:
    """Those whose word counts on that day."""
    rows = Authenticator.objects.filter(verified_on__lte=on).order_by("name", "pk")
    return [row for row in rows if row.ended_on is None or row.ended_on > on]


def listed_authenticator(name: str, *, on: date) -> Authenticator | None:
    """The one who is on the list on that day under exactly this name."""
    return next((row for row in verified_authenticators(on=on) if row.name == name), None)


def request_listing(
    *, name: str, site: str, reason: str, now: datetime, by: str
) -> ApprovalRequest:
    """Asks for a name to be put on the list; `reason` says how they were verified. Asked for again
    while it waits, it is the same request.

    Raises `ApprovalRefused` for a name that is on the list, and without a reason.
    """
    if Authenticator.objects.filter(name=name, ended_on=None).exists():
        raise ApprovalRefused(f"Name: {name} is on the list already.")
    return request_approval(
        kind=KIND,
        key=fresh_key(f"authenticator-{_name_digest(name)}-list"),
        title=f"Put {name} on the list of authenticators",
        reason=reason,
        facts={"change": LISTED, "name": name, "site": site},
        details=[("Name", name), ("Site", site)],
        by=by,
        now=now,
        link=PAGE,
    )


def request_ending(
    *, authenticator: Authenticator, reason: str, now: datetime, by: str
) -> ApprovalRequest:
    """Asks for one to be taken off the list, with the reason. Asked for again while it waits, it is
    the same request. Raises `ApprovalRefused` for one that isn't on it, and without a reason.
    """
    if authenticator.ended_on is not None:
        raise ApprovalRefused(f"{authenticator.name} isn't on the list any more.")
    return request_approval(
        kind=KIND,
        key=fresh_key(f"authenticator-{authenticator.pk}-end"),
        title=f"Take {authenticator.name} off the list of authenticators",
        reason=reason,
        facts={"change": ENDED, "authenticator": authenticator.pk},
        details=[("Name", authenticator.name), ("Site", authenticator.site)],
        by=by,
        now=now,
        link=PAGE,
    )


@transaction.atomic
def apply_change(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Makes the change that two people agreed on; `by` names both. Raises `ApprovalRefused` where
    the list has changed so that it can't be made any more.
    """
    facts = request.facts
    today = local_time(terms_at(now), now).date()
    if facts["change"] == LISTED:
        if Authenticator.objects.filter(name=facts["name"], ended_on=None).exists():
            raise ApprovalRefused(f"{facts['name']} is on the list already.")
        put_on_list(
            name=facts["name"],
            site=facts["site"],
            on=today,
            reason=request.reason,
            now=now,
            by=by,
        )
        return f"{facts['name']} is on the list."
    row = Authenticator.objects.select_for_update().get(pk=facts["authenticator"])
    if row.ended_on is not None:
        raise ApprovalRefused(f"{row.name} isn't on the list any more.")
    Authenticator.objects.filter(pk=row.pk).update(ended_on=today, ended_by=by[:300])
    _record_change(row, ENDED, request.reason, now, by)
    return f"{row.name} is off the list."


@transaction.atomic
def put_on_list(
    *, name: str, site: str, on: date, reason: str, now: datetime, by: str
) -> Authenticator:
    """Writes one onto the list, with its event. Whoever calls it has the second person's word."""
    row = Authenticator.objects.create(name=name, site=site, verified_on=on, verified_by=by[:300])
    _record_change(row, LISTED, reason, now, by)
    return row


def _record_change(row: Authenticator, kind: str, reason: str, now: datetime, by: str) -> None:
    AuthenticatorEvent.objects.create(
        authenticator=row, kind=kind, name=row.name, site=row.site, reason=reason, at=now, by=by
    )


def _name_digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]
