"""What became of each mutant, one JSON line each, so that a stopped run goes on where it was."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

KILLED, SURVIVED = "killed", "survived"


@dataclass(frozen=True)
class Result:
    """`by` names the test, the lives, or the time limit that killed it. `tests` is a digest of
    what it was tried with, `code` of its module; `lives` says whether it met simulated lives.
    """

    key: str
    outcome: str
    by: str
    stage: str
    seconds: float
    code: str
    tests: str
    lives: bool = False


class ResultFile:
    """The results so far. The last line about a mutant counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.results: dict[str, Result] = {}
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                if line.endswith("}"):  # a killed run may leave half a line
                    result = Result(**json.loads(line))
                    self.results[result.key] = result

    def add_result(self, result: Result) -> None:
        self.results[result.key] = result
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result)) + "\n")

    def forget_result(self, key: str) -> None:
        """The mutant is tried again: what was written of it no longer stands."""
        if self.results.pop(key, None):
            lines = [json.dumps(asdict(result)) for result in self.results.values()]
            self.path.write_text("".join(f"{line}\n" for line in lines), "utf-8")

    def valid_result(self, key: str, code: str, tests: str) -> Result | None:
        """A kill stands while the module is what it was. That nothing killed a mutant stands only
        while the tests and all code are, too.
        """
        result = self.results.get(key)
        if result is None or result.code != code:
            return None
        if result.outcome == SURVIVED and result.tests != tests:
            return None
        return result
