"""What was cancelled, refunded or comes back isn't shown as arriving, and has no calendar entry."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import read_document
from tests.simulation.transcript import OrderStory, Page, Transcript
from tests.simulation.words import calendar_days

NOT_COMING = ("cancelled", "lost", "returned", "restocked", "delivered")
WORDS = ("should arrive", "Someone must sign for it", "ships by")


def run(life: Transcript) -> Iterator[Finding]:
    """Order pages, printed copies and calendar files."""
    for story in life.orders.values():
        for page in story.pages("order", "print"):
            yield from _page(story, page)
        for page in story.pages("calendar"):
            yield from _calendar(story, page)


def _page(story: OrderStory, page: Page) -> Iterator[Finding]:
    states = story.replay.states_at(page.n)
    document = read_document(story, page)
    for statement in document.promises("arrives"):
        off = [title for title in statement.pieces if states.get(title) in NOT_COMING]
        back = [title for title in statement.pieces if is_coming_back(story, page, title)]
        if off == list(statement.pieces) or back == list(statement.pieces):
            why = states.get(statement.pieces[0], "") if off else "coming back"
            words = f"The {page.page} page lets {statement.pieces[0]} arrive, and it is {why}"
            yield finding(
                "ended_orders", story, page, words, statement.line, kind=f"{page.page} {why}"
            )
            return
    if states and set(states.values()) == {"cancelled"}:
        for line in page.text.partition("What happened")[0].splitlines():
            if any(word in line for word in WORDS) and "What you agree" not in line:
                if page.page == "print" and line.startswith("Someone must sign for it: ship"):
                    continue
                words = f"The {page.page} page of a cancelled order says “{line[:120]}”"
                yield finding(
                    "ended_orders", story, page, words, line, kind=f"{page.page} cancelled words"
                )
                return


def is_coming_back(story: OrderStory, page: Page, title: str) -> bool:
    """Whether the parcel of this piece was on its way back, and isn't sent again."""
    last = [
        event
        for event in story.events
        if event.n < page.n
        and event.kind
        in ("parcel.shipped", "parcel.returning", "parcel.returned", "parcel.lost", "line.requeued",
            "parcel.resend_started", "parcel.delivered", "claim.redelivery_started",
            "claim.parcel_found",
            "parcel.delayed", "parcel.delivery_attempted", "parcel.held_for_pickup")
    ]  # fmt: skip
    state = story.replay.states_at(page.n).get(title, "")
    several = len(story.events_of("parcel.shipped")) > 1
    return bool(
        state == "shipped" and last and not several
        and last[-1].kind in ("parcel.returning", "parcel.returned", "parcel.lost")
    )  # fmt: skip


def _calendar(story: OrderStory, page: Page) -> Iterator[Finding]:
    states = story.replay.states_at(page.n)
    for entry in calendar_days(page.text):
        summary = entry.get("SUMMARY", "").replace("\\,", ",")
        named = [title for title in story.titles if title in summary] or list(story.titles)
        is_coming = "should arrive" in summary and entry.get("STATUS") != "CANCELLED"
        off = [title for title in named if states.get(title) in NOT_COMING]
        back = [title for title in named if is_coming_back(story, page, title)]
        if is_coming and (off == named or back == named):
            why = states.get(named[0], "") if off else "coming back"
            words = f"The calendar file lets {named[0]} arrive, and it is {why}"
            yield finding("ended_orders", story, page, words, summary, kind=f"calendar {why}")


CHECK = Check(
    "ended_orders", "explained", "they would stay at home for a parcel that doesn't come", run
)
