"""Care's pages: every request by the deadline at risk, one request with all that belongs to it, and
its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.approvals.actions import waiting_requests
from troth.approvals.models import ApprovalRequest
from troth.care import answering, attaching, damage, erasure_requests
from troth.care import returns as care_returns
from troth.care.authenticity_refunds import authenticity
from troth.care.cancellations import approved_refunds, cancellation
from troth.care.cases import CaseActionRefused
from troth.care.mail_models import OPEN as MAIL_OPEN
from troth.care.mail_models import Mail
from troth.care.models import (
    ASLEEP,
    CANCEL,
    DAMAGED,
    DONE,
    FORGET,
    NOT_AUTHENTIC,
    NOT_RECEIVED,
    OTHER,
    Attachment,
    CareCase,
    Watch,
)
from troth.care.not_received import (
    claim_refusals,
    claims,
    exceptions,
    found_parcels,
    losses,
    tracing,
)
from troth.catalog.actions import is_expert
from troth.catalog.models import Item
from troth.desk.access import may_open_page
from troth.desk.care.authenticity_page import decide_form, offer_authenticators, report_context
from troth.desk.care.forms import DecideForm, NoteForm, PieceForm, ReplyForm
from troth.desk.care.refund_views import refunds_to_approve
from troth.desk.care.request_choices import choices_of
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.desk.uploads import files_of, takes_files
from troth.http.downloads import send_attachment, send_picture
from troth.notifications import replies
from troth.notifications.actions import answer_context
from troth.notifications.models import Notification
from troth.notifications.threads import Thread
from troth.orders.labels import request_label_for_staff
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.models import PaymentOperation
from troth.policy.lifecycle import TransitionRefused

MOST_SHOWN = 200


@staff_only
@require_GET
def care_page(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    rows = CareCase.objects.select_related("order__policy")
    context = {
        "now": now,
        "waiting": _rows_to_answer(with_mails=may_open_page(request.user, "desk_mail")),
        "asleep": rows.filter(state=ASLEEP).order_by("wakes_at", "pk")[:MOST_SHOWN],
        "approvals": refunds_to_approve(),
        "carrier_limits": (
            Watch.objects.filter(ended_at=None, told_at__isnull=False).order_by("carrier_until")[
                :50
            ]
        ),
        "ended": rows.filter(state=DONE).order_by("-ended_at")[:20],
    }
    return render(request, "desk/care/care.html", context)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row of what is to be answered: a request, or a mail that belongs to no request yet."""

    href: str
    name: str
    what: str
    order: str
    came_at: datetime
    how: str
    answer_by: datetime | None


def _rows_to_answer(*, with_mails: bool) -> list[WaitingRow]:
    """What a person must answer, the earliest deadline first."""
    requests = CareCase.objects.select_related("order__policy").at_risk()[:MOST_SHOWN]
    rows = [_row_of_request(care_case) for care_case in requests]
    if with_mails:
        mails = Mail.objects.filter(state=MAIL_OPEN).select_related("order")
        rows += [_row_of_mail(mail) for mail in mails.order_by("answer_by", "pk")[:MOST_SHOWN]]
    return sorted(rows, key=lambda row: (row.answer_by is None, row.answer_by or row.came_at))


def _row_of_request(care_case: CareCase) -> WaitingRow:
    return WaitingRow(
        f"/desk/care/{care_case.key}",
        care_case.key,
        request_label_for_staff(care_case.kind),
        care_case.order.number,
        care_case.asked_at,
        care_case.how,
        care_case.answer_by,
    )


def _row_of_mail(mail: Mail) -> WaitingRow:
    return WaitingRow(
        f"/desk/mails/{mail.pk}",
        mail.subject or _("(no subject)"),
        mail.outcome,
        mail.order.number if mail.order else "",
        mail.received_at,
        mail.sender or _("nobody"),
        mail.answer_by,
    )


@staff_only
@require_GET
def request_page(request: StaffRequest, key: str) -> HttpResponse:
    return show_request(request, find_request(key))


