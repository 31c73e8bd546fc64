"""A benchmark on each engine: each in a process of its own, on a database that is made for it and
thrown away.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def on_each(script: str, measure: Callable[[str], None]) -> None:
    """Runs `measure(engine)` for each of ENGINES (sqlite postgres); `script` is the file that calls
    this.
    """
    if len(sys.argv) > 1:
        _here(sys.argv[1], measure)
        return
    for engine in os.environ.get("ENGINES", "sqlite postgres").split():
        environment = os.environ | {"TROTH_TEST_ENGINE": engine, "TROTH_DURABLE": "1"}
        if subprocess.call([sys.executable, script, engine], env=environment):  # noqa: S603 - ourselves
            sys.exit(1)


def _here(engine: str, measure: Callable[[str], None]) -> None:
    from tests.e2e.stores import fresh_database
    from tests.engine import pytest_unconfigure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
    try:
        os.environ["DATABASE_URL"] = fresh_database(Path(tempfile.mkdtemp(prefix="troth-bench-")))
        measure(engine)
    finally:
        pytest_unconfigure()
