from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from troth.desk import file_views, item_views, judging_views, money_views, photo_views, views

urlpatterns = [
    path("", views.queue, name="desk"),
    path("sign-in/", LoginView.as_view(template_name="desk/sign_in.html"), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("orders/<slug:number>", views.order, name="desk_order"),
    path("orders/<slug:number>/process", views.process, name="desk_process"),
    path("orders/<slug:number>/move", views.move, name="desk_move"),
    path("orders/<slug:number>/ship", views.ship, name="desk_ship"),
    path("orders/<slug:number>/payment", money_views.decide, name="desk_decide"),
    path("orders/<slug:number>/refund", money_views.refund, name="desk_refund"),
    path("orders/<slug:number>/tax-place", money_views.tax_place, name="desk_tax_place"),
    path("money/", money_views.money, name="desk_money"),
    path("money/tie-outs/<int:key>", money_views.tie_out, name="desk_tie_out"),
    path("money/sales-tax.csv", money_views.tax_report, name="desk_tax_report"),
    path("items/", item_views.items, name="desk_items"),
    path("items/new", item_views.take_in, name="desk_intake"),
    path("items/export.csv", file_views.export, name="desk_export"),
    path("items/import", file_views.import_items, name="desk_import"),
    path("items/<slug:slug>", item_views.item, name="desk_item"),
    path("items/<slug:slug>/describe", item_views.describe, name="desk_describe"),
    path("items/<slug:slug>/price", item_views.price, name="desk_price"),
    path("items/<slug:slug>/list", item_views.put_on_sale, name="desk_list"),
    path("items/<slug:slug>/unlist", item_views.take_off_sale, name="desk_unlist"),
    path("items/<slug:slug>/defects", item_views.add_defect, name="desk_defect"),
    path("items/<slug:slug>/defects/remove", item_views.remove_defect, name="desk_defect_remove"),
    path("items/<slug:slug>/photos", photo_views.item_photos, name="desk_photos"),
    path("items/<slug:slug>/photos/<int:key>", photo_views.change, name="desk_photo"),
    path("items/<slug:slug>/evaluate", judging_views.evaluate, name="desk_evaluate"),
    path("items/<slug:slug>/withdraw/<int:key>", judging_views.withdraw, name="desk_withdraw"),
    path("items/<slug:slug>/serial", judging_views.show_serial, name="desk_serial"),
    path("evidence/<int:key>", judging_views.evidence, name="desk_evidence"),
    path("serials/", judging_views.voided, name="desk_serials"),
    path("clock", views.move_clock, name="desk_clock"),
]
