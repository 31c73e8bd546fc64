"""Every address of the store."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve

from troth.storefront import checkout_views, mail_views, search_views, views

handler404 = "troth.storefront.views.not_found"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/store/icon.svg")),
    path("", views.front, name="front"),
    path("items/", search_views.results, name="items"),
    path("items/<slug:slug>", views.item, name="item"),
    path("search", search_views.results, name="search"),
    path("search/suggestions", search_views.suggestions, name="suggestions"),
    path("bag", views.bag, name="bag"),
    path("bag/add/<slug:slug>", views.bag_add, name="bag_add"),
    path("bag/remove/<slug:slug>", views.bag_remove, name="bag_remove"),
    path("checkout", checkout_views.checkout, name="checkout"),
    path("checkout/review", checkout_views.review, name="review"),
    path("orders/<slug:key>", checkout_views.order, name="order"),
    path("orders/<slug:key>/print", checkout_views.order_print, name="order_print"),
    path("desk/", include("troth.desk.urls")),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
]
if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mail/", mail_views.folder, name="mail_folder"),
        path("dev/mail/<slug:name>", mail_views.message, name="mail_message"),
        path("dev/mail/<slug:name>/html", mail_views.message_html, name="mail_html"),
    ]
