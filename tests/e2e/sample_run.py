"""A small run of its own, for test_stopping.py: it makes and starts what every run does, and ends
as it is asked to.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from tests.e2e.chromium import chromium_path
from tests.factories import world


@pytest.fixture
def started(tmp_path, house):
    """Folders, and servers in this process."""
    (tmp_path / "file").touch()
    tempfile.mkdtemp(prefix="troth-")
    assert world.payments().url != world.carrier().url


def test_green(started):
    pass


def test_red(started):
    raise AssertionError("as asked")


@pytest.mark.django_db
def test_waits(started, store, provider, request):
    """With a store, a provider and a browser, until it is interrupted."""
    try:
        chromium_path()
    except pytest.skip.Exception:
        pass
    else:
        request.getfixturevalue("browser").new_page().goto(store.url)
    Path(os.environ["TROTH_SAMPLE_READY"]).touch()
    time.sleep(600)
