"""Cancelling: done in the window, else frozen and answered: `cancellation`,
`cancellation_closed_days`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from troth.actors import Actor, people_in
from troth.care.cancellations import approved_refunds
from troth.care.cancellations.remaining import what_remains, with_what_remains
from troth.care.cases import (
    CaseActionRefused,
    close_request,
    lock_order,
    record_outcome,
    start_of_day,
    store_request,
    unended_request,
)
from troth.care.models import ASLEEP, CANCEL, DONE, OPEN, CareCase
from troth.event_kinds import EventKind
from troth.orders.actions import hold_order
from troth.orders.confirmations import window_limit
from troth.orders.models import Event, Order
from troth.payments import actions as payments
from troth.payments.models import Approval
from troth.policy.dates.hours import (
    close_of_business,
    end_of_business_day,
    end_of_next_business_day,
)
from troth.policy.dates.promise import local_time
from troth.policy.dates.windows import CancellationVerdict, cancellation_verdict, until_affirmed
from troth.policy.lifecycle import LineState, TransitionRefused
from troth.policy.results import Step

ASKED, HELD, REFUSED, WITHDRAWN, GIVEN_BACK = (
    EventKind.CANCELLATION_REQUESTED,
    EventKind.CANCELLATION_HELD,
    EventKind.CANCELLATION_REFUSED,
    EventKind.CANCELLATION_WITHDRAWN,
    EventKind.CANCELLATION_ACCEPTED,
)
ACCEPTED, KEPT = "accepted", "kept"
OFF = "It is cancelled already: nothing of it will ship, and all goes back."


def verdict_of(
    order: Order,
    *,
    asked_at: datetime,
    affirmed_at: datetime | None = None,
    recorded_at: datetime | None = None,
) -> CancellationVerdict:
    """What the policy says of a cancellation of this order asked for then: by the limit that its
    timeline records. `affirmed_at` is when the shopper confirmed that a mail was theirs,
    `recorded_at` when what was asked is put on record.
    """
    terms, closes_at = (
        order.policy.terms,
        window_limit(order.events.all(), asked_at=asked_at),
    )
    hours = timedelta(hours=terms.file.cancellation.window_hours)
    confirmed_at = closes_at.astimezone(UTC) - hours if closes_at else None
    verdict = cancellation_verdict(
        terms,
        asked_at=asked_at,
        confirmed_at=confirmed_at,
        shipped_at=shipped_at(order),
        affirmed_at=affirmed_at,
        recorded_at=recorded_at,
    )
    return with_what_remains(order, verdict)


def shipped_at(order: Order) -> datetime | None:
    """When the first of its parcels left."""
    return min(
        (event.at for event in order.events.all() if event.kind == EventKind.PARCEL_SHIPPED),
        default=None,
    )


def is_cancelled(order: Order) -> bool:
    return any(event.kind == EventKind.ORDER_CANCELLED for event in order.events.all())


@transaction.atomic
def request_cancellation(
    *, order: Order, asked_at: datetime, now: datetime, by: str, how: str, sentence: str = ""
) -> CareCase:
    """The shopper asks to cancel. In the window on a business day it is done now; else the order is
    held, or it is no.

    `asked_at` is what counts: for a mail, when it was received. Asked again, it is the same
    request; a mail's that was asked back gives way to it. Raises `CaseActionRefused` for an order
    that is cancelled already.
    """
    stored = lock_order(order)
    if is_cancelled(stored):
        raise CaseActionRefused("cancellation", OFF)
    follows: dict[str, Any] = {}
    if existing := unended_request(stored, CANCEL):
        if "unconfirmed" not in existing.facts:
            return existing
        reason = "The shopper asks for it themselves."
        close_request(request=existing, outcome="confirmed", reason=reason, now=now, by=by)
        follows = {"follows": existing.key}
    affirmed_at = now if follows else None
    verdict = verdict_of(stored, asked_at=asked_at, affirmed_at=affirmed_at, recorded_at=now)
    kwargs: dict[str, Any] = {"how": how, "by": by, "asked_at": asked_at, "verdict": verdict.data()}
    request = store_request(order=stored, kind=CANCEL, sentence=sentence, **kwargs)
    facts = {"asked_at": asked_at.isoformat(), "how": how, **verdict.data(), **follows}
    record_outcome(request=request, kind=ASKED, now=now, by=by, **facts)
    _apply_verdict(request, verdict, now)
    return CareCase.objects.get(pk=request.pk)


def _apply_verdict(request: CareCase, verdict: CancellationVerdict, now: datetime) -> None:
    if verdict.verdict == "refused":
        _refuse_cancellation(request, verdict.sentence, verdict.steps, now, by=Actor.POLICY)
    elif verdict.answer_by is None:  # in the window on a business day, or that day has come
        _accept_cancellation(request, now, by=Actor.POLICY)
    else:
        _hold_until_answered(request, verdict, now)


def _hold_until_answered(request: CareCase, verdict: CancellationVerdict, now: datetime) -> None:
    """Nothing of it is packed or leaves until it is answered, on the next business day."""
    assert verdict.answer_by is not None
    held = hold_order(
        order=request.order,
        why="The shopper asks to cancel; care answers.",
        now=now,
        by=Actor.POLICY,
    )
    terms = request.order.policy.terms
    CareCase.objects.filter(pk=request.pk).update(
        hold=held,
        state=ASLEEP,
        wakes_at=start_of_day(terms, verdict.answer_by),
        answer_by=close_of_business(terms, verdict.answer_by),
    )
    record_outcome(request=request, kind=HELD, now=now, by=Actor.POLICY, **verdict.data())


def _accept_cancellation(request: CareCase, now: datetime, *, by: str) -> None:
    """Calls the order off, if nothing else has. What has shipped meanwhile is a no, unless it was
    asked in time: then a person must act.
    """
    if _close_if_cancelled(request, now, by):
        return
    try:
        with transaction.atomic():
            payments.cancel_order(
                order=request.order,
                reason="cancelled by the shopper",
                now=now,
                by=by,
                requested=True,
            )
    except (payments.PaymentActionRefused, TransitionRefused) as unable:
        _handle_shipped_order(request, str(unable), now, by)
        return
    close_request(
        request=request,
        outcome=ACCEPTED,
        reason=_acceptance_reason(request),
        now=now,
        by=by,
    )


def _acceptance_reason(request: CareCase) -> str:
    """Why it was cancelled, for the order's page: only who asked in the window was in time."""
    verdict = request.verdict["verdict"]
    if verdict == "best_effort":
        return (
            "The window had closed, and you asked on a day on which we're closed. It hadn't"
            " shipped, so we cancelled it."
        )
    if verdict == "refused":
        return "The window had closed. We cancelled it all the same, as an exception."
    return "You cancelled in time."


