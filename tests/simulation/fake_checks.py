"""Checks that find one thing in every transcript with an order, for tests of the runner."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fake:
    """A finding."""

    check: str = "fake"
    order: str = "T-AAAAA-AAAAA"
    at: str = "2026-11-23"
    signature: str = "fake: order T"

    def as_text(self) -> str:
        """For a reader."""
        return "[fake] an order was placed"


def read_transcript(file: Path) -> list[Fake]:
    """One finding for each order placed."""
    lines = map(json.loads, file.read_text("utf-8").splitlines())
    return [Fake() for line in lines if line.get("kind") == "order.placed"]
