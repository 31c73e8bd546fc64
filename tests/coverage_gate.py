"""Branch coverage per package beside its floor, from what `coverage` measured.

`python -m tests.coverage_gate` fails where a package falls below its floor in
`coverage_floor.toml`; with `--raise` it writes what was measured as the new floors, which never
fall. Percent is of statements and branches together, as `coverage report` counts them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("coverage_floor.toml")
ALL = "troth"  # the row of everything together
HEADER = """\
# Branch coverage of both tiers together, in percent, by package: what was measured, less a
# point for what depends on timing. `make coverage-floor` raises it; nothing lowers it.
"""
TIMING = 1.0


def main() -> int:
    measured = percents(coverage_data()["files"])
    floors = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    if "--raise" in sys.argv:
        FLOORS.write_text(HEADER + as_toml(raised(floors, measured)), "utf-8")
        print(f"wrote {FLOORS.name}")
        return 0
    for package, percent in sorted(measured.items()):
        print(f"   {percent:5.1f} %  (floor {floors.get(package, 0.0):4.1f})  {package}")
    fallen = below(floors, measured)
    for package in fallen:
        print(f"coverage of {package} fell below its floor", file=sys.stderr)
    return 1 if fallen else 0


def coverage_data() -> dict[str, Any]:
    """What `coverage json` says of the combined data."""
    command = [str(Path(sys.executable).with_name("coverage")), "json", "-q", "-o", "-"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def percents(files: dict[str, Any]) -> dict[str, float]:
    """Percent covered by package (`troth.policy`, or `troth` for the modules beside them)."""
    covered: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for name, file in files.items():
        summary = file["summary"]
        parts = Path(name).parts
        package = ".".join(parts[:2]) if len(parts) > 2 else "troth (top)"
        for key in (package, ALL):
            covered[key] += summary["covered_lines"] + summary["covered_branches"]
            total[key] += summary["num_statements"] + summary["num_branches"]
    return {key: 100 * covered[key] / total[key] for key in total if total[key]}


def below(floors: dict[str, float], measured: dict[str, float]) -> list[str]:
    """Packages below their floor; one that was not measured at all counts as 0."""
    return sorted(name for name, floor in floors.items() if measured.get(name, 0.0) < floor)


def raised(floors: dict[str, float], measured: dict[str, float]) -> dict[str, float]:
    """The new floors: the measured value less `TIMING`, and never less than the old floor."""
    fresh = {name: int((percent - TIMING) * 10) / 10 for name, percent in measured.items()}
    return {name: max(percent, floors.get(name, 0.0)) for name, percent in fresh.items()}


def as_toml(floors: dict[str, float]) -> str:
    return "".join(f'"{name}" = {percent}\n' for name, percent in sorted(floors.items()))


if __name__ == "__main__":
    sys.exit(main())
