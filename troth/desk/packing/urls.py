"""The addresses of packing and parcels, with who may open each."""

from __future__ import annotations

from troth.desk.packing import by_hand_views, carrier_views, lookup_views, views
from troth.desk.pages import page
from troth.roles import CARE, FINANCE, WAREHOUSE

urlpatterns = [
    # The evidence of sending is for who answers a claim or a dispute, too.
    page("packing/", views.packing_page, name="desk_packing", roles=(WAREHOUSE,)),
    page("packing/take", views.claim_next_order, name="desk_take", roles=(WAREHOUSE,)),
    page(
        "packing/photos/<int:key>",
        views.packing_photo_file,
        name="desk_packing_photo",
        roles=(WAREHOUSE, CARE, FINANCE),
    ),
    page("packing/<slug:key>", views.parcel_page, name="desk_parcel", roles=(WAREHOUSE,)),
    page(
        "packing/<slug:key>/state", views.parcel_state, name="desk_parcel_state", roles=(WAREHOUSE,)
    ),
    page("packing/<slug:key>/scan", views.scan_tag, name="desk_parcel_scan", roles=(WAREHOUSE,)),
    page(
        "packing/<slug:key>/photos", views.add_photos, name="desk_parcel_photos", roles=(WAREHOUSE,)
    ),
    page(
        "packing/<slug:key>/close", views.close_parcel, name="desk_parcel_close", roles=(WAREHOUSE,)
    ),
    page("packing/<slug:key>/aside", views.set_aside, name="desk_parcel_aside", roles=(WAREHOUSE,)),
    page(
        "packing/<slug:key>/label",
        views.retry_or_void_label,
        name="desk_parcel_label",
        roles=(WAREHOUSE,),
    ),
    page("packing/<slug:key>/label.pdf", views.label_file, name="desk_label", roles=(WAREHOUSE,)),
    page("packing/<slug:key>/slip", views.packing_slip, name="desk_slip", roles=(WAREHOUSE,)),
    page(
        "packing/<slug:key>/hand-over", views.hand_over, name="desk_hand_over", roles=(WAREHOUSE,)
    ),
    page(
        "packing/<slug:key>/by-hand",
        by_hand_views.ship_by_hand,
        name="desk_by_hand",
        roles=(WAREHOUSE,),
    ),
    page(
        "packing/<slug:key>/carrier",
        by_hand_views.ask_carrier,
        name="desk_other_carrier",
        roles=(WAREHOUSE,),
    ),
    page(
        "packing/<slug:key>/receipt.jpg",
        by_hand_views.receipt_file,
        name="desk_receipt",
        roles=(WAREHOUSE, CARE, FINANCE),
    ),
    page(
        "packing/<slug:key>/lookup",
        lookup_views.look_up,
        name="desk_lookup",
        roles=(WAREHOUSE, CARE),
    ),
    page("packing/<slug:key>/unpack", views.unpack_parcel, name="desk_unpack", roles=(WAREHOUSE,)),
    page(
        "packing/<slug:key>/proof.pdf",
        carrier_views.delivery_proof_file,
        name="desk_proof",
        roles=(WAREHOUSE, CARE, FINANCE),
    ),
    page("parcels/", views.parcels_page, name="desk_parcels", roles=(WAREHOUSE,)),
    page("parcels/pickups", carrier_views.request_pickup, name="desk_pickup", roles=(WAREHOUSE,)),
    page(
        "parcels/pickups/<int:key>/cancel",
        carrier_views.cancel_pickup,
        name="desk_pickup_cancel",
        roles=(WAREHOUSE,),
    ),
    page("shelve", views.shelve_piece, name="desk_shelve", roles=(WAREHOUSE,)),
]
