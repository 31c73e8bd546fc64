"""The rows of a table of inputs: what somebody was sent, where, and what is right."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def rows_in(name: str) -> list[dict[str, Any]]:
    """The rows of `tests/inputs/<name>.toml`; each names its source, and how it went before."""
    rows: list[dict[str, Any]] = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["row"]
    for row in rows:
        assert row["source"], row
        assert row["before"] in ("failed", "held"), row
    return rows
