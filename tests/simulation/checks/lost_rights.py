"""A right that was told is never postponed or cut: claims open no later and close no earlier, and
the limit to cancel moves later or stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import Statement, letter_kind, read_document
from tests.simulation.transcript import Letter, OrderStory, Page, Record, Transcript

# By meaning: names under which a statement is compared, and whether a later value takes something
# away (else an earlier one does).
_RIGHTS: dict[str, tuple[tuple[str, bool], ...]] = {
    "claim_opens": (("claim opens", True),),
    "claim_files_itself": (("claim opens", True),),
    "claim_closes": (("claim closes", False),),
    "claim_closed": (("claim closes", False),),
    "cancel_until": (("cancelling ends", False),),
    "cancel_closed": (("cancelling ends", False),),
    "cancel_if_silent": (("refund without an answer", True), ("time to answer", False)),
}
_ANSWERS = ("refund without an answer", "time to answer")

Rights = dict[tuple[str, str], tuple[datetime, Statement]]


def run(life: Transcript) -> Iterator[Finding]:
    """Each order's statements in the order in which they were read."""
    for story in life.orders.values():
        yield from _check(story)


def _check(story: OrderStory) -> Iterator[Finding]:
    rights: Rights = {}
    reported: set[tuple[str, str]] = set()
    for record in story.records:
        if isinstance(record, Page) and (record.page != "order" or record.status != 200):
            continue
        if not isinstance(record, (Letter, Page)):
            _forget_answered(record, rights)
            continue
        statements = list(read_document(story, record).promises(*_RIGHTS))
        several = _asks_several_times(story, statements)
        for statement in statements:
            if several and statement.meaning == "cancel_if_silent":
                continue  # of which parcel it speaks, these words alone don't tell
            for key, before in _taken(story, statement, rights):
                if key in reported:
                    continue
                reported.add(key)
                texts = before.mention.token.text, statement.mention.token.text
                words = f"{key[0]}: told as {texts[0]}, and then as {texts[1]}"
                kind = f"{key[0]} {_kind_of(record)}"
                lines = (before.line, statement.line)
                yield finding("lost_rights", story, record, words, *lines, kind=kind)


def _asks_several_times(story: OrderStory, statements: list[Statement]) -> bool:
    """Whether a page waits for several answers, each by a time of its own, as of two parcels that
    came back.
    """
    silent = [statement for statement in statements if statement.meaning == "cancel_if_silent"]
    return len({_value(story, statement) for statement in silent}) > 1


def _taken(
    story: OrderStory, statement: Statement, rights: Rights
) -> Iterator[tuple[tuple[str, str], Statement]]:
    """The rights that this statement takes away; it is known from now on."""
    value = _value(story, statement)
    for name, later_is_worse in _RIGHTS[statement.meaning]:
        about = _about(statement, name)
        unclear = not about or statement.meaning == "claim_files_itself"
        if name.startswith("claim") and unclear and len(story.events_of("parcel.shipped")) > 1:
            continue  # of which parcel it speaks, these words alone don't tell
        key = (name, about)
        before = rights.get(key)
        if before is not None and _is_worse(before[0], value, later_is_worse):
            yield key, before[1]
        rights[key] = (value, statement)


def _value(story: OrderStory, statement: Statement) -> datetime:
    """The instant at which it begins or ends; a day on which claims open begins with it."""
    if statement.mention.token.instant is not None:
        return statement.mention.token.instant
    if statement.meaning == "claim_opens":
        return story.policy.midnight(statement.first)
    return story.policy.end_of(statement.last)


def _about(statement: Statement, name: str) -> str:
    if name in _ANSWERS:
        return ",".join(statement.pieces)
    if not name.startswith("claim"):
        return ""
    return statement.number or ",".join(statement.pieces)


def _kind_of(record: Record) -> str:
    return letter_kind(record) if isinstance(record, Letter) else "page"


def _is_worse(before: datetime, now: datetime, later_is_worse: bool) -> bool:
    return now > before if later_is_worse else now < before


def _forget_answered(record: Record, rights: Rights) -> None:
    """An answer ends a deadline of silence; what is asked after it is another question."""
    kind = getattr(record, "kind", "")
    ends = (
        "delay.",
        "parcel.resend",
        "parcel.cancel",
        "confirmation.",
        "line.shipped",
        "parcel.returning",
    )
    if record.type_ == "event" and kind.startswith(ends):
        for key in [key for key in rights if key[0] in _ANSWERS]:
            del rights[key]


CHECK = Check(
    "lost_rights",
    "claim_deadline, cancellation",
    "a right that they had been promised in writing",
    run,
)
