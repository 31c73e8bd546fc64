"""What a person may decide about a request: the answers that can succeed now, and of the others why
not and what is possible instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from troth.approvals.actions import waiting_requests
from troth.care import answering
from troth.care.authenticity_refunds import authenticity
from troth.care.cancellations import approved_refunds, cancellation, goodwill
from troth.care.cancellations.remaining import what_remains
from troth.care.models import (
    CANCEL,
    DAMAGED,
    DONE,
    FORGET,
    NOT_AUTHENTIC,
    NOT_RECEIVED,
    OTHER,
    CareCase,
)
from troth.care.not_received import (
    claim_refusals,
    claims,
    coming_back,
    exceptions,
    found_parcels,
    losses,
)
from troth.payments import approving
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState

LEFT = "cancelled in time, and left all the same"
LATE_REFUND = gettext_noop("Ask a second person to refund it as an exception")
# What a person may decide, by kind: the value sent, and the words on its button.
CHOICES: dict[str, list[tuple[str, str]]] = {
    CANCEL: [("accept", "Cancel it"), ("refuse", "No: it goes on")],
    LEFT: [("give_back", "It is called back: give everything back")],
    NOT_RECEIVED: [("traced", "A trace has started"), ("lost", "The carrier confirmed the loss"),
     ("refunded", "Refund it"), ("found", "The customer has it"),
     ("again", "The carrier has it, and brings it"), ("refused", "Refuse the claim")],
    NOT_AUTHENTIC: [("genuine", "It is genuine, by this authenticator: offer the return"),
     ("refuse", "It fails the check: ask a second person to refuse it"),
     ("accept", "Their listing has ended since: ask a second person to accept it")],
    OTHER: [("cancel", "It asks to cancel"), ("not_received", "It hasn't come"),
     ("damaged", "It is damaged"), ("not_authentic", "It may not be authentic"),
     ("forget", "It asks to be forgotten")],
    FORGET: [("withdrawn", "The shopper takes it back")],
    DAMAGED: [("part", "Give a part back"), ("whole", "Give everything back"),
     ("return", "Have it sent back first"), ("back", "It is back: give everything back"),
     ("refused", "No")],
}  # fmt: skip
HIDDEN = "hidden"  # it was done already, or another step comes first


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. `why_not` is empty where it can succeed; `clause` is the one that refuses it;
    `as_goodwill` tells that the order can be cancelled as goodwill instead.
    """

    key: str
    words: str
    why_not: str = ""
    clause: str = ""
    as_goodwill: bool = False


def choices_of(request: CareCase, now: datetime) -> list[Choice]:
    """Every answer to this request; none to one that has ended or waits for a second person."""
    if request.state == DONE or approved_refunds.waiting_refund(request) is not None:
        return []
    is_left = request.kind == CANCEL and "problem" in request.facts
    finds = _FIND[LEFT if is_left else request.kind]
    rows = CHOICES[LEFT if is_left else request.kind]
    choices = [finds(request, now, Choice(key, words)) for key, words in rows]
    return [choice for choice in choices if choice.why_not != HIDDEN]


def _with_reason(choice: Choice, why_not: str, clause: str = "") -> Choice:
    return Choice(choice.key, choice.words, why_not, clause if why_not else "")


def _cancellation_choice(request: CareCase, _now: datetime, choice: Choice) -> Choice:
    order, verdict = request.order, request.verdict["verdict"]
    if cancellation.is_cancelled(order):
        return choice
    clause = str(request.verdict["clause"])
    in_time = verdict in ("accepted", "held")
    if choice.key == "refuse":
        why_not = gettext_noop("It was asked for in time, so it is accepted: that is the promise.")
        return _with_reason(choice, why_not if in_time else "", clause)
    if verdict == "refused":
        refusal = cancellation.verdict_of(order, asked_at=request.asked_at).sentence
        can_be = not goodwill.why_not_goodwill(order)
        return Choice(choice.key, choice.words, refusal, clause, as_goodwill=can_be)
    if not in_time and cancellation.shipped_at(order) is not None:
        why_not = f"It has shipped, so it can't be cancelled. {what_remains(order)}"
        return _with_reason(choice, why_not, clause)
    return choice


