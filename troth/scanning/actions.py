"""An upload's way: scanned first; clean, it goes on; infected, it is deleted and somebody is told;
without a verdict, it is held, shown to nobody, and scanned again until there is one.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from troth.scanning import clamd
from troth.scanning.models import CLEAN, INFECTED, REFUSED, WAITING, HeldUpload
from troth.scanning.outbox import UPLOADS
from troth.scanning.purposes import PURPOSES

MOST_HELD = 60  # of one subject: what waits is kept whole


class InfectedUpload(ValueError):
    """The scanner found something: the file is deleted. The text names it, for who sent it."""


class TooManyHeld(ValueError):
    """So many files of this wait for the virus scan that no more are taken."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """`state` is clean, infected or waiting; `scanner_response` is the signature, or why none is
    known.
    """

    state: str
    scanner_response: str = ""


@dataclass(frozen=True, slots=True)
class UploadContext:
    """What an upload is for, and who sent it."""

    purpose: str
    subject: str
    by: str
    order_number: str = ""


def scan_content(content: bytes) -> ScanResult:
    """What the scanner says of this content. Clean where no scanner is set up."""
    if not settings.CLAMD_ADDRESS:
        return ScanResult(CLEAN)
    try:
        signature = clamd.scan_bytes(
            content, address=settings.CLAMD_ADDRESS, timeout=settings.CLAMD_TIMEOUT
        )
    except clamd.ScannerUnavailable as away:
        logging.getLogger(__name__).warning("No verdict of an upload: %s", away)
        return ScanResult(WAITING, str(away))
    return ScanResult(INFECTED, signature) if signature else ScanResult(CLEAN)


def scan_files(files: Iterable[Any]) -> None:
    """Scans each file, outside of any transaction, and remembers the result on it. Once the scanner
    is away, the rest wait without asking it again.
    """
    away: ScanResult | None = None
    for file in files:
        result = away or scan_result(file)
        file.scan_result = result
        if result.state == WAITING:
            away = result


def scan_result(file: Any) -> ScanResult:
    """The result that is remembered on a file; it is scanned now where there is none."""
    remembered = getattr(file, "scan_result", None)
    if isinstance(remembered, ScanResult):
        return remembered
    file.scan_result = scan_content(_content_of(file))
    return scan_result(file)


def is_clean(file: Any, *, name: str, belongs: UploadContext, now: datetime) -> bool:
    """True where the file may go on, False where it must be held. One that is infected is recorded,
    and `InfectedUpload` is raised.
    """
    result = scan_result(file)
    if result.state != INFECTED:
        return result.state == CLEAN
    record_infected(file, name=name, signature=result.scanner_response, belongs=belongs, now=now)
    raise InfectedUpload(
        f"{name[:80]}: the virus scanner found {result.scanner_response[:80]} in it."
        " It was deleted."
    )


def record_infected(
    file: Any, *, name: str, signature: str, belongs: UploadContext, now: datetime
) -> HeldUpload:
    """Keeps that an infected file came, without the file."""
    return HeldUpload.objects.create(
        **_upload_fields(file, name, belongs),
        at=now,
        not_before=now,
        state=INFECTED,
        ended_at=now,
        outcome=signature[:300],
    )


def hold_upload(
    file: Any, *, name: str, belongs: UploadContext, now: datetime, **facts: Any
) -> HeldUpload:
    """Keeps a file that has no verdict yet, once, where nobody sees it. Raises `TooManyHeld`."""
    fields = _upload_fields(file, name, belongs)
    same = HeldUpload.objects.waiting().filter(purpose=belongs.purpose, subject=belongs.subject)
    if held := same.filter(digest=fields["digest"]).first():
        return held
    if same.count() >= MOST_HELD:
        raise TooManyHeld(f"{name[:80]}: too many files wait for the virus scan; try again later.")
    held = HeldUpload(**fields, at=now, not_before=now, facts=facts)
    held.problem = scan_result(file).scanner_response[:300]
    held.file.save(f"waiting/{held.key}", ContentFile(_content_of(file)), save=False)
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:  # sent twice at the same moment
        held.file.storage.delete(str(held.file.name))
        return same.get(digest=fields["digest"])
    return held


def held_uploads(purpose: str, subject: str) -> Any:
    """What waits for the virus scan, of one thing; the oldest first."""
    rows = HeldUpload.objects.waiting().filter(purpose=purpose, subject=subject)
    return rows.order_by("pk")


def scan_held_uploads(*, now: datetime, limit: int = 50) -> int:
    """Scans what waits, as long as the scanner answers. Returns how many were decided. Where the
    scanner was taken out of the settings, what waits goes on waiting: nobody has looked at it.
    """
    if not settings.CLAMD_ADDRESS:
        return 0
    decided = 0
    for key in UPLOADS.due_keys(now=now, limit=limit):
        if not UPLOADS.lease_row(key, now=now):
            continue
        held = HeldUpload.objects.get(pk=key)
        if not _scan_held_upload(held, now):
            break
        decided += 1
    return decided


def _scan_held_upload(held: HeldUpload, now: datetime) -> bool:
    """Lets go of one upload by what the scanner says. False where it still says nothing."""
    with held.file.open("rb") as file:
        content = file.read()
    result = scan_content(content)
    if result.state == WAITING:
        UPLOADS.postpone(held.pk, attempts=held.attempts, problem=result.scanner_response, now=now)
        return False
    with transaction.atomic():
        stored = HeldUpload.objects.select_for_update().filter(pk=held.pk, state=WAITING).first()
        if stored is None:
            return True
        purpose = PURPOSES[stored.purpose]
        if result.state == INFECTED:
            state, outcome = INFECTED, result.scanner_response
            stored.outcome = result.scanner_response[:300]
            if purpose.infected:
                import_string(purpose.infected)(stored, now=now)
        else:
            outcome = import_string(purpose.complete)(stored, content, now=now)
            state = REFUSED if outcome else CLEAN
        _end_held_upload(stored, state=state, outcome=outcome, now=now)
    return True


def delete_held_uploads(*, order_number: str, now: datetime) -> int:
    """Deletes what waits of an order that is erased, and the names of what came. Returns how
    many.
    """
    rows = HeldUpload.objects.filter(order_number=order_number)
    waiting = list(rows.waiting().select_for_update())
    for held in waiting:
        _end_held_upload(held, state=REFUSED, outcome="The order was erased.", now=now)
    rows.exclude(name="").update(name="")
    return len(waiting)


def _end_held_upload(held: HeldUpload, *, state: str, outcome: str, now: datetime) -> None:
    name, storage = str(held.file.name), held.file.storage
    HeldUpload.objects.filter(pk=held.pk).update(
        state=state, outcome=outcome[:300], ended_at=now, file="", problem=""
    )
    if name:
        transaction.on_commit(partial(_delete_file, storage, name))


def _delete_file(storage: Storage, name: str) -> None:
    with suppress(OSError):
        storage.delete(name)


def _upload_fields(file: Any, name: str, belongs: UploadContext) -> dict[str, Any]:
    return {
        "purpose": belongs.purpose,
        "subject": belongs.subject[:80],
        "order_number": belongs.order_number[:40],
        "name": "".join(sign for sign in name if sign.isprintable())[:200],
        "by": belongs.by[:100],
        "digest": hashlib.sha256(_content_of(file)).hexdigest(),
    }


def _content_of(file: Any) -> bytes:
    """The whole of a file, which is then read from its beginning again."""
    file.seek(0)
    content: bytes = file.read()
    file.seek(0)
    return content
