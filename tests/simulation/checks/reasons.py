"""The reason that a letter gives is what happened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.simulation.checks.common import finding, letters_of, read_letter
from tests.simulation.checks.new_facts import document_pieces
from tests.simulation.closures import is_told_of
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.told import sentence_of
from tests.simulation.transcript import Letter, OrderStory, Transcript


def _states(story: OrderStory, letter: Letter) -> set[str]:
    states = story.states_with(letter)
    pieces = document_pieces(story, read_letter(story, letter))
    return {states.get(title, "") for title in pieces} - {"", "cancelled"}


def _has(story: OrderStory, letter: Letter, *kinds: str) -> bool:
    return any(event.at <= letter.at for event in story.events_of(*kinds))


def _is_here(story: OrderStory, letter: Letter) -> bool:
    return bool(_states(story, letter) & {"placed", "processed"})


def _is_gone(story: OrderStory, letter: Letter) -> bool:
    return bool(_states(story, letter) & {"shipped"}) or not _states(story, letter)


# What a reason claims: words, and what must be so when they are written.
CLAIMS: tuple[tuple[str, str, Callable[[OrderStory, Letter], bool]], ...] = (
    (r"did not get it ready|didn't get it ready|pack it in time",
     "a piece that waits to be packed", _is_here),
    (r"(?:isn't|hasn't been|not) packed", "a piece that isn't packed",
     lambda story, letter: bool(_states(story, letter) & {"placed"})),
    (r"\b[Ii]t's packed|\bis packed", "pieces that are all packed",
     lambda story, letter: _states(story, letter) == {"processed"}),
    (r"left Japan and hasn't been checked in",
     "a piece that crosses", lambda story, letter: bool(_states(story, letter) & {"in_transfer"})),
    (r"can't get a shipping label|shipping label",
     "a packed piece without a label",
     lambda story, letter: bool(_states(story, letter) & {"processed"})),
    (r"hasn't left our Japan warehouse",
     "a piece in Japan", lambda story, letter: bool(_states(story, letter) & {"in_japan"})),
    (r"on its way from Japan|US customs|at customs",
     "a piece that crosses", lambda story, letter: bool(_states(story, letter) & {"in_transfer"})),
    (r"(?:FedEx|UPS|USPS) (?:still has|has) your parcel|still has your parcel",
     "a parcel that left", _is_gone),
    (r"[Tt]he confirmation came back", "a bounce",
     lambda story, letter: _has(story, letter, "confirmation.bounced")),
    (r"(?:[Oo]ur|[Tt]he) .*(?:warehouse is|warehouse was|customs are|carriers are) closed",
     "a closure", lambda story, letter: is_told_of(story.life, letter.at)),
)  # fmt: skip


def run(life: Transcript) -> Iterator[Finding]:
    """Letters with a paragraph WHY."""
    for story in life.orders.values():
        for letter in letters_of(story, "delay", "overdue", "sooner"):
            why = sentence_of(letter.text, "WHY")
            for words, needs, holds in CLAIMS:
                if re.search(words, why) and not holds(story, letter):
                    states = ", ".join(sorted(_states(story, letter))) or "cancelled"
                    text = (
                        f"“{letter.subject}” gives as the reason “{why}”, which needs {needs}; its"
                        f" pieces are {states}"
                    )
                    evidence = letter_evidence(letter, why[:40])
                    yield finding(
                        "reasons", story, letter, text, evidence, kind=f"{needs}: {states}"
                    )


CHECK = Check("reasons", "explained", "they would hear an excuse instead of what happened", run)
