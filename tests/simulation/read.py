"""Reads transcripts: `python -m tests.simulation.read FILE...` prints what was found, and counts.

Exits 1 where anything was found. `--unread` lists the sentences with a date that no rule reads.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from tests.simulation.checks import all_findings
from tests.simulation.findings import Finding
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Letter, Page, Read, Transcript, load_file
from tests.simulation.words import DATED, Reader, calendar_days

READ_PAGES = ("order", "print", "item", "review", "faq", "bag")


class Counts:
    """What was read, and what of it was understood."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.meanings: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()

    def count_life(self, life: Transcript) -> None:
        """Everything of one life."""
        self.totals["lives"] += 1
        self.totals["orders"] += len(life.orders)
        self.totals["pages"] += sum(read.pages for read in life.of(Read))
        for letter in life.of(Letter):
            self.totals["letters"] += 1
            if letter_kind(letter) != "digest":
                self._count_text(Reader(life.policy, letter.at), letter.text)
        for page in life.of(Page):
            self.totals["different pages"] += 1
            if page.page in READ_PAGES and page.status == 200:
                self._count_text(Reader(life.policy, page.at), page.text)
            elif page.page == "calendar":
                self.totals["dates"] += 2 * len(calendar_days(page.text))

    def _count_text(self, reader: Reader, text: str) -> None:
        for line in reader.read_lines(text):
            dates = sum(token.kind in DATED for token in line.tokens)
            self.totals["dates"] += dates
            self.totals["sums"] += sum(token.kind == "money" for token in line.tokens)
            self.totals["deadlines"] += sum(
                token.kind in ("deadline", "instant") for token in line.tokens
            )
            self.totals["unread dates"] += len(line.unread)
            self.meanings.update(mention.meaning for mention in line.mentions)
            if line.unread:
                self.unread[re.sub(r":\d+›", "›", line.shape)] += 1

    def as_text(self) -> str:
        """The last line of a report."""
        names = (
            "lives",
            "orders",
            "letters",
            "pages",
            "dates",
            "sums",
            "deadlines",
            "unread dates",
        )
        return ", ".join(f"{self.totals[name]:,} {name}" for name in names)


def grouped(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Findings by what is wrong, the most frequent first."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.signature, []).append(finding)
    return dict(sorted(groups.items(), key=lambda pair: -len(pair[1])))


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument(
        "--unread", action="store_true", help="sentences with dates that no rule reads"
    )
    parser.add_argument("--stories", type=int, default=1, help="so many stories of each kind")
    options = parser.parse_args(arguments)
    counts, findings = Counts(), []
    for file in options.files:
        life = load_file(file)
        counts.count_life(life)
        findings += list(all_findings(life))
    for signature, group in grouped(findings).items():
        print(f"== {len(group)} x {signature}")
        for finding in group[: options.stories]:
            print(finding.as_text(), end="\n\n")
    if options.unread:
        for shape, times in counts.unread.most_common(200):
            print(f"unread {times} x {shape[:240]}")
    print(f"{counts.as_text()}, {len(findings):,} findings of {len(grouped(findings)):,} kinds")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
