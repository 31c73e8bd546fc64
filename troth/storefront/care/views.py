"""What a shopper may ask for after an order: each on a page of its own, with what the policy says
of it now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.actors import Actor
from troth.care import attaching, damage, erasure_requests
from troth.care.authenticity_refunds import authenticity
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused, unended_request
from troth.care.models import CANCEL, FORGET, Attachment, CareCase
from troth.care.not_received import claims
from troth.http.downloads import send_attachment
from troth.http.uploads import files_of, takes_files
from troth.order_status.model import Parcel
from troth.order_status.reading import status_of
from troth.orders.models import Line, Order
from troth.payments import payment_requests
from troth.policy import retention as policy
from troth.policy.dates.calendars import day_label
from troth.policy.dates.delay import cancelled_with
from troth.policy.dates.promise import local_time
from troth.policy.dates.windows import CancellationVerdict
from troth.policy.lifecycle import LineState
from troth.policy.wording import REPORT_FILES, REPORT_NEEDS
from troth.scanning.actions import held_uploads
from troth.storefront.care.forms import (
    OTHER,
    CancelForm,
    DamagedForm,
    ForgetForm,
    NotAuthenticForm,
    NotReceivedForm,
)
from troth.storefront.orders.access import own_order_required

with_files = takes_files(guard=own_order_required, page="storefront/care/too_large.html")


@own_order_required
@require_http_methods(["GET", "POST"])
def cancel_page(request: HttpRequest, order: Order) -> HttpResponse:
    form = CancelForm(_posted_data(request))
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        return _run_request(
            request,
            order,
            lambda: cancellation.request_cancellation(
                order=order,
                asked_at=now,
                now=now,
                by=Actor.SHOPPER,
                how="page",
                sentence=form.cleaned_data["sentence"],
            ),
        )
    verdict = cancellation.verdict_of(order, asked_at=clock.now())
    off, open_request = cancellation.is_cancelled(order), unended_request(order, CANCEL)
    context = {
        "form": form,
        "title": "Cancel this order",
        "button": "Cancel this order",
        "sentence": _verdict_question(verdict, cancelled_with(payment_requests.money_now(order))),
        "steps": [step.data() for step in verdict.steps],
        "closed": (
            "It is cancelled already."
            if off
            else "You have asked for this already; see your order's page."
            if open_request
            else ""
        ),
        "refused": verdict.verdict == "refused",
    }
    return _render_page(request, order, context)


def _verdict_question(verdict: CancellationVerdict, back: str) -> str:
    """What happens if they press the button."""
    if verdict.verdict == "accepted":
        return f"You're in time: we cancel your order at once, {back}."
    if verdict.answer_by is None:
        return verdict.sentence
    day = day_label(verdict.answer_by)
    if verdict.verdict == "held":
        return f"You're in time. We put your order on hold now, and cancel it on {day}, {back}."
    return (
        "The cancellation window has closed. It isn't a business day, so you can still ask: if your"
        f" order hasn't shipped when we open on {day}, we cancel it, {back}."
    )


@own_order_required
@require_http_methods(["GET", "POST"])
def report_not_received(request: HttpRequest, order: Order) -> HttpResponse:
    parcels = [parcel for parcel in status_of(order, clock.now()).parcels if parcel.is_current]
    sent_again = request.method == "POST"  # the same report, pressed twice, is one report
    choices = [
        (parcel.number, f"{parcel.carrier_name} {parcel.number}: {', '.join(parcel.titles)}")
        for parcel in parcels
        if parcel.may_report or (sent_again and parcel.claim is not None and parcel.claim.is_open)
    ]
    form = NotReceivedForm(_posted_data(request), parcels=choices)
    if request.method == "POST" and form.is_valid():
        now, data = clock.now(), form.cleaned_data
        return _run_request(
            request,
            order,
            lambda: claims.report_not_received(
                order=order,
                number=data["number"],
                asked_at=now,
                now=now,
                by=Actor.SHOPPER,
                how="page",
                sentence=data["sentence"],
            ),
        )
    context = {
        "form": form,
        "title": "A parcel you didn't receive",
        "button": "Report it",
        "parcels": [(parcel, _verdict_of(order, parcel)) for parcel in parcels],
        "refused": not choices,
        "closed": (
            ""
            if parcels
            else "Nothing has shipped yet. Your order's page says when it should arrive."
        ),
    }
    return _render_page(request, order, context)


def _verdict_of(order: Order, parcel: Parcel) -> dict[str, Any] | None:
    """What a report made now would be; None for a parcel that can't be reported."""
    shipped = [
        event for event in claims.parcel_events(order) if event.facts["number"] == parcel.number
    ]
    if not parcel.may_report or not shipped:
        return None
    return claims.verdict_of(order, shipped[-1], asked_at=clock.now()).data()


