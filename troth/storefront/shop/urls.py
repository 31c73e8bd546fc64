"""The shop's addresses."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemap
from django.urls import path

from troth.storefront.shop import bag_views, feed_views, search_views, views

SITEMAPS = {"items": feed_views.ItemSitemap}

urlpatterns = [
    path("", views.front_page, name="front"),
    path("items/", search_views.results_page, name="items"),
    path("items/<slug:slug>", views.item_page, name="item"),
    path("search", search_views.results_page, name="search"),
    path("search/suggestions", search_views.suggest_texts, name="suggestions"),
    path("searches", search_views.save_search, name="save_search"),
    path("searches/<str:key>", search_views.saved_search_page, name="saved_search"),
    path("searches/<str:key>/end", search_views.end_search, name="end_search"),
    path("bag", bag_views.bag_page, name="bag"),
    path("bag/add/<slug:slug>", bag_views.add_to_bag, name="bag_add"),
    path("bag/remove/<slug:slug>", bag_views.remove_from_bag, name="bag_remove"),
    path("media/<path:path>", views.media_file, name="media"),
    path("robots.txt", feed_views.robots_txt, name="robots"),
    path("sitemap.xml", sitemap.index, {"sitemaps": SITEMAPS}),
    path(
        "sitemap-<section>.xml",
        sitemap.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("feeds/google.xml", feed_views.google_feed, name="google_feed"),
]
