"""The desk's scorecard: every promise in numbers and charts, the orders behind each, and the
public's switch.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.staff import actor_of, staff_only
from troth.forms import set_choices
from troth.http.downloads import name_attachment
from troth.orders.policy_versions import terms_at
from troth.policy.terms import Terms
from troth.scorecard import actions, charts, figures
from troth.scorecard.cases import week_of
from troth.scorecard.figures import BROKEN, KEPT, OPEN, Figure, Tally
from troth.scorecard.measures import BY_KEY, Measure
from troth.scorecard.models import Case, Reading, is_shown, latest_showing

PAGE_SIZE = 50
PERIODS = {
    12: gettext_lazy("12 weeks"),
    26: gettext_lazy("26 weeks"),
    52: gettext_lazy("a year"),
    104: gettext_lazy("two years"),
}
USUAL = 26
STATES = {
    KEPT: gettext_lazy("kept"),
    BROKEN: gettext_lazy("broken"),
    OPEN: gettext_lazy("still open"),
}


class PeriodForm(forms.Form):
    """What the scorecard is of."""

    weeks = forms.TypedChoiceField(
        label=gettext_lazy("The last"),
        choices=list(PERIODS.items()),
        coerce=int,
        required=False,
        empty_value=USUAL,  # type: ignore[arg-type]  # any value, by its documentation
    )
    lane = forms.ChoiceField(label=gettext_lazy("Lane"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lane_choices = [
            (lane, figures.lane_sentence(lane, terms_at(clock.now())))
            for lane in figures.all_lanes()
        ]
        set_choices(self, "lane", [("", _("Every lane")), *lane_choices])


class ListForm(PeriodForm):
    """And which of its cases."""

    week = forms.DateField(required=False)
    state = forms.ChoiceField(choices=[("", ""), *STATES.items()], required=False)
    ending = forms.SlugField(max_length=20, required=False)

    def clean_week(self) -> date | None:
        week = self.cleaned_data["week"]
        return week_of(week) if week else None


def _filters_of(request: HttpRequest, form: type[PeriodForm]) -> dict[str, Any]:
    """What was asked for; what makes no sense is as if it had not been."""
    filled = form({"weeks": str(USUAL)} | request.GET.dict())
    filled.is_valid()
    filters = {
        "weeks": USUAL,
        "lane": "",
        "week": None,
        "state": "",
        "ending": "",
    } | filled.cleaned_data
    return filters | {"form": form(initial=filters)}


@staff_only
@require_GET
def scorecard_page(request: HttpRequest) -> HttpResponse:
    filters, now = _filters_of(request, PeriodForm), clock.now()
    terms = terms_at(now)
    since, until = figures.reporting_period(terms, now=now, weeks=filters["weeks"])
    all_figures = figures.count_figures(now=now, since=since, until=until, lane=filters["lane"])
    weeks = figures.weeks_of(since, until)
    context = {
        "now": now,
        "terms": terms,
        "form": filters["form"],
        "lane": filters["lane"],
        "headline": [
            (figure, _(figure.measure.noun)) for figure in all_figures if figure.measure.headline
        ],
        "panels": [
            _panel_of(figure, weeks, _link_to_cases(figure.measure, filters), terms)
            for figure in all_figures
        ],
        "weeks": weeks,
        "query": urlencode({"weeks": filters["weeks"], "lane": filters["lane"]}),
        "reading": Reading.objects.first(),
        "showing": latest_showing(),
        "shown": is_shown(),
    }
    return render(request, "desk/scorecard/scorecard.html", context)


def _link_to_cases(measure: Measure, filters: dict[str, Any]) -> charts.Link:
    """Where the cases of a week are listed."""
    at, base = (
        reverse("desk_measure", args=[measure.key]),
        {
            "weeks": filters["weeks"],
            "lane": filters["lane"],
        },
    )

    def link(week: date | None, state: str, ending: str) -> str:
        params = base | {"week": week or "", "state": state, "ending": ending}
        return f"{at}?{urlencode({name: value for name, value in params.items() if value})}"

    return link


def _panel_of(
    figure: Figure, weeks: list[date], link: Callable[..., str], terms: Terms
) -> dict[str, Any]:
    """What one measure's part of the page shows."""
    rows = [(week, figure.weeks.get(week, Tally())) for week in reversed(weeks)]
    lanes = sorted(figure.lanes.items())
    return {
        "figure": figure,
        "measure": figure.measure,
        "name": _(figure.measure.name),
        "noun": _(figure.measure.noun),
        "chart": charts.chart_of_figure(figure, weeks, link),
        "all": link(None, "", ""),
        "open": link(None, OPEN, ""),
        "broken": link(None, BROKEN, ""),
        "missed": [
            (key, _(label), count, link(None, BROKEN, key)) for key, label, count in figure.missed
        ],
        "apart": [
            (key, _(label), count, link(None, KEPT, key)) for key, label, count in figure.apart
        ],
        "ends": [(_(label), count, link(None, KEPT, key)) for key, label, count in figure.ends],
        "lanes": (
            [(figures.lane_sentence(lane, terms), tally) for lane, tally in lanes]
            if len(lanes) > 1
            else []
        ),
        "rows": [
            (week, tally, link(week, KEPT, ""), link(week, BROKEN, ""))
            for week, tally in rows
            if tally.cases
        ],
    }


