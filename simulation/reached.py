"""What lives reached: events, letters, headings of order pages, verdicts, requests, tasks, deeds.

`make simulate-reached FILES='...'` counts them over transcripts. What was never reached must stand
in `simulation/unreached.toml` with a reason; else, and where a reason stands beside something that
was reached after all, the exit is 1.
"""

from __future__ import annotations

import argparse
import ast
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
REASONS = HERE / "simulation" / "unreached.toml"
ACTORS = HERE / "simulation" / "actors"
LETTERS = Path("troth/notifications/templates/notifications")
VERDICTS = (
    "cancellation accepted", "cancellation held", "cancellation best_effort",
    "cancellation refused", "claim early", "claim open", "claim closed", "claim delivered",
    "delay without an answer: consent", "delay without an answer: cancel",
)  # fmt: skip

Names = dict[str, list[str]]


def names_to_reach(source: Path) -> Names:
    """All that there is to be reached, read as data from a source tree: nothing is imported."""
    wording = source / "troth" / "policy" / "wording.py"
    kinds = source / "troth" / "event_kinds.py"
    letters = (source / LETTERS).iterdir()
    return {
        "event": members_of(kinds, "EventKind"),
        "letter": sorted(folder.name for folder in letters if folder.is_dir()),
        "heading": sorted(dictionary_values(wording, "HEADLINES")),
        "request": sorted(dictionary_values(wording, "REQUESTS")),
        "verdict": list(VERDICTS),
        "task": [
            name
            for function in ("TaskKind", "Kind")  # the second one in older sources
            for name in call_arguments(source / "troth" / "worklist" / "kinds.py", function, 0)
        ],
        "deed": sorted(
            {
                name
                for file in sorted(ACTORS.glob("*.py"))
                for name in [*call_arguments(file, "deed", 1), *call_arguments(file, "_deed", 1)]
                if "." in name
            }
        ),
    }


def _assigned(file: Path, name: str) -> ast.Dict:
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        named = any(isinstance(target, ast.Name) and target.id == name for target in targets)
        if named and isinstance(node.value, ast.Dict):  # type: ignore[attr-defined]
            return node.value  # type: ignore[attr-defined]
    raise LookupError(f"{file} has no table {name}")


