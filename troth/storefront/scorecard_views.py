"""How the store kept its promises, for everybody, once the owner shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from troth import clock
from troth.downloads import send_text
from troth.orders.policy_versions import terms_at
from troth.scorecard import charts, figures
from troth.scorecard.figures import PUBLIC_WEEKS, Figure, Tally
from troth.scorecard.models import is_shown


@require_GET
def promises_page(request: HttpRequest) -> HttpResponse:
    """The last whole weeks in plain words, with counts; of too few, only that they are too few."""
    public_figures, weeks = _public_figures()
    sections = [
        {"figure": figure, "chart": _chart_of(figure, weeks), "rows": _weekly_rows(figure, weeks)}
        for figure in public_figures
    ]
    context = {
        "told": sections,
        "first": weeks[0],
        "last": weeks[-1],
        "weeks": len(weeks),
        "few": figures.TOO_FEW,
    }
    return render(request, "storefront/promises.html", context)


@require_GET
def promises_csv(_request: HttpRequest) -> HttpResponse:
    """The same, by week."""
    public_figures, weeks = _public_figures()
    return send_text(
        figures.public_csv(public_figures, weeks),
        name=f"promises-{weeks[0]}.csv",
        content_type="text/csv; charset=utf-8",
    )


def _public_figures() -> tuple[list[Figure], list[date]]:
    if not is_shown():
        raise Http404
    now = clock.now()
    since, until = figures.reporting_period(terms_at(now), now=now, weeks=PUBLIC_WEEKS, whole=True)
    all_figures = figures.count_figures(now=now, since=since, until=until)
    return [figure for figure in all_figures if figure.measure.public], figures.weeks_of(
        since, until
    )


def _weekly_rows(figure: Figure, weeks: list[date]) -> list[tuple[date, Tally]]:
    return [(week, figure.weeks.get(week, Tally())) for week in weeks]


def _chart_of(figure: Figure, weeks: list[date]) -> Any:
    return None if figure.too_few else charts.chart_of_figure(figure, weeks, lambda *_: "")
