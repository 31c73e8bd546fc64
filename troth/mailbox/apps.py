"""The mailbox listens to what the mail provider's webhook tells."""

from __future__ import annotations

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "troth.mailbox"

    def ready(self) -> None:
        """Connects the receivers."""
        from troth.mailbox import webhooks  # noqa: F401
