"""Every announced deadline is kept: what was to happen has happened by then, nothing that it allows
was refused before it, silence ends nothing before it, and an offer is gone after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.simulation.checks.common import documents, finding, is_over, next_reading
from tests.simulation.findings import Check, Finding
from tests.simulation.told import HISTORY, Document, Statement, read_document
from tests.simulation.transcript import (
    Deed,
    Event,
    Letter,
    OrderStory,
    Page,
    Transcript,
    as_instant,
)

GRACE = timedelta(hours=12)  # the sweep of the minute after; a night without a stop of the clock
MINUTE = timedelta(minutes=1)  # seconds are left out of what is told
OUTAGE = timedelta(hours=50)  # a life's worker stands still for 48 hours at most
PAGE_GRACE = timedelta(days=4)  # the page of a quiet order is read every third day

# What a deadline of this meaning brings, or what may have come before it.
_HAPPENS: dict[str, tuple[str, ...]] = {
    "cancel_if_silent": (
        "order.cancelled", "order.partly_cancelled", "parcel.cancel_chosen",
        "delay.order_cancelled",
    ),
    "keep_if_silent": (
        "delay.accepted", "order.cancelled", "order.partly_cancelled", "delay.order_cancelled",
    ),
    "pay_by": ("order.cancelled", "payment.authorized_again"),
    "review_by": ("payment.review_approved", "payment.review_declined", "order.cancelled"),
    "claim_files_itself": ("claim.filed", "claim.accepted", "claim.refused", "claim.parcel_found"),
    "cancel_on": ("order.cancelled", "order.partly_cancelled", "cancellation.withdrawn"),
}  # fmt: skip
_ANSWERS: dict[str, tuple[str, ...]] = {
    "cancel_if_silent": (
        "delay.accepted", "parcel.resend_chosen", "line.shipped", "confirmation.acknowledged",
        "confirmation.delivered", "order.cancelled", "order.partly_cancelled",
        "delay.order_cancelled",
        "parcel.cancel_chosen", "promise.brought_forward", "line.delivered", "parcel.shipped",
        "cancellation.accepted", "claim.accepted", "line.requeued",
    ),
    "keep_if_silent": (
        "delay.accepted", "line.shipped", "order.cancelled", "delay.order_cancelled", "promise.",
    ),
    "claim_files_itself": (
        "line.delivered", "parcel.delivered", "parcel.delivered_unsigned", "parcel.returning",
        "line.lost",
        "claim.", "parcel.returned", "line.returned",
    ),
    "cancel_on": ("line.shipped",),
    "review_by": ("payment.",),
    "pay_by": ("payment.authorized_again", "order.cancelled"),
}  # fmt: skip
# What is announced for a day, and not for the time after it, happens before that day is over; what
# a person is to do then may wait until somebody looks.
_ON_THE_DAY = ("cancel_on",)
_BY_A_PERSON = "care finds"
# What silence or a time limit brings, and until when its reader was told to answer.
_BY_SILENCE: dict[str, tuple[str, ...]] = {
    "parcel.cancel_chosen": ("cancel_if_silent",),
    "order.cancelled": ("cancel_if_silent", "pay_by", "review_by"),
    "order.partly_cancelled": ("cancel_if_silent", "pay_by"),
    "delay.accepted": ("keep_if_silent",),
    "payment.review_expired": ("review_by",),
}  # fmt: skip
_SILENT = ("silence", "time limit")
# An offer of the page, which must not stand there once its time is over.
_OFFERS = (
    "cancel_until", "claim_closes", "claim_opens", "cancel_if_silent", "keep_if_silent", "pay_by",
    "review_by", "report_wait", "trace_by", "person_answers", "claim_files_itself", "label_by",
    "send_back_by", "cancel_on", "cancel_if_unshipped",
)  # fmt: skip
_REFUSALS = {
    "cancellation.refused": ("cancel_until",),
    "claim.refused": ("claim_closes",),
}
_WRITTEN = re.compile(
    r"This email was written (\w{3} \w{3} \d+, \d{4}, \d+:\d\d )([ap])m[^.]*, and sent only now"
)
_SAYS_LATE = ("We're late", "was accepted until", "should have")


def run(life: Transcript) -> Iterator[Finding]:
    """Deadlines of letters and pages."""
    for story in life.orders.values():
        yield from _kept(life, story)
        yield from _refused_before(story)
        yield from _silent_before(story)
        yield from _in_time(story)
    for story, document in documents(life):
        if isinstance(document.record, Letter):
            yield from _over_when_written(story, document)
        if isinstance(document.record, Page) and document.record.page == "order":
            yield from _stale_offer(life, story, document)


def _limit(story: OrderStory, statement: Statement) -> datetime:
    return statement.mention.token.instant or story.policy.end_of(statement.last)


def _kept(life: Transcript, story: OrderStory) -> Iterator[Finding]:
    done: set[tuple[str, datetime]] = set()
    for record in [*story.letters, *story.pages("order")]:
        for statement in read_document(story, record).statements:
            limit = _limit(story, statement) if statement.meaning in _HAPPENS else None
            if limit is None or statement.part in HISTORY or (statement.meaning, limit) in done:
                continue
            done.add((statement.meaning, limit))
            grace = _grace(statement)
            if limit + grace >= life.ends_at or limit < record.at:
                continue
            if _worker_stood(life, limit):
                grace = OUTAGE
            if _was_answered(story, statement, record, limit) or _has_happened(
                story, statement, record, limit + grace
            ):
                continue
            words = (
                f"Announced for {life.policy.local(limit):%a %Y-%m-%d %H:%M}"
                f" ({statement.meaning.replace('_', ' ')}), and it had not happened by"
                f" {life.policy.local(limit + grace):%a %Y-%m-%d %H:%M}"
            )
            yield finding(
                "announced_deadlines", story, record, words, statement.line, kind=statement.meaning
            )


def _worker_stood(life: Transcript, limit: datetime) -> bool:
    """Whether nothing was done by itself at the limit: it is done when the worker works again."""
    stood = [deed.at for deed in life.of(Deed) if deed.what == "worker.stands"]
    return any(at <= limit <= at + OUTAGE for at in stood)


def _grace(statement: Statement) -> timedelta:
    is_on_the_day = statement.meaning in _ON_THE_DAY and _BY_A_PERSON not in statement.line
    return MINUTE if is_on_the_day else GRACE


def _was_answered(
    story: OrderStory, statement: Statement, record: Letter | Page, limit: datetime
) -> bool:
    kinds = _ANSWERS.get(statement.meaning, ())
    after = [event for event in story.events_of(*kinds) if kinds and event.n > record.n - 30]
    return any(
        record.at < event.at <= limit
        or (record.at == event.at and not event.kind.startswith("promise."))
        for event in after
    )


def _has_happened(
    story: OrderStory, statement: Statement, record: Letter | Page, until: datetime
) -> bool:
    happened = story.events_of(*_HAPPENS[statement.meaning])
    return any(record.at <= event.at < until for event in happened)


def _silent_before(story: OrderStory) -> Iterator[Finding]:
    """Who was told to answer by a day isn't answered for, by silence, before it is over."""
    for event in story.events_of(*_BY_SILENCE):
        if event.by not in _SILENT:
            continue
        question = min(
            _open_questions(story, event, _BY_SILENCE[event.kind]),
            key=lambda statement: _limit(story, statement),
            default=None,
        )
        if question is not None and event.at + MINUTE < _limit(story, question):
            words = (
                f"{event.kind} by {event.by} at {story.policy.local(event.at):%a %Y-%m-%d %H:%M};"
                f" an answer had been asked for by"
                f" {story.policy.local(_limit(story, question)):%a %Y-%m-%d %H:%M}"
            )
            kind = f"{event.kind} before its time"
            yield finding("announced_deadlines", story, event, words, question.line, kind=kind)


