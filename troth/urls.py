"""Every address of the store."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import views as sitemap
from django.urls import include, path
from django.views.generic import RedirectView

from troth.agents import views as agents
from troth.operations import views as operations
from troth.storefront import (
    care_views,
    checkout_views,
    confirmation_views,
    faq_views,
    location_views,
    machines,
    mail_views,
    order_views,
    own_data_views,
    pay_again_views,
    return_views,
    scorecard_views,
    search_views,
    views,
)

handler404 = "troth.storefront.views.not_found"

SITEMAPS = {"items": machines.ItemSitemap}

urlpatterns = [
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
    path(".well-known/security.txt", operations.security_txt, name="security_txt"),
    path("favicon.ico", RedirectView.as_view(url="/static/store/icon.svg")),
    path("", views.front, name="front"),
    path("items/", search_views.results, name="items"),
    path("items/<slug:slug>", views.item, name="item"),
    path("search", search_views.results, name="search"),
    path("search/suggestions", search_views.suggestions, name="suggestions"),
    path("searches", search_views.save, name="save_search"),
    path("searches/<str:key>", search_views.saved, name="saved_search"),
    path("searches/<str:key>/end", search_views.end, name="end_search"),
    path("promises", scorecard_views.promises, name="promises"),
    path("promises.csv", scorecard_views.promises_csv, name="promises_csv"),
    path("bag", views.bag, name="bag"),
    path("bag/add/<slug:slug>", views.bag_add, name="bag_add"),
    path("bag/remove/<slug:slug>", views.bag_remove, name="bag_remove"),
    path("checkout", checkout_views.checkout, name="checkout"),
    path("checkout/review", checkout_views.review, name="review"),
    path("checkout/paid", checkout_views.paid, name="paid"),
    path("checkout/method", checkout_views.method, name="method"),
    path("checkout/locations", location_views.locations, name="locations"),
    path("checkout/accept", checkout_views.accept, name="accept"),
    path("checkout/leave", checkout_views.leave, name="leave"),
    path("faq", faq_views.current, name="faq"),
    path("faq/<slug:digest>.toml", faq_views.source, name="faq_source"),
    path("faq/<slug:digest>", faq_views.version, name="faq_version"),
    path("o/<path:token>", order_views.opened, name="order_link"),
    path("orders/find", order_views.find, name="find_order"),
    path("orders/<slug:number>", order_views.order, name="order"),
    path("orders/<slug:number>/print", order_views.order_print, name="order_print"),
    path("orders/<slug:number>/calendar.ics", order_views.calendar, name="order_calendar"),
    path("orders/<slug:number>/proof/<int:key>.pdf", order_views.proof, name="order_proof"),
    path("orders/<slug:number>/ask/cancel", care_views.cancel, name="ask_cancel"),
    path("orders/<slug:number>/ask/not-received", care_views.not_received, name="ask_not_received"),
    path("orders/<slug:number>/ask/damaged", care_views.damaged, name="ask_damaged"),
    path(
        "orders/<slug:number>/ask/not-authentic", care_views.not_authentic, name="ask_not_authentic"
    ),
    path("orders/<slug:number>/ask/forget", care_views.forget, name="ask_forget"),
    path("orders/<slug:number>/my-data", own_data_views.page, name="own_data"),
    path("orders/<slug:number>/my-data.json", own_data_views.document, name="own_data_file"),
    path(
        "orders/<slug:number>/my-data/files/<int:key>", own_data_views.file, name="own_data_upload"
    ),
    path("orders/<slug:number>/my-data/mails/<int:key>", own_data_views.mail, name="own_data_mail"),
    path("orders/<slug:number>/requests/<slug:key>/confirm", care_views.confirm, name="confirm_it"),
    path("orders/<slug:number>/requests/<slug:key>/keep", care_views.keep_it, name="keep_it"),
    path("orders/<slug:number>/papers/<int:key>", care_views.paper, name="order_paper"),
    path(
        "orders/<slug:number>/acknowledge", confirmation_views.acknowledge, name="acknowledge_order"
    ),
    path("orders/<slug:number>/pay", pay_again_views.pay, name="pay_again"),
    path("orders/<slug:number>/pay/cancel", pay_again_views.cancel, name="pay_again_cancel"),
    path("orders/<slug:number>/paid", pay_again_views.paid, name="paid_again"),
    path("orders/<slug:number>/delay/<int:key>", order_views.answer_delay, name="answer_delay"),
    path("orders/<slug:number>/returned/<slug:key>", return_views.answer, name="answer_returned"),
    path(
        "orders/<slug:number>/returns/<slug:key>/label.pdf",
        return_views.label,
        name="return_label",
    ),
    path(
        "orders/<slug:number>/returns/<slug:key>/label",
        return_views.new_label,
        name="new_return_label",
    ),
    path("orders/<path:mistyped>", order_views.mistyped, name="mistyped_order"),
    path("webhooks/carriers/<slug:key>", agents.carrier, name="carrier_webhook"),
    *(
        [path("webhooks/mail/", include("troth.mailbox.urls"))]
        if settings.ANYMAIL.get("WEBHOOK_SECRET")
        else []
    ),
    path("webhooks/payments", agents.payment_provider, name="payment_webhook"),
    path("desk/", include("troth.desk.urls")),
    path("media/<path:path>", views.media, name="media"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap.index, {"sitemaps": SITEMAPS}),
    path(
        "sitemap-<section>.xml",
        sitemap.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("feeds/google.xml", machines.google_feed, name="google_feed"),
]
if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mail/", mail_views.folder, name="mail_folder"),
        path("dev/mail/write", mail_views.write, name="mail_write"),
        path("dev/mail/<slug:name>", mail_views.message, name="mail_message"),
        path("dev/mail/<slug:name>/html", mail_views.message_html, name="mail_html"),
    ]
