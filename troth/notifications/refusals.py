"""Whether a mail server or provider refused an address for good, or only for now."""

from __future__ import annotations

import re
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailInvalidAddress, AnymailRecipientsRefused

# Codes of an SMTP server (RFC 5321, RFC 4954) that are about us, whatever they answer to.
_ABOUT_US = frozenset((500, 502, 503, 504, 530, 534, 535, 538))
_NOT_THE_ADDRESS = (
    SMTPAuthenticationError, SMTPConnectError, SMTPHeloError, SMTPSenderRefused,
)  # fmt: skip
# How providers name the recipient in an answer that refuses a message: Mailgun ("'to' parameter is
# not a valid address"), SendGrid (the field "personalizations.0.to.0.email"), Brevo ("email is not
# valid in to"), Resend ("Invalid `to` field"), Amazon ("Domain contains control or whitespace").
_NAMES_THE_RECIPIENT = re.compile(
    r"'to' parameter|personalizations\.\d+\.to\b|valid in to\b|invalid [`'\"]?to[`'\"]? field"
    r"|(local address|domain) contains|missing final '@domain'|illegal address",
    re.IGNORECASE,
)
# An account that may send to nobody yet (Amazon's sandbox) says nothing about an address.
_ACCOUNT_NOT_READY = re.compile(r"is not verified", re.IGNORECASE)
_REFUSES = frozenset((400, 422))


def refusal_of(problem: Exception, *, to: str) -> str | None:
    """The server's words where it refused `to` for good; None for everything that may go better
    later, or that says nothing about the address.
    """
    if isinstance(problem, SMTPRecipientsRefused):
        return _of_recipients(problem)
    if isinstance(problem, SMTPResponseException):
        if isinstance(problem, _NOT_THE_ADDRESS) or not _is_permanent(problem.smtp_code):
            return None
        return _smtp_words(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, AnymailRecipientsRefused):
        return _answer_of(problem) or str(problem)
    if isinstance(problem, AnymailInvalidAddress):
        return str(problem) if to and to in str(problem) else None
    if isinstance(problem, AnymailAPIError):
        return _of_provider(problem, to)
    return None


def _of_recipients(problem: SMTPRecipientsRefused) -> str | None:
    answers = list(problem.recipients.values())
    if not answers or not all(_is_permanent(code) for code, _ in answers):
        return None
    return _smtp_words(*answers[0])


def _is_permanent(code: int) -> bool:
    return 500 <= code <= 599 and code not in _ABOUT_US


def _smtp_words(code: int, reply: bytes | str) -> str:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(words.split())}"


def _of_provider(problem: AnymailAPIError, to: str) -> str | None:
    answer = _answer_of(problem)
    if _status_of(problem) not in _REFUSES or _ACCOUNT_NOT_READY.search(answer):
        return None
    named = bool(to) and to.lower() in answer.lower()
    return answer if named or _NAMES_THE_RECIPIENT.search(answer) else None


def _status_of(problem: AnymailAPIError) -> int | None:
    if problem.status_code is not None:
        return int(problem.status_code)
    if isinstance(problem.response, dict):  # Amazon's library
        status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return int(status) if status else None
    return None


def _answer_of(problem: Exception) -> str:
    """What the provider wrote, without the envelope around it."""
    response: Any = getattr(problem, "response", None)
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Message", ""))
    try:
        answer = response.json()
    except (AttributeError, ValueError):
        return str(getattr(response, "text", "") or "")
    if not isinstance(answer, dict):
        return str(answer)
    message = answer.get("Message") or answer.get("message") or answer.get("errors") or answer
    return " ".join(str(message).split())
