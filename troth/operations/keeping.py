"""Nothing is acknowledged before it is on the second disk, where COPY_DIR names one."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest, HttpResponse
from django.utils.deconstruct import deconstructible

from troth.operations.copying import Copy

NOT_KEPT = (
    "We can't be sure that this is kept, and so we don't say that it is. Please look again in a few"
    " minutes, or at your mail: whatever you pressed is done once at most."
)


@cache
def database_copy() -> Copy:
    """This process's part in the copy of the store's database."""
    return Copy(Path(settings.DATABASES["default"]["NAME"]), Path(settings.COPY_DIR))


def begin_copy() -> None:
    """Before the store opens: a copy that is whole."""
    if settings.COPY_DIR:
        database_copy().begin()


def tidy_copy() -> None:
    """Ships what was committed, and begins with a new base where the logs have grown long."""
    database_copy().tidy()


def copy_lag_bytes() -> int:
    """How many bytes are committed and not in the copy; 0 where no copy is kept."""
    return database_copy().lag() if settings.COPY_DIR else 0


class Kept:
    """A middleware: answers leave once all that was committed is on the second disk; 503 where that
    takes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.COPY_DIR:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        try:
            database_copy().ship()
        except (OSError, sqlite3.Error):
            logging.getLogger(__name__).exception(
                "The second disk takes nothing: nothing is acknowledged"
            )
            if answer.streaming:
                answer.close()
            return HttpResponse(
                NOT_KEPT, status=503, content_type="text/plain", headers={"Retry-After": "60"}
            )
        return answer


@deconstructible(path="troth.operations.keeping.Doubled")
class Doubled(FileSystemStorage):
    """Files on this disk, and each on the second one before its name is told."""

    def __init__(self, *, location: Path, second: Path, **options: Any) -> None:
        super().__init__(location=location, **options)
        self._second = Path(second)

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # a stub without it
        to = self._second / saved
        to.parent.mkdir(parents=True, exist_ok=True)
        beside = to.with_name(f"{to.name}.{os.getpid()}")
        shutil.copyfile(self.path(saved), beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(to)
        return saved

    def delete(self, name: str) -> None:
        super().delete(name)
        (self._second / name).unlink(missing_ok=True)
