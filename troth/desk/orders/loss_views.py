"""Care records what a carrier said of a parcel by phone or mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troth import clock
from troth.care.cases import CaseActionRefused
from troth.care.not_received import losses
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.orders.models import Order


@staff_only
@require_POST
@recent_login_required
def confirm_loss(request: StaffRequest, number: str) -> HttpResponse:
    """The carrier confirmed that it lost a parcel of the order."""
    order = get_object_or_404(Order.objects.select_related("policy"), number=number)
    parcel = typed_text(request, "parcel", 40)
    statement = typed_text(request, "sentence", 300)
    try:
        losses.record_loss(
            order=order, number=parcel, sentence=statement, now=clock.now(), by=actor_of(request)
        )
        messages.success(request, _("Recorded. The claim is filed for the customer."))
    except CaseActionRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_order", number=number)
