"""The policy's tests start without Django: who changes a rule has an answer at once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def test_none_of_them_needs_django():
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in HERE.glob("*.py")]
    asks = (
        f"import sys, {', '.join(['tests.conftest', 'tests.engine', *modules])};"
        " print(*{'django', 'karrio', 'stripe'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", asks]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_generated_examples_have_the_suites_profile():
    by_itself = [
        path.name
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"^(from|import) hypothesis", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert by_itself == []
