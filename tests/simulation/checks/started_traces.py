"""“A trace has started” is said once somebody has asked the carrier for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Deed, Letter, OrderStory, Page, Record, Transcript

_STARTED = re.compile(
    r"\b(?:a|the) trace (?:starts|has started|was started|is under way)"
    r"|\b(?:have|has|'ve) (?:started|opened|asked \w+ for) a trace",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"says: |[“\"].*trace.*[”\"]")


def run(life: Transcript) -> Iterator[Finding]:
    """Every letter and page that speaks of a trace."""
    for story in life.orders.values():
        records: list[Letter | Page] = [*story.letters]
        records += story.pages("order", "ask_not_received")
        for record in records:
            line = _said_in(record)
            if line and not _was_asked(story, record):
                what = "letter" if isinstance(record, Letter) else record.page
                words = f"The {what} says “{line[:140]}”, and nobody has asked the carrier for one"
                yield finding("started_traces", story, record, words, line, kind=f"{what} trace")
                break


def _said_in(record: Letter | Page) -> str:
    for line in record.text.splitlines():
        if _STARTED.search(line) and not _QUOTED.search(line):
            return line.strip()
    return ""


def _was_asked(story: OrderStory, record: Record) -> bool:
    events = [event for event in story.events if event.kind.startswith(("trace.", "parcel.looked"))]
    deeds = [deed for deed in story.of(Deed) if "trace" in deed.what and deed.ok]
    return any(step.n < record.n or step.at <= record.at for step in [*events, *deeds])


CHECK = Check(
    "started_traces", "non_receipt", "the days in which a lost parcel can still be found", run
)
