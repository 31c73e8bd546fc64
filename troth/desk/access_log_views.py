"""The record of access, for an owner: who signed in, looked, exported, and changed a way in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from troth import clock
from troth.access_log.actions import record_access
from troth.access_log.kinds import KINDS
from troth.access_log.models import AccessRecord, AccessRecordQuerySet
from troth.desk.staff import StaffRequest
from troth.network import address_of
from troth.orders.numbers import order_number
from troth.orders.policy_versions import terms_at
from troth.policy.terms import Terms

PER_PAGE = 100


class AccessFilter(forms.Form):
    """Which records: by person, kind, order and days."""

    who = forms.CharField(label=_("Person"), required=False, max_length=150)
    kind = forms.ChoiceField(label=_("What"), required=False)
    order = forms.CharField(label=_("Order"), required=False, max_length=40)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django calls it
        kind_choices = sorted(
            ((key, str(_(name))) for key, name in KINDS.items()), key=lambda row: row[1]
        )
        self.fields["kind"].choices = [("", _("Everything")), *kind_choices]  # type: ignore[attr-defined]


@require_GET
def access_log(request: StaffRequest) -> HttpResponse:
    """The latest first, a hundred a page. That an owner looked is recorded as well."""
    now = clock.now()
    form = AccessFilter(request.GET)
    records = AccessRecord.objects.none()
    if form.is_valid():
        records = _matching_records(form.cleaned_data, terms_at(now))
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    query = {key: value for key, value in form.data.items() if key != "page" and value}
    rows = [{"record": record, "kind": _(KINDS.get(record.kind, record.kind))} for record in page]
    record_access(
        kind="access_log_viewed",
        who=request.user.get_username(),
        address=address_of(request),
        detail=urlencode(query),
        now=now,
    )
    context = {"form": form, "page": page, "rows": rows, "asked": urlencode(query)}
    return render(request, "desk/access_log.html", context)


def _matching_records(criteria: dict[str, object], terms: Terms) -> AccessRecordQuerySet:
    records = AccessRecord.objects.latest_first()
    if criteria["who"]:
        records = records.filter(who__icontains=str(criteria["who"]))
    if criteria["kind"]:
        records = records.filter(kind=criteria["kind"])
    if criteria["order"]:
        records = records.filter(order_number__iexact=order_number(str(criteria["order"])))
    if isinstance(criteria["since"], date):
        records = records.filter(at__gte=_start_of_day(criteria["since"], terms))
    if isinstance(criteria["until"], date):
        records = records.filter(at__lt=_start_of_day(criteria["until"] + timedelta(days=1), terms))
    return records


def _start_of_day(day: date, terms: Terms) -> datetime:
    return datetime.combine(day, time(), tzinfo=terms.zone)