@staff_only
@require_GET
def figures_csv(request: HttpRequest) -> HttpResponseBase:
    """The same figures, by measure, week and lane."""
    filters, now = _filters_of(request, PeriodForm), clock.now()
    since, until = figures.reporting_period(terms_at(now), now=now, weeks=filters["weeks"])
    text = figures.figures_as_csv(now=now, since=since, until=until, lane=filters["lane"])
    return _as_attachment(
        HttpResponse(text, content_type="text/csv; charset=utf-8"), f"scorecard-{since}-{until}.csv"
    )


@staff_only
@require_GET
def measure_page(request: HttpRequest, key: str) -> HttpResponse:
    """The orders behind a number."""
    filters, now, measure = _filters_of(request, ListForm), clock.now(), _measure_or_404(key)
    terms = terms_at(now)
    page = Paginator(_cases_of(measure, filters, now), PAGE_SIZE).get_page(request.GET.get("page"))
    endings = {**measure.outcomes, **measure.broken, **measure.apart}
    query_params = {
        name: str(filters[name])
        for name in ("weeks", "lane", "week", "state", "ending")
        if filters[name]
    }
    cases: Any = page
    for case in cases:
        case.lane_sentence = figures.lane_sentence(case.lane, terms)
        case.ends_as = _(endings.get(case.ending, ""))
    context = {
        "measure": measure,
        "page": page,
        "now": now,
        "terms": terms,
        "query": urlencode(query_params),
        "week": filters["week"],
        "state": filters["state"],
        "state_sentence": STATES.get(filters["state"], ""),
        "ending": _(endings.get(filters["ending"], "")),
        "lane": figures.lane_sentence(filters["lane"], terms) if filters["lane"] else "",
        "open": OPEN,
        "period": PERIODS[filters["weeks"]],
    }
    return render(request, "desk/scorecard/measure.html", context)


@staff_only
@require_GET
def orders_csv(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same list, whole."""
    rows = _cases_of(_measure_or_404(key), _filters_of(request, ListForm), clock.now())
    answer = StreamingHttpResponse(figures.orders_csv(rows), content_type="text/csv; charset=utf-8")
    return _as_attachment(answer, f"{key}.csv")


def _measure_or_404(key: str) -> Measure:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _cases_of(measure: Measure, filters: dict[str, Any], now: datetime) -> QuerySet[Case]:
    """The cases of the list that was asked for, the latest first."""
    if filters["state"] == OPEN:
        rows = figures.open_cases(now=now, lane=filters["lane"])
    else:
        since, until = figures.reporting_period(terms_at(now), now=now, weeks=filters["weeks"])
        rows = figures.decided_cases(now=now, since=since, until=until, lane=filters["lane"])
    rows = rows.filter(measure=measure.key).select_related("order")
    chosen = {"week": filters["week"], "state": filters["state"], "ending": filters["ending"]}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    cases: QuerySet[Case] = rows.order_by("-decided_on", "-pk")
    return cases


@staff_only
@require_POST
def show_to_public(request: HttpRequest) -> HttpResponse:
    """The owner shows the scorecard to everybody, or takes it back. The same press twice is one."""
    shown, after = request.POST.get("shown") == "yes", request.POST.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 10:
        actions.set_public(shown=shown, after=int(after), now=clock.now(), by=actor_of(request))
    message = (
        _("Everybody can see it now, at /promises.")
        if is_shown()
        else _("Nobody outside can see it.")
    )
    messages.success(request, message)
    return redirect("desk_scorecard")


def _as_attachment(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    return name_attachment(answer, name)
