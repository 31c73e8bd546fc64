"""A piece is said to be where it is, also when it is sold again while it crosses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding, page_evidence
from tests.simulation.transcript import Event, Page, Record, Transcript

_MOVES = ("line.placed_in_japan", "line.dispatched", "line.arrived")
_IN_JAPAN = re.compile(
    r"[Ii]t is in Japan now|in our Japan warehouse|[Ll]eaves Japan|Where it is\nJapan\b"
)
PLACES = {
    "line.placed_in_japan": "in Japan",
    "line.dispatched": "on its way from Japan",
    "line.arrived": "in the US warehouse",
}


def run(life: Transcript) -> Iterator[Finding]:
    """Pages of items, and orders that are placed, after a piece has moved."""
    moves: dict[str, list[Event]] = {}
    for event in life.of(Event):
        if event.kind not in _MOVES:
            continue
        before = moves.get(event.line, [])
        if event.kind == "line.placed_in_japan" and before and _has_left(before[-1]):
            story = life.orders.get(event.order)
            if story is not None:
                words = _words("The order says", event.line, before[-1])
                kind = f"order of a piece {PLACES[before[-1].kind]}"
                yield finding("where_pieces_are", story, event, words, kind=kind)
        moves.setdefault(event.line, []).append(event)
    for page in life.of(Page):
        if page.page in ("item", "review") and page.status == 200:
            yield from _page(page, moves)


def _has_left(event: Event) -> bool:
    return event.kind in ("line.dispatched", "line.arrived")


def _words(who: str, title: str, left: Event) -> str:
    return (
        f"{who} that {title} is in Japan; it is {PLACES[left.kind]} since {left.at:%Y-%m-%d %H:%M}"
    )


def _page(page: Page, moves: dict[str, list[Event]]) -> Iterator[Finding]:
    match = _IN_JAPAN.search(page.text)
    if not match:
        return
    for title in [piece for piece in moves if piece in page.text]:
        before = [event for event in moves[title] if event.n < page.n]
        last = _last(before)
        if last is not None and _has_left(last) and _is_about(page, title):
            words = _words(f"The {page.page} page says (“{match[0]}”)", title, last)
            kind = f"{page.page} of a piece {PLACES[last.kind]}"
            evidence = page_evidence(page, match[0])
            yield Finding("where_pieces_are", last.order, page.at, words, (evidence,), kind)


def _last(events: list[Event]) -> Event | None:
    return events[-1] if events else None


def _is_about(page: Record, title: str) -> bool:
    """An item's page shows others beside it; its own title stands at the top."""
    return title in "\n".join(getattr(page, "text", "").splitlines()[:8])


CHECK = Check(
    "where_pieces_are", "transfer",
    "they would be promised a journey that is already over, and wait for one that never comes", run,
)  # fmt: skip
