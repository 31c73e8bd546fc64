"""The address of the first steps, for owners alone."""

from __future__ import annotations

from troth.desk.opening import views
from troth.desk.pages import page
from troth.roles import OWNER

urlpatterns = [
    page("first-steps/", views.first_steps_page, name="desk_first_steps", roles=(OWNER,)),
]
