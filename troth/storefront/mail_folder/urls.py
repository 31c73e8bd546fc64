"""The addresses of development's mail folder."""

from __future__ import annotations

from django.urls import path

from troth.storefront.mail_folder import views

urlpatterns = [
    path("dev/mail/", views.mail_folder, name="mail_folder"),
    path("dev/mail/write", views.write_mail, name="mail_write"),
    path("dev/mail/<slug:name>", views.mail_message, name="mail_message"),
    path("dev/mail/<slug:name>/html", views.message_html, name="mail_html"),
]
