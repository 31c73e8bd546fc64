"""Care's pages: every request by the deadline at risk, one request with all that belongs to it, and
its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care import (
    answering,
    attaching,
    authenticity,
    cancelling,
    claims,
    damage,
    forgetting,
    losses,
    tracing,
)
from troth.care import returns as care_returns
from troth.care.asking import UnableTo
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
    Request,
    Watch,
)
from troth.catalog.actions import is_expert
from troth.catalog.models import Item
from troth.desk.access import allowed
from troth.desk.care_forms import DecideForm, NoteForm, ReplyForm
from troth.desk.sign_in import confirmed_lately
from troth.desk.staff import StaffRequest, by_whom, staff_only, typed_text
from troth.desk.uploads import files_of, takes_files
from troth.notices import replies
from troth.notices.actions import answer_context
from troth.notices.models import Notice
from troth.notices.threads import Thread
from troth.orders.templatetags.says import request_at_the_desk
from troth.payments import approving
from troth.payments.actions import UnableTo as NoMoney
from troth.payments.models import Approval, Movement
from troth.policy.lifecycle import NotAllowed

MOST_SHOWN = 200
LEFT = "cancelled in time, and left all the same"
# What a person may decide, by kind: the value sent, and the words on its button.
CHOICES: dict[str, list[tuple[str, str]]] = {
    CANCEL: [("accept", "Cancel it"), ("refuse", "No: it goes on")],
    LEFT: [("give_back", "It is called back: give everything back")],
    NOT_RECEIVED: [("traced", "A trace has started"), ("lost", "The carrier confirmed the loss"),
     ("refunded", "Refund it"), ("found", "It was found"),
     ("again", "It is brought again"), ("refused", "Refuse the claim")],
    NOT_AUTHENTIC: [("genuine", "The report is theirs: offer the return"),
     ("refuse", "It doesn't count")],
    OTHER: [("cancel", "It asks to cancel"), ("not_received", "It hasn't come"),
     ("damaged", "It is damaged"), ("not_authentic", "It may not be authentic"),
     ("forget", "It asks to be forgotten")],
    FORGET: [("withdrawn", "The shopper takes it back")],
    DAMAGED: [("part", "Give a part back"), ("whole", "Give everything back"),
     ("return", "Have it sent back first"), ("back", "It is back: give everything back"),
     ("refused", "No")],
}  # fmt: skip


@staff_only
@require_GET
def care(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    rows = Request.objects.select_related("order__policy")
    context = {
        "now": now,
        "waiting": _to_answer(with_mails=allowed(request.user, "desk_mail")),
        "asleep": rows.filter(state=ASLEEP).order_by("wakes_at", "pk")[:MOST_SHOWN],
        "approvals": (
            Approval.objects.filter(decided_at=None)
            .select_related("payment__order")
            .order_by("asked_at")
        ),
        "carrier_limits": (
            Watch.objects.filter(ended_at=None, told_at__isnull=False).order_by("carrier_until")[
                :50
            ]
        ),
        "ended": rows.filter(state=DONE).order_by("-ended_at")[:20],
    }
    return render(request, "desk/care.html", context)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of what is to be answered: a request, or a mail that belongs to no request yet."""

    href: str
    name: str
    what: str
    order: str
    came_at: datetime
    how: str
    answer_by: datetime | None


def _to_answer(*, with_mails: bool) -> list[Waiting]:
    """What a person must answer, the earliest deadline first."""
    requests = Request.objects.select_related("order__policy").at_risk()[:MOST_SHOWN]
    rows = [
        Waiting(
            f"/desk/care/{each.key}",
            each.key,
            request_at_the_desk(each.kind),
            each.order.number,
            each.asked_at,
            each.how,
            each.answer_by,
        )
        for each in requests
    ]
    if with_mails:
        mails = Mail.objects.filter(state=MAIL_OPEN).select_related("order")
        rows += [
            Waiting(
                f"/desk/mails/{each.pk}",
                each.subject or _("(no subject)"),
                each.outcome,
                each.order.number if each.order else "",
                each.received_at,
                each.sender or _("nobody"),
                each.answer_by,
            )
            for each in mails.order_by("answer_by", "pk")[:MOST_SHOWN]
        ]
    return sorted(rows, key=lambda row: (row.answer_by is None, row.answer_by or row.came_at))


@staff_only
@require_GET
def one(request: StaffRequest, key: str) -> HttpResponse:
    return show_request(request, find_request(key))