def show_request(
    request: StaffRequest,
    care_case: CareCase,
    form: DecideForm | None = None,
    *,
    piece_form: PieceForm | None = None,
    reply_form: ReplyForm | None = None,
    preview: replies.Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a request. `reply_form` holds what was typed, `preview` the email as it would be
    sent.
    """
    now, mail = clock.now(), answering.mail_of(care_case)
    order = care_case.order
    context = {
        "asked": care_case,
        "form": form or decide_form(care_case, now),
        "piece_form": piece_form or PieceForm(),
        "note_form": NoteForm(),
        "reply_form": reply_form or ReplyForm.fresh(reply=_reply_opening(care_case, now)),
        "preview": preview,
        "to": order.recipient.email,
        "reply_subject": answer_context(order=order, sentence="", thread=thread_of_mail(mail))[
            "reply_subject"
        ],
        "mail": mail,
        "attachments": care_case.attachments.exclude(file="").order_by("pk"),
        "notes": care_case.notes.order_by("pk"),
        "opinions": care_case.opinions.order_by("pk"),
        "expert": is_expert(request.user),
        "flagged": Item.objects.filter(pk__in=care_case.facts.get("flagged", [])[:MOST_SHOWN]),
    }
    context |= _decision_context(care_case, now) | _order_context(care_case)
    context |= report_context(care_case)
    return render(request, "desk/care/request.html", context, status=status)


def _decision_context(care_case: CareCase, now: datetime) -> dict[str, Any]:
    """What can be decided, what can't and why, and what waits for a second person."""
    choices = choices_of(care_case, now)
    return {
        "now": now,
        "choices": [(choice.key, choice.words) for choice in choices if not choice.why_not],
        "can_decide": bool(choices),
        "closed": [choice for choice in choices if choice.why_not],
        "waiting_refund": approved_refunds.waiting_refund(care_case),
        "was_declined": care_case.state != DONE and approved_refunds.was_declined(care_case),
        "decision": care_case.facts.get(approved_refunds.DECISION),
        "exceptions": waiting_requests(exceptions.KIND, request=care_case.key),
        "refusals": waiting_requests(claim_refusals.KIND, request=care_case.key),
    }


def _order_context(care_case: CareCase) -> dict[str, Any]:
    """The order behind the request, and the piece that it is about, if it is about one."""
    order, about = care_case.order, None
    if care_case.about.isdigit() and len(care_case.about) < 12:
        about = order.lines.filter(pk=care_case.about).first()
    parcels = order.parcels.filter(closed_at__isnull=False).prefetch_related("labels", "photos")
    return {
        "order": order,
        "terms": order.policy.terms,
        "recipient": order.recipient,
        "about": about,
        "parcels": parcels.order_by("pk"),
        "lines": order.lines.select_related("item").order_by("pk"),
        "events": order.events.select_related("line", "letter").order_by("pk"),
        "notices": Notification.objects.filter(event__order=order).order_by("pk"),
        "operations": PaymentOperation.objects.filter(payment__order=order).order_by("pk"),
    }


def _reply_opening(care_case: CareCase, now: datetime) -> str:
    """What a reply begins with: to who asks for a change, the rule and what can be done now."""
    return answering.proposed_answer(care_case, now=now) if care_case.kind == OTHER else ""


def thread_of_mail(mail: Mail | None) -> Thread | None:
    """The conversation that a reply belongs to."""
    return Thread(mail.subject, mail.message_id, mail.thread) if mail is not None else None


@staff_only
@require_POST
@recent_login_required
def decide_request(request: StaffRequest, key: str) -> HttpResponse:
    care_case, form = find_request(key), DecideForm(request.POST)
    offer_authenticators(form, care_case, clock.now())
    if not form.is_valid():
        return show_request(request, care_case, form, status=422)
    decision = form.cleaned_data
    action = _VERBS.get((care_case.kind, decision["what"]))
    if action is None:
        messages.error(request, _("Choose one of the answers."))
        return redirect("desk_request", key=key)
    try:
        outcome = action(care_case, decision, actor_of(request))
        waits = isinstance(outcome, ApprovalRequest) or approved_refunds.waiting_refund(care_case)
        messages.success(
            request,
            _("It waits for a second person: nothing is refunded before they agree.")
            if waits
            else _("Done, and on the order's timeline."),
        )
    except (CaseActionRefused, NoMoney, TransitionRefused) as unable:
        form.add_error(None, _(str(unable)))
        return show_request(request, care_case, form, status=422)
    return redirect("desk_request", key=key)


Verb = Callable[[CareCase, dict[str, Any], str], object]


def _decide_cancellation(accept: bool) -> Verb:
    return lambda care_case, decision, by: cancellation.decide_cancellation(
        request=care_case, accept=accept, why=decision["why"], now=clock.now(), by=by
    )


def _settle_claim(outcome: str) -> Verb:
    return lambda care_case, decision, by: claims.settle_claim(
        request=care_case, outcome=outcome, why=decision["why"], now=clock.now(), by=by
    )


def _refund_claim(care_case: CareCase, decision: dict[str, Any], by: str) -> object:
    """In time it is refunded; after the last day a second person is asked for an exception."""
    if claims.is_late(care_case):
        return exceptions.ask_for_late_refund(
            request=care_case, why=decision["why"], now=clock.now(), by=by
        )
    return _settle_claim("refunded")(care_case, decision, by)


def _refuse_claim(care_case: CareCase, decision: dict[str, Any], by: str) -> object:
    """One that can be claimed by its clause is refused by two people."""
    if claims.refusal_takes_two(care_case.order, care_case):
        return claim_refusals.ask_for_refusal(
            request=care_case, why=decision["why"], now=clock.now(), by=by
        )
    return _settle_claim("refused")(care_case, decision, by)


def _record_origin(genuine: bool) -> Verb:
    return lambda care_case, decision, by: authenticity.check_origin(
        request=care_case,
        genuine=genuine,
        authenticator=decision["authenticator"],
        why=decision["why"],
        now=clock.now(),
        by=by,
    )


def _decide_damage(outcome: str) -> Verb:
    return lambda care_case, decision, by: damage.decide_report(
        request=care_case,
        outcome=outcome,
        cents=decision["part_cents"] or 0,
        why=decision["why"],
        now=clock.now(),
        by=by,
    )


def _refile_request(kind: str) -> Verb:
    return lambda care_case, _, by: answering.refile_request(
        request=care_case, kind=kind, now=clock.now(), by=by
    )


_VERBS: dict[tuple[str, str], Verb] = {
    (CANCEL, "accept"): _decide_cancellation(True),
    (CANCEL, "refuse"): _decide_cancellation(False),
    (CANCEL, "give_back"): lambda care_case, decision, by: cancellation.refund_shipped_order(
        request=care_case, why=decision["why"], now=clock.now(), by=by
    ),
    (NOT_RECEIVED, "refunded"): _refund_claim,
    (NOT_RECEIVED, "found"): _settle_claim("found"),
    (NOT_RECEIVED, "refused"): _refuse_claim,
    (NOT_RECEIVED, "traced"): lambda care_case, decision, by: tracing.start_trace(
        request=care_case, reference=decision["why"], now=clock.now(), by=by
    ),
    (NOT_RECEIVED, "lost"): lambda care_case, decision, by: losses.confirm_loss(
        request=care_case, sentence=decision["why"], now=clock.now(), by=by
    ),
    (NOT_RECEIVED, "again"): lambda care_case, decision, by: found_parcels.bring_again(
        request=care_case, why=decision["why"], now=clock.now(), by=by
    ),
    (NOT_AUTHENTIC, "genuine"): _record_origin(True),
    (NOT_AUTHENTIC, "refuse"): _record_origin(False),
    (NOT_AUTHENTIC, "accept"): lambda care_case, decision, by: authenticity.ask_two_people(
        request=care_case,
        check=authenticity.REPORT,
        passes=True,
        why=decision["why"],
        now=clock.now(),
        by=by,
    ),
    **{
        (OTHER, kind): _refile_request(kind)
        for kind in (CANCEL, NOT_RECEIVED, DAMAGED, NOT_AUTHENTIC, FORGET)
    },
    (FORGET, "withdrawn"): lambda care_case, _, by: erasure_requests.withdraw_erasure(
        request=care_case, now=clock.now(), by=by
    ),
    **{
        (DAMAGED, outcome): _decide_damage(outcome)
        for outcome in ("part", "whole", "return", "refused")
    },
    (DAMAGED, "back"): lambda care_case, _, by: damage.refund_returned_piece(
        request=care_case, now=clock.now(), by=by
    ),
}


@staff_only
@require_POST
def add_opinion(request: StaffRequest, key: str) -> HttpResponse:
    """What an expert thinks of a piece that came back: recorded, and decides nothing."""
    care_case = find_request(key)
    answer, opinion = request.POST.get("authentic"), typed_text(request, "sentence", 4000)
    if not is_expert(request.user) or answer not in ("yes", "no"):
        messages.error(request, _("An in-house expert says whether it is authentic."))
        return redirect("desk_request", key=key)
    return _run_action(
        request,
        key,
        lambda: authenticity.add_opinion(
            request=care_case,
            authentic=answer == "yes",
            sentence=opinion,
            now=clock.now(),
            by=request.user,
        ),
    )


@staff_only
@require_POST
def add_note(request: StaffRequest, key: str) -> HttpResponse:
    care_case, text = find_request(key), typed_text(request, "sentence", 4000)
    return _run_action(
        request,
        key,
        lambda: answering.add_note(
            request=care_case, sentence=text, now=clock.now(), by=actor_of(request)
        ),
    )


@takes_files
@require_POST
def attach_files(request: StaffRequest, key: str) -> HttpResponse:
    """A paper of care's own: one for the shopper is the label of a return."""
    care_case = find_request(key)
    files, refused = files_of(request, "files")
    shown = request.POST.get("shown") == "on"
    count_before = care_case.attachments.count()
    refused += attaching.attach_files(
        request=care_case, files=files, now=clock.now(), by=actor_of(request), shown=shown
    )
    if shown and care_case.attachments.count() > count_before:
        care_returns.record_label_attached(request=care_case, now=clock.now(), by=actor_of(request))
    for why in refused or ([] if files else [_("Choose a file first.")]):
        messages.error(request, why)
    return redirect("desk_request", key=key)


@staff_only
@require_GET
def attachment_file(_request: StaffRequest, key: int) -> HttpResponseBase:
    attachment = get_object_or_404(Attachment.objects.exclude(file=""), pk=key)
    if attachment.kind == attaching.PICTURE:
        return send_picture(attachment.file.open("rb"))
    return send_attachment(
        attachment.file.open("rb"), name=attachment.name, content_type=attachment.kind
    )


def _run_action(request: StaffRequest, key: str, action: Callable[[], object]) -> HttpResponse:
    try:
        action()
        messages.success(request, _("Kept."))
    except (CaseActionRefused, NoMoney, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_request", key=key)


def find_request(key: str) -> CareCase:
    """The request with this key, or a 404."""
    return get_object_or_404(
        CareCase.objects.select_related("order__policy", "order__recipient"), key=key
    )