@with_files
@require_http_methods(["GET", "POST"])
def report_damage(request: HttpRequest, order: Order) -> HttpResponse:
    form = DamagedForm(_posted_data(request), lines=_piece_choices(order))
    if request.method == "POST" and form.is_valid():
        now, data = clock.now(), form.cleaned_data
        return _run_request(
            request,
            order,
            lambda: damage.report_damage(
                order=order,
                line=_line_of(order, data["line"]),
                sentence=data["sentence"],
                asked_at=now,
                now=now,
                by=Actor.SHOPPER,
                how="page",
            ),
        )
    context = {
        "form": form,
        "title": "Damaged, or not as described",
        "button": "Report it",
        "files": "Photos of it",
        "sentence": (
            "A person compares it with the listing that you bought from and the photos from when it"
            " was packed, and answers by the end of the next business day."
        ),
        "closed": "" if _piece_choices(order) else "This is for a piece that has come.",
    }
    return _render_page(request, order, context)


@with_files
@require_http_methods(["GET", "POST"])
def report_not_authentic(request: HttpRequest, order: Order) -> HttpResponse:
    now = clock.now()
    listed = authenticity.verified_authenticators(on=local_time(order.policy.terms, now).date())
    names = [authenticator.name for authenticator in listed]
    form = NotAuthenticForm(
        _posted_data(request), lines=_piece_choices(order), authenticators=names
    )
    problems = _report_problems(request, order) if request.method == "POST" else []
    if request.method == "POST" and form.is_valid() and not problems:
        data = form.cleaned_data
        by_whom = "" if data["authenticator"] == OTHER else data["authenticator"]
        return _run_request(
            request,
            order,
            lambda: authenticity.report_not_authentic(
                order=order,
                line=_line_of(order, data["line"]),
                authenticator=by_whom,
                sentence=data["sentence"],
                asked_at=now,
                now=now,
                by=Actor.SHOPPER,
                how="page",
            ),
        )
    context = {
        "form": form,
        "title": "It may not be authentic",
        "button": "Send the report",
        "files": "The report",
        "sentence": (
            "If an authenticator whose word the store takes proves that a piece isn't authentic,"
            " everything that was paid for it goes back when it has come back: price, tax and"
            " shipping. There is no time limit."
        ),
        "authenticators": listed,
        "report_needs": REPORT_NEEDS,
        "files_required": True,
        "file_problems": problems,
        "closed": "" if _piece_choices(order) else "This is for a piece that has come.",
    }
    return _render_page(request, order, context)


def _report_problems(request: HttpRequest, order: Order) -> list[str]:
    """Why the files sent are no report; none where one of them at least can be read."""
    files, refused = files_of(request, "files")
    refused += attaching.unreadable_reasons(files, order=order, now=clock.now())
    if files and len(refused) < len(request.FILES.getlist("files")):
        return []
    return [*refused, f"Attach the authenticator's report. {REPORT_FILES}"]


