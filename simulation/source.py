"""The source tree that a life runs on, which may be older than this one."""

from __future__ import annotations

from pathlib import Path


def settings_module(source: Path) -> str:
    """The module of Django's settings in this tree; before `troth.config`, it was a file."""
    is_package = (source / "troth" / "config" / "settings.py").exists()
    return "troth.config.settings" if is_package else "troth.settings"
