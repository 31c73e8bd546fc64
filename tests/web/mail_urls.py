"""The store's addresses with the mail provider's webhooks, as they stand where a secret is set."""

from __future__ import annotations

from django.urls import include, path

from troth.config.urls import *  # noqa: F403 - the handlers too
from troth.config.urls import urlpatterns as _store

urlpatterns = [path("webhooks/mail/", include("troth.webhooks.mail.urls")), *_store]
