"""The addresses at which a shopper asks for something after an order."""

from __future__ import annotations

from django.urls import path

from troth.storefront.care import return_views, views

urlpatterns = [
    path("orders/<slug:number>/ask/cancel", views.cancel_page, name="ask_cancel"),
    path(
        "orders/<slug:number>/ask/not-received",
        views.report_not_received,
        name="ask_not_received",
    ),
    path("orders/<slug:number>/ask/damaged", views.report_damage, name="ask_damaged"),
    path(
        "orders/<slug:number>/ask/not-authentic",
        views.report_not_authentic,
        name="ask_not_authentic",
    ),
    path("orders/<slug:number>/ask/forget", views.forget_page, name="ask_forget"),
    path(
        "orders/<slug:number>/requests/<slug:key>/confirm",
        views.confirm_cancellation,
        name="confirm_it",
    ),
    path("orders/<slug:number>/requests/<slug:key>/keep", views.keep_order, name="keep_it"),
    path("orders/<slug:number>/papers/<int:key>", views.attachment_file, name="order_paper"),
    path(
        "orders/<slug:number>/returned/<slug:key>",
        return_views.choose_for_return,
        name="answer_returned",
    ),
    path(
        "orders/<slug:number>/returns/<slug:key>/label.pdf",
        return_views.return_label_file,
        name="return_label",
    ),
    path(
        "orders/<slug:number>/returns/<slug:key>/label",
        return_views.new_label,
        name="new_return_label",
    ),
]
