"""The ways in which care may cancel an order: each by its clause, with what happens, or with what
stands where the clause doesn't allow it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from troth.care.cancellations import cancellation, goodwill
from troth.care.cases import CaseActionRefused, lock_order
from troth.fulfillment.promises import delay_consent
from troth.fulfillment.warehouse.queue import FulfillmentRefused as UnableToGoOn
from troth.orders.actions import record_event
from troth.orders.models import Order
from troth.payments import actions as payments
from troth.payments import payment_requests
from troth.policy.dates.hours import deadline_label
from troth.policy.lifecycle import TransitionRefused
from troth.policy.texts import shorten_text

ASKED, UNPAID, DELAY, GOODWILL = "asked", "unpaid", "delay", "goodwill"
PHONE = "phone"
_OFF = _("The order is cancelled already, and everything is returned.")


@dataclass(frozen=True, slots=True)
class CancelOption:
    """One way to cancel an order. `why_not` is empty where it is open; `then` says what happens;
    `clause` is empty where the policy's payment terms decide, and no clause.
    """

    key: str
    clause: str
    then: str
    why_not: str
    two: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the clause allows it now."""
        return not self.why_not


def ways_to_cancel(order: Order, *, now: datetime) -> list[CancelOption]:
    """Every way, whether it is open or not."""
    return [
        _requested_option(order, now),
        _unpaid_option(order),
        _delay_option(order),
        _goodwill_option(order),
    ]


def _requested_option(order: Order, now: datetime) -> CancelOption:
    verdict = cancellation.verdict_of(order, asked_at=now)
    then = (
        _("It is cancelled at once, and everything is returned.")
        if verdict.verdict == "accepted"
        else f"It is held until it is answered. {verdict.sentence}"
    )
    return CancelOption(
        ASKED, verdict.clause, then, _why_not_asked(order, verdict.verdict, verdict.sentence)
    )


def _why_not_asked(order: Order, verdict: str, sentence: str) -> str:
    if cancellation.is_cancelled(order):
        return _OFF
    if verdict == "refused":
        return sentence
    waiting = order.requests.unended().filter(kind="cancel").first()
    if waiting is not None and "unconfirmed" not in waiting.facts:
        return f"It is asked for already: answer {waiting.key}."
    return ""


def _unpaid_option(order: Order) -> CancelOption:
    then = _("It is cancelled at once. Nothing was charged; the customer is told why.")
    why_not = (
        _OFF if cancellation.is_cancelled(order) else payment_requests.why_not_cancel_unpaid(order)
    )
    return CancelOption(UNPAID, "", then, why_not)


def _delay_option(order: Order) -> CancelOption:
    open_rounds = delay_consent.open_rounds(order)
    why_not = "" if open_rounds else _("No delay is open: the promised dates stand.")
    if cancellation.is_cancelled(order):
        why_not = _OFF
    clause = "processing"
    if any(delay.standing.warehouse == "jp" for delay in open_rounds):
        clause = "transfer"
    then = _(
        "What is late is cancelled at once, and everything paid for it is returned, as if the"
        " customer had chosen it on the order's page."
    )
    return CancelOption(DELAY, clause, then, why_not)


def _goodwill_option(order: Order) -> CancelOption:
    then = _(
        "A second person decides; until then it is held and keeps its place. Approved, it is"
        " cancelled and everything is returned."
    )
    return CancelOption(GOODWILL, goodwill.CLAUSE, then, goodwill.why_not_goodwill(order), two=True)


@transaction.atomic
def cancel_for_customer(
    *, order: Order, way: str, reason: str, now: datetime, by: str, by_shopper: bool = True
) -> str:
    """Cancels the order by one of the ways, and returns what was done, in words for staff.

    Raises `CaseActionRefused` with the clause and what stands: without a reason, and where the
    clause doesn't allow it.
    """
    order = lock_order(order)  # a colleague may press at this moment, or the shopper
    chosen_way = next(
        (candidate for candidate in ways_to_cancel(order, now=now) if candidate.key == way), None
    )
    if chosen_way is None:
        raise CaseActionRefused("cancellation", _("Way: choose one of those that are open."))
    if not reason.strip():
        raise CaseActionRefused(chosen_way.clause, _("Reason: say who asks for it, and why."))
    if chosen_way.why_not:
        raise CaseActionRefused(chosen_way.clause, chosen_way.why_not)
    if way == GOODWILL:
        goodwill.ask_for_goodwill(
            order=order, reason=reason, asked_by_shopper=by_shopper, now=now, by=by
        )
        return _("Asked for: a second person decides, and the order is held until then.")
    return _cancel_alone(chosen_way, order, shorten_text(reason.strip(), 200), now, by)


def _cancel_alone(way: CancelOption, order: Order, reason: str, now: datetime, by: str) -> str:
    facts = {"way": way.key, "clause": way.clause, "reason": reason}
    record_event(order=order, kind=goodwill.BY_CARE, now=now, by=by, facts=facts)
    try:
        return _DO[way.key](order, reason, now, by)
    except (payments.PaymentActionRefused, TransitionRefused, UnableToGoOn) as unable:
        raise CaseActionRefused(way.clause, str(unable)) from unable


def _cancel_as_asked(order: Order, reason: str, now: datetime, by: str) -> str:
    request = cancellation.request_cancellation(
        order=order, asked_at=now, now=now, by=by, how=PHONE, sentence=f"By phone: {reason}"
    )
    if request.outcome == cancellation.ACCEPTED:
        return _("Cancelled, and everything is returned.")
    if request.answer_by is None:
        return request.reason
    until = deadline_label(order.policy.terms, request.answer_by)
    return f"Held: it is answered by {until}."


def _cancel_unpaid(order: Order, _reason: str, now: datetime, by: str) -> str:
    payment_requests.cancel_unpaid(order=order, now=now, by=by)
    return _("Cancelled. Nothing was charged.")


def _cancel_delayed(order: Order, _reason: str, now: datetime, by: str) -> str:
    for delay in delay_consent.open_rounds(order):
        delay_consent.answer_delay(delay=delay, answer=delay_consent.CANCEL, now=now, by=by)
    return _("Cancelled, and everything paid for it is returned.")


_DO: dict[str, Callable[[Order, str, datetime, str], str]] = {
    ASKED: _cancel_as_asked,
    UNPAID: _cancel_unpaid,
    DELAY: _cancel_delayed,
}
