"""Uploads: one too large is refused unread, and a name with a folder in it is refused, not
trimmed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParser
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from troth.scanning.actions import scan_files

View = Callable[..., HttpResponseBase]
MOST_BYTES = 120_000_000


def takes_files(*, guard: Callable[[View], View], page: str) -> Callable[[View], View]:
    """For views with a file field: `guard` looks at who asks, and the length is looked at, before
    any of it is read. `page` is the template that tells that it is too much.
    """

    def decorated(view: View) -> View:
        checked = csrf_protect(view)

        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
                most = MOST_BYTES // 1_000_000
                message = (
                    f"One upload has at most {most} MB. Send fewer files at once, or smaller ones."
                )
                return render(request, page, {"sentence": message}, status=413)
            request.named_with_folders = set()  # type: ignore[attr-defined]  # for `files_of`
            request.parse_file_upload = partial(_parse_body, request)  # type: ignore[method-assign]  # no hook
            return checked(request, *args, **kwargs)

        # The middleware's own check would read the request first, so it is left to `checked`.
        return csrf_exempt(wraps(view)(guard(limited)))

    return decorated


def files_of(request: HttpRequest, field: str) -> tuple[list[Any], list[str]]:
    """The files sent in a field, each scanned for viruses (`troth.scanning`); and, apart, the
    reasons for those whose names hold a folder. Whoever takes a file acts on what the scan said.
    """
    named: set[str] = getattr(request, "named_with_folders", set())
    files = request.FILES.getlist(field)
    refused = [
        f"{file.name}: a file's name can't hold a folder; rename it"
        for file in files
        if file.name in named
    ]
    taken = [file for file in files if file.name not in named]
    scan_files(taken)
    return taken, refused


def _parse_body(request: Any, meta: Any, post_data: Any) -> Any:
    return _Parser(request, meta, post_data, request.upload_handlers, request.encoding).parse()


class _Parser(MultiPartParser):
    """Django trims a name to its last part; this remembers that there was something to trim."""

    def __init__(self, request: Any, *args: Any) -> None:
        super().__init__(*args)
        self._request = request

    def sanitize_file_name(self, file_name: str) -> str | None:
        sanitized = super().sanitize_file_name(file_name)
        if sanitized != file_name:
            self._request.named_with_folders.add(sanitized)
        return sanitized