def _call_back_choice(request: CareCase, _now: datetime, choice: Choice) -> Choice:
    return _with_reason(choice, approving.why_no_refund(request.order))


def _claim_choice(request: CareCase, _now: datetime, choice: Choice) -> Choice:
    order, number, facts = request.order, request.about, request.facts
    if choice.key == "traced":
        return _with_reason(choice, HIDDEN if "trace" in facts else "")
    if choice.key == "lost":
        is_known = order.events.filter(kind=losses.LOST, facts__number=number).exists()
        is_on_its_way = number in losses.undelivered_numbers(order)
        return _with_reason(choice, "" if is_on_its_way and not is_known else HIDDEN)
    if choice.key == "again":
        is_on_its_way = all(
            line.state == LineState.SHIPPED for line in claims.lines_of(order, number)
        )
        return _with_reason(
            choice, "" if is_on_its_way and not found_parcels.was_found(request) else HIDDEN
        )
    if choice.key == "refused":
        asks = waiting_requests(claim_refusals.KIND, request=request.key).exists()
        return _with_reason(choice, HIDDEN if asks else "")
    if choice.key == "refunded":
        return _refund_of_claim(request, choice)
    return choice


def _refund_of_claim(request: CareCase, choice: Choice) -> Choice:
    order, number = request.order, request.about
    if coming_back.is_coming_back(order, number):
        return _with_reason(choice, coming_back.return_explanation(order, number), claims.CLAUSE)
    if why_not := approving.why_no_refund(order):
        return _with_reason(choice, why_not)
    if not claims.is_late(request):
        return choice
    waits = waiting_requests(exceptions.KIND, request=request.key).exists()
    return Choice(choice.key, LATE_REFUND, HIDDEN if waits else "")


def _authenticity_choice(request: CareCase, now: datetime, choice: Choice) -> Choice:
    if "origin" in request.facts or authenticity.waiting_decision(request) is not None:
        return _with_reason(choice, HIDDEN)
    if choice.key == "genuine":
        today = local_time(request.order.policy.terms, now).date()
        nobody = gettext_noop("Nobody is on the public list today.")
        return _with_reason(
            choice, "" if any(authenticity.verified_authenticators(on=today)) else nobody
        )
    if choice.key == "accept":
        return _with_reason(choice, "" if authenticity.was_listed(request, now) else HIDDEN)
    return choice


def _damage_choice(request: CareCase, _now: datetime, choice: Choice) -> Choice:
    if choice.key == "return":
        return _with_reason(choice, HIDDEN if "return" in request.facts else "")
    if choice.key == "back":
        received = request.facts.get("received") or []
        is_here = any(piece["condition"] != "missing" for piece in received)
        if not is_here or "return" not in request.facts:
            return _with_reason(choice, HIDDEN)
    if choice.key in ("part", "whole", "back"):
        return _with_reason(choice, approving.why_no_refund(request.order))
    return choice


def _question_choice(request: CareCase, _now: datetime, choice: Choice) -> Choice:
    return _with_reason(choice, answering.why_not_refile(request, choice.key))


def _open_choice(_asked: CareCase, _now: datetime, choice: Choice) -> Choice:
    return choice


_FIND: dict[str, Callable[[CareCase, datetime, Choice], Choice]] = {
    CANCEL: _cancellation_choice,
    LEFT: _call_back_choice,
    NOT_RECEIVED: _claim_choice,
    NOT_AUTHENTIC: _authenticity_choice,
    DAMAGED: _damage_choice,
    OTHER: _question_choice,
    FORGET: _open_choice,
}
