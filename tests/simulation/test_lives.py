"""Lives that are lived for real, and read by every check. Deep.

The seeds of `seeds.txt` are whole lives. Beside them, the short life that a control needs: quiet as
the store is, and with the control in it the finding that it was kept for.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from simulation.living import LifeRequest, live_one

SEEDS = Path(__file__).parent / "seeds.txt"
CONTROLS = Path(__file__).parent.parent.parent / "simulation" / "controls"
# Two of them here; `make simulate-controls` tries all.
SHORT = ("claim-opens-at-noon", "window-counted-from-placing")


def requests_of(text: str) -> list[LifeRequest]:
    """The lives that a file of seeds names."""
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return [LifeRequest(int(seed), store, days=int(days)) for seed, store, days in rows]


def short_life(control: str) -> LifeRequest:
    """The life that was kept for a control, without it."""
    return LifeRequest(1, script=str(CONTROLS / "scripts" / f"{control}.json"))


LIVES = [*requests_of(SEEDS.read_text("utf-8")), *map(short_life, SHORT)]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_a_life_tells_nobody_anything_wrong(life: LifeRequest, tmp_path: Path) -> None:
    result = live_one(life, tmp_path)
    assert not result.failure
    assert result.counts["orders"] >= 1
    assert result.counts["letters"] >= 2
    stories = [f"{finding.signature}\n{finding.story}" for finding in result.findings[:5]]
    assert not stories, f"{len(result.findings)} findings\n" + "\n\n".join(stories)


@pytest.mark.parametrize("control", SHORT)
def test_a_fault_that_is_put_into_it_is_found(control: str, tmp_path: Path) -> None:
    stored_finding = tomllib.loads((CONTROLS / "found.toml").read_text("utf-8"))[control]
    life = LifeRequest(1, script=short_life(control).script, control=control)
    result = live_one(life, tmp_path)
    assert not result.failure
    assert stored_finding["signature"] in {finding.signature for finding in result.findings}