def _close_if_cancelled(request: CareCase, now: datetime, by: str) -> bool:
    """Ends the request of an order that something else has cancelled; the shopper is told of that
    alone.
    """
    if not Event.objects.filter(order=request.order_id, kind=EventKind.ORDER_CANCELLED).exists():
        return False
    close_request(
        request=request,
        outcome=ACCEPTED,
        reason="It is cancelled already, and all goes back.",
        now=now,
        by=by,
    )
    return True


@transaction.atomic
def close_if_cancelled(*, order: Order, now: datetime) -> None:
    """The order is cancelled: what was asked for is done, whoever did it."""
    stored = lock_order(order)
    if (
        request := CareCase.objects.unended()
        .select_related("hold")
        .filter(order=stored, kind=CANCEL)
        .first()
    ):
        _close_if_cancelled(request, now, by=Actor.POLICY)


def _handle_shipped_order(request: CareCase, why: str, now: datetime, by: str) -> None:
    verdict = request.verdict
    if verdict["verdict"] in ("accepted", "held"):  # it was in time, and left before it was read
        facts = {
            "problem": (
                f"{why} It was asked for in time: call the parcel back, and give everything back."
            )
        }
        changed = CareCase.objects.unended().filter(pk=request.pk)
        answer_by = end_of_business_day(_terms_of(request), now)
        changes = {"answer_by": answer_by, "facts": request.facts | facts}
        changed.update(state=OPEN, wakes_at=None, **changes)
        return
    step = Step(
        verdict["clause"],
        "It had shipped before it could be answered.",
        local_time(_terms_of(request), now),
    )
    _refuse_cancellation(
        request,
        f"It had shipped before it could be cancelled. {what_remains(request.order)}",
        (step,),
        now,
        by=by,
    )


