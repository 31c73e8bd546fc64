"""What the shopper asked for and may still ask for: requests on file, the limit to cancel, the
choice in a delay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, cast

from troth.actors import Actor
from troth.care.cancellations import cancellation
from troth.care.models import ASLEEP, CANCEL, DAMAGED, DONE, FORGET, NOT_AUTHENTIC, NOT_RECEIVED
from troth.care.models import CareCase as Row
from troth.event_kinds import EventKind
from troth.fulfillment.models import Delay, PromiseStatus
from troth.order_status.claims import answer_sentence, claim_from
from troth.order_status.dates import last_letter_with_dates
from troth.order_status.decided import decision_of
from troth.order_status.model import Cancellation, DelayChoice, Ended, Reply, Request, ToCome
from troth.order_status.rows import OrderRows, step_data
from troth.orders.models import Event
from troth.policy.dates.calendars import day_label
from troth.policy.dates.delay import (
    Silence,
    announced_sentence,
    cancel_sentence,
    cancelled_for,
    cancelled_with,
    ends_before,
    silence_sentence,
)
from troth.policy.dates.hours import deadline_label
from troth.policy.lifecycle import LineState
from troth.policy.results import Step, Window, count_label
from troth.policy.wording import REQUESTS, as_sentence


def requests_of(rows: OrderRows) -> tuple[Request, ...]:
    """Everything the shopper asked for, the latest first, as it stands now."""
    return tuple(_build_request(rows, row) for row in rows.requests)


def _build_request(rows: OrderRows, row: Row) -> Request:
    is_open = row.state != DONE
    is_claim = row.kind == NOT_RECEIVED
    papers = tuple(
        (attachment.pk, attachment.name)
        for attachment in row.attachments.all()
        if attachment.shown and attachment.file
    )
    return Request(
        key=row.key,
        kind=row.kind,
        title=REQUESTS.get(row.kind, row.kind),
        asked_at=row.asked_at,
        is_open=is_open,
        is_refused=not is_open and row.outcome == "refused",
        sentence=_request_sentence(rows, row),
        answer_sentence="" if is_claim or not is_open else answer_sentence(rows, row.answer_by),
        replies=tuple(_staff_replies(row)),
        papers=papers,
        may_confirm=row.kind == CANCEL and is_open and bool(row.facts.get("unconfirmed")),
        may_withdraw=row.kind in (CANCEL, FORGET) and row.state == ASLEEP,
        waits_sentence=_waits_text(row),
        steps=tuple(row.verdict.get("steps") or ()),
        row=row,
    )


def _staff_replies(row: Row) -> Iterator[Reply]:
    """The letters that a person wrote about it, oldest first."""
    for note in sorted(row.notes.all(), key=lambda note: note.pk):
        if note.event_id and note.text:
            yield Reply(note.at, note.text)


def _waits_text(row: Row) -> str:
    waits = row.facts.get("waits") if row.kind == FORGET and row.state == ASLEEP else ""
    return f"{waits} We check again every few hours." if waits else ""


def _request_sentence(rows: OrderRows, row: Row) -> str:
    if row.kind == NOT_RECEIVED:
        return claim_from(rows, row, _carrier_of(rows, row.about)).sentence
    if row.state == DONE:
        return f"{_decided_sentence(rows, row)} {as_sentence(row.reason)}".strip()
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
        return _cancel_sentence(rows, row)
    return str(row.verdict.get("sentence", ""))


def _decided_sentence(rows: OrderRows, row: Row) -> str:
    """What was decided, beside the words of who decided it. Its money stands in the page's own
    place.
    """
    events = rows.of_kind(EventKind.DAMAGE_DECIDED, EventKind.AUTHENTICITY_REPORT_REFUSED)
    about = [event for event in events if event.facts.get("request") == row.key]
    decision = decision_of(about[-1].kind, about[-1].facts) if about else None
    return decision.in_short if decision is not None else ""


def _cancel_sentence(rows: OrderRows, row: Row) -> str:
    answer_on = row.verdict.get("answer_by")
    if row.state != ASLEEP or not answer_on:
        return str(row.verdict.get("sentence", ""))
    day, back = date.fromisoformat(answer_on), cancelled_with(rows.money)
    is_over = day < rows.today
    if row.verdict.get("verdict") in ("held", "accepted"):
        when = "now" if is_over else f"on {day_label(day)}"
        return f"You asked in time. We've put your order on hold, and cancel it {when}, {back}."
    if is_over:
        return f"We've put your order on hold. If it hasn't shipped, we cancel it now, {back}."
    return (
        "We've put your order on hold. If it hasn't shipped when we open on"
        f" {day_label(day)}, we cancel it, {back}."
    )


def _carrier_of(rows: OrderRows, number: str) -> str:
    shipped = rows.about_number(number, EventKind.PARCEL_SHIPPED)
    return str(shipped[-1].facts["carrier_name"]) if shipped else "the carrier"


def open_cancellation(rows: OrderRows) -> Row | None:
    """The request to cancel that hasn't been answered yet."""
    pending = (
        request for request in rows.requests if request.kind == CANCEL and request.state != DONE
    )
    return next(pending, None)


