"""The addresses of a shopper's own data."""

from __future__ import annotations

from django.urls import path

from troth.storefront.own_data import views

urlpatterns = [
    path("orders/<slug:number>/my-data", views.own_data_page, name="own_data"),
    path("orders/<slug:number>/my-data.json", views.own_data_json, name="own_data_file"),
    path(
        "orders/<slug:number>/my-data/files/<int:key>",
        views.own_data_file,
        name="own_data_upload",
    ),
    path(
        "orders/<slug:number>/my-data/mails/<int:key>",
        views.own_data_mail,
        name="own_data_mail",
    ),
]
