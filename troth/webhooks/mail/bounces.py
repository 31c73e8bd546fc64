"""Reports about letters of ours, as they come to care's mailbox: that one came back (RFC 3464), or
that somebody called it spam (RFC 5965).
"""

from __future__ import annotations

import re
from datetime import datetime

from troth.actors import Actor
from troth.care.mail import filing
from troth.care.mail.meaning import BOUNCE, COMPLAINT
from troth.care.mail.reading import parse_mail
from troth.care.mail.reports import reported_letter
from troth.care.mail_models import Mail
from troth.notifications import copies

MOST_IDS = 20
RECORDED = "Recorded with the letter: somebody called it spam."


def record_report(*, mail_id: int, now: datetime) -> int:
    """Records what a report tells of the letters that it names: any letter, not the confirmation
    alone. Returns of how many. A letter's Message-ID is a secret of ours and of who got it. A
    complaint whose letter is found is in its place then; of another, a person looks.
    """
    mail = Mail.objects.filter(pk=mail_id, kind__in=(BOUNCE, COMPLAINT)).first()
    if mail is None or not mail.raw:
        return 0
    with mail.raw.open("rb") as file:
        report = parse_mail(file.read())
    kind = copies.COMPLAINED if mail.kind == COMPLAINT else copies.BOUNCED
    reason, at = diagnosis_of(report.report) or mail.subject, mail.received_at
    letter = reported_letter(report)
    recorded = sum(
        copies.record_mailed_report(
            kind=kind, message_id=message_id, sentence=reason, at=at, now=now
        )
        for message_id in letter.ids[:MOST_IDS]
    )
    if kind == copies.COMPLAINED:
        recorded = recorded or copies.record_complaint_by(
            address=letter.to, subject=letter.subject, at=at, now=now
        )
        if recorded:
            filing.dismiss_mail(mail=mail, why=RECORDED, now=now, by=Actor.MAILBOX)
    return int(recorded)


def diagnosis_of(report: str) -> str:
    """The receiving server's words in a delivery report: `smtp; 550 5.1.1 ...` without its type."""
    match = re.search(
        r"^diagnostic-code:\s*(?:[\w-]+;\s*)?(.+(?:\n[ \t]+.+)*)",
        report,
        re.IGNORECASE | re.MULTILINE,
    )
    return " ".join(match[1].split()) if match else ""
