"""Whatever is read has its marks where people put them: one at the end of a sentence, and none
after a blank; and it has none of a program's words, save in an error of the payment provider's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.findings import Check, Finding
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Letter, Page, Transcript

FAULTS = {
    "two marks": re.compile(r"(?<!\.)\.\.(?!\.)|[?!]\.(?!\w)|\b[a-z]{4,}\.[?!,;:](?![\w/])"),
    "a mark after a blank": re.compile(r"[^\W_] [.,;:!?](?=\s|$)"),
    "a program's words": re.compile(
        r"[{}]|%\(|\[\]|\b(?:False|True|nan)\b|\bstaff:[a-z]"
        r"|(?<![\w/#?&=.:-])(?!requires_)[a-z]+_[a-z_]+(?![\w/=])"
    ),
}
BY_MACHINES = ("calendar", "desk_policy")  # an iCalendar file; a policy's TOML


def run(life: Transcript) -> Iterator[Finding]:
    """Each kind of fault once for each kind of letter and page."""
    reported: set[tuple[str, str]] = set()
    for record in (*life.of(Letter), *life.of(Page)):
        name = letter_kind(record) if isinstance(record, Letter) else record.page
        if name in BY_MACHINES:
            continue
        for fault, pattern in FAULTS.items():
            match = pattern.search(record.text)
            if match is None or (name, fault) in reported:
                continue
            reported.add((name, fault))
            around = record.text[max(0, match.start() - 60) : match.end() + 30]
            order = record.order if isinstance(record, Letter) else record.about
            words = f"{name} has {fault}: “{' '.join(around.split())}”"
            yield Finding("written_marks", order, record.at, words, (), f"{name} {fault}")


CHECK = Check("written_marks", "copy", "they would wonder who writes like this", run)
