"""The desk's tasks: what somebody with one's roles must do, who does it, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock, roles
from troth.actors import staff_actor
from troth.alerting import digest
from troth.care.models import OPEN, CareCase
from troth.desk import access
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.orders.policy_versions import terms_at
from troth.worklist.actions import close_task, release_task, take_task
from troth.worklist.kinds import KINDS, ends_by_note
from troth.worklist.models import Task, TaskQuerySet

PAGE_SIZE = 50
MOST_CLOSED = 50
CLOSED_SHOWN_FOR = timedelta(days=7)
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as one person sees it."""

    task: Task
    link: str  # empty where they may not open the page
    late: bool
    can_act: bool
    is_mine: bool
    by_note: bool


def task_rows(tasks: Iterable[Task], *, user: User, now: datetime) -> list[TaskRow]:
    """Each task with what this person may do about it."""
    held = roles.roles_of(user)
    mine = staff_actor(user.get_username())
    return [
        TaskRow(
            task=task,
            link=task.link if _may_open(user, task.link) else "",
            late=task.due_at < now,
            can_act=task.may_act(held),
            is_mine=task.owner == mine,
            by_note=ends_by_note(task.kind),
        )
        for task in tasks
    ]


def _may_open(user: User, link: str) -> bool:
    try:
        page = resolve(link.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    return access.may_open_page(user, page.url_name or "")


def kind_label(kind: str) -> str:
    """What tasks of a kind are called, several of them."""
    return _(KINDS[kind].many) if kind in KINDS else _("Other tasks")


@staff_only
@require_GET
def tasks_page(request: StaffRequest) -> HttpResponse:
    """What the person can act on, the first due first; by `?kind=` one kind alone."""
    now = clock.now()
    mine = Task.objects.for_roles(roles.roles_of(request.user))
    counts = _counts_by_kind(mine)
    kind = request.GET.get("kind", "")
    shown = mine.filter(kind=kind) if kind in counts else mine
    rows = shown.open().select_related("order")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    closed = shown.filter(closed_at__gt=now - CLOSED_SHOWN_FOR).order_by("-closed_at", "-pk")
    terms = terms_at(now)
    context = {
        "now": now,
        "terms": terms,
        "page": page,
        "rows": task_rows(page.object_list, user=request.user, now=now),
        "kind": kind if kind in counts else "",
        "kinds": [(key, kind_label(key), many) for key, many in sorted(counts.items())],
        "closed": closed.select_related("order")[:MOST_CLOSED],
        "to_answer": _count_to_answer(request.user),
        "no_digest": digest.is_cares_own(request.user, terms),
    }
    return render(request, "desk/tasks/tasks.html", context)


def _counts_by_kind(mine: TaskQuerySet) -> dict[str, int]:
    counted = mine.filter(closed_at=None).values_list("kind").annotate(many=Count("pk"))
    return dict(counted.order_by("kind"))


def _count_to_answer(user: User) -> int:
    """How many requests wait for care's answer: they have a page of their own."""
    if not access.may_open_page(user, "desk_request_decide"):
        return 0
    return CareCase.objects.filter(state=OPEN).count()


@staff_only
@require_POST
def claim_task(request: StaffRequest, key: int) -> HttpResponse:
    task = _task_or_404(key)
    if not _can_act(request, task):
        return redirect("desk_tasks")
    if take_task(task=task, by=actor_of(request)):
        messages.success(request, _("The task is yours."))
    else:
        messages.error(request, _("Somebody else took it first, or it is closed."))
    return _redirect_to_task(task)


@staff_only
@require_POST
def unclaim_task(request: StaffRequest, key: int) -> HttpResponse:
    task = _task_or_404(key)
    if not _can_act(request, task):
        return redirect("desk_tasks")
    if release_task(task=task, by=actor_of(request)):
        messages.success(request, _("The task is free again."))
    else:
        messages.error(request, _("You don't have this task, or it is closed."))
    return _redirect_to_task(task)


@staff_only
@require_POST
def complete_task(request: StaffRequest, key: int) -> HttpResponse:
    """A person ends a task that nothing else ends, and says what was done."""
    task = _task_or_404(key)
    if not _can_act(request, task):
        return redirect("desk_tasks")
    note = typed_text(request, "note", LONGEST_NOTE + 1)
    if not ends_by_note(task.kind):
        messages.error(request, _("This task closes by itself, when its cause is settled."))
    elif not note or len(note) > LONGEST_NOTE:
        messages.error(request, _("Note: say what was done, in at most 500 characters."))
    elif close_task(key=task.key, now=clock.now(), by=actor_of(request), outcome=note):
        messages.success(request, _("The task is closed."))
    else:
        messages.info(request, _("The task was closed already."))
    return _redirect_to_task(task)


def _task_or_404(key: int) -> Task:
    return get_object_or_404(Task, pk=key)


def _can_act(request: StaffRequest, task: Task) -> bool:
    if task.may_act(roles.roles_of(request.user)):
        return True
    messages.error(request, _("This task is for another role."))
    return False


def _redirect_to_task(task: Task) -> HttpResponse:
    return redirect(f"/desk/tasks/#task-{task.pk}")
