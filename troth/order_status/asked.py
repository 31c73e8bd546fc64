"""What the shopper asked for and may still ask for: requests on file, the limit to cancel, the
choice in a delay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from troth.care import cancelling
from troth.care.models import ASLEEP, CANCEL, DAMAGED, DONE, FORGET, NOT_AUTHENTIC, NOT_RECEIVED
from troth.care.models import Request as Row
from troth.fulfillment.models import Delay, Standing
from troth.order_status.claims import answer_says, claim_from
from troth.order_status.dates import last_told
from troth.order_status.model import Cancellation, DelayChoice, Ended, Reply, Request, ToCome
from troth.order_status.rows import SHIPS_FROM, OrderRows, step_data
from troth.policy.answers import Window
from troth.policy.calendars import day_label
from troth.policy.hours import deadline_label
from troth.policy.wording import REQUESTS

CALLED_OFF = "order.called_off"


def requests_of(rows: OrderRows) -> tuple[Request, ...]:
    """Everything the shopper asked for, the latest first, as it stands now."""
    return tuple(_request(rows, row) for row in rows.requests)


def _request(rows: OrderRows, row: Row) -> Request:
    is_open = row.state != DONE
    is_claim = row.kind == NOT_RECEIVED
    papers = tuple(
        (each.pk, each.name) for each in row.attachments.all() if each.shown and each.file
    )
    return Request(
        key=row.key,
        kind=row.kind,
        title=REQUESTS.get(row.kind, row.kind),
        asked_at=row.asked_at,
        is_open=is_open,
        is_refused=not is_open and row.outcome == "refused",
        says=_request_says(rows, row),
        answer_says="" if is_claim or not is_open else answer_says(rows, row.answer_by),
        replies=tuple(_replies(row)),
        papers=papers,
        may_confirm=row.kind == CANCEL and is_open and bool(row.facts.get("unconfirmed")),
        may_withdraw=row.kind in (CANCEL, FORGET) and row.state == ASLEEP,
        waits_says=_waits(row),
        steps=tuple(row.verdict.get("steps") or ()),
        row=row,
    )


def _replies(row: Row) -> Iterator[Reply]:
    """The letters that a person wrote about it, oldest first."""
    for note in sorted(row.notes.all(), key=lambda each: each.pk):
        if note.event_id and note.says:
            yield Reply(note.at, note.says)


def _waits(row: Row) -> str:
    waits = row.facts.get("waits") if row.kind == FORGET and row.state == ASLEEP else ""
    return f"{waits} We check again every few hours." if waits else ""


def _request_says(rows: OrderRows, row: Row) -> str:
    if row.kind == NOT_RECEIVED:
        return claim_from(rows, row, _carrier_of(rows, row.about)).says
    if row.state == DONE:
        return row.reason
    facts = row.facts
    if row.kind == NOT_AUTHENTIC and facts.get("origin"):
        return "The report is genuine."
    if row.kind == DAMAGED and facts.get("return"):
        return str(facts["return"])
    if facts.get("problem"):
        return (
            "You asked in time, and it left all the same: our mistake. A person here is calling the"
            " parcel back, and writes to you."
        )
    if row.kind == CANCEL and not facts.get("unconfirmed"):
        return _cancel_says(row)
    return str(row.verdict.get("says", ""))


def _cancel_says(row: Row) -> str:
    verdict = row.verdict.get("verdict")
    answer_on = row.verdict.get("answer_by")
    if row.state == ASLEEP and answer_on:
        day = day_label(date.fromisoformat(answer_on))
        if verdict in ("held", "accepted"):
            return (
                "You asked in time. We've put your order on hold, and cancel it on"
                f" {day}, with a full refund."
            )
        return (
            "We've put your order on hold. If it hasn't shipped when we open on"
            f" {day}, we cancel it, with a full refund."
        )
    return str(row.verdict.get("says", ""))


def _carrier_of(rows: OrderRows, number: str) -> str:
    shipped = rows.about_number(number, "parcel.shipped")
    return str(shipped[-1].facts["carrier_name"]) if shipped else "the carrier"


def open_cancellation(rows: OrderRows) -> Row | None:
    """The request to cancel that hasn't been answered yet."""
    asked = (each for each in rows.requests if each.kind == CANCEL and each.state != DONE)
    return next(asked, None)


