"""The controls: faults put into lives one at a time, each of which the checks must find.

`make simulate-controls` tries every control on the short life that is kept beside it, and exits 1
where one isn't found, or where the same life shows its finding without it. `--seek` looks for what
isn't found yet: it lives seeds with each control, compares with the same seed without it, and keeps
the fewest storylines that show it. It can be stopped with Ctrl-C, and goes on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from simulation.controls import HERE as CONTROLS
from simulation.controls import control_names, load_control, script_of
from simulation.living import (
    CACHE,
    CHECKS,
    JOBS,
    FoundStory,
    LifeRequest,
    LifeResult,
    live_many,
    live_one,
    result_from,
)
from simulation.script import Script, script_from
from simulation.shrink import Shrinker, storyline_of
from simulation.transcript import read_lines

FOUND = CONTROLS / "found.toml"
RESULTS = CACHE / "controls.jsonl"
TRIES = 12

LiveLife = Callable[[LifeRequest, Path], LifeResult]


@dataclass(frozen=True)
class KeptFinding:
    """What is known of a control: the seed and the finding that shows it, after so many lives."""

    seed: int
    lives: int
    signature: str
    at_first: str = "found"  # or what the checks missed when the control was first tried


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where a control isn't found."""
    options = _options().parse_args(arguments)
    names = options.names or control_names()
    if options.list:
        for line in table_of(names):
            print(line)
        return 0
    live_life = partial(live_one, checks=options.checks)
    with tempfile.TemporaryDirectory(prefix="controls-") as folder:
        try:
            if options.seek:
                Seeker(Path(folder), live_life, options).seek(names)
                return 0
            return try_controls(names, Path(folder), live_life, options.jobs)
        except KeyboardInterrupt:
            print("stopped", flush=True)
            return 2


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m simulation.controlling",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("names", nargs="*", help="all where none is given")
    options.add_argument("--list", action="store_true", help="what each is, and what is known")
    options.add_argument("--seek", action="store_true", help="look for what isn't found yet")
    options.add_argument("--seeds", type=int, default=4, help="so many lives for each at most")
    options.add_argument("--tries", type=int, default=TRIES, help="lives to shorten a find by")
    options.add_argument("--checks", default=CHECKS)
    options.add_argument("--jobs", type=int, default=JOBS)
    return options


# What is kept


def kept_findings() -> dict[str, KeptFinding]:
    """By the control's name."""
    if not FOUND.exists():
        return {}
    rows = tomllib.loads(FOUND.read_text(encoding="utf-8"))
    return {name: KeptFinding(**row) for name, row in rows.items()}


def keep_finding(name: str, finding: KeptFinding, script: Script) -> None:
    """Writes it beside the control."""
    script_of(name).parent.mkdir(exist_ok=True)
    script_of(name).write_text(script.as_json() + "\n", encoding="utf-8")
    rows = kept_findings() | {name: finding}
    parts = ["# What finds each control: written by `python -m simulation.controlling --seek`.\n"]
    for key, row in sorted(rows.items()):
        parts.append(
            f"[{key}]\nseed = {row.seed}\nlives = {row.lives}\n"
            f"signature = {json.dumps(row.signature)}\nat_first = {json.dumps(row.at_first)}\n"
        )
    FOUND.write_text("\n".join(parts), encoding="utf-8")


def table_of(names: Sequence[str]) -> Iterator[str]:
    """One row for each control, as Markdown."""
    kept_by_name = kept_findings()
    yield "| control | kind | what a person would lose | found by | lives |"
    yield "|---|---|---|---|---|"
    for name in names:
        control, row = load_control(name), kept_by_name.get(name)
        kind = f"{control.kind} {control.mends}".strip()
        found_by = row.signature.partition(":")[0] if row else "not found yet"
        yield f"| {name} | {kind} | {control.loses} | {found_by} | {row.lives if row else ''} |"


# Trying all of them


def try_controls(names: Sequence[str], folder: Path, live_life: LiveLife, jobs: int = JOBS) -> int:
    """Lives each control's short life, and says whether its finding is there."""
    kept_by_name, started = kept_findings(), time.monotonic()
    missing = [name for name in names if name not in kept_by_name or not script_of(name).exists()]
    for name in missing:
        print(f"{name}: no life is kept that shows it")
    requests = [
        LifeRequest(kept_by_name[name].seed, script=str(script_of(name)), control=name)
        for name in names
        if name not in missing
    ]
    without: dict[tuple[int, str], LifeResult] = {}
    waiting: list[LifeResult] = []
    found_count = 0
    for result in live_many(
        [*lives_without(requests), *requests], folder, jobs=jobs, live_life=live_life
    ):
        if result.request.control:
            waiting.append(result)
        else:
            without[life_of(result.request)] = result
        for ready in [ready for ready in waiting if life_of(ready.request) in without]:
            waiting.remove(ready)
            name = ready.request.control
            problem = why_not_found(ready, kept_by_name[name], without[life_of(ready.request)])
            found_count += not problem
            print(f"{name}: {problem or 'found'} ({ready.seconds:.0f} s)", flush=True)
    print(f"{found_count} of {len(names)} controls found in {time.monotonic() - started:.0f} s")
    return 0 if found_count == len(names) else 1


