"""Development's mail folder as pages. Production has no such address."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

MOST_SHOWN = 200


@require_GET
def folder(request: HttpRequest) -> HttpResponse:
    files = sorted(_folder().glob("*.eml"), reverse=True)[:MOST_SHOWN]
    return render(request, "storefront/mail_folder.html", {"mails": [(file.stem, _read(file)) for file in files]})


@require_GET
def message(request: HttpRequest, name: str) -> HttpResponse:
    mail = _find(name)
    text = mail.get_body(("plain",))
    context = {
        "name": name,
        "mail": mail,
        "message_id": mail["Message-ID"],
        "text": text.get_content() if text else "",
    }
    return render(request, "storefront/mail_message.html", context)


@xframe_options_sameorigin
@require_GET
def message_html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, as a mail program would show it."""
    part = _find(name).get_body(("html",))
    return HttpResponse(part.get_content() if part else "")


def _folder() -> Path:
    if not settings.DEVELOPMENT:
        raise Http404
    return Path(settings.MAIL_FOLDER)


def _find(name: str) -> EmailMessage:
    file = _folder() / f"{name}.eml"
    if not file.is_file():
        raise Http404
    return _read(file)


def _read(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)  # type: ignore[return-value]
