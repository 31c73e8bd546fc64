"""What needs a person because a refund takes two: one that waits, and one that was declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from troth.actors import usernames_in
from troth.alerting.cause import Cause, Find, limited_to_order, page_of
from troth.care.cancellations import approved_refunds
from troth.care.models import DONE, CareCase
from troth.payments import approving
from troth.payments.models import Approval, PaymentOperation
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.money import dollars


def _refund_approvals(_now: datetime, order: int | None) -> Iterator[Cause]:
    waiting = Approval.objects.filter(decided_at=None)
    rows = limited_to_order(waiting, "payment__order", order).select_related(
        "payment__order__policy"
    )
    for approval in rows:
        assert approval.payment.order is not None
        yield Cause(
            key=f"approval.{approval.pk}",
            due_at=_answer_by(approval, approval.asked_at),
            link="/desk/care/",
            order=approval.payment.order,
            detail=f"{dollars(approval.amount_cents)}, asked for by {usernames_in(approval.by)}",
        )


def _declined_refunds(_now: datetime, order: int | None) -> Iterator[Cause]:
    """Refunds that a second person declined, of requests that are still open or that the shopper
    was told of, until they are decided anew, or as much was refunded since.
    """
    later = Approval.objects.filter(payment=OuterRef("payment"), pk__gt=OuterRef("pk"))
    refunded = PaymentOperation.objects.filter(
        payment=OuterRef("payment"),
        kind=PaymentOperation.REFUND,
        failed=False,
        asked_at__gte=OuterRef("decided_at"),
    )
    total = refunded.order_by().values("payment").annotate(total=Sum("amount_cents"))
    declined = (
        Approval.objects.filter(~Exists(later), decided_at__isnull=False, agreed=False)
        .annotate(refunded_since=Coalesce(Subquery(total.values("total")), 0))
        .filter(refunded_since__lt=F("amount_cents"))
        .exclude(payment__refunded_cents=F("payment__captured_cents"))
    )
    rows = limited_to_order(declined, "payment__order", order).select_related(
        "payment__order__policy"
    )
    for approval in rows.order_by("pk"):
        assert approval.payment.order is not None
        assert approval.decided_at is not None
        request = _request_of(approval)
        is_owed = approval.key.split(".")[0] in approving.OWED_BY_RULE
        if not is_owed and (request is None or _ended_otherwise(request)):
            continue
        yield Cause(
            key=f"declined.{approval.pk}",
            due_at=_answer_by(approval, approval.decided_at),
            link=f"/desk/care/{request.key}" if request else page_of(approval.payment.order),
            order=approval.payment.order,
            detail=(
                f"{dollars(approval.amount_cents)}, declined by {usernames_in(approval.decided_by)}"
            ),
        )


def _request_of(approval: Approval) -> CareCase | None:
    """The request of a customer that this refund was decided for."""
    about = approval.key.split(".")[1:2]
    return CareCase.objects.filter(key=about[0]).first() if about else None


def _ended_otherwise(request: CareCase) -> bool:
    """Whether a request whose refund was declined has been decided anew since."""
    return request.state == DONE and approved_refunds.DECISION in request.facts


def _answer_by(approval: Approval, since: datetime) -> datetime:
    """The end of the next business day; the time told to the customer, where that is earlier."""
    assert approval.payment.order is not None
    due_at, request = (
        end_of_next_business_day(approval.payment.order.policy.terms, since),
        _request_of(approval),
    )
    answer_by = request.answer_by if request is not None else None
    return min(due_at, answer_by) if answer_by is not None else due_at


FIND_REFUNDS: dict[str, Find] = {
    "refund_approval": _refund_approvals,
    "refund_declined": _declined_refunds,
}
