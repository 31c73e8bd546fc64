"""Asking for what takes two people, and deciding it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from troth.approvals.kinds import KINDS
from troth.approvals.models import ApprovalRequest, ApprovalRequestQuerySet
from troth.errors import ActionRefused

LONGEST_TEXT = 500


class ApprovalRefused(ActionRefused):
    """It can't be asked for, decided or done: why, in words for staff."""


def request_approval(
    *,
    kind: str,
    key: str,
    title: str,
    reason: str,
    facts: dict[str, Any],
    by: str,
    now: datetime,
    link: str = "",
    details: Sequence[tuple[str, str]] = (),
) -> ApprovalRequest:
    """Asks for a second person. The same `key` asks once, and returns the request that it has.

    `facts` is JSON for the kind's `apply`; `details` are pairs of a label and a text that the
    second person reads. Raises `ApprovalRefused` without a reason; KeyError for an unknown kind.
    """
    reason = reason.strip()
    if not reason:
        raise ApprovalRefused("Reason: say why, for the person who must approve it.")
    if len(reason) > LONGEST_TEXT:
        raise ApprovalRefused(f"Reason: at most {LONGEST_TEXT} characters.")
    if existing := ApprovalRequest.objects.filter(key=key).first():
        return existing
    try:
        with transaction.atomic():
            return ApprovalRequest.objects.create(
                kind=KINDS[kind].key,
                key=key,
                title=title[:200],
                reason=reason,
                facts=facts,
                details=[[label, text] for label, text in details],
                link=link,
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError:  # asked for at the same moment by another process
        return ApprovalRequest.objects.get(key=key)


@transaction.atomic
def decide_request(
    *, request: ApprovalRequest, agree: bool, by: str, now: datetime, note: str = ""
) -> ApprovalRequest:
    """The second person's decision, once; agreed to, it is done in the same transaction.

    A request that is decided already is returned as it is. Raises `ApprovalRefused` for the person
    who asked, and where it can't be done any more: then it still waits, and can be declined.
    """
    stored = ApprovalRequest.objects.select_for_update().get(pk=request.pk)
    if not stored.is_waiting:
        return stored
    if stored.asked_by == by:
        raise ApprovalRefused("Another person must decide this: you asked for it.")
    return _apply_decision(stored, agree=agree, by=by, now=now, note=note)


@transaction.atomic
def withdraw_request(*, request: ApprovalRequest, by: str, now: datetime) -> ApprovalRequest:
    """The person who asked takes it back. Raises `ApprovalRefused` for anybody else."""
    stored = ApprovalRequest.objects.select_for_update().get(pk=request.pk)
    if not stored.is_waiting:
        return stored
    if stored.asked_by != by:
        raise ApprovalRefused("Only the person who asked for this can withdraw it.")
    return _apply_decision(stored, agree=False, by=by, now=now, note="")


def waiting_requests(kind: str, **facts: object) -> ApprovalRequestQuerySet:
    """Requests of a kind that wait, and whose facts have these values."""
    named = {f"facts__{name}": value for name, value in facts.items()}
    return ApprovalRequest.objects.waiting().filter(kind=kind, **named)


def _apply_decision(
    stored: ApprovalRequest, *, agree: bool, by: str, now: datetime, note: str
) -> ApprovalRequest:
    stored.decided_by, stored.decided_at, stored.agreed = by, now, agree
    stored.note = note.strip()[:LONGEST_TEXT]
    function = stored.row.apply if agree else stored.row.decline
    if function:
        people = f"{stored.asked_by}, {by}" if agree else by
        perform: Callable[..., str] = import_string(function)
        stored.outcome = perform(stored, now=now, by=people)[:LONGEST_TEXT]
    stored.save(update_fields=["decided_by", "decided_at", "agreed", "note", "outcome"])
    return stored