def ended_of(rows: OrderRows) -> Ended | None:
    """How the whole order ended, where it was cancelled."""
    off = rows.of_kind(EventKind.ORDER_CANCELLED)
    if not off:
        return None
    event = off[-1]
    by_shopper = bool(event.facts.get("asked")) or event.by == Actor.SHOPPER
    reason = str(event.facts.get("reason", ""))
    day = day_label(rows.day_of(event.at))
    sentence = (
        f"You cancelled this order on {day}."
        if by_shopper
        else f"This order was cancelled on {day}: {as_sentence(reason)}"
    )
    return Ended(event.at, by_shopper, reason, sentence)


def cancellation_of(rows: OrderRows, *, ended: Ended | None) -> Cancellation:
    """The limit to cancel with its own steps, and what asking at this instant would mean."""
    order, now = rows.order, rows.now
    closes_at = order.cancellation_closes_at(now)
    is_open = closes_at is None or now <= closes_at
    is_asked = open_cancellation(rows) is not None
    shipped = cancellation.shipped_at(order) is not None
    if ended is not None:
        return Cancellation(closes_at, False, False, is_asked, "", ())
    verdict = cancellation.verdict_of(order, asked_at=now)
    may_ask = verdict.verdict != "refused" and not is_asked
    return Cancellation(
        closes_at=closes_at,
        is_open=is_open and not shipped,
        may_ask=may_ask,
        is_asked=is_asked,
        sentence=_limit_sentence(
            rows, closes_at, may_ask=may_ask, is_asked=is_asked, shipped=shipped
        ),
        steps=_limit_steps(rows, closes_at),
    )


def _limit_steps(rows: OrderRows, closes_at: datetime | None) -> tuple[dict[str, str], ...]:
    """The steps of the limit itself, recorded with it; never those of a request."""
    if closes_at is None:
        return ()
    facts_of_letters = [
        event.facts
        for event in rows.events
        if event.kind.startswith("confirmation.") and closes_at in _limits_in(event.facts)
    ]
    return step_data(facts_of_letters[-1].get("steps") or ()) if facts_of_letters else ()


def _limits_in(facts: dict[str, Any]) -> list[datetime]:
    """The limits that an event of the confirmation records, if any."""
    names = ("closes_at", "limit_without_report")
    return [datetime.fromisoformat(facts[name]) for name in names if facts.get(name)]


def _limit_sentence(
    rows: OrderRows, closes_at: datetime | None, *, may_ask: bool, is_asked: bool, shipped: bool
) -> str:
    hours = count_label(rows.terms.file.cancellation.window_hours, "hour")
    back = cancelled_for(rows.money)
    if closes_at is None:
        return (
            f"You can cancel now, and for {hours} after you receive the confirmation, {back}. We"
            " show the exact time here once it has reached you."
        )
    until = deadline_label(rows.terms, closes_at)
    if rows.now <= closes_at:
        if is_asked:
            return f"The cancellation window is open until {until}. You have asked already."
        return f"You can cancel until {until}, {back}."
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
            _delay_choice(rows, group, standing, delay)
            for delay in rows.delays
            if delay.standing_id == standing.pk
        ]
    return tuple(choices)


