"""Importing at the desk as a person does: the file is shown first, and then taken in."""

from __future__ import annotations

import re
from typing import Any

PAGE = "/desk/items/import"


def kept_in(page: Any) -> str:
    """The name under which the file that was shown waits; empty where nothing waits."""
    match = re.search(r'name="kept" value="([^"]+)"', page.content.decode())
    return match[1] if match else ""


def import_file(client: Any, file: Any, **more: str) -> Any:
    """Sends the file and presses what takes it in; returns the last page."""
    shown = client.post(PAGE, {"file": file, **more})
    upload_name = kept_in(shown)
    return client.post(PAGE, {"kept": upload_name, **more}) if upload_name else shown
