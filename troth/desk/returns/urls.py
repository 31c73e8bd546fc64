"""The addresses of returns, with who may open each."""

from __future__ import annotations

from troth.desk.pages import page
from troth.desk.returns import parcel_back_views, views
from troth.roles import CARE, FINANCE, WAREHOUSE

urlpatterns = [
    # Care sees what comes back, and enters what a customer chose.
    page("returns/", views.returns_page, name="desk_returns", roles=(WAREHOUSE, CARE)),
    page(
        "returns/photos/<int:key>",
        views.return_photo_file,
        name="desk_return_photo",
        roles=(WAREHOUSE, CARE, FINANCE),
    ),
    page("returns/<slug:key>", views.return_page, name="desk_return", roles=(WAREHOUSE, CARE)),
    page(
        "returns/<slug:key>/check-in",
        views.check_in,
        name="desk_return_check_in",
        roles=(WAREHOUSE,),
    ),
    # A piece that stays its buyer's goes back to them.
    page(
        "returns/<slug:key>/send-back",
        parcel_back_views.open_parcel,
        name="desk_back_open",
        roles=(CARE,),
    ),
    page(
        "returns/<slug:key>/pack",
        parcel_back_views.pack_parcel,
        name="desk_back_pack",
        roles=(WAREHOUSE,),
    ),
    page(
        "returns/<slug:key>/label",
        parcel_back_views.relabel_parcel,
        name="desk_back_label",
        roles=(WAREHOUSE,),
    ),
    page(
        "returns/<slug:key>/label.pdf",
        parcel_back_views.label_file,
        name="desk_back_label_file",
        roles=(WAREHOUSE,),
    ),
    page(
        "returns/<slug:key>/hand-over",
        parcel_back_views.hand_over,
        name="desk_back_hand_over",
        roles=(WAREHOUSE,),
    ),
    page(
        "returns/<slug:key>/settle",
        parcel_back_views.record_outcome,
        name="desk_back_settle",
        roles=(CARE,),
    ),
    page(
        "returns/<slug:key>/nothing",
        parcel_back_views.close_empty_return,
        name="desk_back_nothing",
        roles=(WAREHOUSE,),
    ),
    page("returns/<slug:key>/choose", views.enter_choice, name="desk_return_choose", roles=(CARE,)),
]
