"""What the database refuses of letters: what was written to whom is never edited, and emptied only
for who asked to be forgotten.
"""

from __future__ import annotations

from troth.database.guards import Free, OnlyMayChange
from troth.orders.guards import ERASED, is_erased

LETTER = "a letter is kept as it was written"

# Of an order's letters, once the order is erased; of the replies to a mail, once the mail's order
# is; of what a saved search found, once the search has no address any more.
_FORGOTTEN = (
    f"{is_erased('(SELECT c.order_id FROM orders_event c WHERE c.id = NEW.event_id)')}"
    " OR EXISTS (SELECT 1 FROM care_mail m JOIN orders_event e ON e.order_id = m.order_id"
    f" AND e.kind = '{ERASED}' WHERE NEW.about LIKE 'mail.' || CAST(m.id AS text) || '.%')"
    " OR EXISTS (SELECT 1 FROM notifications_savedsearch s WHERE s.id = NEW.search_id"
    " AND s.email = '')"
)

GUARDS = [
    OnlyMayChange(
        "notifications_notification",
        columns=("not_before", "attempts", "problem"),
        once=("sent_at", "refused_at"),
        fixed=(
            "id",
            "event_id",
            "item_event_id",
            "search_id",
            "about",
            "kind",
            "message_id",
            "to",
            "subject",
            "text",
            "html",
            "in_reply_to",
            "thread",
            "written_at",
        ),
        erasable=("to", "subject", "text", "html", "in_reply_to", "thread"),
        may_erase=_FORGOTTEN,
        message=LETTER,
    ),
    OnlyMayChange(
        "notifications_resend",
        columns=("not_before", "attempts", "problem"),
        once=("sent_at", "refused_at"),
        fixed=("id", "notice_id", "asked_at"),
        message=LETTER,
    ),
    OnlyMayChange(
        "notifications_sentcopy",
        columns=("bounced_at", "reason"),
        once=("delivered_at", "complained_at"),
        fixed=("id", "notice_id", "repeat_id", "provider", "provider_id", "handed_over_at"),
        message="what became of a letter stays on record",
    ),
    Free("notifications_savedsearch", why="its owner changes and ends it; ended, it is emptied"),
    Free("notifications_mailallowance", why="counts of one day"),
    Free("notifications_unmatchedreport", why="kept for three days, until its letter is known"),
]
