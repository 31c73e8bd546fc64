"""Replies that are emailed: to what an order's customer asked, and to mail of no order; previewed
first where wished, and sent once. Closing without one asks first.
"""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from troth import clock
from troth.care import answering
from troth.care.cases import CaseActionRefused
from troth.care.mail import filing, replying
from troth.care.mail_models import OPEN, Mail, MailReply
from troth.care.models import DONE, OTHER, CareCase
from troth.desk.care.forms import CloseForm, ReplyForm
from troth.desk.care.mail_views import show_mail
from troth.desk.care.views import find_request, show_request, thread_of_mail
from troth.desk.staff import StaffRequest, actor_of, staff_only
from troth.notifications import replies
from troth.notifications import tasks as notices
from troth.notifications.threads import Thread

PREVIEW, CLOSE = "preview", "close"


@staff_only
@require_POST
def reply_to_request(request: StaffRequest, key: str) -> HttpResponse:
    """Emails the customer, and closes a question with `what=close`; or shows the email first."""
    care_case, form = find_request(key), ReplyForm(request.POST)
    if not form.is_valid():
        return show_request(request, care_case, reply_form=form, status=422)
    text, what = form.cleaned_data["reply"], request.POST.get("what", "")
    if what == PREVIEW:
        thread = thread_of_mail(answering.mail_of(care_case))
        preview = replies.preview_answer(order=care_case.order, sentence=text, thread=thread)
        return show_request(request, care_case, reply_form=form, preview=preview)
    try:
        answering.send_reply(
            request=care_case,
            sentence=text,
            key=form.cleaned_data["key"],
            now=clock.now(),
            by=actor_of(request),
            closes=what == CLOSE,
        )
    except CaseActionRefused as unable:
        form.add_error(None, _(str(unable)))
        return show_request(request, care_case, reply_form=form, status=422)
    messages.success(request, _("The reply is being emailed, and is on the order's timeline."))
    return redirect("desk_request", key=key)


@staff_only
@require_http_methods(["GET", "POST"])
def close_request(request: StaffRequest, key: str) -> HttpResponse:
    """Asks whether a question is really closed without a word to the customer, and why."""
    care_case = find_request(key)
    if care_case.kind != OTHER or care_case.state == DONE:
        messages.error(request, _("Only an open question can be closed without a reply."))
        return redirect("desk_request", key=key)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _close_without_reply(request, care_case, form.cleaned_data["reason"])
    return _ask_reason(request, form, back=f"/desk/care/{key}", about=care_case.key)


def _close_without_reply(request: StaffRequest, care_case: CareCase, reason: str) -> HttpResponse:
    try:
        answering.close_without_reply(
            request=care_case, reason=reason, now=clock.now(), by=actor_of(request)
        )
        messages.success(request, _("Closed. Nothing was emailed."))
    except CaseActionRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_request", key=care_case.key)


@staff_only
@require_POST
def reply_to_mail(request: StaffRequest, key: int) -> HttpResponse:
    """Emails the sender of a mail that belongs to no order; or shows the email first."""
    mail, form = get_object_or_404(Mail, pk=key), ReplyForm(request.POST)
    if not form.is_valid():
        return show_mail(request, mail, reply_form=form, status=422)
    text = form.cleaned_data["reply"]
    if request.POST.get("what") == PREVIEW:
        thread = thread_of_mail(mail) or Thread()
        preview = replies.preview_reply(
            to=mail.sender, sentence=text, thread=thread, now=clock.now()
        )
        return show_mail(request, mail, reply_form=form, preview=preview)
    try:
        _send_reply(request, mail, text, form.cleaned_data["key"])
    except CaseActionRefused as unable:
        form.add_error(None, _(str(unable)))
        return show_mail(request, mail, reply_form=form, status=422)
    messages.success(request, _("The reply is being emailed."))
    return redirect("desk_mail", key=key)


@transaction.atomic
def _send_reply(request: StaffRequest, mail: Mail, text: str, key: str) -> MailReply:
    """The reply and the letter that it owes are written in one step."""
    now = clock.now()
    mail_reply, new = replying.send_reply(
        mail=mail, sentence=text, key=key, now=now, by=actor_of(request)
    )
    if new:
        notice = replies.write_reply(
            mail=mail.pk,
            reply=mail_reply.pk,
            to=mail.sender,
            sentence=mail_reply.body,
            thread=thread_of_mail(mail) or Thread(),
            now=now,
        )
        transaction.on_commit(partial(notices.send_stored_notice.enqueue, notice.pk))
    return mail_reply


@staff_only
@require_http_methods(["GET", "POST"])
def close_mail(request: StaffRequest, key: int) -> HttpResponse:
    """Asks whether a mail of no order is really filed without a word to its sender, and why."""
    mail = get_object_or_404(Mail, pk=key)
    if mail.state != OPEN:
        messages.error(request, _("It is filed already."))
        return redirect("desk_mail", key=key)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = _without_reply(form.cleaned_data["reason"])
        filing.dismiss_mail(mail=mail, why=reason, now=clock.now(), by=actor_of(request))
        messages.success(request, _("Closed. Nothing was emailed."))
        return redirect("desk_care")
    return _ask_reason(request, form, back=f"/desk/mails/{key}", about=mail.subject)


def _without_reply(reason: str) -> str:
    return f"Closed without a reply: {reason.strip()}"


def _ask_reason(request: StaffRequest, form: CloseForm, *, back: str, about: str) -> HttpResponse:
    context = {"form": form, "back": back, "about": about}
    status = 422 if form.is_bound else 200
    return render(request, "desk/care/close_without_reply.html", context, status=status)
