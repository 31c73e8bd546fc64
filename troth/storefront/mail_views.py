"""Development's mail folder as pages. Production has no such address."""

from __future__ import annotations

import email
import email.policy
import imaplib
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.headers import LETTER, content_security_policy
from troth.orders.policy_versions import terms_at

MOST_SHOWN = 200


@require_GET
def mail_folder(request: HttpRequest) -> HttpResponse:
    files = sorted(_mail_folder().glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return render(
        request,
        "storefront/mail_folder.html",
        {"mails": [(file.stem, _read_mail(file)) for file in files]},
    )


@require_GET
def mail_message(request: HttpRequest, name: str) -> HttpResponse:
    mail = _find_mail(name)
    text = mail.get_body(("plain",))
    context = {
        "name": name,
        "mail": mail,
        "message_id": mail["Message-ID"],
        "text": text.get_content() if text else "",
    }
    answer = render(request, "storefront/mail_message.html", context)
    answer["Content-Security-Policy"] = content_security_policy(frames=True)
    return answer


@require_GET
@xframe_options_sameorigin
def message_html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, as a mail program would show it."""
    part = _find_mail(name).get_body(("html",))
    answer = HttpResponse(part.get_content() if part else "")
    answer["Content-Security-Policy"] = LETTER
    return answer


@require_POST
def write_mail(request: HttpRequest) -> HttpResponse:
    """A mail to care, put into the built-in mailbox as a mail server would, with its finding on the
    sender.
    """
    if not settings.MAILBOX_BUILT_IN:
        raise Http404
    mail, sender = EmailMessage(), request.POST.get("sender", "")[:254]
    try:
        mail["From"], mail["To"] = sender, terms_at(clock.now()).file.store.care_email
        mail["Subject"] = " ".join(request.POST.get("subject", "")[:200].split())
        mail["Message-ID"], mail["Date"] = (
            make_msgid(domain="mail.example"),
            format_datetime(clock.now()),
        )
        mail.set_content(request.POST.get("text", "")[:10_000])
    except (ValueError, IndexError) as wrong:
        messages.error(request, f"That is no mail: {wrong}")
        return redirect("mail_folder")
    dmarc_result = "pass" if request.POST.get("proven") == "on" else "none"
    domain = sender.rpartition("@")[2].strip("<> ")
    above = (
        f"Authentication-Results: {settings.CARE_AUTHSERV_ID}; dmarc={dmarc_result}"
        f" header.from={domain}\r\n"
    )
    try:
        with imaplib.IMAP4("127.0.0.1", settings.MAILBOX_PORT, timeout=10) as box:
            box.login(settings.CARE_IMAP["user"], settings.CARE_IMAP["password"])
            box.append("INBOX", "", "", above.encode() + mail.as_bytes(policy=email.policy.SMTP))
    except (OSError, imaplib.IMAP4.error):
        messages.error(
            request, "The built-in mailbox isn't running: start the store with `make run`."
        )
        return redirect("mail_folder")
    messages.success(request, "Sent: care has it within a minute.")
    return redirect("mail_folder")


def _mail_folder() -> Path:
    if not settings.DEVELOPMENT:
        raise Http404
    return Path(settings.MAIL_FOLDER)


def _find_mail(name: str) -> EmailMessage:
    file = _mail_folder() / f"{name}.eml"
    if not file.is_file():
        raise Http404
    return _read_mail(file)


def _read_mail(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
