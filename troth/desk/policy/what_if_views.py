"""What if: the draft replayed over the store's own orders, watched while it runs, and looked
into.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.policy import charts
from troth.desk.staff import actor_of, staff_only
from troth.orders.models import Order
from troth.publishing import actions, tasks, what_if
from troth.publishing.models import WhatIf
from troth.publishing.replay import MOST_LISTED

PAGE_SIZE = 50
LOOK_AGAIN_SECONDS = 2


@staff_only
@require_GET
def runs_page(request: HttpRequest) -> HttpResponse:
    """The last ones, and the button that asks."""
    what_ifs = WhatIf.objects.defer("text", "result").order_by("-pk")[: what_if.MOST_KEPT]
    return render(
        request, "desk/policy/what_ifs.html", {"runs": what_ifs, "draft": actions.latest_draft()}
    )


@staff_only
@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    draft = actions.latest_draft()
    if draft is None:
        messages.error(request, _("There is no draft yet: save one first."))
        return redirect("desk_policy_draft")
    try:
        run = what_if.start_what_if(draft=draft, now=clock.now(), by=actor_of(request))
    except actions.PublishingRefused as unable:
        messages.error(request, _(str(unable)))
        return redirect("desk_what_ifs")
    tasks.replay_what_if.enqueue(run.pk)
    return redirect("desk_what_if", key=run.pk)


@staff_only
@require_POST
def stop_run(request: HttpRequest, key: int) -> HttpResponse:
    run = get_object_or_404(WhatIf, pk=key)
    if what_if.stop_what_if(what_if=run, now=clock.now(), by=actor_of(request)):
        messages.success(request, _("Stopped."))
    return redirect("desk_what_if", key=key)


@staff_only
@require_GET
def run_page(request: HttpRequest, key: int) -> HttpResponse:
    """How far it has come, or what it found. While it runs, the page looks again by itself."""
    run = get_object_or_404(WhatIf, pk=key)
    running = run.state == WhatIf.RUNNING
    context: dict[str, Any] = {"run": run, "running": running, "found": run.result}
    if run.result:
        context |= _result_context(run.result)
    answer = render(request, "desk/policy/what_if.html", context)
    if running:
        answer["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


def _result_context(result: dict[str, Any]) -> dict[str, Any]:
    weeks = result["weeks"]
    return {
        "bars": charts.bar_chart(result["days"]),
        "chart": charts,
        "curves": [
            (name, charts.curve_chart(weeks, first=first))
            for name, first in (
                (_("Processed late"), 1),
                (_("Arrived after the window made at placing"), 4),
                (_("Arrived late, counted from actual processing"), 7),
            )
        ],
        "broken": [week for week in weeks if any(week[at + 1] > week[at] for at in (2, 5, 8))],
        "same": result["promises"] - result["moved"] - result["unserved"] - result["undated"],
        "flipped": sum(flip[3] for flip in result["flips"]),
    }


@staff_only
@require_GET
def run_orders_page(request: HttpRequest, key: int) -> HttpResponse:
    """The orders behind the numbers, linked: what would move most first, or the verdicts that would
    flip.
    """
    run = get_object_or_404(WhatIf, pk=key, state=WhatIf.DONE)
    flipped = request.GET.get("what") == "flipped"
    page = Paginator(run.result["flipped_list" if flipped else "moved_list"], PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    numbers = dict(
        Order.objects.filter(pk__in=[row[0] for row in page]).values_list("pk", "number")
    )
    rows = [(numbers.get(row[0], ""), *row[1:]) for row in page]
    context = {"run": run, "flipped": flipped, "page": page, "rows": rows, "most": MOST_LISTED}
    return render(request, "desk/policy/what_if_orders.html", context)
