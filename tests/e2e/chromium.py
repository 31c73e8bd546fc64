"""The browser of the end-to-end tests."""

from __future__ import annotations

import os
import shutil

import pytest


def chromium_path() -> str:
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if program := shutil.which(name):
            return program
    if os.environ.get("TROTH_BROWSER_REQUIRED"):
        pytest.fail(
            "no Chromium on this machine, and this run requires one: apt-get install chromium"
        )
    pytest.skip("no Chromium on this machine; get it with: apt-get install chromium")
