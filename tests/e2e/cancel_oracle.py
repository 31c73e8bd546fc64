"""What must be true after a race of `cancel_races`, however it went: one end, one story, and every
cent in its place. Written from the clauses; it reads the rows, and what the provider has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Q

from tests.e2e.cancel_scenes import Scene
from tests.e2e.cancel_settling import orders_of
from troth.care.models import CANCEL, DONE, OPEN, CareCase
from troth.catalog.models import Item
from troth.checkout import repayment
from troth.checkout.models import Checkout
from troth.fulfillment.models import Delay, Parcel
from troth.fulfillment.warehouse.handover import parcels_to_pull
from troth.fulfillment.warehouse.queue import holds_of
from troth.notifications.actions import LETTERS
from troth.orders.models import Line, Order
from troth.orders.queue_entries import replay_turn
from troth.payments.models import Payment, PaymentRequest
from troth.payments.provider import configured_provider
from troth.policy.lifecycle import replay_events

# How an act may be told no. What the desk's pages catch beside it, they tell as a no too.
_NO = re.compile(
    r"! troth\.\w+(\.\w+)*\.(CaseActionRefused|FulfillmentRefused|PaymentActionRefused|UnableToPay"
    r"|CheckoutEnded|ItemGone|BeingBought|NotPaid|QuoteChanged): "
)
_DESKS_NO = re.compile(
    r"^(hand_over|by_hand|close|set_aside|decide|give_back|review|declines|cancels_unpaid)!"
    r" troth\.policy\.lifecycle\.TransitionRefused: "
    r"|^goodwill! troth\.approvals\.actions\.ApprovalRefused: "
)
_NEVER_AFTER_IT_IS_OFF = {
    "line.shipped", "parcel.shipped", "cancellation.requested", "cancellation.held",
    "cancellation.refused", "cancellation.withdrawn", "delay.accepted", "promise.delayed",
    "promise.dated", "payment.authorization_expiring", "payment.review_approved",
    "payment.review_declined",
    "payment.review_expired", "payment.requested_again", "payment.authorized_again",
    "order.partly_cancelled", "order.cancelled", "line.processed",
}  # fmt: skip
_ENDS_IT = ("cancellation.refused", "cancellation.withdrawn", "cancellation.accepted")


def wrongs(scene: Scene, ends: list[str]) -> list[str]:
    """What is not as it must be, in words that begin with the kind of it."""
    problems = [
        f"broke: {end}"
        for end in ends
        if "!" in end and not (_NO.search(end) or _DESKS_NO.search(end))
    ]
    for order in orders_of(scene):
        for check in (
            _replays,
            _one_end,
            _one_story,
            _requests,
            _letters,
            _delays,
            _boxes,
            _money,
            _paid_again,
            _pieces,
        ):
            problems += check(
                Order.objects.select_related("payment", "policy", "queue_entry").get(pk=order.pk)
            )
    return problems + list(_unsold(scene))


def _kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def _off(order: Order) -> bool:
    return "order.cancelled" in _kinds(order)


def _replays(order: Order) -> Iterator[str]:
    for line in order.lines.all():
        try:
            replayed_state = replay_events(
                list(line.events.order_by("pk").values_list("kind", flat=True))
            )
        except Exception as impossible:
            yield f"replay: {impossible}"
            continue
        if replayed_state != line.state:
            yield f"replay: a line is {line.state}, and its timeline says {replayed_state}"
    here = order.lines.filter(state="placed").count()
    taken = order.parcels.filter(closed_at=None, set_aside_at=None).exists()
    entry = order.queue_entry
    if (*replay_turn(order.events.all()), here, taken) != (
        entry.holds,
        entry.cancellable_until,
        entry.ready_pieces,
        entry.claimed,
    ):
        yield (
            f"queue: it says {entry.holds} holds, {entry.ready_pieces} here, claimed"
            f" {entry.claimed}; the timeline says otherwise"
        )


def _one_end(order: Order) -> Iterator[str]:
    kinds, states = _kinds(order), {line.state for line in order.lines.all()}
    if kinds.count("order.cancelled") > 1:
        yield "end: called off twice"
    if _off(order) != (states == {"cancelled"}):
        yield f"end: called off is {_off(order)}, and its lines are {states}"
    if _off(order) and "parcel.shipped" in kinds:
        yield "end: both called off and shipped"
    if "cancelled" in states and not {"order.cancelled", "order.partly_cancelled"} & set(kinds):
        yield "end: a line is cancelled, and the order doesn't tell of it"


def _one_story(order: Order) -> Iterator[str]:
    kinds = _kinds(order)
    if _off(order):
        after = kinds[kinds.index("order.cancelled") + 1 :]
        yield from (
            f"story: {kind} after it was called off"
            for kind in after
            if kind in _NEVER_AFTER_IT_IS_OFF
        )
    for astray in {
        tuple(sorted(event.facts.items()))
        for event in order.events.filter(kind="parcel.shipped_in_error")
    }:
        if order.events.filter(kind="parcel.shipped_in_error", facts=dict(astray)).count() > 1:
            yield "story: told twice that a parcel is astray"


def _requests(order: Order) -> Iterator[str]:
    requests = list(CareCase.objects.filter(order=order, kind=CANCEL).select_related("hold"))
    for request in requests:
        events = order.events.filter(facts__request=request.key)
        if events.filter(kind="cancellation.requested").count() != 1:
            yield "request: not asked exactly once"
        if events.filter(kind__in=_ENDS_IT).count() > 1:
            yield "request: more than one answer"
        done = request.state == DONE
        if done != bool(request.outcome and request.ended_at):
            yield f"request: {request.state}, with the outcome {request.outcome!r}"
        if request.outcome == "accepted" and not (
            _off(order) or events.filter(kind="cancellation.accepted").exists()
        ):
            yield "request: accepted, and the order stands"
        if not done and (_off(order) or request.state != OPEN or request.answer_by is None):
            yield f"request: {request.state} for ever, and called off is {_off(order)}"
    if len([request for request in requests if request.state != DONE]) > 1:
        yield "request: two at a time"
    off = order.events.filter(kind="order.cancelled").first()
    declined = off is not None and off.facts["reason"] == repayment.DECLINED
    if (
        off
        and off.facts["asked"]
        and not declined
        and not any(request.outcome == "accepted" for request in requests)
    ):
        yield "request: called off as asked for, and none was accepted"
    awaited_hold_ids = {request.hold_id for request in requests if request.state != DONE}
    stored = Order.objects.prefetch_related("events").get(pk=order.pk)
    if not _off(order) and (
        orphans := [hold for hold in holds_of(stored) if hold.pk not in awaited_hold_ids]
    ):
        yield f"request: held for nobody: {orphans[0].facts['why']}"


def _letters(order: Order) -> Iterator[str]:
    """Each event that owes a letter has one; the shopper hears one end only."""
    owing = order.events.filter(kind__in=LETTERS)
    if missing := owing.filter(notices=None).first():
        yield f"letter: {missing.kind} has none"
    to_shopper = owing.filter(notices__to=order.recipient.email)
    ends = sorted(
        {*to_shopper.values_list("kind", flat=True)} & {"order.cancelled", "parcel.shipped"}
    )
    if len(ends) > 1:
        yield f"letter: the shopper is told {' and '.join(ends)}"


def _delays(order: Order) -> Iterator[str]:
    open_ones = Delay.objects.filter(order=order, ended_at=None).values_list("standing", flat=True)
    if len(open_ones) != len(set(open_ones)):
        yield "delay: two questions are open at a time"
    for delay in Delay.objects.filter(order=order).select_related("standing"):
        events = order.events.filter(facts__round=delay.number)
        questions = events.filter(kind="promise.delayed", facts__warehouse=delay.standing.warehouse)
        if questions.count() != 1:
            yield f"delay: its question is told {questions.count()} times"
        agreed, ended = (
            events.filter(kind=kind).count() for kind in ("delay.accepted", "delay.order_cancelled")
        )
        if delay.outcome == "cancel" and ended != 1:
            yield f"delay: cancelled, and told so {ended} times"
        if delay.outcome != "cancel" and ended:
            yield f"delay: told that it is called off, and it is {delay.outcome or 'open'}"
        if agreed > 1 or (delay.outcome == "consented" and agreed != 1):
            yield f"delay: {delay.outcome}, and told {agreed} times that it stands"
        if _off(order) and (delay.ended_at is None or delay.standing.ended_at is None):
            yield "delay: open, and the order is off"


def _boxes(order: Order) -> Iterator[str]:
    for parcel in Parcel.objects.filter(order=order).exclude(closed_at=None):
        off = parcel.packed.filter(line__state="cancelled").exists()
        astray = order.events.filter(kind="parcel.shipped_in_error").exists()
        went = order.events.filter(kind="parcel.shipped").exists()
        if parcel.left_at and not (went or astray):
            yield "box: it left, and nobody is told"
        if parcel.left_at and off and not astray:
            yield "box: it left though it was called off, and nobody is told"
        if parcel.left_at and parcel.set_aside_at:
            yield "box: unpacked here, and gone"
        if off and not (parcel.left_at or parcel.set_aside_at) and parcel not in parcels_to_pull():
            yield "box: called off, and nobody pulls it"


def _money(order: Order) -> Iterator[str]:
    payment = Payment.objects.filter(order=order).first()
    if payment is None:
        yield "money: an order without a payment"
        return
    moved = list(payment.operations.all())
    kinds = {operation.kind for operation in moved if operation.done_at and not operation.failed}
    given = sum(
        operation.amount_cents
        for operation in moved
        if operation.kind == "refund" and not operation.failed
    )
    theirs = configured_provider().intent(payment.intent_id)
    if any(operation.done_at is None for operation in moved):
        yield "money: something is owed and nobody does it"
    if {"capture", "void"} <= kinds:
        yield "money: both taken and released"
    if given != payment.refunded_cents or given > payment.captured_cents:
        yield (
            f"money: {given} given back, {payment.refunded_cents} written, {payment.captured_cents}"
            " taken"
        )
    if (theirs.received_cents, theirs.refunded_cents) != (payment.captured_cents, given):
        yield (
            f"money: the provider has {theirs.received_cents} and {theirs.refunded_cents}; we"
            f" {payment.captured_cents}"
        )
    if payment.state == "authorized" and not theirs.reserved:
        yield f"money: we think it is reserved, it is {theirs.intent}"
    if _off(order) and (theirs.reserved or theirs.received_cents != theirs.refunded_cents):
        yield (
            f"money: off, and {theirs.intent} with {theirs.received_cents - theirs.refunded_cents}"
            " kept"
        )
    if "parcel.shipped" in _kinds(order) and theirs.received_cents != payment.amount_cents:
        yield "money: shipped, and not taken"


def _paid_again(order: Order) -> Iterator[str]:
    """An order has one payment: no other one of its holds money, and nothing is left open."""
    mine = Payment.objects.filter(Q(was_for=order) | Q(request__order=order)).exclude(order=order)
    for other in mine:
        theirs = configured_provider().session(other.session_id) if other.session_id else None
        if theirs and (theirs.reserved or theirs.received_cents):
            yield "again: a payment that isn't the order's holds money"
        if other.state == "started" and PaymentRequest.objects.filter(
            order=order, ended_at__isnull=False
        ):
            yield "again: a page is open, and the request has ended"
        if other.operations.filter(done_at=None).exists():
            yield "again: something is owed and nobody does it"
    requests = PaymentRequest.objects.filter(order=order)
    if requests.filter(ended_at=None).count() > (not _off(order)):
        yield f"again: open for ever, and called off is {_off(order)}"
    if requests.exclude(ended_at=None).filter(outcome="").exists():
        yield "again: ended without an outcome"
    paid = _kinds(order).count("payment.authorized_again")
    if paid != requests.filter(outcome="paid").count():
        yield f"again: paid {paid} times, and the requests say otherwise"


def _pieces(order: Order) -> Iterator[str]:
    for line in order.lines.select_related("item"):
        item, packed = line.item, line.events.filter(kind="line.processed").exists()
        others = Line.objects.live().filter(item=item).exclude(pk=line.pk).exists()
        if (
            line.state == "cancelled"
            and not others
            and (item.sold_at or bool(item.listed_at) == packed)
        ):
            yield (
                f"piece: off, and sold {bool(item.sold_at)}, listed {bool(item.listed_at)}, packed"
                f" {packed}"
            )
        if line.state != "cancelled" and not item.sold_at:
            yield "piece: bought, and for sale"


def _unsold(scene: Scene) -> Iterator[str]:
    """Of a checkout without an order, nothing is kept."""
    if Line.objects.live().filter(item__in=scene.items).count() > len(scene.items):
        yield "piece: sold twice"
    for checkout in Checkout.objects.filter(items=list(scene.items), payment__order=None):
        theirs = configured_provider().session(checkout.payment.session_id)
        if theirs.reserved or theirs.received_cents:
            yield "money: reserved without an order"
    if not Line.objects.live().filter(item__in=scene.items).exists():
        for item in Item.objects.filter(pk__in=scene.items, sold_at__isnull=False):
            yield f"piece: {item} belongs to nobody"


def end_of(order: Order) -> str:
    """How it ended, in a few words, for the report."""
    payment, kinds = (
        Payment.objects.filter(order=order).first() or Payment(state="unpaid"),
        _kinds(order),
    )
    money = payment.state + (
        ", given back" if payment.captured_cents and payment.refunded_cents else ""
    )
    open_one = CareCase.objects.unended().filter(order=order, kind=CANCEL).exists()
    end = "called off" if _off(order) else "shipped" if "parcel.shipped" in kinds else "stands"
    return f"{end}; {money}{'; a person acts' if open_one else ''}"
