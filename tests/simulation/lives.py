"""What `python -m simulation` asks of the checks: the findings of one transcript."""

from __future__ import annotations

from pathlib import Path

from tests.simulation.checks import all_findings
from tests.simulation.findings import Finding
from tests.simulation.transcript import load_file


def read_transcript(file: Path) -> list[Finding]:
    """Everything that the checks find in a life, in the order in which it happened."""
    return sorted(all_findings(load_file(file)), key=lambda finding: (finding.at, finding.check))