def _delay_choice(
    rows: OrderRows, group: ToCome, standing: PromiseStatus, delay: Delay
) -> DelayChoice:
    last_letter = last_letter_with_dates(rows, group.warehouse, group.line_keys)
    arrives: Window | None = group.dates.arrives
    is_over = last_letter is not None and last_letter.kind == EventKind.PROMISE_BROUGHT_FORWARD
    agreed = ""
    if delay.outcome == "consented":
        agreed = "you" if delay.answer == "wait" else "silence"
    new_by = standing.ship_by if arrives is not None else None
    sentence = _delay_sentence(rows, group, delay, is_over=is_over)
    return DelayChoice(
        key=delay.pk,
        title=_delay_title(rows, group, is_over=is_over),
        ships_from=rows.terms.warehouse_name(group.warehouse),
        titles=group.titles,
        old_by=delay.old_by,
        new_by=new_by,
        arrives=arrives,
        why=rows.as_of_now(
            str(last_letter.facts.get("why") or delay.why) if last_letter else delay.why,
            last_letter,
        ),
        sentence=sentence,
        agreed=agreed,
        is_over=is_over,
        as_promised=is_over
        and last_letter is not None
        and bool(last_letter.facts.get("as_promised")),
        in_time=is_over and last_letter is not None and bool(last_letter.facts.get("in_time")),
        steps=_choice_steps(delay, last_letter, new_by, sentence, is_over=is_over),
        if_kept=delay.ended_at is None
        and delay.silence == "cancel"
        and ends_before(rows.terms, delay.decides_at, new_by),
        cancels=cancelled_for(rows.money),
        must_pay=rows.money == "expired",
    )


def _choice_steps(
    delay: Delay, last_letter: Event | None, new_by: date | None, sentence: str, *, is_over: bool
) -> tuple[dict[str, str], ...]:
    """The steps to the day that the choice names: those of the round, or of a later letter that
    moved it, with what an answer means where the round is still asked about.
    """
    steps = step_data(delay.steps) if is_over else _round_steps(delay, sentence)
    if new_by is None or new_by == delay.new_by or last_letter is None:
        return steps
    later = step_data(last_letter.facts.get("steps") or ())
    clause = str(later[-1]["clause"]) if later else "processing"
    ships = Step(clause, f"It ships by {day_label(new_by)} at the latest.", new_by).data()
    return (*later, ships, *(() if is_over else steps[-1:]))


def _delay_title(rows: OrderRows, group: ToCome, *, is_over: bool) -> str:
    part = f"{', '.join(group.titles)}: " if len(rows.lines) > 1 else ""
    if is_over:
        return f"{part}sooner than we had told you" if part else "Sooner than we had told you"
    return f"{part}delayed" if part else "Your order is delayed"


def _delay_sentence(rows: OrderRows, group: ToCome, delay: Delay, *, is_over: bool) -> str:
    """What an answer means, and what none does, as the money stands now."""
    live = sum(line.state != LineState.CANCELLED for line in rows.lines)
    part = " and ".join(group.titles) if len(group.titles) < live else ""
    if delay.ended_at is not None or (is_over and delay.silence == "consent"):
        return cancel_sentence(rows.terms, part=part, money=rows.money)
    if is_over:
        return announced_sentence(rows.terms, delay.decides_at, part=part, money=rows.money)
    return silence_sentence(
        rows.terms,
        silence=cast(Silence, delay.silence),
        decides_at=delay.decides_at,
        new_by=delay.new_by,
        part=part,
        money=rows.money,
    )


def _round_steps(delay: Delay, sentence: str) -> tuple[dict[str, str], ...]:
    """Those of the notice; its last one says what an answer means as the money stands now."""
    steps = list(delay.steps)
    if steps and delay.ended_at is None:
        steps[-1] = steps[-1] | {"sentence": sentence}
    return step_data(steps)
