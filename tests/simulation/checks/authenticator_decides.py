"""A verified authenticator's proof decides: once the report is found genuine and the piece is back,
its buyer gets everything back, unless two people found that it is another piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.transcript import Event, Letter, OrderStory, Transcript

SOON = timedelta(days=14)
_OTHER_PIECE = re.compile(
    r"another piece|not the piece|isn't the piece|tag|serial|doesn't match|can't tell"
    r"|(?:differs|differ) from (?:our|the) photos",  # clause 22: tag, serial, photos
    re.IGNORECASE,
)


def run(life: Transcript) -> Iterator[Finding]:
    """Each piece that came back after a genuine report."""
    for story in life.orders.values():
        for back in story.events_of("authenticity.piece_received"):
            returned = story.last_event("authenticity.return_offered", before=back.n)
            if returned is not None:
                yield from _ended(life, story, back)


def _was_refunded(story: OrderStory, back: Event) -> bool:
    """Whether everything had gone back before, as for a parcel that was lost and then came."""
    taken, refunded = (
        sum(int(event.facts["amount_cents"]) for event in story.events_of(kind) if event.n < back.n)
        for kind in ("payment.captured", "payment.refunded")
    )
    return 0 < taken <= refunded


def _ended(life: Transcript, story: OrderStory, back: Event) -> Iterator[Finding]:
    after = [event for event in story.events if event.n > back.n]
    refused = next((event for event in after if event.kind == "authenticity.report_refused"), None)
    if refused is not None:
        reason = str(refused.facts.get("sentence") or "")
        letters = [
            letter
            for letter in story.of(Letter)
            if letter.n > back.n and abs(letter.at - refused.at) < timedelta(hours=1)
        ]
        if not _OTHER_PIECE.search(reason):
            words = (
                "A verified authenticator's report was found genuine, the piece came back, and its"
                f" buyer was refused: “{reason[:300]}”"
            )
            evidence = letter_evidence(letters[-1], reason[:40]) if letters else ""
            kind = "refused after a genuine report"
            yield finding("authenticator_decides", story, refused, words, evidence, kind=kind)
        return
    paid = [
        event
        for event in after
        if event.kind in ("refund.owed", "payment.refunded", "refund.blocked")
    ]
    if not paid and not _was_refunded(story, back) and life.ends_at - back.at > SOON:
        words = "The piece came back, and nothing was returned within two weeks"
        kind = "no refund after the return"
        yield finding("authenticator_decides", story, back, words, kind=kind)


CHECK = Check(
    "authenticator_decides", "authenticity_refund",
    "everything that they paid, though a verified authenticator proved them right", run,
)  # fmt: skip
