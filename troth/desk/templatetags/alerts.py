"""What is on top of every page of the desk, until somebody has seen to it."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.db.models import Count, Q

from troth import clock, roles
from troth.care.models import OPEN, CareCase
from troth.desk.tasks.views import kind_label
from troth.fulfillment.models import PromiseStatus
from troth.fulfillment.warehouse import handover
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time
from troth.worklist.models import Task

register = template.Library()
LONGEST_NOTICE = 300


@register.inclusion_tag("desk/_alerts.html", takes_context=True)
def alerts(context: dict[str, Any]) -> dict[str, Any]:
    """How much waits where the person may see to it: answers, boxes to pull back, promises, and
    tasks of each kind.
    """
    may = context["may"]
    counts: dict[str, Any] = {}
    if may["desk_care"]:
        soon = Count("pk", filter=Q(answer_by__lt=clock.now()))
        counts |= CareCase.objects.filter(state=OPEN).aggregate(asked=Count("pk"), care=soon)
    if may["desk_packing"]:
        counts["pull"] = handover.parcels_to_pull().count()
    if may["desk_promises"]:
        today = local_time(terms_at(clock.now()), clock.now()).date()
        late = Count("pk", filter=Q(ship_by__lt=today) | Q(unknown_why__gt=""))
        due_today = Count("pk", filter=Q(ship_by=today, unknown_why=""))
        due = PromiseStatus.objects.filter(ended_at=None, shipped_at=None)
        counts |= due.aggregate(late=late, today=due_today)
    if may["desk_tasks"]:
        counts["tasks"] = _open_tasks(context["user"])
    return counts


@register.simple_tag
def desk_notice() -> str:
    """The line that an operator, or a job of theirs, has put on top of the desk; mostly none."""
    try:
        with settings.DESK_NOTICE.open(encoding="utf-8") as file:
            return file.read(LONGEST_NOTICE)
    except OSError:
        return ""


def _open_tasks(person: Any) -> list[tuple[str, str, int, int]]:
    """Each kind with open tasks for them: what it is called, how many, and how many are late."""
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    rows = Task.objects.for_roles(roles.roles_of(person)).filter(closed_at=None).values_list("kind")
    counted = rows.annotate(many=Count("pk"), late=late).order_by("kind")
    return [(kind, kind_label(kind), many, overdue) for kind, many, overdue in counted]
