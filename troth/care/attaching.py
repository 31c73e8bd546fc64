"""Photos and papers that belong to a request: pictures are made anew, papers are kept as they
came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from troth.care.models import Attachment, Request
from troth.catalog.pictures import BadPicture, clean

MOST_FILES = 20
MOST_PAPER_BYTES = 10_000_000
PAPER, PICTURE = "application/pdf", "image/jpeg"


def attach(
    *, request: Request, files: Iterable[Any], now: datetime, by: str, shown: bool = False
) -> list[str]:
    """Keeps each upload that is a picture or a PDF, once. Returns, for every other, why not."""
    refused = []
    for file in files:
        name = PurePath(file.name.replace("\\", "/")).name[:200] or "file"
        if request.attachments.count() >= MOST_FILES:
            refused.append(f"{name}: a request has at most {MOST_FILES} files")
            continue
        try:
            content, kind, digest = _read(file, name)
        except BadPicture as bad:
            refused.append(str(bad))
            continue
        told = {"name": name, "kind": kind, "digest": digest, "by": by, "at": now, "shown": shown}
        _keep(request, content, told)
    return refused


def unreadable(files: Iterable[Any]) -> list[str]:
    """Of uploads that aren't kept yet: for each that is neither a picture nor a PDF, why not."""
    refused = []
    for file in files:
        try:
            _read(file, PurePath(file.name.replace("\\", "/")).name[:200] or "file")
        except BadPicture as bad:
            refused.append(str(bad))
        file.seek(0)
    return refused


def _read(file: Any, name: str) -> tuple[bytes, str, str]:
    if name.lower().endswith(".pdf"):
        if file.size > MOST_PAPER_BYTES:
            raise BadPicture(f"{name}: a paper has at most {MOST_PAPER_BYTES // 1_000_000} MB")
        content = file.read()
        if not content.startswith(b"%PDF-"):
            raise BadPicture(f"{name}: this is no PDF")
        return content, PAPER, hashlib.sha256(content).hexdigest()
    picture = clean(file, name=name, size=file.size)
    return picture.content, PICTURE, picture.digest


def _keep(request: Request, content: bytes, told: dict[str, Any]) -> None:
    if request.attachments.filter(digest=told["digest"]).exists():
        return
    attachment = Attachment(request=request, **told)
    ending = "pdf" if told["kind"] == PAPER else "jpg"
    attachment.file.save(
        f"care/{request.key}-{told['digest'][:16]}.{ending}", ContentFile(content), save=False
    )
    try:
        with transaction.atomic():
            attachment.save()
    except IntegrityError:  # sent twice at the same moment
        return
