"""What the database refuses of requests, mail and evidence: words and files may be emptied, all at
once, and nothing else of what was said.
"""

from __future__ import annotations

from troth.database.guards import AppendOnly, OnlyMayChange

SAID = "what a shopper asked for, and what the policy said of it, is never edited"

GUARDS = [
    OnlyMayChange(
        "care_request",
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
            "says",
            "how",
            "by",
            "asked_at",
            "verdict",
        ),
        says=SAID,
        erasable=("says",),
    ),
    AppendOnly("care_attachment", keys=("id",), says="evidence is kept", erasable=("file", "name")),
    AppendOnly("care_note", keys=("id",), says="a note is kept", erasable=("says",)),
    AppendOnly("care_mailreply", keys=("id",), says="an answer is kept", erasable=("says",)),
    AppendOnly("care_opinion", keys=("id",), says="an opinion is kept"),
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
        says="mail is kept as it came",
        erasable=("raw",),
    ),
]
