"""What the schema allows and a person should look at twice before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from troth.policy.terms import Terms

_A_YEAR = timedelta(days=366)
# Where more of it is less for the shopper, and where less of it is; by clause.
_WORSE_IF_MORE = {
    "processing": ("processing.latest_days",),
    "transfer": ("transfer.dispatch_latest_days", "transfer.arrival_latest_days"),
    "non_receipt": ("claim.opens_after_days",),
    "authentication": ("authentication.second_expert_above_cents",),
    "cancellation": ("delay.consent_days",),
}
_WORSE_IF_LESS = {
    "cut_off": ("cut_off.at",),
    "cancellation": ("cancellation.window_hours", "delay.least_answer_hours"),
    "claim_deadline": ("claim.closes_after_days",),
    "care": ("care.return_days", "care.returned_answer_days"),
}


class Caution(NamedTuple):
    """The clause it touches, the field, and why to look twice."""

    clause: str
    field: str
    sentence: str


def list_cautions(draft: Terms, *, before: Terms, on: date) -> list[Caution]:
    """What a person should look at twice if `draft` follows `before` on a day. In the order of the
    file, no more than a few dozen.
    """
    return [
        *_number_cautions(draft, before),
        *_method_cautions(draft, before),
        *_transfer_cautions(draft, before),
        *_calendar_cautions(draft, before, on),
        *_law_cautions(draft),
    ][:60]


def _number_cautions(draft: Terms, before: Terms) -> Iterator[Caution]:
    for table, sign in ((_WORSE_IF_MORE, 1), (_WORSE_IF_LESS, -1)):
        for clause, fields in table.items():
            for field in fields:
                was, now = _field_value(before, field), _field_value(draft, field)
                if field.startswith("transfer.") and None in (was, now):
                    continue  # a warehouse abroad more, or less: said by `_transfer_cautions`
                if was is not None and (now is None or (now > was if sign > 0 else now < was)):
                    yield Caution(
                        clause,
                        field,
                        f"Less for the shopper than before: {was} becomes {now or 'nothing'}.",
                    )
    if before.file.signature.required and not draft.file.signature.required:
        yield Caution("signature", "signature.required", "Parcels would no longer be signed for.")
    if draft.file.zone != before.file.zone:
        yield Caution(
            "cut_off",
            "zone",
            f"Every time of day moves from {before.file.zone} to {draft.file.zone}.",
        )


def _field_value(terms: Terms, field: str) -> Any:
    table, name = field.split(".")
    return getattr(getattr(terms.file, table), name, None)


def _method_cautions(draft: Terms, before: Terms) -> Iterator[Caution]:
    for key, method in before.methods.items():
        field, now = f"methods.{key}", draft.methods.get(key)
        if now is None:
            yield Caution("methods", field, f"{method.name} is no longer offered.")
            continue
        if gone := sorted(set(method.states) - set(now.states)):
            yield Caution("methods", f"{field}.states", f"No longer served: {', '.join(gone)}.")
        if method.po_boxes and not now.po_boxes:
            yield Caution("methods", f"{field}.po_boxes", "PO boxes are no longer served.")
        if now.price_cents > method.price_cents:
            yield Caution(
                "methods",
                f"{field}.price_cents",
                f"Dearer: {method.price_cents} becomes {now.price_cents}.",
            )
        if now.latest_days > method.latest_days:
            yield Caution(
                "delivery",
                f"{field}.latest_days",
                f"Slower: {method.latest_days} becomes {now.latest_days} days.",
            )


def _transfer_cautions(draft: Terms, before: Terms) -> Iterator[Caution]:
    """A warehouse abroad that the draft has no way from: its pieces can't be ordered any more."""
    was = before.file.transfer
    if was is not None and draft.transfer_from(was.warehouse) is None:
        name = before.warehouse_name(was.warehouse)
        yield Caution("transfer", "transfer", f"Pieces in {name} can no longer be ordered.")


def _calendar_cautions(draft: Terms, before: Terms, on: date) -> Iterator[Caution]:
    for key, calendar in draft.file.calendars.items():
        field, earlier = f"calendars.{key}", before.file.calendars.get(key)
        if calendar.first > on or calendar.last < on + _A_YEAR:
            days = f"It lists {calendar.first} to {calendar.last}"
            yield Caution(
                "closed_days",
                field,
                f"{days}: not the whole year from {on} on, so some orders can't be dated.",
            )
        if calendar.verified_on < on - _A_YEAR:
            yield Caution(
                "closed_days",
                f"{field}.verified_on",
                "Nobody has compared it with its source for a year.",
            )
        if earlier is not None:
            fixed = {
                day
                for day in earlier.holidays
                if calendar.first <= day <= calendar.last and day >= on
            }
            if gone := sorted(fixed - set(calendar.closed())):
                many = f"{len(gone)} holidays are open days"
                holidays = many if len(gone) > 1 else "1 holiday is an open day"
                named = ", ".join(f"{earlier.holidays[day]} {day}" for day in gone[:5])
                yield Caution(
                    "closed_days",
                    f"{field}.holidays",
                    f"{holidays} now: {named}.",
                )


def _law_cautions(draft: Terms) -> Iterator[Caution]:
    """16 CFR 435: what is promised must be meant, and a cancellation must leave time to answer a
    delay.
    """
    latest, transfer = draft.file.processing.latest_days, draft.file.transfer
    if transfer is not None:
        latest += transfer.dispatch_latest_days + transfer.arrival_latest_days
    if latest > 20:
        warning = (
            "About 30 days or more until it ships: 16 CFR 435.2 asks for a reasonable basis for"
            " such a date."
        )
        yield Caution("processing", "processing.latest_days", warning)
    if draft.file.cancellation.window_hours > 24:
        warning = (
            "Nothing ships while the window is open: more than a day of the time to process is"
            " spent waiting."
        )
        yield Caution("cancellation", "cancellation.window_hours", warning)
