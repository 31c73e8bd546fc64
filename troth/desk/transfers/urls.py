"""The addresses of transfers, with who may open each."""

from __future__ import annotations

from troth.desk.pages import page
from troth.desk.transfers import arrival_views, views
from troth.roles import AUTHENTICATOR, CARE, FINANCE, WAREHOUSE

urlpatterns = [
    page("transfers/", views.transfers_page, name="desk_transfers", roles=(WAREHOUSE,)),
    page("transfers/begin", views.begin_transfer, name="desk_transfer_begin", roles=(WAREHOUSE,)),
    page(
        "transfers/photos/<int:key>",
        arrival_views.crossing_photo_file,
        name="desk_crossing_photo",
        roles=(WAREHOUSE, CARE, AUTHENTICATOR, FINANCE),
    ),
    page(
        "transfers/<slug:key>",
        views.transfer_page,
        name="desk_transfer",
        roles=(WAREHOUSE, CARE, AUTHENTICATOR),
    ),
    page(
        "transfers/<slug:key>/papers/<int:crossing>",
        views.save_papers,
        name="desk_papers",
        roles=(WAREHOUSE,),
    ),
    page(
        "transfers/<slug:key>/dispatch",
        views.dispatch_transfer,
        name="desk_dispatch",
        roles=(WAREHOUSE,),
    ),
    page("transfers/<slug:key>/reached", views.record_leg, name="desk_reached", roles=(WAREHOUSE,)),
    page(
        "transfers/<slug:key>/take-back",
        views.correct_step,
        name="desk_take_back",
        roles=(WAREHOUSE,),
    ),
    page("transfers/<slug:key>/late", views.preview_delay, name="desk_late", roles=(WAREHOUSE,)),
    page(
        "transfers/<slug:key>/late/enter",
        views.enter_delay,
        name="desk_late_enter",
        roles=(WAREHOUSE,),
    ),
    # The warehouse records what arrived wrong, an authenticator looks at it, and who answers the
    # customer or a dispute sees the photos.
    page(
        "transfers/<slug:key>/fault",
        arrival_views.report_fault,
        name="desk_fault",
        roles=(WAREHOUSE,),
    ),
    page(
        "transfers/<slug:key>/examine/<int:crossing>",
        arrival_views.examine_piece,
        name="desk_examine",
        roles=(AUTHENTICATOR,),
    ),
    page("transfers/<slug:key>/check-in", views.check_in, name="desk_check_in", roles=(WAREHOUSE,)),
]