def show_request(
    request: StaffRequest,
    asked: Request,
    form: DecideForm | None = None,
    *,
    reply_form: ReplyForm | None = None,
    preview: replies.Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a request. `reply_form` holds what was typed, `preview` the email as it would be
    sent.
    """
    order, now = asked.order, clock.now()
    mail = answering.mail_of(asked)
    about = (
        order.lines.filter(pk=asked.about).first()
        if asked.about.isdigit() and len(asked.about) < 12
        else None
    )
    parcels = order.parcels.filter(closed_at__isnull=False).prefetch_related("labels", "photos")
    context = {
        "asked": asked,
        "order": order,
        "terms": order.policy.terms,
        "now": clock.now(),
        "recipient": order.recipient,
        "about": about,
        "choices": _choices(asked),
        "form": form or DecideForm(initial={"why": answering.proposed(asked, now=now)}),
        "note_form": NoteForm(),
        "reply_form": reply_form or ReplyForm.fresh(reply=_begins_with(asked, now)),
        "preview": preview,
        "to": order.recipient.email,
        "reply_subject": answer_context(order=order, says="", thread=thread_of_mail(mail))[
            "reply_subject"
        ],
        "mail": mail,
        "attachments": asked.attachments.exclude(file="").order_by("pk"),
        "notes": asked.notes.order_by("pk"),
        "opinions": asked.opinions.order_by("pk"),
        "expert": is_expert(request.user),
        "flagged": Item.objects.filter(pk__in=asked.facts.get("flagged", [])[:MOST_SHOWN]),
        "parcels": parcels.order_by("pk"),
        "lines": order.lines.select_related("item").order_by("pk"),
        "events": order.events.select_related("line", "letter").order_by("pk"),
        "notices": Notice.objects.filter(event__order=order).order_by("pk"),
        "movements": Movement.objects.filter(payment__order=order).order_by("pk"),
    }
    return render(request, "desk/request.html", context, status=status)


def _begins_with(asked: Request, now: datetime) -> str:
    """What a reply begins with: to who asks for a change, the rule and what can be done now."""
    return answering.proposed(asked, now=now) if asked.kind == OTHER else ""


def thread_of_mail(mail: Mail | None) -> Thread | None:
    """The conversation that a reply belongs to."""
    return Thread(mail.subject, mail.message_id, mail.thread) if mail is not None else None


def _choices(asked: Request) -> list[tuple[str, str]]:
    if asked.state == DONE:
        return []
    choices = CHOICES[LEFT if asked.kind == CANCEL and "problem" in asked.facts else asked.kind]
    return [each for each in choices if _possible(asked, each[0])]


def _possible(asked: Request, choice: str) -> bool:
    """What was asked for isn't asked for again; what must be checked in first comes after that."""
    if choice == "back":
        return "received" in asked.facts
    if choice == "return":
        return "return" not in asked.facts
    return choice != "genuine" or "origin" not in asked.facts


@staff_only
@require_POST
@confirmed_lately
def decide(request: StaffRequest, key: str) -> HttpResponse:
    asked, form = find_request(key), DecideForm(request.POST)
    if not form.is_valid():
        return show_request(request, asked, form, status=422)
    told = form.cleaned_data
    verb = _VERBS.get((asked.kind, told["what"]))
    if verb is None:
        messages.error(request, _("Choose one of the answers."))
        return redirect("desk_request", key=key)
    try:
        verb(asked, told, by_whom(request))
        messages.success(request, _("Done, and on the order's timeline."))
    except (UnableTo, NoMoney, NotAllowed) as unable:
        form.add_error(None, _(str(unable)))
        return show_request(request, asked, form, status=422)
    return redirect("desk_request", key=key)


Verb = Callable[[Request, dict[str, Any], str], object]


def _cancel(accept: bool) -> Verb:
    return lambda asked, told, by: cancelling.decide(
        request=asked, accept=accept, why=told["why"], now=clock.now(), by=by
    )


def _claim(outcome: str) -> Verb:
    return lambda asked, told, by: claims.settle(
        request=asked, outcome=outcome, why=told["why"], now=clock.now(), by=by
    )


def _origin(genuine: bool) -> Verb:
    return lambda asked, told, by: authenticity.check_origin(
        request=asked, genuine=genuine, why=told["why"], now=clock.now(), by=by
    )


def _damage(outcome: str) -> Verb:
    return lambda asked, told, by: damage.decide(
        request=asked,
        outcome=outcome,
        cents=told["part_cents"] or 0,
        why=told["why"],
        now=clock.now(),
        by=by,
    )


def _refile(kind: str) -> Verb:
    return lambda asked, _, by: answering.refile(request=asked, kind=kind, now=clock.now(), by=by)


_VERBS: dict[tuple[str, str], Verb] = {
    (CANCEL, "accept"): _cancel(True),
    (CANCEL, "refuse"): _cancel(False),
    (CANCEL, "give_back"): lambda asked, told, by: cancelling.give_back(
        request=asked, why=told["why"], now=clock.now(), by=by
    ),
    **{(NOT_RECEIVED, outcome): _claim(outcome) for outcome in ("refunded", "found", "refused")},
    (NOT_RECEIVED, "traced"): lambda asked, told, by: tracing.start_trace(
        request=asked, reference=told["why"], now=clock.now(), by=by
    ),
    (NOT_RECEIVED, "lost"): lambda asked, told, by: losses.confirm_loss(
        request=asked, says=told["why"], now=clock.now(), by=by
    ),
    (NOT_RECEIVED, "again"): lambda asked, told, by: claims.bring_again(
        request=asked, why=told["why"], now=clock.now(), by=by
    ),
    (NOT_AUTHENTIC, "genuine"): _origin(True),
    (NOT_AUTHENTIC, "refuse"): _origin(False),
    **{
        (OTHER, kind): _refile(kind)
        for kind in (CANCEL, NOT_RECEIVED, DAMAGED, NOT_AUTHENTIC, FORGET)
    },
    (FORGET, "withdrawn"): lambda asked, _, by: forgetting.withdraw(
        request=asked, now=clock.now(), by=by
    ),
    **{(DAMAGED, outcome): _damage(outcome) for outcome in ("part", "whole", "return", "refused")},
    (DAMAGED, "back"): lambda asked, _, by: damage.back(request=asked, now=clock.now(), by=by),
}


@staff_only
@require_POST
def opine(request: StaffRequest, key: str) -> HttpResponse:
    """An expert's word on a piece that came back."""
    asked = find_request(key)
    told, says = request.POST.get("authentic"), typed_text(request, "says", 4000)
    if not is_expert(request.user) or told not in ("yes", "no"):
        messages.error(request, _("An in-house expert says whether it is authentic."))
        return redirect("desk_request", key=key)
    return _do(
        request,
        key,
        lambda: authenticity.opine(
            request=asked, authentic=told == "yes", says=says, now=clock.now(), by=request.user
        ),
    )


@staff_only
@require_POST
def note(request: StaffRequest, key: str) -> HttpResponse:
    asked, says = find_request(key), typed_text(request, "says", 4000)
    return _do(
        request,
        key,
        lambda: answering.note(request=asked, says=says, now=clock.now(), by=by_whom(request)),
    )


@takes_files
@require_POST
def attach(request: StaffRequest, key: str) -> HttpResponse:
    """A paper of care's own: one for the shopper is the label of a return."""
    asked = find_request(key)
    files, refused = files_of(request, "files")
    shown = request.POST.get("shown") == "on"
    before = asked.attachments.count()
    refused += attaching.attach(
        request=asked, files=files, now=clock.now(), by=by_whom(request), shown=shown
    )
    if shown and asked.attachments.count() > before:
        care_returns.label_attached(request=asked, now=clock.now(), by=by_whom(request))
    for why in refused or ([] if files else [_("Choose a file first.")]):
        messages.error(request, why)
    return redirect("desk_request", key=key)


@staff_only
@require_GET
def paper(_request: StaffRequest, key: int) -> HttpResponseBase:
    found = get_object_or_404(Attachment.objects.exclude(file=""), pk=key)
    inline = found.kind == attaching.PICTURE
    return FileResponse(
        found.file.open("rb"),
        content_type=found.kind,
        filename=found.name,
        as_attachment=not inline,
    )


@staff_only
@require_POST
@confirmed_lately
def approve(request: StaffRequest, key: int) -> HttpResponse:
    """The second person's word on a refund."""
    approval, answer = get_object_or_404(Approval, pk=key), request.POST.get("answer")
    if answer not in ("agree", "decline"):
        messages.error(request, _("Agree, or decline."))
        return redirect("desk_care")
    try:
        approving.decide(
            approval=approval, agree=answer == "agree", now=clock.now(), by=by_whom(request)
        )
        messages.success(
            request,
            _("The refund is on its way.") if answer == "agree" else _("Declined: nothing moves."),
        )
    except NoMoney as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_care")


def _do(request: StaffRequest, key: str, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
        messages.success(request, _("Kept."))
    except (UnableTo, NoMoney, NotAllowed) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_request", key=key)


def find_request(key: str) -> Request:
    """The request with this key, or a 404."""
    return get_object_or_404(
        Request.objects.select_related("order__policy", "order__recipient"), key=key
    )
