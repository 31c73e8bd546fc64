"""The addresses of items, with who may open each."""

from __future__ import annotations

from troth.desk.catalog import attest_views, file_views, judging_views, photo_views, views
from troth.desk.pages import EVERYBODY, page
from troth.roles import AUTHENTICATOR

urlpatterns = [
    # Everybody looks, authenticators do.
    page("items/", views.items_page, name="desk_items", roles=EVERYBODY),
    page("items/new", views.add_item, name="desk_intake", roles=(AUTHENTICATOR,)),
    page("items/export.csv", file_views.export_items, name="desk_export", roles=(AUTHENTICATOR,)),
    page("items/attest", attest_views.attest_page, name="desk_attest", roles=(AUTHENTICATOR,)),
    page("items/import", file_views.import_items, name="desk_import", roles=(AUTHENTICATOR,)),
    page("items/<slug:slug>", views.item_page, name="desk_item", roles=EVERYBODY),
    page(
        "items/<slug:slug>/describe",
        views.describe_item,
        name="desk_describe",
        roles=(AUTHENTICATOR,),
    ),
    page("items/<slug:slug>/price", views.change_price, name="desk_price", roles=(AUTHENTICATOR,)),
    page("items/<slug:slug>/list", views.put_on_sale, name="desk_list", roles=(AUTHENTICATOR,)),
    page(
        "items/<slug:slug>/unlist", views.take_off_sale, name="desk_unlist", roles=(AUTHENTICATOR,)
    ),
    page("items/<slug:slug>/defects", views.add_defect, name="desk_defect", roles=(AUTHENTICATOR,)),
    page(
        "items/<slug:slug>/defects/remove",
        views.remove_defect,
        name="desk_defect_remove",
        roles=(AUTHENTICATOR,),
    ),
    page(
        "items/<slug:slug>/photos",
        photo_views.item_photos,
        name="desk_photos",
        roles=(AUTHENTICATOR,),
    ),
    page(
        "items/<slug:slug>/photos/<int:key>",
        photo_views.change_photo,
        name="desk_photo",
        roles=(AUTHENTICATOR,),
    ),
    page(
        "items/<slug:slug>/evaluate",
        judging_views.evaluate_item,
        name="desk_evaluate",
        roles=(AUTHENTICATOR,),
    ),
    page(
        "items/<slug:slug>/withdraw/<int:key>",
        judging_views.withdraw_evaluation,
        name="desk_withdraw",
        roles=(AUTHENTICATOR,),
    ),
    page(
        "items/<slug:slug>/serial",
        judging_views.show_serial,
        name="desk_serial",
        roles=(AUTHENTICATOR,),
    ),
    page(
        "evidence/<int:key>",
        judging_views.evidence_file,
        name="desk_evidence",
        roles=(AUTHENTICATOR,),
    ),
    page("serials/", judging_views.voided_serials, name="desk_serials", roles=(AUTHENTICATOR,)),
]
