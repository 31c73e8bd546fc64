"""The addresses of an order."""

from __future__ import annotations

from django.urls import path

from troth.storefront.orders import confirmation_views, pay_again_views, views

urlpatterns = [
    path("o/<path:token>", views.open_order_link, name="order_link"),
    path("orders/find", views.find_order, name="find_order"),
    path("orders/<slug:number>", views.order_page, name="order"),
    path("orders/<slug:number>/print", views.order_print, name="order_print"),
    path("orders/<slug:number>/calendar.ics", views.order_calendar, name="order_calendar"),
    path(
        "orders/<slug:number>/proof/<int:key>.pdf",
        views.delivery_proof_file,
        name="order_proof",
    ),
    path(
        "orders/<slug:number>/acknowledge",
        confirmation_views.acknowledge_confirmation,
        name="acknowledge_order",
    ),
    path("orders/<slug:number>/pay", pay_again_views.pay_again, name="pay_again"),
    path(
        "orders/<slug:number>/pay/cancel", pay_again_views.decline_payment, name="pay_again_cancel"
    ),
    path("orders/<slug:number>/paid", pay_again_views.return_from_payment, name="paid_again"),
    path("orders/<slug:number>/delay/<int:key>", views.answer_delay, name="answer_delay"),
    path("orders/<path:mistyped>", views.mistyped_number, name="mistyped_order"),
]
