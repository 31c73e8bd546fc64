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
    path("favicon.ico", RedirectView.as_view(url="/static/components/icon.svg")),
    path("", views.front_page, name="front"),
    path("items/", search_views.results_page, name="items"),
    path("items/<slug:slug>", views.item_page, name="item"),
    path("search", search_views.results_page, name="search"),
    path("search/suggestions", search_views.suggest_texts, name="suggestions"),
    path("searches", search_views.save_search, name="save_search"),
    path("searches/<str:key>", search_views.saved_search_page, name="saved_search"),
    path("searches/<str:key>/end", search_views.end_search, name="end_search"),
    path("promises", scorecard_views.promises_page, name="promises"),
    path("promises.csv", scorecard_views.promises_csv, name="promises_csv"),
    path("bag", views.bag_page, name="bag"),
    path("bag/add/<slug:slug>", views.add_to_bag, name="bag_add"),
    path("bag/remove/<slug:slug>", views.remove_from_bag, name="bag_remove"),
    path("checkout", checkout_views.checkout_page, name="checkout"),
    path("checkout/review", checkout_views.review_page, name="review"),
    path("checkout/paid", checkout_views.return_from_payment, name="paid"),
    path("checkout/method", checkout_views.change_method, name="method"),
    path("checkout/locations", location_views.locations_page, name="locations"),
    path("checkout/accept", checkout_views.accept_new_dates, name="accept"),
    path("checkout/leave", checkout_views.leave_checkout, name="leave"),
    path("faq", faq_views.current_faq, name="faq"),
    path("faq/<slug:digest>.toml", faq_views.policy_source, name="faq_source"),
    path("faq/<slug:digest>", faq_views.faq_version, name="faq_version"),
    path("o/<path:token>", order_views.open_order_link, name="order_link"),
    path("orders/find", order_views.find_order, name="find_order"),
    path("orders/<slug:number>", order_views.order_page, name="order"),
    path("orders/<slug:number>/print", order_views.order_print, name="order_print"),
    path("orders/<slug:number>/calendar.ics", order_views.order_calendar, name="order_calendar"),
    path(
        "orders/<slug:number>/proof/<int:key>.pdf",
        order_views.delivery_proof_file,
        name="order_proof",
    ),
    path("orders/<slug:number>/ask/cancel", care_views.cancel_page, name="ask_cancel"),
    path(
        "orders/<slug:number>/ask/not-received",
        care_views.report_not_received,
        name="ask_not_received",
    ),
    path("orders/<slug:number>/ask/damaged", care_views.report_damage, name="ask_damaged"),
    path(
        "orders/<slug:number>/ask/not-authentic",
        care_views.report_not_authentic,
        name="ask_not_authentic",
    ),
    path("orders/<slug:number>/ask/forget", care_views.forget_page, name="ask_forget"),
    path("orders/<slug:number>/my-data", own_data_views.own_data_page, name="own_data"),
    path("orders/<slug:number>/my-data.json", own_data_views.own_data_json, name="own_data_file"),
    path(
        "orders/<slug:number>/my-data/files/<int:key>",
        own_data_views.own_data_file,
        name="own_data_upload",
    ),
    path(
        "orders/<slug:number>/my-data/mails/<int:key>",
        own_data_views.own_data_mail,
        name="own_data_mail",
    ),
    path(
        "orders/<slug:number>/requests/<slug:key>/confirm",
        care_views.confirm_cancellation,
        name="confirm_it",
    ),
    path("orders/<slug:number>/requests/<slug:key>/keep", care_views.keep_order, name="keep_it"),
    path("orders/<slug:number>/papers/<int:key>", care_views.attachment_file, name="order_paper"),
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
    path("orders/<slug:number>/delay/<int:key>", order_views.answer_delay, name="answer_delay"),
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
    path("orders/<path:mistyped>", order_views.mistyped_number, name="mistyped_order"),
    path("webhooks/carriers/<slug:key>", agents.carrier_webhook, name="carrier_webhook"),
    *(
        [path("webhooks/mail/", include("troth.mailbox.urls"))]
        if settings.ANYMAIL.get("WEBHOOK_SECRET")
        else []
    ),
    path("webhooks/payments", agents.payment_webhook, name="payment_webhook"),
    path("desk/", include("troth.desk.urls")),
    path("media/<path:path>", views.media_file, name="media"),
    path("robots.txt", machines.robots_txt, name="robots"),
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
        path("dev/mail/", mail_views.mail_folder, name="mail_folder"),
        path("dev/mail/write", mail_views.write_mail, name="mail_write"),
        path("dev/mail/<slug:name>", mail_views.mail_message, name="mail_message"),
        path("dev/mail/<slug:name>/html", mail_views.message_html, name="mail_html"),
    ]