def life_of(request: LifeRequest) -> tuple[int, str]:
    """What is lived, whatever control is put into it: several are tried on the same life."""
    return request.seed, Path(request.script).read_text(encoding="utf-8")


def lives_without(requests: Sequence[LifeRequest]) -> list[LifeRequest]:
    """Each of these lives once, without a control."""
    lives: dict[tuple[int, str], LifeRequest] = {}
    for request in requests:
        lives.setdefault(life_of(request), replace(request, control=""))
    return list(lives.values())


def why_not_found(result: LifeResult, kept_finding: KeptFinding, without: LifeResult) -> str:
    """Why this life doesn't show its control; empty where it does, and the same life without the
    control doesn't have the finding.
    """
    for life, words in ((result, ""), (without, " without it")):
        if life.failure:
            return f"broke{words}: {life.failure.strip().splitlines()[-1]}"
    if not uses_of_control(Path(result.transcript)):
        return "what it replaces was never used"
    if kept_finding.signature not in result.signatures:
        return f"NOT FOUND: {kept_finding.signature}"
    if kept_finding.signature in without.signatures:
        return f"THERE WITHOUT IT: {kept_finding.signature}"
    return ""


def uses_of_control(transcript: Path) -> int:
    """How often what was replaced was used in a life."""
    lines = read_lines(transcript)
    return sum(line["used"] for line in lines if line["type"] == "control")


# Looking for what isn't found yet


class Seeker:
    """Lives seeds with each control, and keeps what finds it."""

    def __init__(self, folder: Path, live_life: LiveLife, options: argparse.Namespace) -> None:
        self._folder, self._live_life, self._options = folder, live_life, options
        self._results = _read_results()
        self._jobs = options.jobs

    def seek(self, names: Sequence[str]) -> None:
        """Seed by seed, so that each control has had the same chance."""
        waiting = [name for name in names if name not in kept_findings()]
        for seed in range(1, self._options.seeds + 1):
            requests = [LifeRequest(seed)]
            requests += [LifeRequest(seed, control=name) for name in waiting]
            todo = [request for request in requests if request not in self._results]
            for result in live_many(todo, self._folder, jobs=self._jobs, live_life=self._live_life):
                self._keep(result)
            found_names = [name for name in waiting if self._found(seed, name)]
            waiting = [name for name in waiting if name not in found_names]
        for name in waiting:
            print(f"{name}: not found in {self._options.seeds} lives", flush=True)

    def _keep(self, result: LifeResult) -> None:
        name = result.request.name
        if result.failure:
            print(f"{name} broke: {result.failure[-400:]}", flush=True)
            return
        self._results[result.request] = result
        used = uses_of_control(Path(result.transcript))
        print(f"{name}: {result.seconds:.0f} s, used {used} times", flush=True)
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(result.as_json() + "\n")

    def _found(self, seed: int, name: str) -> bool:
        result = self._results.get(LifeRequest(seed, control=name))
        baseline = self._results.get(LifeRequest(seed))
        if result is None or baseline is None:
            return False
        fresh = [
            finding for finding in result.findings if finding.signature not in baseline.signatures
        ]
        for signature in dict.fromkeys(finding.signature for finding in fresh):
            first = next(finding for finding in fresh if finding.signature == signature)
            if self._shorten(seed, name, first):
                return True
        return False

    def _shorten(self, seed: int, name: str, finding: FoundStory) -> bool:
        """Keeps the fewest storylines that show it with the control, and don't without."""
        request = LifeRequest(seed, control=name)
        lines = read_lines(Path(self._live_life(request, self._folder).transcript))
        script = script_from(next(line for line in lines if line["type"] == "start")["script"])
        file = self._folder / f"{name}.json"

        def shows(part: Script) -> FoundStory | None:
            file.write_text(part.as_json(), encoding="utf-8")
            tried = self._live_life(replace(request, script=str(file)), self._folder)
            same = (other for other in tried.findings if other.signature == finding.signature)
            return next(same, None)

        shrinker = Shrinker(script, shows, tries=self._options.tries)
        smallest = shrinker.shrink(storyline_of(lines, script, finding))
        file.write_text(smallest.as_json(), encoding="utf-8")
        without = self._live_life(LifeRequest(seed, script=str(file)), self._folder)
        if finding.signature in without.signatures:
            print(f"{name}: {finding.signature} is there without it, too", flush=True)
            return False
        keep_finding(name, KeptFinding(seed, seed, finding.signature), smallest)
        print(
            f"{name}: found with {seed} lives by {finding.signature};"
            f" {len(smallest.storylines)} storylines show it",
            flush=True,
        )
        return True


def _read_results() -> dict[LifeRequest, LifeResult]:
    if not RESULTS.exists():
        return {}
    lines = RESULTS.read_text(encoding="utf-8").splitlines()
    return {result.request: result for result in map(result_from, lines)}


if __name__ == "__main__":
    raise SystemExit(main())
