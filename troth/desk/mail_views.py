"""Mail that came to care: what it says, whether its sender is proven, and where it belongs."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care.asking import UnableTo
from troth.care.mail import filing
from troth.care.mail.reading import numbers
from troth.care.mail_models import Mail
from troth.desk.staff import by_whom, staff_only
from troth.orders.models import Order


@staff_only
@require_GET
def mail(request: HttpRequest, key: int) -> HttpResponse:
    found = get_object_or_404(Mail.objects.select_related("order", "request"), pk=key)
    return render(request, "desk/mail.html", {"mail": found})


@staff_only
@require_GET
def whole(_request: HttpRequest, key: int) -> HttpResponseBase:
    """The message as it came, to be opened in a mail program."""
    found = get_object_or_404(Mail.objects.exclude(raw=""), pk=key)
    return FileResponse(
        found.raw.open("rb"),
        content_type="message/rfc822",
        filename=f"mail-{key}.eml",
        as_attachment=True,
    )


@staff_only
@require_POST
def place(request: HttpRequest, key: int) -> HttpResponse:
    """Links it to an order, as a request; or puts it away."""
    found = get_object_or_404(Mail, pk=key)
    if request.POST.get("what") == "away":
        filing.put_away(
            mail=found, why=request.POST.get("why", "")[:200], now=clock.now(), by=by_whom(request)
        )
        return redirect("desk_care")
    told = numbers(request.POST.get("number", "")[:60])
    order = Order.objects.filter(number=told[0]).first() if told else None
    if order is None:
        messages.error(request, _("There is no order of that number."))
        return redirect("desk_mail", key=key)
    try:
        made = filing.link(mail=found, order=order, now=clock.now(), by=by_whom(request))
        return redirect("desk_request", key=made.key)
    except UnableTo as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_mail", key=key)
