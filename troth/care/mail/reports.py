"""What programs report of a letter of ours: that somebody called it spam (RFC 5965), or that it
came back, told in other ways than mail servers' own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from troth.care.mail.charsets import header_text
from troth.care.mail.reading import ParsedMail
from troth.email_addresses import mailboxes_in

# What a report of feedback says that is no complaint: somebody took a letter out of the folder for
# spam, or a server that a letter's sender couldn't be checked (RFC 6591).
_NO_COMPLAINT = frozenset(("not-spam", "auth-failure", "dmarc"))
_TYPE = re.compile(r"^feedback-type:[ \t]*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(
    r"^(?:original-rcpt-to|x-hmxmroriginalrecipient):[ \t]*(?:rfc822;)?(.+)",
    re.IGNORECASE | re.MULTILINE,
)
_TO = re.compile(r"^to:[ \t]*(.+)", re.IGNORECASE | re.MULTILINE)
_SUBJECT = re.compile(r"^subject:[ \t]*(.+(?:\n[ \t]+.+)*)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"<[^<>\s]{1,250}@[^<>\s]{1,250}>")
# The letter's own id; others stand in its References. Notices in JSON have names and values.
_OWN_ID = re.compile(
    r'(?:^[>\s]*|")message-id"?\s*[:,]\s*(?:"value"\s*:\s*")?<?([^<>\s"]{1,250}@[^<>\s"]{1,250})',
    re.IGNORECASE | re.MULTILINE,
)
# Amazon's notices (SNS) when they are sent by mail.
_NOTICE = re.compile(r'"(?:notification|event)Type"\s*:\s*"(\w+)"')
_NOTICE_ID = re.compile(r'"messageId"\s*:\s*"([\w<>@.-]{10,250})"')
_NOTICE_TO = re.compile(r'"destination"\s*:\s*\["([^"\s]+)"')


@dataclass(frozen=True, slots=True)
class ReportedLetter:
    """Which letter a report is about. `ids`: its Message-ID, or the mail provider's own; where the
    report doesn't say which it is, all that it holds.
    """

    ids: tuple[str, ...] = ()
    to: str = ""
    subject: str = ""


def notice_of(read: ParsedMail) -> str:
    """What a notice of Amazon's tells, in its own word; empty for other mails."""
    if "x-amz-sns-message-id" not in read.headers:
        return ""
    kind = _NOTICE.search(_notice_text(read))
    return kind[1].lower() if kind else ""


def _notice_text(read: ParsedMail) -> str:
    """A notice's words; inside of another, its quotation marks are escaped."""
    return f"{read.own}\n{read.quoted}".replace('\\"', '"')


def is_complaint(read: ParsedMail) -> bool:
    """Whether somebody called a letter spam, or worse. Types that no standard knows are `other`
    (RFC 5965, 3.1), which is a complaint too.
    """
    kinds = _TYPE.findall(read.feedback)
    reported = bool(read.feedback) and not (kinds and kinds[0].lower() in _NO_COMPLAINT)
    return reported or notice_of(read) == "complaint"


def reported_letter(read: ParsedMail) -> ReportedLetter:
    """Which letter a report is about, as far as it says so."""
    words = (
        _notice_text(read)
        if "x-amz-sns-message-id" in read.headers
        else f"{read.own}\n{read.quoted}"
    )
    whole = f"{read.feedback}\n{read.report}\n{words}"
    ids = [f"<{message_id}>" for message_id in _OWN_ID.findall(whole)] or _ID.findall(whole)
    if notice_of(read):
        ids += _NOTICE_ID.findall(words)
    to = _RECIPIENT.findall(whole) or _TO.findall(read.report) or _NOTICE_TO.findall(words)
    people = mailboxes_in(to[0]) if to else []
    subject = _SUBJECT.search(read.report)
    return ReportedLetter(
        ids=tuple(dict.fromkeys(ids)),
        to=people[0] if len(people) == 1 else "",
        subject=" ".join(header_text(subject[1]).split()) if subject else "",
    )
