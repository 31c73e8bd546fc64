"""Mail that came to care: what it says, whether its sender is proven, and where it belongs."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care.cases import CaseActionRefused
from troth.care.mail import filing, replying
from troth.care.mail_models import Mail
from troth.desk.care.forms import ReplyForm
from troth.desk.staff import actor_of, staff_only
from troth.http.downloads import send_attachment
from troth.notifications.replies import Preview, mails_answered
from troth.notifications.threads import reply_subject
from troth.orders.models import Order
from troth.orders.numbers import order_numbers
from troth.scanning.actions import scan_content
from troth.scanning.models import INFECTED, WAITING


@staff_only
@require_GET
def mail_page(request: HttpRequest, key: int) -> HttpResponse:
    mail = get_object_or_404(Mail.objects.select_related("order", "request"), pk=key)
    return show_mail(request, mail)


def show_mail(
    request: HttpRequest,
    mail: Mail,
    *,
    reply_form: ReplyForm | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a mail. `reply_form` holds what was typed, `preview` the email as it would be
    sent.
    """
    context = {
        "mail": mail,
        "now": clock.now(),
        "can_reply": mail.request_id is None,
        "unanswerable": replying.why_unanswerable(mail),
        "to": mail.sender,
        "reply_subject": reply_subject(mail.subject, otherwise=_("(no subject)")),
        "reply_form": reply_form or ReplyForm.fresh(),
        "preview": preview,
        "replies": mail.replies.order_by("pk"),
        "earlier": _earlier_mails(mail),
        "orders": replying.likely_orders(mail) if mail.request_id is None else [],
    }
    return render(request, "desk/care/mail.html", context, status=status)


def _earlier_mails(mail: Mail) -> QuerySet[Mail]:
    """The mails of no order in the same conversation that were answered before, oldest first."""
    answered = mails_answered(mail.thread.split())
    mails = Mail.objects.filter(pk__in=answered).exclude(pk=mail.pk)
    return mails.prefetch_related("replies").order_by("pk")


@staff_only
@require_GET
def mail_file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The message as it came, to be opened in a mail program: scanned first, each time, with what
    the virus scanner knows by now.
    """
    mail = get_object_or_404(Mail.objects.exclude(raw=""), pk=key)
    if why := _why_unsafe(mail):
        messages.error(request, why)
        return redirect("desk_mail", key=key)
    return send_attachment(
        mail.raw.open("rb"), name=f"mail-{key}.eml", content_type="message/rfc822"
    )


def _why_unsafe(mail: Mail) -> str:
    """Why a message isn't given out; empty where it may be."""
    with mail.raw.open("rb") as file:
        result = scan_content(file.read())
    if result.state == INFECTED:
        return (
            _("The virus scanner found %s in this email: it can't be opened.")
            % result.scanner_response
        )
    if result.state == WAITING:
        return _("This email waits for the virus scan: the scanner doesn't answer. Try again soon.")
    return ""


@staff_only
@require_POST
def link_to_order(request: HttpRequest, key: int) -> HttpResponse:
    """Links it to an order, as a request."""
    mail = get_object_or_404(Mail, pk=key)
    numbers = order_numbers(request.POST.get("number", "")[:60])
    order = Order.objects.filter(number=numbers[0]).first() if numbers else None
    if order is None:
        messages.error(request, _("There is no order of that number."))
        return redirect("desk_mail", key=key)
    try:
        care_case = filing.link_to_order(
            mail=mail, order=order, now=clock.now(), by=actor_of(request)
        )
        return redirect("desk_request", key=care_case.key)
    except CaseActionRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_mail", key=key)
