"""What care writes as an answer reaches its reader by email, and nothing is called answered that
nobody was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding, page_evidence
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Deed, Letter, OrderStory, Page, Transcript

SOON = timedelta(hours=2)
OUTAGE = timedelta(hours=50)  # a life has no longer one, of the worker or the mail provider
WORDS = ("reply", "sentence", "said", "text", "answer", "letter")
_CAME_BACK = "An email to you came back"
_SAYS_ANSWERED = ("Answered by mail", "Answered by email", "We answered by email", "We emailed you")


def run(life: Transcript) -> Iterator[Finding]:
    """Each answer of care; each page that says that there was one."""
    for story in life.orders.values():
        for deed in story.of(Deed):
            yield from _sent(life, story, deed)
        for page in story.pages("order"):
            yield from _answered(story, page)


def _sent(life: Transcript, story: OrderStory, deed: Deed) -> Iterator[Finding]:
    is_answer = deed.who.startswith("care") and ("answer" in deed.what or "reply" in deed.what)
    answer_text = next((str(deed.details[key]) for key in WORDS if deed.details.get(key)), "")
    if not is_answer or not deed.ok or not answer_text or life.ends_at - deed.at < SOON:
        return
    wanted = _plain(answer_text)[:60]
    soon = OUTAGE if _is_nothing_sent(life, deed) else SOON
    for letter in life.of(Letter):
        if deed.at <= letter.at <= deed.at + soon and wanted in _plain(letter.text):
            return
    if _came_back(story, deed.at) and any(
        wanted in _plain(page.text) for page in _later(story, deed)
    ):
        return  # the page has its words, and says that the letter came back
    words = (
        f"Care answered “{answer_text[:160]}” and pressed the button; no letter with these words"
        " left"
    )
    yield finding("answers_are_sent", story, deed, words, deed.answer[:300], kind=deed.what)


def _is_nothing_sent(life: Transcript, deed: Deed) -> bool:
    """Whether the mail provider or the worker failed shortly before, or just then."""
    began = [other.at for other in life.of(Deed) if other.what in ("mail.down", "worker.stands")]
    return any(deed.at - OUTAGE <= at <= deed.at + SOON for at in began)


def _came_back(story: OrderStory, since: datetime) -> bool:
    """Whether the provider refused a letter of care soon after, or gave it back."""
    return any(
        event.kind == "letter.bounced"
        and event.facts.get("letter") == "answer"
        and since <= event.at <= since + SOON
        for event in story.events
    )


def _later(story: OrderStory, deed: Deed) -> list[Page]:
    return [page for page in story.pages("order") if page.at >= deed.at]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _answered(story: OrderStory, page: Page) -> Iterator[Finding]:
    phrase = next((words for words in _SAYS_ANSWERED[:3] if words in page.text), "")
    if not phrase:
        return
    answers = [
        letter
        for letter in story.letters
        if letter.n < page.n and letter_kind(letter) in ("answer", "other")
    ]
    refused = [event for event in story.events_of("letter.bounced") if event.n < page.n]
    if not answers and not (refused and _CAME_BACK in page.text):
        words = f"The page says “{phrase}”, and no answer was ever mailed"
        evidence = page_evidence(page, phrase)
        yield finding("answers_are_sent", story, page, words, evidence, kind="page says answered")


CHECK = Check("answers_are_sent", "care", "the answer that they wait for", run)
