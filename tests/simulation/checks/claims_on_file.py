"""Who has claimed a parcel in time isn't told that the time is over, nor what stood before the
claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding, page_evidence
from tests.simulation.transcript import OrderStory, Page, Transcript

FILED = ("claim.filed", "claim.accepted")  # an early report that was found is no claim yet
REFUSED = ("claim.refused",)
_TOO_LATE = re.compile(
    r"time to (?:file a )?claim ended|ended with .*can't be refunded|can no longer be claimed"
)
_STILL_EARLY = re.compile(
    r"becomes a claim by itself|we file (?:your|the) claim|report becomes a claim"
)


def run(life: Transcript) -> Iterator[Finding]:
    """Each page of an order, once a claim is on file."""
    for story in life.orders.values():
        if not story.events_of(*FILED) or len(story.events_of("parcel.shipped")) != 1:
            continue
        for page in story.pages("order", "ask_not_received", "ask"):
            yield from _check(story, page)


def _check(story: OrderStory, page: Page) -> Iterator[Finding]:
    filed = [event for event in story.events_of(*FILED) if event.n < page.n]
    if not filed or any(event.n < page.n for event in story.events_of(*REFUSED)):
        return
    current = page.text.partition("What happened")[0]
    for pattern, what in ((_TOO_LATE, "too late"), (_STILL_EARLY, "not a claim yet")):
        match = pattern.search(current)
        if match:
            words = (
                f"A claim is on file since {filed[0].at:%Y-%m-%d}, and the {page.page} page tells"
                f" the claimant that it is {what}: “{match[0]}”"
            )
            evidence = page_evidence(page, match[0])
            yield finding(
                "claims_on_file", story, page, words, evidence, kind=f"{page.page} {what}"
            )


CHECK = Check(
    "claims_on_file", "claim_deadline",
    "they would give up a refund that is already theirs", run,
)  # fmt: skip