def _open_questions(story: OrderStory, event: Event, meanings: tuple[str, ...]) -> list[Statement]:
    """What was asked since the last answer, up to what silence has brought."""
    kinds = {kind for meaning in meanings for kind in _ANSWERS[meaning]}
    answered = [answer.at for answer in story.events_of(*kinds) if answer.at < event.at]
    since = max(answered, default=story.placed_at)
    statements: list[Statement] = []
    for record in [*story.letters, *story.pages("order")]:
        if since <= record.at < event.at:
            statements += read_document(story, record).promises(*meanings)
    return statements


def _refused_before(story: OrderStory) -> Iterator[Finding]:
    for kind, meanings in _REFUSALS.items():
        for event in story.events_of(kind):
            if not _is_about_time(event):
                continue
            for statement in _statements_before(story, event, meanings):
                asked_at = _asked_at(story, event)
                if asked_at <= _limit(story, statement):
                    words = f"{event.kind}, and it was asked in time, {asked_at:%Y-%m-%d %H:%M} UTC"
                    yield finding(
                        "announced_deadlines", story, event, words, statement.line, kind=kind
                    )
                    break


def _is_about_time(event: Event) -> bool:
    """A refusal for being late, and not for what the proof of delivery shows."""
    text = str(event.facts.get("sentence") or "") + str(event.facts.get("reason") or "")
    return not text or any(words in text for words in ("window closed", "ended with", "too late"))