@own_order_required
@require_http_methods(["GET", "POST"])
def forget_page(request: HttpRequest, order: Order) -> HttpResponse:
    """What is erased, what stays and until when; asking for it."""
    form, now = ForgetForm(_posted_data(request)), clock.now()
    if request.method == "POST" and form.is_valid():
        return _run_request(
            request,
            order,
            lambda: erasure_requests.request_erasure(
                order=order, asked_at=now, now=now, by=Actor.SHOPPER, how="page"
            ),
        )
    is_erased, open_request = erasure_requests.is_erased(order), unended_request(order, FORGET)
    terms = order.policy.terms
    context = {
        "form": form,
        "title": "Delete my personal data",
        "button": "Delete it",
        "erased": policy.ERASED,
        "waits": erasure_requests.why_not_erase_yet(order),
        "kept": policy.kept_records(terms, placed_at=order.placed_at),
        "steps": [
            step.data()
            for step in policy.erasure_steps(terms, recorded_at=now, placed_at=order.placed_at)
        ],
        "closed": "It is erased already."
        if is_erased
        else "You have asked for this already."
        if open_request
        else "",
    }
    return _render_page(request, order, context)


@own_order_required
@require_POST
def keep_order(request: HttpRequest, order: Order, key: str) -> HttpResponse:
    """The shopper takes a request back that nobody has answered yet."""
    care_case = get_object_or_404(CareCase, key=key, order=order, kind__in=[CANCEL, FORGET])
    withdraw = (
        cancellation.withdraw_request
        if care_case.kind == CANCEL
        else erasure_requests.withdraw_erasure
    )
    if withdraw(request=care_case, now=clock.now(), by=Actor.SHOPPER):
        message = (
            "You're keeping the order. It keeps its place in the queue."
            if care_case.kind == CANCEL
            else "Nothing is deleted."
        )
        messages.success(request, message)
    else:
        messages.error(request, "It was answered already; the answer is below.")
    return redirect("order", number=order.number)


@own_order_required
@require_POST
def confirm_cancellation(request: HttpRequest, order: Order, key: str) -> HttpResponse:
    """The mail that asked to cancel was the shopper's: it counts from when it was received."""
    care_case = get_object_or_404(CareCase, key=key, order=order, kind=CANCEL)
    try:
        cancellation.confirm_request(request=care_case, now=clock.now(), by=Actor.SHOPPER)
        messages.success(request, "Thank you: it counts from when your mail was received.")
    except CaseActionRefused as unable:
        messages.error(request, str(unable))
    return redirect("order", number=order.number)


@own_order_required
@require_GET
def attachment_file(_request: HttpRequest, order: Order, key: int) -> HttpResponseBase:
    """A paper of a request that is for the shopper: the label of a prepaid return."""
    attachment = get_object_or_404(
        Attachment.objects.exclude(file=""), pk=key, shown=True, request__order=order
    )
    return send_attachment(
        attachment.file.open("rb"), name=attachment.name, content_type=attachment.kind
    )


def _run_request(request: HttpRequest, order: Order, ask: Callable[[], CareCase]) -> HttpResponse:
    try:
        care_case = ask()
        files, refused = files_of(request, "files")
        refused += attaching.attach_files(
            request=care_case, files=files, now=clock.now(), by=Actor.SHOPPER
        )
        for why in refused:
            messages.error(request, why)
        if held_uploads(attaching.PURPOSE, care_case.key).exists():
            messages.info(
                request,
                "Your files wait for our virus scan; they are attached by themselves after it.",
            )
        messages.success(request, "Thanks, we've received it. Updates appear here and by email.")
    except CaseActionRefused as unable:
        messages.error(request, str(unable))
    return redirect("order", number=order.number)


def _render_page(request: HttpRequest, order: Order, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    page_context = {"order": order, "terms": order.policy.terms} | context
    return render(request, "storefront/care/ask.html", page_context, status=status)


def _posted_data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _piece_choices(order: Order) -> list[tuple[str, str]]:
    """What has left for the shopper."""
    return [
        (str(line.pk), line.title)
        for line in order.lines.order_by("pk")
        if line.state in (LineState.SHIPPED, LineState.DELIVERED)
    ]


def _line_of(order: Order, key: str) -> Line:
    return order.lines.get(pk=int(key))
