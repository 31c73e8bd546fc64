"""Connects the mail provider's webhooks."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "troth.webhooks"

    def ready(self) -> None:
        """Connects the receivers."""
        from troth.webhooks.mail import webhooks  # noqa: F401
