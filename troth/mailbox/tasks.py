"""Background work of the mailbox: asking for mail, and putting each in its place."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django_tasks import task
from dkim.dnsplug import get_txt

from troth import clock
from troth.care.mail import filing
from troth.care.outbox import MAILS
from troth.mailbox import bounces, imap


@task()
def read_mail(mail_id: int) -> None:
    """Reads a mail that was kept, if nobody has."""
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    handled = filing.process_mail(
        mail_id=mail_id,
        clock=clock.now,
        dns=get_txt,
        authserv_id=settings.CARE_AUTHSERV_ID,
        our_domain=domain,
    )
    if handled:
        bounces.record_report(mail_id=mail_id, now=clock.now())


@task()
def poll_mailbox() -> None:
    """Asks the IMAP server, and reads what it has."""
    try:
        for mail_id in imap.poll_inbox(settings=settings.CARE_IMAP, clock=clock.now):
            MAILS.nudge(mail_id)
    except imap.MailServerUnreachable as problem:
        logging.getLogger(__name__).warning("The mailbox can't be reached: %s", problem)


def sweep_mailbox() -> int:
    """Asks for mail, and reads what a killed worker left. Returns how much was left."""
    if settings.CARE_IMAP["host"]:
        poll_mailbox.enqueue()
    return MAILS.nudge_due(now=clock.now(), limit=200)
