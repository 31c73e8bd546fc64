"""The fewest storylines that still show a finding, and its story in words.

The order's own storyline with what happens to the store is tried first; then parts are taken out,
ever smaller ones (delta debugging), within a bound of lives and of time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulation.living import FoundStory, LifeRequest, LifeResult, cited_numbers
from simulation.script import Script, Storyline, script_from
from simulation.transcript import read_lines

TRIES, SECONDS = 16, 600.0
STORY_LINES = 40
NOT_OF_A_STORY = ("worker.", "read.")  # deeds that are no news to a reader

LiveLife = Callable[[LifeRequest, Path], LifeResult]


class Shrinker:
    """Tries parts of one script, and remembers the smallest that still shows the finding."""

    def __init__(
        self,
        script: Script,
        shows: Callable[[Script], FoundStory | None],
        *,
        tries: int = TRIES,
        seconds: float = SECONDS,
    ) -> None:
        self.smallest, self._shows = script, shows
        self.finding: FoundStory | None = None
        self._left, self._ends = tries, time.monotonic() + seconds
        self._tried: set[frozenset[str]] = {frozenset(line.key for line in script.storylines)}

    def shrink(self, order_line: str) -> Script:
        """Returns the smallest script that was seen to show it."""
        own = {line.key for line in self.smallest.storylines if line.key == order_line}
        world = {line.key for line in self.smallest.storylines if line.kind != "order"}
        if own:
            _ = self._keeps(own) or self._keeps(own | world)
        self._remove_parts()
        return self.smallest

    def _keeps(self, keys: set[str]) -> bool:
        """Whether the finding is still there with these storylines alone; then they are kept."""
        tried = frozenset(keys)
        if tried in self._tried or self._left <= 0 or time.monotonic() > self._ends:
            return False
        self._tried.add(tried)
        self._left -= 1
        part = self.smallest.only(keys)
        finding = self._shows(part)
        if finding is not None:
            self.smallest, self.finding = part, finding
        return finding is not None

    def _remove_parts(self) -> None:
        parts = 2
        while len(self.smallest.storylines) > 1 and self._left > 0:
            keys = [line.key for line in self.smallest.storylines]
            parts = min(parts, len(keys))
            if any(self._keeps(set(keys) - set(part)) for part in _split(keys, parts)):
                parts = max(parts - 1, 2)
            elif parts == len(keys):
                return
            else:
                parts *= 2


def _split(keys: Sequence[str], parts: int) -> list[Sequence[str]]:
    """Nearly equal parts, the last storylines first: what came later matters least."""
    size = -(-len(keys) // parts)
    return [keys[start : start + size] for start in range(0, len(keys), size)][::-1]


def shrink_finding(
    result: LifeResult,
    finding: FoundStory,
    folder: Path,
    live_life: LiveLife,
    *,
    tries: int = TRIES,
) -> str:
    """The story of a finding, from as short a life as was found within the bounds."""
    lines = read_lines(Path(result.transcript))
    script = _script_of(lines)
    if script is None or tries <= 0:
        return tell_story(lines, finding)
    best: dict[str, Any] = {"lines": lines, "found": finding}

    def shows(part: Script) -> FoundStory | None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "part.json"
        file.write_text(part.as_json(), encoding="utf-8")
        again = live_life(replace(result.request, script=str(file)), folder)
        same = [other for other in again.findings if other.signature == finding.signature]
        if not same:
            return None
        best["lines"], best["found"] = read_lines(Path(again.transcript)), same[0]
        return same[0]

    shrinker = Shrinker(script, shows, tries=tries)
    smallest = shrinker.shrink(storyline_of(lines, script, finding))
    head = f"{len(smallest.storylines)} of {len(script.storylines)} storylines still show it: "
    head += ", ".join(line.key for line in smallest.storylines[:8])
    return f"{head}\n{tell_story(best['lines'], best['found'])}"


def _script_of(lines: list[dict[str, Any]]) -> Script | None:
    start = next((line for line in lines if line["type"] == "start"), {})
    return script_from(start["script"]) if start.get("script") else None


def storyline_of(lines: list[dict[str, Any]], script: Script, finding: FoundStory) -> str:
    """The key of the storyline that a finding is about, by the buyer of its order; "" if none."""
    number = finding.order or next(iter(cited_numbers(finding.story)), "")
    if not number:
        return ""
    buyer = next(
        (line["who"] for line in lines if line["type"] == "deed" and line["order"] == number
         and line["who"].startswith("shopper:")), ""
    )  # fmt: skip
    email = buyer.removeprefix("shopper:")
    return next((line.key for line in script.storylines if _email_of(line) == email), "")


def _email_of(line: Storyline) -> str:
    return str(line.traits.get("email", "-"))


def tell_story(lines: list[dict[str, Any]], finding: FoundStory) -> str:
    """The deeds in their order, then what the check says with the letters and pages it cites."""
    numbers = {finding.order, *cited_numbers(finding.story)} - {""}
    deeds = [line for line in lines if line["type"] == "deed" and _belongs(line, numbers)]
    story_lines = finding.story.splitlines()[: STORY_LINES - 10]
    room = STORY_LINES - len(story_lines)
    happened = [f"{line['at'][:16].replace('T', ' ')} UTC: {line['words']}" for line in deeds]
    if len(happened) > room:
        left = len(happened) - room + 1
        happened = [*happened[: room // 2], f"... {left} more ...", *happened[left + room // 2 :]]
    return "\n".join([*happened, *story_lines])


def _belongs(deed: dict[str, Any], numbers: set[str]) -> bool:
    if deed["what"].startswith(NOT_OF_A_STORY):
        return False
    return not numbers or deed["order"] in numbers or not deed["order"]
