"""What came back after a report that it isn't authentic, compared with the piece that was sold."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troth import clock
from troth.care.authenticity_refunds import authenticity
from troth.care.cases import CaseActionRefused
from troth.care.models import DONE, NOT_AUTHENTIC, CareCase
from troth.desk.care.forms import PieceForm
from troth.desk.care.views import find_request, show_request
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, staff_only


@staff_only
@require_POST
@recent_login_required
def check_piece(request: StaffRequest, key: str) -> HttpResponse:
    """The tag as the warehouse scanned it, the serial and the photos: where all agree, everything
    paid for the piece goes back; where one doesn't, a second person decides.
    """
    care_case, form = find_request(key), PieceForm(request.POST)
    if care_case.kind != NOT_AUTHENTIC:
        messages.error(request, _("Choose one of the answers."))
        return redirect("desk_request", key=key)
    if not form.is_valid():
        return show_request(request, care_case, piece_form=form, status=422)
    data = form.cleaned_data
    try:
        updated_request = authenticity.check_piece(
            request=care_case,
            serial=data["serial"],
            photos_agree=data["photos"] == "yes",
            sentence=data["sentence"],
            accept="accept" in request.POST,
            now=clock.now(),
            by=request.user,
        )
    except CaseActionRefused as unable:
        form.add_error(None, _(str(unable)))
        return show_request(request, care_case, piece_form=form, status=422)
    messages.success(request, _outcome_text(updated_request))
    return redirect("desk_request", key=key)


def _outcome_text(updated_request: CareCase) -> str:
    if updated_request.state == DONE:
        return _("It is the piece. Everything paid for it goes back, and the customer is told.")
    return _("A second person is asked to decide, under Approvals.")
