"""The calendar file and the printed copy have the days of the order's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding, page_evidence
from tests.simulation.told import read_document
from tests.simulation.transcript import SAME_STOP, OrderStory, Page, Transcript
from tests.simulation.words import calendar_days, ics_day

Window = tuple[date, date]


def run(life: Transcript) -> Iterator[Finding]:
    """Every calendar file and printed copy, beside the page that was read with it."""
    for story in life.orders.values():
        for paper in story.pages("calendar", "print"):
            page = _page_with(story, paper)
            if page is None:
                continue
            shown = _shown(story, page)
            if paper.page == "calendar":
                yield from _calendar(story, paper, page, shown)
            else:
                yield from _printed(story, paper, page, shown)


def _page_with(story: OrderStory, paper: Page) -> Page | None:
    """The order's page as it was read just before."""
    pages = [page for page in story.pages("order") if page.n < paper.n]
    if not pages:
        return None
    later = [event for event in story.events if pages[-1].n < event.n < paper.n]
    is_same_stop = paper.at - pages[-1].at <= SAME_STOP or not later
    return pages[-1] if is_same_stop and not later else None


def _shown(story: OrderStory, page: Page) -> dict[Window, tuple[str, ...]]:
    document = read_document(story, page)
    return {
        (statement.first, statement.last): statement.pieces
        for statement in document.promises("arrives")
        if statement.part == "arrival"
    }


def _calendar(
    story: OrderStory, paper: Page, page: Page, shown: dict[Window, tuple[str, ...]]
) -> Iterator[Finding]:
    entries: set[Window] = set()
    for entry in calendar_days(paper.text):
        if entry.get("STATUS") == "CANCELLED" or "should arrive" not in entry.get("SUMMARY", ""):
            continue
        last = ics_day(entry["DTEND"]) - timedelta(days=1)
        entries.add((ics_day(entry["DTSTART"]), last))
    if entries == set(shown) or _has_passed(story, paper, page):
        return
    words = (
        f"The calendar file has {_dates(entries)}; the page at the same time {_dates(set(shown))}"
    )
    evidence = page_evidence(page, "rrive")
    yield finding("calendar_files", story, paper, words, evidence, kind="calendar")


def _has_passed(story: OrderStory, paper: Page, page: Page) -> bool:
    """The page says of a window that is over that it should have come; the file still has it."""
    return bool(read_document(story, page).of("overdue_since"))


def _printed(
    story: OrderStory, paper: Page, page: Page, shown: dict[Window, tuple[str, ...]]
) -> Iterator[Finding]:
    for statement in read_document(story, paper).promises("arrives"):
        if shown and (statement.first, statement.last) not in shown:
            words = (
                f"The printed copy says that it arrives {statement.first} to {statement.last}; the"
                f" page at the same time {_dates(set(shown))}"
            )
            evidence = (statement.line, page_evidence(page, "rrive"))
            yield finding("calendar_files", story, paper, words, *evidence, kind="print")


def _dates(windows: set[Window]) -> str:
    return ", ".join(f"{first} to {last}" for first, last in sorted(windows)) or "no date"


CHECK = Check(
    "calendar_files", "copy", "their own calendar would send them home on the wrong day", run
)
