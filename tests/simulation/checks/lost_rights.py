"""A right that was told is never postponed or cut: claims open no later and close no earlier, and
the limit to cancel moves later or stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import Told, letter_kind, read_document
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

Known = dict[tuple[str, str], tuple[datetime, Told]]


def run(life: Transcript) -> Iterator[Finding]:
    """Each order's statements in the order in which they were read."""
    for story in life.orders.values():
        yield from _check(story)


def _check(story: OrderStory) -> Iterator[Finding]:
    known: Known = {}
    reported: set[tuple[str, str]] = set()
    for record in story.records:
        if isinstance(record, Page) and (record.page != "order" or record.status != 200):
            continue
        if not isinstance(record, (Letter, Page)):
            _forget_answered(record, known)
            continue
        for told in read_document(story, record).promises(*_RIGHTS):
            for key, before in _taken(story, told, known):
                if key in reported:
                    continue
                reported.add(key)
                texts = before.said.token.text, told.said.token.text
                words = f"{key[0]}: told as {texts[0]}, and then as {texts[1]}"
                kind = f"{key[0]} {_kind_of(record)}"
                lines = (before.line, told.line)
                yield finding("lost_rights", story, record, words, *lines, kind=kind)


def _taken(story: OrderStory, told: Told, known: Known) -> Iterator[tuple[tuple[str, str], Told]]:
    """The rights that this statement takes away; it is known from now on."""
    value = _value(story, told)
    for name, later_is_worse in _RIGHTS[told.meaning]:
        key = (name, _about(told, name))
        before = known.get(key)
        if before is not None and _is_worse(before[0], value, later_is_worse):
            yield key, before[1]
        known[key] = (value, told)


def _value(story: OrderStory, told: Told) -> datetime:
    """The instant at which it begins or ends; a day on which claims open begins with it."""
    if told.said.token.instant is not None:
        return told.said.token.instant
    if told.meaning == "claim_opens":
        return story.policy.midnight(told.first)
    return story.policy.end_of(told.last)


def _about(told: Told, name: str) -> str:
    if name in _ANSWERS:
        return ",".join(told.pieces)
    return told.number if name.startswith("claim") else ""


def _kind_of(record: Record) -> str:
    return letter_kind(record) if isinstance(record, Letter) else "page"


def _is_worse(before: datetime, now: datetime, later_is_worse: bool) -> bool:
    return now > before if later_is_worse else now < before


def _forget_answered(record: Record, known: Known) -> None:
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
        for key in [key for key in known if key[0] in _ANSWERS]:
            del known[key]


CHECK = Check(
    "lost_rights",
    "claim_deadline, cancellation",
    "a right that they had been promised in writing",
    run,
)
