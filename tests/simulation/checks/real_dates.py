"""Every date that is told exists, with its own weekday, and a closed day named is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import documents
from tests.simulation.closures import closures_of
from tests.simulation.findings import Check, Finding
from tests.simulation.told import Document
from tests.simulation.transcript import OrderStory, Transcript


def run(life: Transcript) -> Iterator[Finding]:
    """Weekdays, and the holidays that explanations name."""
    closures = {day for closure in closures_of(life) for day in closure.days()}
    for story, document in documents(life):
        yield from _wrong_weekdays(story, document)
        for statement in document.of("closed_day"):
            days = [
                statement.first + timedelta(days=n)
                for n in range((statement.last - statement.first).days + 1)
            ]
            named = statement.line.partition("closed: ")[0].rpartition("(")[2].strip()
            place = life.policy.japan_days if "Japan" in named else life.policy.store_days
            wrong = [day for day in days if place.is_open(day) and day not in closures]
            if wrong and named.startswith(("store", "Japan")):
                words = f"It calls {wrong[0]} a closed day of the {named}, and it is an open one"
                yield Finding(
                    "real_dates",
                    story.number,
                    document.record.at,
                    words,
                    (statement.line,),
                    "closed day",
                )


def _wrong_weekdays(story: OrderStory, document: Document) -> Iterator[Finding]:
    for line in document.lines:
        for token in line.wrong:
            yield Finding(
                "real_dates",
                story.number,
                document.record.at,
                f"A date that isn't one: {token.wrong}",
                (line.text,),
                line.shape,
            )


CHECK = Check("real_dates", "explained", "they would plan for a day that doesn't exist", run)
