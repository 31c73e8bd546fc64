"""What needs a person now, kind by kind, worked out from rows alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef

from troth.actors import usernames_in
from troth.alerting.by_hand_causes import FIND_BY_HAND
from troth.alerting.cause import Cause, Find, limited_to_order, page_of
from troth.alerting.mail_causes import FIND_MAIL
from troth.alerting.refund_causes import FIND_REFUNDS
from troth.alerting.upload_causes import FIND_UPLOADS
from troth.approvals.models import ApprovalRequest
from troth.care.mail_models import OPEN, Mail
from troth.care.models import DAMAGED, NOT_AUTHENTIC, NOT_RECEIVED, CareCase
from troth.catalog.models import ItemEvent
from troth.event_kinds import EventKind, ItemEventKind
from troth.fulfillment.models import CarrierOutage, Label, Parcel
from troth.fulfillment.tracking.shipment_scans import scans_of_parcel
from troth.orders.models import Event, Line, Order
from troth.orders.policy_versions import terms_at
from troth.payments import disputes, execution, reconciliation, reviewing, tax_return
from troth.payments.models import (
    AUTHORIZED,
    CAPTURED,
    LAPSED,
    Dispute,
    Payment,
    PaymentOperation,
    PaymentRequest,
    Reconciliation,
)
from troth.payments.parts import REFUNDABLE
from troth.policy.dates.hours import (
    close_of_business,
    deadline_label,
    end_of_business_day,
    end_of_next_business_day,
    start_of_business,
)
from troth.policy.dates.promise import local_time
from troth.policy.dates.windows import instant_label
from troth.policy.lifecycle import UNSHIPPED, LineState
from troth.policy.money import dollars
from troth.policy.shipping.tracking import ParcelStatus
from troth.policy.terms import Terms
from troth.policy.wording import spaced_words
from troth.publishing.models import Proposal

# Nothing of these lines has left yet.
# What a customer asks for, and a person may answer with money.
MAY_END_IN_A_REFUND = (NOT_RECEIVED, DAMAGED, NOT_AUTHENTIC)
# How far ahead authorizations are looked at: past the longest rest of a store.
LOOKS_AHEAD = timedelta(days=14)
# A carrier that is silent for a moment is no task.
SILENT_FOR = timedelta(minutes=30)
# Where a parcel stands, for the staff who must look at it. (One that comes back, is missing or
# damaged has a task from where that is handled.)
TROUBLE = {
    "delayed": "The carrier reports a problem.",
    "unsigned": "Delivered, and the carrier has no signature.",
}


def _payment_reviews(_now: datetime, order: int | None) -> Iterator[Cause]:
    waiting = limited_to_order(reviewing.open_reviews(), "order", order)
    for event in waiting.select_related("order"):
        yield Cause(
            key=f"review.{event.pk}",
            due_at=datetime.fromisoformat(event.facts["until"]),
            link=page_of(event.order),
            order=event.order,
            detail="; ".join(why[:1].upper() + why[1:] for why in event.facts["why"]) + ".",
        )


def _lapsing_authorizations(now: datetime, order: int | None) -> Iterator[Cause]:
    """Authorizations that nothing captures by itself, from the business day before the last one on
    which somebody can still act: one that expires on a Sunday is a task of Thursday.
    """
    payments = Payment.objects.filter(
        state=AUTHORIZED,
        order__isnull=False,
        operations=None,
        capture_before__gt=now,
        capture_before__lte=now + LOOKS_AHEAD,
    )
    for payment in limited_to_order(payments, "order", order).select_related("order__policy"):
        assert payment.order is not None
        assert payment.capture_before is not None
        terms = payment.order.policy.terms
        due_at = _last_close_before(terms, payment.capture_before)
        first_day = _last_close_before(terms, start_of_business(terms, due_at.date())).date()
        if now < start_of_business(terms, first_day) or _captures_itself(payment.order):
            continue
        yield Cause(
            key=f"lapsing.{payment.pk}",
            due_at=due_at,
            link=page_of(payment.order),
            order=payment.order,
            detail=f"It expires at {deadline_label(terms, payment.capture_before)}.",
        )


def _last_close_before(terms: Terms, at: datetime) -> datetime:
    """The last closing time by which people can act before `at`."""
    day = local_time(terms, at).date()
    while not terms.store_days.is_open(day) or close_of_business(terms, day) > at:
        day -= timedelta(days=1)
    return close_of_business(terms, day)


def _captures_itself(order: Order) -> bool:
    """Whether the policy captures the money before it lapses, and no person decides first."""
    waits = order.review() is not None or order.doubted() is not None
    return execution.policy_captures_before_expiry(order) and not waits


def _lapsed_authorizations(_now: datetime, order: int | None) -> Iterator[Cause]:
    waits = Line.objects.filter(order=OuterRef("order"), state__in=UNSHIPPED)
    open_requests = PaymentRequest.objects.filter(order=OuterRef("order"), ended_at=None)
    events = Event.objects.filter(
        Exists(waits),
        ~Exists(open_requests),
        kind=EventKind.PAYMENT_AUTHORIZATION_EXPIRED,
        order__payment__state=LAPSED,
    )
    for event in limited_to_order(events, "order", order).select_related("order__policy"):
        yield Cause(
            key=f"lapsed.{event.pk}",
            due_at=end_of_business_day(event.order.policy.terms, event.at),
            link=page_of(event.order),
            order=event.order,
        )


def _failed_operations(now: datetime, order: int | None) -> Iterator[Cause]:
    """A release that failed because the money was captured meanwhile is followed by its refund."""
    failed = PaymentOperation.objects.filter(failed=True, payment__was_for=None).exclude(
        kind=PaymentOperation.VOID, payment__state=CAPTURED
    )
    rows = limited_to_order(failed, "payment__order", order).select_related("payment__order")
    for operation in rows:
        yield Cause(
            key=f"failed.{operation.pk}",
            due_at=end_of_next_business_day(terms_at(now), now),
            link=page_of(operation.payment.order),
            order=operation.payment.order,
            detail=f"{operation.kind.capitalize()} {dollars(operation.amount_cents)}:"
            f" {operation.problem}",
        )


def _due_refunds(now: datetime, order: int | None) -> Iterator[Cause]:
    today = local_time(terms_at(now), now).date()
    owed = PaymentOperation.objects.filter(
        kind=PaymentOperation.REFUND, done_at=None, due_on__lte=today
    )
    for operation in limited_to_order(owed, "payment__order", order).select_related(
        "payment__order"
    ):
        assert operation.due_on is not None
        yield Cause(
            key=f"refund.{operation.pk}",
            due_at=close_of_business(terms_at(now), operation.due_on),
            link=page_of(operation.payment.order),
            order=operation.payment.order,
            detail=f"{dollars(operation.amount_cents)}. {operation.problem}".strip(),
        )


def _open_disputes(_now: datetime, order: int | None) -> Iterator[Cause]:
    """Those that the provider waits for us to answer; it names the day."""
    waiting = Dispute.objects.filter(closed_at=None, status__in=disputes.NEEDS_ANSWER)
    rows = limited_to_order(waiting, "payment__order", order).select_related("payment__order")
    for dispute in rows:
        by_rule = end_of_next_business_day(terms_at(dispute.opened_at), dispute.opened_at)
        yield Cause(
            key=f"dispute.{dispute.pk}",
            due_at=dispute.answer_by or by_rule,
            link=page_of(dispute.payment.order),
            order=dispute.payment.order,
            detail=f"{dollars(dispute.amount_cents)}, reason: {spaced_words(dispute.reason)}",
        )


def _disputed_refunds(now: datetime, order: int | None) -> Iterator[Cause]:
    """A dispute blocks every refund of its payment, and a customer is owed one, or asks for it."""
    blocking = Dispute.objects.exclude(status__in=REFUNDABLE).filter(payment__order__isnull=False)
    rows = limited_to_order(blocking, "payment__order", order).select_related(
        "payment__order__policy"
    )
    for dispute in rows:
        paid = dispute.payment
        assert paid.order is not None
        if blocked := _blocked_by(dispute, paid.order):
            yield Cause(
                key=f"disputed.{dispute.pk}",
                due_at=end_of_next_business_day(terms_at(now), now),
                link=page_of(paid.order),
                order=paid.order,
                detail=f"{dollars(dispute.amount_cents)} is disputed"
                f" ({spaced_words(dispute.status)}). What waits: {', '.join(blocked)}.",
            )


def _blocked_by(dispute: Dispute, order: Order) -> list[str]:
    """What a dispute keeps from being refunded. One that was lost has given the money back, as far
    as it went.
    """
    owed = order.events.filter(
        kind=EventKind.REFUND_BLOCKED, facts__dispute=dispute.provider_id
    ).order_by("pk")
    is_lost = dispute.status == "lost"
    returned_cents = dispute.amount_cents if is_lost else 0
    blocked = [
        f"a refund of {dollars(event.facts['amount_cents'])}"
        for event in owed
        if event.facts["amount_cents"] > returned_cents
    ]
    if not is_lost:
        requests = CareCase.objects.unended().filter(order=order, kind__in=MAY_END_IN_A_REFUND)
        blocked += [f"request {request.key}" for request in requests.order_by("pk")]
        waiting = dispute.payment.approvals.filter(decided_at=None).order_by("pk")
        blocked += [
            f"a refund of {dollars(approval.amount_cents)} to approve" for approval in waiting
        ]
    return blocked


def _tie_outs(_now: datetime, _order: int | None) -> Iterator[Cause]:
    """What differs in the latest comparison that looked far enough back. The same differences on
    the next day are the same cause.
    """
    whole = Reconciliation.objects.filter(until__gte=F("since") + reconciliation.BACK).order_by(
        "-made_at", "-pk"
    )
    latest = whole.first()
    if latest is None or not latest.differences:
        return
    listed = "; ".join(
        f"{difference['about']}: {difference['sentence']}" for difference in latest.differences[:20]
    )
    yield Cause(
        key=f"tie_out.{_differences_digest(latest.differences)}",
        due_at=end_of_business_day(terms_at(latest.made_at), latest.made_at),
        link=f"/desk/money/tie-outs/{latest.pk}",
        detail=f"{len(latest.differences):,}: {listed}",
    )


def _missing_tie_out(now: datetime, _order: int | None) -> Iterator[Cause]:
    since = reconciliation.overdue_since(now=now)
    if since is None:
        return
    terms = terms_at(now)
    yield Cause(
        key=f"tie_out_missing.{since:%Y%m%d%H%M%S}",
        due_at=end_of_business_day(terms, since + reconciliation.LATE),
        link="/desk/money/",
        detail=f"It was due {instant_label(terms, local_time(terms, since))}.",
    )


def _differences_digest(differences: list[Any]) -> str:
    rows = sorted(json.dumps(difference, sort_keys=True) for difference in differences)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def _tax_places(_now: datetime, order: int | None) -> Iterator[Cause]:
    for doubtful in limited_to_order(
        tax_return.orders_awaiting_tax_review(), "pk", order
    ).select_related("policy"):
        yield Cause(
            key=f"tax.{doubtful.number}",
            due_at=end_of_next_business_day(doubtful.policy.terms, doubtful.placed_at),
            link=page_of(doubtful),
            order=doubtful,
            detail=f"Charged as {doubtful.tax.get('jurisdiction', '')}.",
        )


def _second_people(_now: datetime, _order: int | None) -> Iterator[Cause]:
    """What a colleague asked for that takes a second person."""
    for request in ApprovalRequest.objects.waiting():
        yield Cause(
            key=f"second.{request.pk}",
            due_at=end_of_next_business_day(terms_at(request.asked_at), request.asked_at),
            link=f"/desk/approvals/{request.pk}",
            detail=f"{request.title}, asked for by {usernames_in(request.asked_by)}",
            role=request.row.decide_roles[0],
        )


def _policy_approvals(_now: datetime, _order: int | None) -> Iterator[Cause]:
    for proposal in Proposal.objects.filter(state=Proposal.WAITING):
        yield Cause(
            key=f"policy.{proposal.pk}",
            due_at=end_of_next_business_day(terms_at(proposal.at), proposal.at),
            link=f"/desk/policy/proposals/{proposal.pk}",
            detail=f"Submitted by {usernames_in(proposal.by)}.",
        )


def _unmatched_emails(_now: datetime, order: int | None) -> Iterator[Cause]:
    rows = limited_to_order(Mail.objects.filter(state=OPEN), "order", order).select_related("order")
    for mail in rows.defer("own"):
        by_rule = end_of_next_business_day(terms_at(mail.received_at), mail.received_at)
        yield Cause(
            key=f"mail.{mail.pk}",
            due_at=mail.answer_by or by_rule,
            link=f"/desk/mails/{mail.pk}",
            order=mail.order,
            detail=mail.outcome,
        )


def _sold_in_doubt(_now: datetime, order: int | None) -> Iterator[Cause]:
    """A piece that left the list after it was sold, and whose sale still stands."""
    standing = Line.objects.live().exclude(state=LineState.RETURNED).filter(item__listed_at=None)
    lines = limited_to_order(standing, "order", order)
    sold = {line.item_id: line for line in lines.select_related("order__policy")}
    doubts = ItemEvent.objects.filter(kind=ItemEventKind.UNLISTED_AFTER_SALE, item__in=list(sold))
    for event in doubts.select_related("item"):
        line = sold[event.item_id]
        yield Cause(
            key=f"doubt.{event.pk}",
            due_at=end_of_business_day(line.order.policy.terms, event.at),
            link=f"/desk/items/{event.item.slug}",
            order=line.order,
            detail=f"{event.item.title}: {event.facts.get('reason', '')}",
        )


def _astray_parcels(_now: datetime, order: int | None) -> Iterator[Cause]:
    came_back = set(
        limited_to_order(
            Parcel.objects.filter(status=ParcelStatus.RETURNED), "order", order
        ).values_list("key", flat=True)
    )
    events = limited_to_order(
        Event.objects.filter(kind=EventKind.PARCEL_SHIPPED_IN_ERROR), "order", order
    )
    for event in events.select_related("order__policy"):
        if event.facts["parcel"] in came_back:
            continue
        yield Cause(
            key=f"astray.{event.pk}",
            due_at=end_of_business_day(event.order.policy.terms, event.at),
            link=page_of(event.order),
            order=event.order,
            detail=f"{event.facts['parcel']}, {event.facts['number']}. {event.facts['sentence']}",
        )


def _troubled_parcels(now: datetime, order: int | None) -> Iterator[Cause]:
    troubled = Parcel.objects.filter(status__in=list(TROUBLE), left_at__isnull=False)
    for parcel in limited_to_order(troubled, "order", order).select_related("order__policy"):
        yield Cause(
            key=f"parcel.{parcel.key}.{parcel.status}",
            due_at=end_of_next_business_day(parcel.order.policy.terms, parcel.status_at or now),
            link=page_of(parcel.order),
            order=parcel.order,
            detail=f"{parcel.key}: {TROUBLE[parcel.status]} {_carriers_words(parcel)}".strip(),
        )


def _carriers_words(parcel: Parcel) -> str:
    """What the carrier said last, in its own words."""
    last = scans_of_parcel(parcel).filter(at__isnull=False).first()
    return f"“{last.carrier_text}”" if last and last.carrier_text else ""


def _refused_labels(now: datetime, order: int | None) -> Iterator[Cause]:
    """The latest label of a box that is still here, is to leave, and has no other one."""
    later = Label.objects.filter(parcel=OuterRef("parcel"), pk__gt=OuterRef("pk"))
    to_leave = Line.objects.filter(order=OuterRef("parcel__order"), state__in=UNSHIPPED)
    refused = Label.objects.filter(
        ~Exists(later),
        Exists(to_leave),
        state=Label.REFUSED,
        parcel__left_at=None,
        parcel__set_aside_at=None,
    )
    rows = limited_to_order(refused, "parcel__order", order).select_related("parcel__order__policy")
    for label in rows:
        yield Cause(
            key=f"label.{label.reference}",
            due_at=end_of_business_day(label.parcel.order.policy.terms, label.ended_at or now),
            link=page_of(label.parcel.order),
            order=label.parcel.order,
            detail=f"{label.parcel.key}: {label.problem}",
        )


def _silent_carriers(now: datetime, _order: int | None) -> Iterator[Cause]:
    for trouble in CarrierOutage.objects.filter(since__lte=now - SILENT_FOR):
        yield Cause(
            key=f"carrier.{trouble.carrier}.{trouble.since:%Y%m%d%H%M%S}",
            due_at=end_of_business_day(terms_at(now), trouble.since),
            link="/desk/parcels/",
            detail=f"{trouble.carrier}: {trouble.carrier_text}",
        )


# How the causes of each kind in `worklist.kinds` are found.
FIND: dict[str, Find] = {
    "payment_review": _payment_reviews,
    "payment_lapsing": _lapsing_authorizations,
    "payment_lapsed": _lapsed_authorizations,
    "money_failed": _failed_operations,
    "refund_due": _due_refunds,
    "dispute": _open_disputes,
    "disputed_refund": _disputed_refunds,
    "tie_out": _tie_outs,
    "tie_out_missing": _missing_tie_out,
    "tax_place": _tax_places,
    "second_person": _second_people,
    "policy_approval": _policy_approvals,
    "unmatched_email": _unmatched_emails,
    "sold_in_doubt": _sold_in_doubt,
    "parcel_astray": _astray_parcels,
    "parcel_trouble": _troubled_parcels,
    "label_refused": _refused_labels,
    "carrier_down": _silent_carriers,
    **FIND_MAIL,
    **FIND_REFUNDS,
    **FIND_BY_HAND,
    **FIND_UPLOADS,
}
