"""Uploads at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from troth.desk.staff import staff_only
from troth.http import uploads
from troth.scanning.actions import InfectedUpload, UploadContext, is_clean

takes_files = uploads.takes_files(guard=staff_only, page="desk/too_large.html")
files_of = uploads.files_of


def scan_problem(file: Any, *, belongs: UploadContext, now: datetime) -> str:
    """Why a file can't be taken now: it is infected, or the virus scanner doesn't answer. Empty
    where it is clean. For what must be there at once, and can't be held.
    """
    try:
        if is_clean(file, name=file.name, belongs=belongs, now=now):
            return ""
    except InfectedUpload as infected:
        return str(infected)
    return _("The virus scanner doesn't answer now. Send the file again in a few minutes.")
