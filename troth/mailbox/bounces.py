"""Mail servers' own reports (RFC 3464) about letters of ours, as they come to care's mailbox."""

from __future__ import annotations

import re
from datetime import datetime

from troth.care.mail.meaning import BOUNCE
from troth.care.mail.reading import read
from troth.care.mail_models import Mail
from troth.notices import copies

MOST_IDS = 20
_ID = re.compile(r"<[^<>\s]{1,250}@[^<>\s]{1,250}>")


def note_bounce(*, mail_id: int, now: datetime) -> int:
    """Records that the letters which a bounce names came back: any letter, not the confirmation
    alone. Returns how many. A letter's Message-ID is a secret of ours and of who got it.
    """
    mail = Mail.objects.filter(pk=mail_id, kind=BOUNCE).exclude(order=None).first()
    if mail is None or not mail.raw:
        return 0
    with mail.raw.open("rb") as file:
        found = read(file.read())
    told = f"{found.report}\n{found.own}\n{found.quoted}"
    ids = list(dict.fromkeys(_ID.findall(told)))[:MOST_IDS]
    at = mail.received_at
    says = diagnosis_of(found.report) or mail.subject
    return sum(copies.bounced_by_mail(message_id=one, says=says, at=at, now=now) for one in ids)


def diagnosis_of(report: str) -> str:
    """The receiving server's words in a delivery report: `smtp; 550 5.1.1 ...` without its type."""
    found = re.search(
        r"^diagnostic-code:\s*(?:[\w-]+;\s*)?(.+(?:\n[ \t]+.+)*)",
        report,
        re.IGNORECASE | re.MULTILINE,
    )
    return " ".join(found[1].split()) if found else ""
