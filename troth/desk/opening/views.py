"""The page of the first steps, for owners."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from troth import clock
from troth.desk.opening.steps import opening_steps
from troth.desk.staff import staff_only


@staff_only
@require_GET
def first_steps_page(request: HttpRequest) -> HttpResponse:
    """Each step from an empty store to its first piece on sale: whether it is done, and how."""
    steps = opening_steps(clock.now())
    done_count = sum(step.is_done for step in steps)
    return render(
        request, "desk/opening/first_steps.html", {"steps": steps, "done_count": done_count}
    )
