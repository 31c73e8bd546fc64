"""How a stored file is given to a browser: a paper always as an attachment, a picture inline, and
neither with the right to run anything.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpResponse, HttpResponseBase

PICTURE_TYPE = "image/jpeg"
_ENDINGS = {PICTURE_TYPE: (".jpg", ".jpeg"), "application/pdf": (".pdf",)}
# A file may draw itself in a browser's own viewer, and nothing else.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def send_attachment(file: File[Any], *, name: str, content_type: str) -> FileResponse:
    """The file to save, never to open inside the store's own origin. Its name ends as its content,
    whatever it was called when it was sent.
    """
    named = _with_ending(_plain_file_name(name), content_type)
    answer = FileResponse(file, content_type=content_type, filename=named, as_attachment=True)
    _restrict_content(answer)
    return answer


def send_picture(file: File[Any]) -> FileResponse:
    """A photo of ours: every upload was decoded and written anew as a JPEG, so it may be shown."""
    answer = FileResponse(file, content_type=PICTURE_TYPE)
    _restrict_content(answer)
    return answer


def send_text(content: str | bytes, *, name: str, content_type: str) -> HttpResponse:
    """Text that was made for this answer, such as a CSV or a JSON file, to save."""
    answer = HttpResponse(content, content_type=content_type)
    name_attachment(answer, name)
    return answer


def name_attachment(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    """Makes an answer a file to save, under this name."""
    answer["Content-Disposition"] = f'attachment; filename="{_plain_file_name(name)}"'
    _restrict_content(answer)
    return answer


def _restrict_content(answer: HttpResponseBase) -> None:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX


def _with_ending(name: str, content_type: str) -> str:
    endings = _ENDINGS.get(content_type)
    return name if not endings or name.lower().endswith(endings) else f"{name[:190]}{endings[0]}"


def _plain_file_name(name: str) -> str:
    """A file name without a folder, a quotation mark or a control character."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable() and sign != '"')[:200] or "file"