def _refuse_cancellation(
    request: CareCase, reason: str, steps: Any, now: datetime, *, by: str
) -> None:
    if close_request(request=request, outcome="refused", reason=reason, now=now, by=by):
        facts = {
            "clause": request.verdict["clause"],
            "sentence": reason,
            "steps": [step.data() for step in steps],
        }
        record_outcome(request=request, kind=REFUSED, now=now, by=by, **facts)


@transaction.atomic
def request_confirmation(
    *,
    order: Order,
    asked_at: datetime,
    now: datetime,
    sentence: str,
    proven: bool,
    mail: int | None = None,
) -> CareCase:
    """A mail seems to ask for it. The order is frozen, and its own address is asked: one press
    there, and it counts from when the mail was received. What could no longer be accepted is frozen
    for nobody, and put before a person.

    Unanswered by the end of the next business day, a person looks. Where it is asked for already,
    it is that request. Raises `CaseActionRefused` for an order that is cancelled already.
    """
    stored = lock_order(order)
    if is_cancelled(stored):
        raise CaseActionRefused("cancellation", OFF)
    if existing := unended_request(stored, CANCEL):
        return existing
    verdict = verdict_of(stored, asked_at=asked_at)
    whose = "A mail" if proven else "A mail that may not be yours"
    question = (
        f"{whose} seems to ask to cancel. Was it you, and do you mean it? One press on the order's"
        " page answers."
    )
    verdict_facts = until_affirmed(verdict).data() | {"sentence": question}
    request = store_request(
        order=stored,
        kind=CANCEL,
        sentence=sentence,
        how="mail",
        by=Actor.SHOPPER,
        asked_at=asked_at,
        verdict=verdict_facts,
        facts={"unconfirmed": True} | ({"mail": mail} if mail else {}),
        answer_by=end_of_next_business_day(stored.policy.terms, now),
    )
    facts = {"asked_at": asked_at.isoformat(), "how": "mail", **verdict_facts, "unconfirmed": True}
    record_outcome(request=request, kind=ASKED, now=now, by=Actor.SHOPPER, **facts)
    if verdict.verdict != "refused":
        _hold_until_confirmed(request, verdict_facts, now)
    return CareCase.objects.get(pk=request.pk)


def _hold_until_confirmed(request: CareCase, verdict_facts: dict[str, Any], now: datetime) -> None:
    """Nothing of it is packed or leaves until the shopper has answered; a person looks if they
    don't.
    """
    held = hold_order(
        order=request.order,
        why="A mail seems to ask to cancel; the shopper is asked.",
        now=now,
        by=Actor.POLICY,
    )
    CareCase.objects.filter(pk=request.pk).update(
        hold=held, state=ASLEEP, wakes_at=request.answer_by, answer_by=None
    )
    record_outcome(request=request, kind=HELD, now=now, by=Actor.POLICY, **verdict_facts)


@transaction.atomic
def confirm_request(*, request: CareCase, now: datetime, by: str) -> CareCase:
    """The shopper says on the order's page that the mail was theirs: it counts from when the mail
    was received.
    """
    stored = lock_order(request.order)
    current = CareCase.objects.select_related("order__policy", "hold").get(pk=request.pk)
    if current.state == DONE or not current.facts.get("unconfirmed"):
        return current
    return request_cancellation(
        order=stored,
        asked_at=current.asked_at,
        now=now,
        by=by,
        how="mail",
        sentence=current.message,
    )


@transaction.atomic
def decide_cancellation(
    *, request: CareCase, accept: bool, why: str, now: datetime, by: str
) -> CareCase:
    """A person's answer to a request that is held. Yes calls the order off; no lets it go on, with
    the reason.

    Raises `CaseActionRefused` for a no to what was asked in time: the policy says yes; and for one
    person's yes to what the policy refuses: that is goodwill.
    """
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy", "hold").get(pk=request.pk)
    if request.state == DONE:
        return request
    is_refused = request.verdict["verdict"] == "refused" and not is_cancelled(stored)
    if accept and is_refused and len(people_in(by)) < 2:
        raise CaseActionRefused(
            request.verdict["clause"],
            "It was asked for after the window, so it can't be accepted here. An order that hasn't"
            " shipped can be cancelled as goodwill, which takes two people.",
        )
    if accept or is_cancelled(stored):
        _accept_cancellation(request, now, by=by)
    else:
        _refuse_with_reason(request, why.strip(), now, by)
    return CareCase.objects.get(pk=request.pk)


