"""The desk's money pages: what waits for a person, what does not tie out, and one order's
payment.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care.cancellations import goodwill
from troth.care.not_received import exceptions
from troth.desk.money.forms import MoneyForm, RefundForm, ReportForm, this_quarter
from troth.desk.sessions import recent_login_required
from troth.desk.staff import actor_of, staff_only
from troth.http.downloads import send_text
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.payments import (
    actions,
    approving,
    payment_requests,
    reconciliation,
    reviewing,
    tax_return,
)
from troth.payments.models import (
    AUTHORIZED,
    Approval,
    Dispute,
    Payment,
    PaymentOperation,
    Reconciliation,
)
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import TransitionRefused
from troth.policy.money import dollars

MOST_SHOWN = 200
PAGE_SIZE = 50


@staff_only
@require_GET
def money_page(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    reviews = reviewing.open_reviews().select_related("order__policy")
    lapsing = Payment.objects.filter(
        state=AUTHORIZED, capture_before__lte=now + timedelta(days=2), order__isnull=False
    ).select_related("order")
    operations = PaymentOperation.objects.select_related("payment__order")
    disputes = Dispute.objects.filter(closed_at=None).select_related("payment__order")
    context = {
        "now": now,
        "reviews": reviews.order_by("pk")[:MOST_SHOWN],
        "lapsing": lapsing.order_by("capture_before")[:MOST_SHOWN],
        "unpaid": payment_requests.orders_without_payment(limit=MOST_SHOWN),
        "owed": operations.filter(done_at=None).order_by("asked_at")[:MOST_SHOWN],
        "failed": operations.filter(failed=True).order_by("-pk")[:MOST_SHOWN],
        "disputes": disputes.order_by("answer_by")[:MOST_SHOWN],
        "tax_reviews": tax_return.orders_awaiting_tax_review()[:MOST_SHOWN],
        "overdue_since": reconciliation.overdue_since(now=now),
        "page": (
            Paginator(Reconciliation.objects.order_by("-made_at"), PAGE_SIZE).get_page(
                request.GET.get("page")
            )
        ),
        "report": ReportForm(
            initial={"quarter": this_quarter(local_time(terms_at(now), now).date())}
        ),
    }
    return render(request, "desk/money/money.html", context)


@staff_only
@require_GET
def tie_out_page(request: HttpRequest, key: int) -> HttpResponse:
    return render(
        request, "desk/money/tie_out.html", {"made": get_object_or_404(Reconciliation, pk=key)}
    )


@staff_only
@require_GET
def tax_report(request: HttpRequest) -> HttpResponse:
    """The return's figures by code, as CSV."""
    form = ReportForm(request.GET)
    if not form.is_valid():
        messages.error(
            request, "; ".join(str(error) for errors in form.errors.values() for error in errors)
        )
        return redirect("desk_money")
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    csv_text = tax_return.tax_return_csv(first=first, last=last, terms=terms_at(clock.now()))
    return send_text(
        csv_text, name=f"sales-tax-{first}-{last}.csv", content_type="text/csv; charset=utf-8"
    )


@staff_only
@require_POST
@recent_login_required
def decide_review(request: HttpRequest, number: str) -> HttpResponse:
    """A person's answer to a risky payment."""
    order, form = _order_or_404(number), MoneyForm(request.POST)
    if not form.is_valid() or request.POST.get("answer") not in ("approve", "decline"):
        messages.error(request, _("Choose an answer; a note has at most 500 characters."))
        return redirect("desk_order", number=number)
    approve = request.POST["answer"] == "approve"
    message = (
        _("Approved: it goes on in its turn.")
        if approve
        else _("Cancelled: nothing is charged, and the shopper is told.")
    )
    return _run_action(
        request,
        number,
        message,
        lambda: reviewing.decide_review(
            order=order,
            approve=approve,
            note=form.cleaned_data["note"],
            now=clock.now(),
            by=actor_of(request),
        ),
    )


@staff_only
@require_POST
@recent_login_required
def refund_order(request: HttpRequest, number: str) -> HttpResponse:
    """Gives back a part or all of what was taken. The form's key makes it one refund, however often
    it is sent.
    """
    order, form = _order_or_404(number), RefundForm(request.POST)
    if why_not := _why_not_refund(request, order, form):
        messages.error(request, why_not)
        return redirect("desk_order", number=number)
    data = form.cleaned_data
    parts = {
        name: data[name] for name in ("item_cents", "shipping_cents", "tax_cents") if data[name]
    }
    try:
        outcome = approving.submit_refund(
            order=order,
            parts=parts,
            key=data["key"],
            now=clock.now(),
            by=actor_of(request),
            reason=data["reason"],
            exact=True,
            exception=bool(exceptions.unclaimed_in_time(order, now=clock.now())),
        )
    except (actions.PaymentActionRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    else:
        messages.success(request, _refund_outcome_sentence(order, outcome))
    return redirect("desk_order", number=number)


def _why_not_refund(request: HttpRequest, order: Order, form: RefundForm) -> str:
    """Why this person can't make this refund; empty where they can."""
    if not request.user.has_perm(actions.MOVE_MONEY):
        return _("Only who may move money refunds; the owner gives that right.")
    if getattr(order, "payment", None) is None:
        return _("This order has no payment.")
    if not form.is_valid():
        return "; ".join(
            f"{name}: {error}" for name, errors in form.errors.items() for error in errors
        )
    if goodwill.would_ship_refunded(order, form.cleaned_data["item_cents"] or 0):
        return _(
            "The pieces of this order are still to be sent. To give back the whole price, cancel"
            " the order: they aren't sent then, and are for sale again."
        )
    return ""


def _refund_outcome_sentence(order: Order, outcome: PaymentOperation | Approval | None) -> str:
    if not isinstance(outcome, Approval):
        return _("The refund is on its way.")
    payment = Payment.objects.get(order=order)
    return _(
        "It waits for a second person. With it, people have given back %(total)s of this order in"
        " all."
    ) % {"total": dollars(approving.total_refunded_by_people(payment))}


@staff_only
@require_POST
@recent_login_required
def tax_place(request: HttpRequest, number: str) -> HttpResponse:
    """A person has looked at the place that the sales tax was charged for. What was charged too
    much is refunded.
    """
    order = _order_or_404(number)
    code = request.POST.get("code", "")[:4]
    try:
        too_much = tax_return.review_tax_place(
            order=order, code=code, now=clock.now(), by=actor_of(request)
        )
    except (actions.PaymentActionRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    else:
        messages.success(request, _tax_sentence(too_much))
    return redirect("desk_order", number=number)


def _tax_sentence(too_much: int) -> str:
    recorded = _("Recorded: the return uses this place.")
    if too_much > 0:
        correction = _("%(amount)s was charged too much: it is refunded, and the shopper is told.")
    elif too_much < 0:
        correction = _("%(amount)s was charged too little: the store pays it.")
    else:
        return recorded
    return f"{recorded} {correction % {'amount': dollars(abs(too_much))}}"


def _run_action(
    request: HttpRequest, number: str, message: str, action: Callable[[], object]
) -> HttpResponse:
    try:
        action()
        messages.success(request, message)
    except (actions.PaymentActionRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_order", number=number)


def _order_or_404(number: str) -> Order:
    return get_object_or_404(Order.objects.select_related("policy", "payment"), number=number)
