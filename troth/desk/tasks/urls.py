"""The addresses of tasks and approvals, with who may open each."""

from __future__ import annotations

from troth.desk.pages import EVERYBODY, page
from troth.desk.tasks import approval_views, views

urlpatterns = [
    # Each kind of approval names who may decide it.
    page("approvals/", approval_views.approvals_page, name="desk_approvals", roles=EVERYBODY),
    page(
        "approvals/<int:key>", approval_views.approval_page, name="desk_approval", roles=EVERYBODY
    ),
    page(
        "approvals/<int:key>/decide",
        approval_views.decide_approval,
        name="desk_approval_decide",
        roles=EVERYBODY,
    ),
    # Each person sees and takes the tasks of their own roles.
    page("tasks/", views.tasks_page, name="desk_tasks", roles=EVERYBODY),
    page("tasks/<int:key>/take", views.claim_task, name="desk_task_take", roles=EVERYBODY),
    page("tasks/<int:key>/release", views.unclaim_task, name="desk_task_release", roles=EVERYBODY),
    page("tasks/<int:key>/done", views.complete_task, name="desk_task_done", roles=EVERYBODY),
]
