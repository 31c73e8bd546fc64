"""Uploads at the desk."""

from __future__ import annotations

from troth import uploads
from troth.desk.staff import staff_only

takes_files = uploads.takes_files(guard=staff_only, page="desk/too_large.html")
files_of = uploads.files_of