def _asked_at(story: OrderStory, event: Event) -> datetime:
    asks = {"cancellation.refused": "cancellation.requested", "claim.refused": "claim.reported"}
    request = story.last_event(asks[event.kind], before=event.n)
    return request.happened_at if request else event.happened_at


def _statements_before(
    story: OrderStory, event: Event, meanings: tuple[str, ...]
) -> list[Statement]:
    statements: list[Statement] = []
    for record in [*story.letters, *story.pages("order")]:
        if record.n < event.n:
            statements += read_document(story, record).of(*meanings)
    if event.kind == "claim.refused" and len(story.events_of("parcel.shipped")) > 1:
        number = event.facts.get("number")
        statements = [statement for statement in statements if statement.number == number]
    return statements[-1:]


def _over_when_written(story: OrderStory, document: Document) -> Iterator[Finding]:
    """A letter that offers until an instant that is over already, or was when it says that it was
    written.
    """
    letter = document.record
    written_at = _written_at(story, letter.text) or letter.at
    for statement in document.promises(*_OFFERS):
        limit = _limit(story, statement)
        if limit + MINUTE < written_at and not any(words in statement.line for words in _SAYS_LATE):
            words = (
                f"The letter of {story.policy.local(letter.at):%a %Y-%m-%d %H:%M} says"
                f" “{statement.line[:160]}”, and that was over before"
            )
            kind = f"letter {statement.meaning} is over"
            yield finding("announced_deadlines", story, letter, words, statement.line, kind=kind)


def _written_at(story: OrderStory, text: str) -> datetime | None:
    """When a letter that left late says that it was written."""
    match = _WRITTEN.search(text)
    if match is None:
        return None
    local = datetime.strptime(f"{match[1]}{match[2]}M", "%a %b %d, %Y, %I:%M %p")
    return local.replace(tzinfo=story.policy.zone)


def _in_time(story: OrderStory) -> Iterator[Finding]:
    """Who asked after the limit isn't told that it was in time."""
    for page in story.pages("order"):
        request = story.first_event("cancellation.requested")
        if "You cancelled in time" not in page.text or request is None or request.n > page.n:
            continue
        at = str(request.facts.get("asked_at") or "")
        instant = as_instant(at) if at else request.happened_at
        if instant <= _clock_starts(story):
            return  # clause 13: what is asked for before the clock starts is in the window
        closed = [
            statement
            for reading in story.pages("order")
            for statement in read_document(story, reading).of("cancel_closed", "cancel_until")
            if statement.part not in HISTORY
        ]
        if closed and instant > max(_limit(story, statement) for statement in closed) + MINUTE:
            words = f"The page says “in time”, and it was asked at {instant:%Y-%m-%d %H:%M} UTC"
            yield finding(
                "announced_deadlines", story, page, words, closed[-1].line, kind="in time"
            )
            return


def _clock_starts(story: OrderStory) -> datetime:
    """When the window's hours begin to count: with a report of delivery, or, where none comes, once
    the time to wait for one is over (then they count from the hand-over, backwards).
    """
    sent = story.first_event("confirmation.sent", "confirmation.resent")
    heard = story.first_event("confirmation.delivered", "confirmation.acknowledged")
    if sent is None or not story.life.start.mail_reports:
        return story.placed_at
    hours = int(story.policy.get("cancellation", "delivery_report_hours", default=24))
    waited = sent.happened_at + timedelta(hours=hours)
    return min(heard.happened_at, waited) if heard else waited


def _stale_offer(life: Transcript, story: OrderStory, document: Document) -> Iterator[Finding]:
    page = document.record
    assert isinstance(page, Page)
    if is_over(story, page.n):
        return
    stands_until = next_reading(story, page)
    for statement in document.promises(*_OFFERS):
        limit = _limit(story, statement)
        if any(words in statement.line for words in _SAYS_LATE):
            continue
        if limit + MINUTE < page.at or limit + PAGE_GRACE < stands_until:
            words = (
                f"The page still says “{statement.line[:160]}”, and that was over at"
                f" {life.policy.local(limit):%a %Y-%m-%d %H:%M}; it was read at"
                f" {life.policy.local(min(max(page.at, limit), stands_until)):%a %Y-%m-%d %H:%M}"
            )
            yield finding(
                "announced_deadlines",
                story,
                page,
                words,
                statement.line,
                kind=f"stale {statement.meaning}",
            )


CHECK = Check(
    "announced_deadlines", "all with a time",
    "they would wait for a day on which nothing happens, or miss one that counted", run,
)  # fmt: skip
