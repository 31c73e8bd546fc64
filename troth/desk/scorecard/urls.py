"""The addresses of the scorecard, with who may open each."""

from __future__ import annotations

from troth.desk.pages import page
from troth.desk.scorecard import views
from troth.roles import FINANCE, OWNER

urlpatterns = [
    # An owner alone shows it in public.
    page("scorecard/", views.scorecard_page, name="desk_scorecard", roles=(FINANCE,)),
    page("scorecard/figures.csv", views.figures_csv, name="desk_scorecard_csv", roles=(FINANCE,)),
    page("scorecard/public", views.show_to_public, name="desk_scorecard_public", roles=(OWNER,)),
    page("scorecard/<slug:key>/", views.measure_page, name="desk_measure", roles=(FINANCE,)),
    page(
        "scorecard/<slug:key>/orders.csv",
        views.orders_csv,
        name="desk_measure_csv",
        roles=(FINANCE,),
    ),
]
