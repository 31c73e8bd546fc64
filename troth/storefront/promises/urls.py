"""The addresses of the promises."""

from __future__ import annotations

from django.urls import path

from troth.storefront.promises import faq_views, scorecard_views

urlpatterns = [
    path("promises", scorecard_views.promises_page, name="promises"),
    path("promises.csv", scorecard_views.promises_csv, name="promises_csv"),
    path("faq", faq_views.current_faq, name="faq"),
    path("faq/<slug:digest>.toml", faq_views.policy_source, name="faq_source"),
    path("faq/<slug:digest>", faq_views.faq_version, name="faq_version"),
]
