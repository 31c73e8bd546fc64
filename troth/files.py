"""Files that are read while they are written."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE, READABLE = 0o600, 0o644


def replace_text(file: Path, text: str, *, mode: int = READABLE) -> None:
    """Makes `text` the content of the file, all at once: whoever reads it meanwhile, or is killed
    while writing, finds the old content whole. Its folder is made where there is none; two
    processes may write the same file.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=mode)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)