def members_of(file: Path, name: str) -> list[str]:
    """The values of an enum's members, in their order."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            assigned = [line.value for line in node.body if isinstance(line, ast.Assign)]
            return [str(value.value) for value in assigned if isinstance(value, ast.Constant)]
    raise LookupError(f"{file} has no enum {name}")


def dictionary_values(file: Path, name: str) -> list[str]:
    """The values of a table that a module assigns."""
    values = _assigned(file, name).values
    return [str(value.value) for value in values if isinstance(value, ast.Constant)]


def call_arguments(file: Path, function: str, place: int) -> list[str]:
    """The plain strings that calls of a function are given in one place, each once."""
    strings: dict[str, None] = {}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or len(node.args) <= place:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        for part in ast.walk(node.args[place]) if called == function else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                strings[part.value] = None
    return list(strings)


def count_reached(lines: Iterable[dict[str, Any]], names: Names) -> dict[str, Counter[str]]:
    """How often each thing stands in a transcript."""
    counts: dict[str, Counter[str]] = {group: Counter() for group in names}
    requests = set(names["request"])
    for line in lines:
        count = _COUNTED.get(line["type"])
        if count is None:
            continue
        for group, name in count(line, requests):
            counts[group][name] += 1
    return counts


def _of_event(line: dict[str, Any], _: set[str]) -> Iterator[tuple[str, str]]:
    yield "event", line["kind"]
    facts, family = line["facts"], line["kind"].partition(".")[0]
    if family in ("cancellation", "claim") and facts.get("verdict"):
        yield "verdict", f"{family} {facts['verdict']}"
    if line["kind"] == "promise.delayed" and facts.get("silence"):
        yield "verdict", f"delay without an answer: {facts['silence']}"


def _of_letter(line: dict[str, Any], _: set[str]) -> Iterator[tuple[str, str]]:
    yield "letter", line.get("template") or "of no known template"


def _of_page(line: dict[str, Any], requests: set[str]) -> Iterator[tuple[str, str]]:
    if line["page"] != "order" or line["status"] != 200:
        return
    words = [text_line.strip() for text_line in line["text"].splitlines() if text_line.strip()]
    for heading in words[:4]:
        yield "heading", heading
    for title in requests.intersection(words):
        yield "request", title


def _of_task(line: dict[str, Any], _: set[str]) -> Iterator[tuple[str, str]]:
    yield "task", str(line.get("kind", ""))


def _of_deed(line: dict[str, Any], _: set[str]) -> Iterator[tuple[str, str]]:
    """Its name; and its family, for actors that put names together, such as `mail.{kind}`."""
    yield "deed", line["what"]
    yield "deed", line["what"].partition(".")[0] + "."


_COUNTED: dict[str, Callable[[dict[str, Any], set[str]], Iterator[tuple[str, str]]]] = {
    "event": _of_event,
    "letter": _of_letter,
    "page": _of_page,
    "task": _of_task,
    "deed": _of_deed,
}


def read_reasons(file: Path = REASONS) -> dict[str, dict[str, str]]:
    """Why something is reached by no life, by group and name."""
    if not file.exists():
        return {}
    reasons: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return reasons


def problems_of(
    names: Names, counts: dict[str, Counter[str]], reasons: dict[str, dict[str, str]]
) -> list[str]:
    """What is at zero without a reason, and reasons of what was reached or doesn't exist."""
    problems = []
    for group, group_names in names.items():
        group_reasons = reasons.get(group, {})
        problems += [
            f"{group} {name}: never reached, and no reason says why"
            for name in group_names
            if not counts[group][name] and not group_reasons.get(name, "").strip()
        ]
        for name in group_reasons:
            if name not in group_names:
                problems.append(f"{group} {name}: a reason is given, and there is no such thing")
            elif counts[group][name]:
                problems.append(f"{group} {name}: reached, so its reason must go")
    return problems


def count_file(file: Path, names: Names) -> dict[str, Counter[str]]:
    """What one transcript reached."""
    with file.open(encoding="utf-8") as lines:
        return count_reached(map(json.loads, lines), names)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; returns 1 with a problem."""
    options = argparse.ArgumentParser(prog="python -m simulation.reached", description=__doc__)
    options.add_argument("files", nargs="*", type=Path, help="transcripts")
    options.add_argument("--results", type=Path, help="a file of results that a long run keeps")
    options.add_argument("--source", type=Path, default=HERE)
    chosen = options.parse_args(arguments)
    names = names_to_reach(chosen.source)
    counts = {group: Counter[str]() for group in names}
    for file in chosen.files:
        for group, counted in count_file(file, names).items():
            counts[group].update(counted)
    if chosen.results:
        for line in chosen.results.read_text(encoding="utf-8").splitlines():
            for group, counted in json.loads(line).get("reached", {}).items():
                counts.setdefault(group, Counter()).update(counted)
    reasons = read_reasons()
    for line in table_lines(names, counts, reasons):
        print(line)
    problems = problems_of(names, counts, reasons)
    for problem in problems:
        print(problem)
    zero = sum(
        not counts[group][name] for group, group_names in names.items() for name in group_names
    )
    total = sum(len(group_names) for group_names in names.values())
    print(f"{total - zero} of {total} reached, {zero} at zero, {len(problems)} problems")
    return 1 if problems else 0


def table_lines(
    names: Names, counts: dict[str, Counter[str]], reasons: dict[str, dict[str, str]]
) -> Iterator[str]:
    """Each thing with its count, or the reason why no life reaches it."""
    for group, group_names in names.items():
        yield f"# {group}"
        for name in group_names:
            count = counts[group][name]
            reason = reasons.get(group, {}).get(name, "NO REASON")
            yield f"{count:>8,}  {name}" + ("" if count else f"  ({reason})")


if __name__ == "__main__":
    raise SystemExit(main())