def ended_of(rows: OrderRows) -> Ended | None:
    """How the whole order ended, where it was cancelled."""
    off = rows.of_kind(CALLED_OFF)
    if not off:
        return None
    event = off[-1]
    by_shopper = bool(event.facts.get("asked")) or event.by == "shopper"
    reason = str(event.facts.get("reason", ""))
    day = day_label(rows.day_of(event.at))
    says = (
        f"You cancelled this order on {day}."
        if by_shopper
        else f"This order was cancelled on {day}: {reason}."
    )
    return Ended(event.at, by_shopper, reason, says)


def cancellation_of(rows: OrderRows, *, ended: Ended | None) -> Cancellation:
    """The limit to cancel with its own steps, and what asking at this instant would mean."""
    order, now = rows.order, rows.now
    closes_at = order.cancellation_closes_at(now)
    is_open = closes_at is None or now <= closes_at
    is_asked = open_cancellation(rows) is not None
    shipped = cancelling.shipped_at(order) is not None
    if ended is not None:
        return Cancellation(closes_at, False, False, is_asked, "", ())
    verdict = cancelling.verdict_of(order, asked_at=now)
    may_ask = verdict.verdict != "refused" and not is_asked
    return Cancellation(
        closes_at=closes_at,
        is_open=is_open and not shipped,
        may_ask=may_ask,
        is_asked=is_asked,
        says=_limit_says(rows, closes_at, may_ask=may_ask, is_asked=is_asked, shipped=shipped),
        steps=_limit_steps(rows, closes_at),
    )


def _limit_steps(rows: OrderRows, closes_at: datetime | None) -> tuple[dict[str, str], ...]:
    """The steps of the limit itself, recorded with it; never those of a request."""
    if closes_at is None:
        return ()
    told = [
        event.facts
        for event in rows.events
        if event.kind.startswith("confirmation.") and closes_at in _limits_in(event.facts)
    ]
    return step_data(told[-1].get("steps") or ()) if told else ()


def _limits_in(facts: dict[str, Any]) -> list[datetime]:
    """The limits that an event of the confirmation records, if any."""
    names = ("closes_at", "limit_without_report")
    return [datetime.fromisoformat(facts[name]) for name in names if facts.get(name)]


def _limit_says(
    rows: OrderRows, closes_at: datetime | None, *, may_ask: bool, is_asked: bool, shipped: bool
) -> str:
    hours = rows.terms.file.cancellation.window_hours
    if closes_at is None:
        return (
            f"You can cancel now, and for {hours} hours after you receive the confirmation, for a"
            " full refund. We show the exact time here once it has reached you."
        )
    until = deadline_label(rows.terms, closes_at)
    if rows.now <= closes_at:
        if is_asked:
            return f"The cancellation window is open until {until}. You have asked already."
        return f"You can cancel until {until}, for a full refund."
    closed = f"The cancellation window closed at {until}."
    if shipped:
        return f"{closed} Your order has shipped."
    if may_ask:
        opens_on = day_label(rows.terms.store_days.after(rows.today, 1))
        return (
            f"{closed} You can still ask today: if it hasn't shipped when we open on {opens_on}, we"
            " cancel it."
        )
    return closed


def delays_of(rows: OrderRows, to_come: Sequence[ToCome]) -> tuple[DelayChoice, ...]:
    """The latest round of each warehouse that has pieces to come, while the shopper may choose."""
    choices = []
    for group in to_come:
        standing = rows.standings.get(group.warehouse)
        if standing is None or standing.shipped_at or standing.ended_at:
            continue
        choices += [
            _choice(rows, group, standing, delay)
            for delay in rows.delays
            if delay.standing_id == standing.pk
        ]
    return tuple(choices)


def _choice(rows: OrderRows, group: ToCome, standing: Standing, delay: Delay) -> DelayChoice:
    told = last_told(rows, group.warehouse)
    arrives: Window | None = group.dates.arrives
    agreed = ""
    if delay.outcome == "consented":
        agreed = "you" if delay.answer == "wait" else "silence"
    return DelayChoice(
        key=delay.pk,
        title=f"{', '.join(group.titles)}: delayed"
        if len(rows.lines) > 1
        else "Your order is delayed",
        ships_from=SHIPS_FROM.get(group.warehouse, group.warehouse),
        titles=group.titles,
        old_by=delay.old_by,
        new_by=standing.ship_by if arrives is not None else None,
        arrives=arrives,
        why=str(told.facts.get("why") or delay.why) if told else delay.why,
        says=str(delay.steps[-1]["says"]) if delay.steps else "",
        agreed=agreed,
        steps=step_data(delay.steps),
    )
