"""What care says: answers that the policy proposes, letters to the shopper, and notes among
staff.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from troth.care import authenticity, cancelling, claims, damage, forgetting
from troth.care.asking import LONGEST_TEXT, UnableTo, end, locked, tell
from troth.care.models import CANCEL, DAMAGED, FORGET, NOT_AUTHENTIC, NOT_RECEIVED, Note, Request
from troth.orders.models import Event, Order

ANSWERED = "care.answered"
_PROPOSED = {
    CANCEL: "Your order is cancelled, and everything goes back to the card you paid with.",
    NOT_RECEIVED: (
        "The carrier could not find your parcel, so everything you paid for it goes back to your"
        " card."
    ),
    NOT_AUTHENTIC: "They have confirmed to us that the report is theirs.",
    DAMAGED: "We compared your photos with the listing and with those from when it was packed.",
}


def proposed(request: Request, *, now: datetime) -> str:
    """An answer to begin from: the policy's own words where it has decided, else the usual ones."""
    if request.facts.get("suggests") == "change":
        return _no_changes(request.order, now)
    if request.facts.get("suggests") == "forget":
        return (
            "You can have it done on your order's page, which tells what is erased and what stays."
        )
    decided = request.verdict.get("verdict") in ("refused", "closed")
    return str(request.verdict["says"]) if decided else _PROPOSED.get(request.kind, "")


def _no_changes(order: Order, now: datetime) -> str:
    """Clause `no_changes`: nobody changes it, and cancelling is offered while the window allows."""
    said = "An order can't be changed once it is submitted, by anyone."
    if cancelling.verdict_of(order, asked_at=now).verdict == "refused":
        return f"{said} {cancelling.what_remains(order)}"
    until = cancelling.until_label(order)
    return (
        f"{said} You may cancel it on its page{f', until {until},' if until else ''} and order"
        " again."
    )


@transaction.atomic
def close(*, request: Request, why: str, now: datetime, by: str) -> bool:
    """A person says that it is answered. False where it had ended."""
    return end(
        request=request,
        outcome="answered",
        reason=why.strip() or "Answered by mail.",
        now=now,
        by=by,
    )


@transaction.atomic
def refile(*, request: Request, kind: str, now: datetime, by: str) -> Request:
    """A person says what a mail asks for: it is filed as that, and counts from when the mail was
    received.

    Raises `UnableTo` where it isn't plain which parcel or piece is meant, and what the filing
    itself raises.
    """
    told: dict[str, Any] = {"asked_at": request.asked_at, "now": now, "by": by, "how": "mail"}
    order = request.order
    mail = request.mails.first()
    if (
        kind == CANCEL and mail is not None and not mail.proven
    ):  # nobody acts on a sender who is only believed
        filed = cancelling.ask_back(
            order=order,
            asked_at=request.asked_at,
            now=now,
            says=request.says,
            proven=False,
            message_id=mail.message_id,
        )
    elif kind == CANCEL:
        filed = cancelling.ask(order=order, says=request.says, **told)
    elif kind == NOT_RECEIVED:
        sent = claims.parcels(locked(order))
        number = _only([each.facts["number"] for each in sent], "parcel", "non_receipt")
        filed = claims.report(order=order, number=number, says=request.says, **told)
    elif kind == FORGET:
        if mail is None or not mail.proven:
            raise UnableTo(
                "care", "The sender isn't proven: have the shopper ask for it on the order's page."
            )
        filed = forgetting.ask(order=order, **told)
    elif kind in (DAMAGED, NOT_AUTHENTIC):
        line = _only(
            [each for each in order.lines.all() if each.state in ("shipped", "delivered")],
            "piece",
            "care",
        )
        if kind == DAMAGED:
            filed = damage.report(
                order=order, line=line, says=request.says or "See the mail.", **told
            )
        else:
            filed = authenticity.report(
                order=order, line=line, authenticator="", says=request.says, **told
            )
    else:
        raise UnableTo("care", "Choose one of the kinds.")
    end(request=request, outcome="refiled", reason=f"Filed as {filed.key}.", now=now, by=by)
    return filed


def _only(found: list[Any], what: str, clause: str) -> Any:
    if len(found) != 1:
        raise UnableTo(
            clause, f"The order has {len(found)} such {what}s: ask the shopper which one is meant."
        )
    return found[0]


@transaction.atomic
def note(*, request: Request, says: str, now: datetime, by: str) -> Note:
    """Keeps what staff say of it. Raises `UnableTo` for nothing."""
    if not says.strip():
        raise UnableTo("care", "The note is empty.")
    return Note.objects.create(request=request, says=says.strip()[:LONGEST_TEXT], by=by, at=now)


@transaction.atomic
def write(*, request: Request, says: str, key: str, now: datetime, by: str) -> None:
    """A letter to the order's address, in the thread of the mail that asked. The same `key` writes
    one.

    Raises `UnableTo` for an empty one.
    """
    if not says.strip():
        raise UnableTo("care", "The letter is empty.")
    if not Event.objects.filter(order=request.order, kind=ANSWERED, facts__key=key).exists():
        told = {"key": key, "reply_to": request.facts.get("message_id", "")}
        event = tell(request=request, kind=ANSWERED, now=now, by=by, **told)
        Note.objects.create(
            request=request, event=event, says=says.strip()[:LONGEST_TEXT], by=by, at=now
        )
