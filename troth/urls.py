"""Every address of the store."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import views as sitemap
from django.urls import include, path
from django.views.generic import RedirectView

from troth.agents import views as agents
from troth.storefront import checkout_views, machines, mail_views, order_views, search_views, views

handler404 = "troth.storefront.views.not_found"

SITEMAPS = {"items": machines.ItemSitemap}

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/store/icon.svg")),
    path("", views.front, name="front"),
    path("items/", search_views.results, name="items"),
    path("items/<slug:slug>", views.item, name="item"),
    path("search", search_views.results, name="search"),
    path("search/suggestions", search_views.suggestions, name="suggestions"),
    path("searches", search_views.save, name="save_search"),
    path("searches/<str:key>", search_views.saved, name="saved_search"),
    path("searches/<str:key>/end", search_views.end, name="end_search"),
    path("bag", views.bag, name="bag"),
    path("bag/add/<slug:slug>", views.bag_add, name="bag_add"),
    path("bag/remove/<slug:slug>", views.bag_remove, name="bag_remove"),
    path("checkout", checkout_views.checkout, name="checkout"),
    path("checkout/review", checkout_views.review, name="review"),
    path("checkout/paid", checkout_views.paid, name="paid"),
    path("checkout/method", checkout_views.method, name="method"),
    path("checkout/accept", checkout_views.accept, name="accept"),
    path("checkout/leave", checkout_views.leave, name="leave"),
    path("o/<slug:token>", order_views.opened, name="order_link"),
    path("orders/find", order_views.find, name="find_order"),
    path("orders/<slug:number>", order_views.order, name="order"),
    path("orders/<slug:number>/print", order_views.order_print, name="order_print"),
    path("orders/<slug:number>/calendar.ics", order_views.calendar, name="order_calendar"),
    path("webhooks/payments", agents.payment_provider, name="payment_webhook"),
    path("desk/", include("troth.desk.urls")),
    path("media/<path:path>", views.media, name="media"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap.index, {"sitemaps": SITEMAPS}),
    path(
        "sitemap-<section>.xml", sitemap.sitemap, {"sitemaps": SITEMAPS}, name="django.contrib.sitemaps.views.sitemap"
    ),
    path("feeds/google.xml", machines.google_feed, name="google_feed"),
]
if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mail/", mail_views.folder, name="mail_folder"),
        path("dev/mail/<slug:name>", mail_views.message, name="mail_message"),
        path("dev/mail/<slug:name>/html", mail_views.message_html, name="mail_html"),
    ]
