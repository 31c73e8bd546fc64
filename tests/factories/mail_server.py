"""A mail server of a test's own."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator

from aiosmtpd.controller import Controller

from tests.e2e.stores import free_port


class MailServer:
    """Takes mail, or refuses it as it is told."""

    def __init__(self):
        self.taken, self.answer = [], "250 Taken"

    async def handle_DATA(self, _server, _session, envelope):
        if self.answer.startswith("250"):
            self.taken.append(
                email.message_from_bytes(envelope.content, policy=email.policy.default)
            )
        return self.answer


def run_mail_server(house) -> Iterator[MailServer]:
    """The store mails to a server of its own."""
    handler, port = MailServer(), free_port()
    running = Controller(handler, hostname="127.0.0.1", port=port)
    running.start()
    house.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    house.EMAIL_HOST, house.EMAIL_PORT = "127.0.0.1", port
    yield handler
    running.stop()
