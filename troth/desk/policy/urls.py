"""The addresses of the policy, with who may open each."""

from __future__ import annotations

from troth.desk.pages import page
from troth.desk.policy import views, what_if_views
from troth.roles import FINANCE, OWNER

urlpatterns = [
    # An owner writes and publishes, finance looks.
    page("policy/", views.policy_page, name="desk_policy", roles=(FINANCE,)),
    page(
        "policy/versions/<slug:digest>",
        views.version_page,
        name="desk_policy_version",
        roles=(FINANCE,),
    ),
    page("policy/draft/", views.draft_page, name="desk_policy_draft", roles=(FINANCE,)),
    page("policy/draft/save", views.save_draft, name="desk_policy_save", roles=(OWNER,)),
    page("policy/draft/preview", views.preview_page, name="desk_policy_preview", roles=(FINANCE,)),
    page("policy/publish/", views.propose_draft, name="desk_policy_publish", roles=(OWNER,)),
    page(
        "policy/proposals/<int:key>",
        views.proposal_page,
        name="desk_policy_proposal",
        roles=(FINANCE,),
    ),
    page(
        "policy/proposals/<int:key>/decide",
        views.decide_proposal,
        name="desk_policy_decide",
        roles=(OWNER,),
    ),
    page("policy/what-if/", what_if_views.runs_page, name="desk_what_ifs", roles=(FINANCE,)),
    page("policy/what-if/ask", what_if_views.start_run, name="desk_what_if_ask", roles=(OWNER,)),
    page("policy/what-if/<int:key>", what_if_views.run_page, name="desk_what_if", roles=(FINANCE,)),
    page(
        "policy/what-if/<int:key>/stop",
        what_if_views.stop_run,
        name="desk_what_if_stop",
        roles=(OWNER,),
    ),
    page(
        "policy/what-if/<int:key>/orders",
        what_if_views.run_orders_page,
        name="desk_what_if_orders",
        roles=(FINANCE,),
    ),
]
