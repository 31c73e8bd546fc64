"""The checkout's addresses."""

from __future__ import annotations

from django.urls import path

from troth.storefront.checkout import location_views, views

urlpatterns = [
    path("checkout", views.checkout_page, name="checkout"),
    path("checkout/review", views.review_page, name="review"),
    path("checkout/paid", views.return_from_payment, name="paid"),
    path("checkout/method", views.change_method, name="method"),
    path("checkout/locations", location_views.locations_page, name="locations"),
    path("checkout/accept", views.accept_new_dates, name="accept"),
    path("checkout/leave", views.leave_checkout, name="leave"),
]
