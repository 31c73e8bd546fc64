"""The addresses that other systems send to."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from troth.webhooks import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("carriers/<slug:key>", views.carrier_webhook, name="carrier_webhook"),
    path("payments", views.payment_webhook, name="payment_webhook"),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):
    urlpatterns += [path("mail/", include("troth.webhooks.mail.urls"))]