def _refuse_with_reason(request: CareCase, why: str, now: datetime, by: str) -> None:
    """A person's no; raises `CaseActionRefused` without a reason, and for what came in time."""
    clause = request.verdict["clause"]
    if request.verdict["verdict"] in ("accepted", "held"):
        raise CaseActionRefused(
            clause, "It was asked for in time, so it is accepted: that is the promise."
        )
    if not why:
        raise CaseActionRefused(clause, "Say why: the shopper is told.")
    step = Step(clause, why[:500], local_time(_terms_of(request), now))
    remains = "" if "What remains:" in why else f" {what_remains(request.order)}"
    _refuse_cancellation(request, f"{why[:500]}{remains}", (step,), now, by=by)


@transaction.atomic
def refund_shipped_order(*, request: CareCase, why: str, now: datetime, by: str) -> CareCase:
    """It was asked for in time and left all the same: a person called it back, and everything goes
    to the shopper.

    Above the limit a second person approves the refund first, and the request stays open until
    then. Raises `CaseActionRefused` where it hasn't left, and without a reason.
    """
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy", "hold").get(pk=request.pk)
    if request.state == DONE:
        return request
    clause = request.verdict["clause"]
    if "problem" not in request.facts:
        raise CaseActionRefused(clause, "It hasn't left: cancel it.")
    if not why.strip():
        raise CaseActionRefused(clause, "Say why, in words that the shopper may read.")
    approved_refunds.check_no_waiting_refund(request, clause)
    decision = {"why": why}
    money = approved_refunds.submit_decided_refund(
        request=request,
        parts=payments.amounts_paid_for(
            stored, list(stored.lines.exclude(state=LineState.CANCELLED))
        ),
        reason="cancelled in time",
        decision=decision,
        now=now,
        by=by,
    )
    if money is not None:
        _close_refunded(request, decision, money=money, now=now, by=by)
    return CareCase.objects.get(pk=request.pk)


@transaction.atomic
def refund_approved(approval: Approval, *, now: datetime, by: str) -> None:
    """A second person has approved the refund of what was cancelled in time and left all the same:
    now the shopper is told.
    """
    request = approved_refunds.approved_request(approval)
    if request is not None:
        decision = request.facts[approved_refunds.DECISION]
        money = approved_refunds.approved_refund_facts(approval)
        _close_refunded(request, decision, money=money, now=now, by=by)


def _close_refunded(
    request: CareCase, decision: dict[str, Any], *, money: dict[str, Any], now: datetime, by: str
) -> None:
    why, clause = str(decision["why"]), request.verdict["clause"]
    if close_request(request=request, outcome=ACCEPTED, reason=why, now=now, by=by):
        facts: dict[str, Any] = {"clause": clause, "sentence": why.strip(), **money}
        record_outcome(request=request, kind=GIVEN_BACK, now=now, by=by, **facts)


@transaction.atomic
def withdraw_request(*, request: CareCase, now: datetime, by: str) -> bool:
    """The shopper keeps the order after all, while the request hasn't been answered. False where it
    has.
    """
    lock_order(request.order)
    stored = CareCase.objects.select_related("order", "hold").get(pk=request.pk)
    if stored.state != DONE and _close_if_cancelled(stored, now, by):
        return False
    if not close_request(
        request=stored, outcome=KEPT, reason="The shopper keeps the order.", now=now, by=by
    ):
        return False
    record_outcome(request=stored, kind=WITHDRAWN, now=now, by=by)
    return True


def due_request_ids(*, now: datetime, limit: int = 200) -> list[int]:
    """Held requests whose business day has come."""
    asleep = CareCase.objects.filter(kind=CANCEL, state=ASLEEP, wakes_at__lte=now)
    asleep = asleep.exclude(facts__has_key="unconfirmed")
    return list(asleep.order_by("wakes_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def answer_due_request(*, request_id: int, now: datetime) -> None:
    """The business day has come: what is still here is cancelled, what has left is not."""
    request = CareCase.objects.select_related("order__policy", "hold").get(pk=request_id)
    lock_order(request.order)
    request.refresh_from_db()
    if request.state == ASLEEP and request.wakes_at is not None and request.wakes_at <= now:
        _accept_cancellation(request, now, by=Actor.POLICY)


def _terms_of(request: CareCase) -> Any:
    return request.order.policy.terms
