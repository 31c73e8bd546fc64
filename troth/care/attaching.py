"""Photos and papers that belong to a request: pictures are made anew, papers are kept as they
came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from troth.actors import Actor
from troth.care.models import Attachment, CareCase
from troth.catalog.pictures import BadPicture, clean_picture, is_picture
from troth.orders.models import Order
from troth.scanning.actions import (
    InfectedUpload,
    TooManyHeld,
    UploadContext,
    held_uploads,
    hold_upload,
    is_clean,
    scan_result,
)
from troth.scanning.models import INFECTED

MOST_FILES = 20
MOST_PAPER_BYTES = 10_000_000
PURPOSE = "care_file"
PAPER, PICTURE = "application/pdf", "image/jpeg"
PAPER_STARTS = b"%PDF-"


def attach_files(
    *, request: CareCase, files: Iterable[Any], now: datetime, by: str, shown: bool = False
) -> list[str]:
    """Keeps each upload that is a picture or a PDF, once. Returns, for every other, why not. One
    that the virus scanner can't look at now is held, and attached when it has been scanned.
    """
    belongs = UploadContext(PURPOSE, request.key, by, request.order.number)
    refused = []
    for file in files:
        name = PurePath(file.name.replace("\\", "/")).name[:200] or "file"
        if _file_count(request) >= MOST_FILES:
            refused.append(f"{name}: a request has at most {MOST_FILES} files")
            continue
        try:
            clean_now = is_clean(file, name=name, belongs=belongs, now=now)
            content, kind, digest = _read_file(file, name)
            if not clean_now:
                hold_upload(file, name=name, belongs=belongs, now=now, shown=shown)
                continue
        except (BadPicture, InfectedUpload, TooManyHeld) as bad:
            refused.append(str(bad))
            continue
        fields = {"name": name, "kind": kind, "digest": digest, "by": by, "at": now, "shown": shown}
        _store_attachment(request, content, fields)
    return refused


def store_scanned_file(*, request: CareCase, file: Any, name: str, fields: dict[str, Any]) -> None:
    """Keeps a file that waited for the virus scan, and is clean. Raises `BadPicture`."""
    content, kind, digest = _read_file(file, name)
    _store_attachment(request, content, fields | {"name": name, "kind": kind, "digest": digest})


def _file_count(request: CareCase) -> int:
    waiting: int = held_uploads(PURPOSE, request.key).count()
    return request.attachments.count() + waiting


def unreadable_reasons(files: Sequence[Any], *, order: Order, now: datetime) -> list[str]:
    """Of uploads that aren't kept yet: for each that is neither a picture nor a PDF, or is
    infected, why not. Where all of them are infected, that is recorded: nothing else will be.
    """
    infected = [file for file in files if scan_result(file).state == INFECTED]
    refused = []
    for file in files:
        name = PurePath(file.name.replace("\\", "/")).name[:200] or "file"
        try:
            if len(infected) == len(files):
                is_clean(file, name=name, belongs=_upload_context(order), now=now)
            if file not in infected:
                _read_file(file, name)
        except (BadPicture, InfectedUpload) as bad:
            refused.append(str(bad))
        file.seek(0)
    return refused


def _upload_context(order: Order) -> UploadContext:
    return UploadContext(PURPOSE, "", Actor.SHOPPER, order.number)


def _read_file(file: Any, name: str) -> tuple[bytes, str, str]:
    start = file.read(len(PAPER_STARTS))
    file.seek(0)
    if start == PAPER_STARTS or (name.lower().endswith(".pdf") and not is_picture(start)):
        if file.size > MOST_PAPER_BYTES:
            raise BadPicture(f"{name}: a paper has at most {MOST_PAPER_BYTES // 1_000_000} MB")
        content = file.read()
        if not content.startswith(PAPER_STARTS):
            raise BadPicture(f"{name}: this is no PDF")
        return content, PAPER, hashlib.sha256(content).hexdigest()
    picture = clean_picture(file, name=name, size=file.size, scanned=True)
    return picture.content, PICTURE, picture.digest


def _store_attachment(request: CareCase, content: bytes, fields: dict[str, Any]) -> None:
    if request.attachments.filter(digest=fields["digest"]).exists():
        return
    attachment = Attachment(request=request, **fields)
    ending = "pdf" if fields["kind"] == PAPER else "jpg"
    attachment.file.save(
        f"care/{request.key}-{fields['digest'][:16]}.{ending}", ContentFile(content), save=False
    )
    try:
        with transaction.atomic():
            attachment.save()
    except IntegrityError:  # sent twice at the same moment
        return
