"""What the database refuses of requests, mail and evidence: words and files may be emptied, all at
once, and nothing else of what was said.
"""

from __future__ import annotations

from troth.database.guards import AppendOnly, OnlyMayChange, RefuseRows
from troth.orders.guards import is_erased, sql_list
from troth.policy.lifecycle import STILL_TO_COME

SAID = "what a shopper asked for, and what the policy said of it, is never edited"
# Beside the order's own rule: its recipient is emptied for a request to be forgotten that stands,
# and only once nothing of the order is still to come.
_FORGETTING = (
    "EXISTS (SELECT 1 FROM care_carecase r WHERE r.order_id = NEW.order_id AND r.kind = 'forget'"
    " AND r.state <> 'done')"
    " AND NOT EXISTS (SELECT 1 FROM orders_line l WHERE l.order_id = NEW.order_id"
    f" AND l.state IN ({sql_list(STILL_TO_COME)}))"
)


def _erased_request(request: str) -> str:
    return is_erased(f"(SELECT q.order_id FROM care_carecase q WHERE q.id = {request})")


def _erased_mail(mail: str) -> str:
    return is_erased(f"(SELECT m.order_id FROM care_mail m WHERE m.id = {mail})")


GUARDS = [
    OnlyMayChange(
        "care_carecase",
        columns=(
            "state",
            "answer_by",
            "wakes_at",
            "hold_id",
            "facts",
            "outcome",
            "reason",
            "ended_at",
            "ended_by",
        ),
        fixed=(
            "id",
            "key",
            "order_id",
            "kind",
            "about",
            "message",
            "how",
            "by",
            "asked_at",
            "verdict",
        ),
        message=SAID,
        erasable=("message",),
        may_erase=is_erased("NEW.order_id"),
    ),
    RefuseRows(
        "orders_recipient",
        name="refuse_erasing",
        events=("UPDATE",),
        when=f"NOT ({_FORGETTING})",
        message=(
            "a recipient is emptied for a request to be forgotten, once nothing is still to come"
        ),
    ),
    AppendOnly(
        "care_attachment",
        keys=("id",),
        message="evidence is kept",
        erasable=("file", "name"),
        may_erase=_erased_request("NEW.request_id"),
    ),
    AppendOnly(
        "care_note",
        keys=("id",),
        message="a note is kept",
        erasable=("text",),
        may_erase=_erased_request("NEW.request_id"),
    ),
    AppendOnly(
        "care_mailreply",
        keys=("id",),
        message="an answer is kept",
        erasable=("body",),
        may_erase=_erased_mail("NEW.mail_id"),
    ),
    AppendOnly("care_authenticatorevent", keys=("id",), message="a change of the list is kept"),
    OnlyMayChange(
        "care_authenticator",
        columns=(),
        once=("ended_on", "ended_by"),
        fixed=("id", "name", "site", "verified_on", "verified_by"),
        message="who was on the list of authenticators, and since when, is never edited",
    ),
    AppendOnly("care_opinion", keys=("id",), message="an opinion is kept"),
    OnlyMayChange(
        "care_mail",
        columns=(
            "not_before",
            "attempts",
            "problem",
            "message_id",
            "thread",
            "sender",
            "subject",
            "own",
            "kind",
            "suggests",
            "clear",
            "proven",
            "sender_proven",
            "forged",
            "proof",
            "order_id",
            "state",
            "answer_by",
            "request_id",
            "outcome",
            "ended_at",
            "ended_by",
        ),
        fixed=("id", "digest", "raw", "received_at", "how"),
        message="mail is kept as it came",
        erasable=("raw",),
        may_erase=is_erased("NEW.order_id"),
    ),
    # Else a mail could be emptied by filing it under an order that is erased.
    RefuseRows(
        "care_mail",
        name="refuse_moved",
        events=("UPDATE",),
        only_if="NEW.order_id <> OLD.order_id",
        when=is_erased("NEW.order_id"),
        message="a mail is not filed under an order that is erased",
    ),
    OnlyMayChange(
        "care_watch",
        columns=("ended_at",),
        once=("told_at",),
        fixed=("id", "order_id", "number", "opens_at", "closes_at", "carrier_until"),
        message="non_receipt: when a parcel can be claimed is never edited",
    ),
]
