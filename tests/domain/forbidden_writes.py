"""What nobody may write: by table, with the clause or rule that it would break. And the rows that
such a write would hit.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection

from tests.factories.care_requests import (
    DELIVERED,
    ask_to_be_forgotten,
    mark_letters_sent,
    place_and_deliver,
)
from tests.factories.marked_shopper import NOW
from tests.factories.moments import NOON
from troth.access_log.models import AccessRecord
from troth.approvals.models import ApprovalRequest
from troth.care import erasure_requests
from troth.care.models import (
    Authenticator,
    AuthenticatorEvent,
    CareCase,
    Mail,
    MailReply,
    Opinion,
    Watch,
)
from troth.catalog.models import Evaluation, ProductionMark, VoidedSerial, Withdrawal
from troth.fulfillment.models import (
    CounterReceipt,
    Crossing,
    CrossingCheck,
    CrossingPhoto,
    Label,
    Parcel,
    ParcelBack,
    Return,
)
from troth.notifications import erasure as letters
from troth.notifications.models import Notification, Resend, SavedSearch, SentCopy
from troth.orders.models import Order, Publication, PublishedPolicy
from troth.payments import approving, disputes
from troth.payments.models import Approval, Payment, PaymentRequest, WebhookEvent
from troth.publishing.models import Draft, Proposal
from troth.scanning.models import HeldUpload
from troth.worklist.actions import close_task
from troth.worklist.models import Task

DAY = timedelta(days=1)
EARLY = "'2020-01-01 00:00:00'"

# The table, the column, what it would become, and what that breaks.
EDITS = [
    ("orders_order", "number", "number || 'X'", "no_changes"),
    ("orders_order", "placed_at", EARLY, "queue"),
    ("orders_order", "method", "'air'", "no_changes"),
    ("orders_order", "carrier", "'usps'", "carrier"),
    ("orders_order", "ship_to_state", "'NJ'", "sales_tax"),
    ("orders_order", "ship_to_zip", "'07030'", "no_changes"),
    ("orders_order", "promises", "'{}'", "delivery"),
    ("orders_order", "tax", "'{}'", "sales_tax"),
    ("orders_order", "agreed", "'[]'", "no_changes"),
    ("orders_order", "items_cents", "items_cents + 1", "no_changes"),
    ("orders_order", "shipping_cents", "shipping_cents + 1", "no_changes"),
    ("orders_order", "tax_cents", "tax_cents + 1", "sales_tax"),
    ("orders_order", "total_cents", "1", "no_changes"),
    ("orders_order", "policy_id", "'0'", "the policy in force governs"),
    ("orders_recipient", "email", "'me@example.com'", "no_changes"),
    ("orders_recipient", "name", "'Somebody Else'", "no_changes"),
    ("orders_recipient", "street", "'1 Other Street'", "no_changes"),
    ("orders_recipient", "city", "'Elsewhere'", "no_changes"),
    ("orders_recipient", "phone", "''", "no_changes"),
    ("orders_recipient", "hold_at", "'X1'", "signature"),
    ("orders_line", "price_cents", "1", "no_changes"),
    ("orders_line", "tax_cents", "tax_cents + 1", "sales_tax"),
    ("orders_line", "title", "'Another piece'", "no_changes"),
    ("orders_line", "listing", "'[]'", "no_changes"),
    ("orders_line", "warehouse", "'xx'", "transfer"),
    ("orders_line", "weight_grams", "weight_grams + 1", "no_changes"),
    ("orders_line", "order_id", "order_id + 1", "no_changes"),
    ("orders_line", "item_id", "item_id + 1", "no_changes"),
    ("orders_line", "state", "'delivered'", "the lifecycle"),
    ("orders_line", "state", "'shipped'", "the lifecycle"),
    ("orders_line", "state", "'lost'", "the lifecycle"),
    ("orders_line", "state", "'restocked'", "the lifecycle"),
    ("orders_line", "state", "'paid'", "the lifecycle"),
    ("orders_queueentry", "placed_at", EARLY, "queue"),
    ("orders_event", "kind", "'line.cancelled'", "the timeline is added to"),
    ("orders_event", "facts", "'[]'", "the timeline is added to"),
    ("orders_event", "at", EARLY, "the timeline is added to"),
    ("orders_event", "by", "'nobody'", "the timeline is added to"),
    ("orders_publishedpolicy", "source", "''", "the policy in force governs"),
    ("orders_publishedpolicy", "effective_on", "'2020-01-01'", "the policy in force governs"),
    ("orders_publication", "in_force_from", EARLY, "the policy in force governs"),
    ("orders_publication", "approved_by", "'nobody'", "two people publish"),
    ("catalog_item", "slug", "slug || 'x'", "no_changes"),
    ("catalog_item", "source_id", "source_id || 'x'", "authentication"),
    ("catalog_item", "created_at", EARLY, "authentication"),
    ("catalog_item", "listed_at", EARLY, "authentication"),
    ("catalog_evaluation", "verdict", "'rejected'", "authentication"),
    ("catalog_evaluation", "evidence", "'[]'", "authentication"),
    ("catalog_evaluation", "by_id", "by_id + 1", "authentication"),
    ("catalog_withdrawal", "reason", "''", "authentication"),
    ("catalog_productionmark", "name", "name || 'x'", "a store in production stays one"),
    ("catalog_listingrule", "second_expert_above_cents", "900000000", "authentication"),
    ("catalog_evidencephoto", "file", "'other.jpg'", "authentication"),
    ("catalog_evidencephoto", "digest", "'0'", "authentication"),
    ("catalog_voidedserial", "serial", "'0'", "authentication"),
    ("catalog_itemevent", "facts", "'[]'", "authentication"),
    ("payments_payment", "amount_cents", "1", "a payment is for one amount"),
    ("payments_payment", "order_id", "NULL", "a payment stays its order's"),
    ("payments_payment", "key", "key || 'x'", "a payment is made once"),
    ("payments_paymentoperation", "amount_cents", "1", "a refund is what was agreed"),
    ("payments_paymentoperation", "reason", "'none'", "a refund is what was agreed"),
    ("payments_paymentoperation", "by", "'somebody'", "two people agree"),
    ("payments_paymentoperation", "parts", "'[]'", "a refund is what was agreed"),
    ("payments_approval", "by", "'staff:other'", "two people agree"),
    ("payments_approval", "decided_by", "'staff:other'", "two people agree"),
    ("payments_approval", "decided_at", EARLY, "two people agree"),
    ("payments_approval", "agreed", "NOT agreed", "two people agree"),
    ("payments_approval", "amount_cents", "1", "two people agree"),
    ("payments_approval", "parts", "'[]'", "two people agree"),
    ("payments_approval", "reason", "'none'", "two people agree"),
    ("payments_dispute", "amount_cents", "1", "what a bank asks is kept"),
    ("payments_dispute", "reason", "'none'", "what a bank asks is kept"),
    ("payments_webhookevent", "payload", "'[1]'", "what the provider told is kept"),
    ("payments_webhookevent", "kind", "'x'", "what the provider told is kept"),
    ("payments_reconciliation", "differences", "'[1]'", "a tie-out is never edited"),
    ("approvals_approvalrequest", "reason", "'none'", "two people agree"),
    ("approvals_approvalrequest", "facts", "'[]'", "two people agree"),
    (
        "approvals_approvalrequest",
        "decided_by",
        "CASE WHEN decided_by = '' THEN '' ELSE 'staff:other' END",
        "two people agree",
    ),
    ("approvals_approvalrequest", "agreed", "NOT agreed", "two people agree"),
    ("fulfillment_parcel", "by", "'nobody'", "packing evidence"),
    ("fulfillment_parcel", "taken_at", EARLY, "queue"),
    ("fulfillment_parcel", "passed", "'[1]'", "queue"),
    ("fulfillment_parcel", "grams", "1", "packing evidence"),
    ("fulfillment_parcel", "seal", "'other'", "packing evidence"),
    ("fulfillment_parcel", "closed_at", "NULL", "packing evidence"),
    ("fulfillment_parcel", "left_at", EARLY, "shipping_notice"),
    ("fulfillment_parcel", "left_how", "'unsigned'", "shipping_notice"),
    ("fulfillment_parcel", "order_id", "order_id + 1", "no_changes"),
    ("fulfillment_parcel", "proof", "''", "signature"),
    ("fulfillment_parcel", "proof", "'other.pdf'", "signature"),
    ("fulfillment_parcelline", "line_id", "line_id + 1", "packing evidence"),
    ("fulfillment_parcelline", "scanned_at", "NULL", "packing evidence"),
    ("fulfillment_packingphoto", "file", "'other.jpg'", "packing evidence"),
    ("fulfillment_packingphoto", "digest", "'0'", "packing evidence"),
    ("fulfillment_label", "number", "number || '1'", "shipping_notice"),
    ("fulfillment_label", "number", "''", "shipping_notice"),
    ("fulfillment_label", "signature", "''", "signature"),
    ("fulfillment_label", "signature", "'NO_SIGNATURE'", "signature"),
    ("fulfillment_label", "carrier", "'dhl'", "carrier"),
    ("fulfillment_label", "service", "'air'", "carrier"),
    ("fulfillment_label", "declared_cents", "1", "signature"),
    ("fulfillment_label", "file", "''", "signature"),
    ("fulfillment_label", "parcel_id", "parcel_id + 1", "shipping_notice"),
    ("fulfillment_scan", "status", "'delivered'", "what a carrier said is kept"),
    ("fulfillment_scan", "signed_by", "'X'", "signature"),
    ("fulfillment_transfer", "dispatched_at", EARLY, "transfer"),
    ("fulfillment_transfer", "landed_at", "NULL", "transfer"),
    ("fulfillment_transfer", "number", "'0'", "transfer"),
    ("fulfillment_transfer", "made_at", EARLY, "transfer"),
    ("fulfillment_crossing", "value_cents", "1", "transfer"),
    ("fulfillment_crossing", "permit", "'forged'", "transfer"),
    ("fulfillment_crossing", "line_id", "line_id + 1", "transfer"),
    ("fulfillment_crossing", "transfer_id", "transfer_id + 1", "transfer"),
    ("fulfillment_closure", "last_on", "'2030-01-01'", "a closure is a fact"),
    ("fulfillment_delay", "old_by", "'2030-01-01'", "delivery"),
    ("fulfillment_delay", "why", "''", "delivery"),
    ("fulfillment_return", "reason", "'other'", "what came back"),
    ("fulfillment_return", "received_at", "NULL", "what came back"),
    ("fulfillment_return", "order_id", "order_id + 1", "what came back"),
    ("fulfillment_returnedpiece", "condition", "'damaged'", "what came back"),
    ("fulfillment_returnphoto", "file", "'other.jpg'", "what came back"),
    ("fulfillment_returnlabel", "number", "number || '1'", "what came back"),
    ("fulfillment_returnlabel", "file", "''", "what came back"),
    ("fulfillment_pickup", "parcels", "parcels + 1", "a pickup is kept"),
    ("care_carecase", "message", "''", "what a shopper asked for is kept"),
    ("care_carecase", "asked_at", EARLY, "cancellation"),
    ("care_carecase", "verdict", "'[]'", "cancellation"),
    ("care_carecase", "kind", "'other'", "what a shopper asked for is kept"),
    ("care_attachment", "file", "''", "evidence is kept"),
    ("care_attachment", "digest", "'0'", "evidence is kept"),
    ("care_note", "text", "''", "a note is kept"),
    ("care_note", "text", "'other'", "a note is kept"),
    ("care_mail", "raw", "''", "care"),
    ("care_mail", "received_at", EARLY, "cancellation_by_email"),
    ("care_mailreply", "body", "''", "care"),
    ("care_opinion", "authentic", "NOT authentic", "authenticity_refund"),
    ("care_watch", "opens_at", EARLY, "non_receipt"),
    ("care_watch", "closes_at", EARLY, "claim_deadline"),
    ("care_authenticator", "name", "name || 'x'", "authenticity_refund"),
    ("notifications_notification", "to", "'me@example.com'", "confirmation"),
    ("notifications_notification", "to", "''", "confirmation"),
    ("notifications_notification", "subject", "'Other'", "confirmation"),
    ("notifications_notification", "text", "'Other'", "confirmation"),
    ("notifications_notification", "text", "''", "confirmation"),
    ("notifications_notification", "html", "'Other'", "confirmation"),
    ("notifications_notification", "message_id", "message_id || 'x'", "confirmation"),
    ("notifications_notification", "kind", "'other'", "confirmation"),
    ("notifications_notification", "written_at", EARLY, "confirmation"),
    ("notifications_notification", "sent_at", "NULL", "confirmation"),
    ("notifications_notification", "sent_at", EARLY, "cancellation"),
    ("notifications_resend", "asked_at", EARLY, "confirmation"),
    ("notifications_sentcopy", "handed_over_at", EARLY, "cancellation"),
    ("notifications_sentcopy", "delivered_at", EARLY, "cancellation"),
    ("access_log_accessrecord", "who", "'nobody'", "the record of access is kept"),
    ("access_log_accessrecord", "at", EARLY, "the record of access is kept"),
    ("care_authenticatorevent", "reason", "''", "authenticity_refund"),
    ("fulfillment_crossingcheck", "outcome", "'right'", "transfer"),
    ("fulfillment_crossingphoto", "file", "'other.jpg'", "transfer"),
    ("fulfillment_counterreceipt", "file", "'other.jpg'", "signature"),
    ("fulfillment_counterreceipt", "file", "''", "signature"),
    (
        "fulfillment_parcelback",
        "number",
        "CASE WHEN number = '' THEN '' ELSE number || '1' END",
        "signature",
    ),
    ("fulfillment_parcelback", "signature", "''", "signature"),
    ("fulfillment_parcelback", "opened_by", "'nobody'", "what came back"),
    ("payments_paymentrequest", "reason", "'none'", "what a shopper was asked is kept"),
    ("scanning_heldupload", "digest", "'0'", "evidence is kept"),
    ("worklist_task", "title", "'Other'", "a task is kept"),
    ("worklist_task", "due_at", "'2030-01-01 00:00:00'", "a task is kept"),
    ("worklist_task", "closed_by", "'nobody'", "a task is kept"),
    ("publishing_proposal", "text", "''", "two people publish"),
    ("publishing_proposal", "by", "'nobody'", "two people publish"),
    ("publishing_policyevent", "facts", "'[]'", "two people publish"),
    ("publishing_draft", "text", "''", "two people publish"),
    ("scorecard_publicscorecard", "shown", "NOT shown", "what was shown stays on record"),
]

# Nothing of these is deleted, truncated or pushed out by another row.
KEPT = [
    ("orders_order", "no_changes"),
    ("orders_recipient", "no_changes"),
    ("orders_line", "no_changes"),
    ("orders_queueentry", "queue"),
    ("orders_event", "the timeline is added to"),
    ("orders_publishedpolicy", "the policy in force governs"),
    ("orders_publication", "two people publish"),
    ("catalog_item", "no_changes"),
    ("catalog_evaluation", "authentication"),
    ("catalog_withdrawal", "authentication"),
    ("catalog_productionmark", "a store in production stays one"),
    ("catalog_listingrule", "authentication"),
    ("catalog_evidencephoto", "authentication"),
    ("catalog_voidedserial", "authentication"),
    ("catalog_itemevent", "authentication"),
    ("payments_payment", "a payment is never deleted"),
    ("payments_paymentoperation", "an operation is answered by another"),
    ("payments_approval", "two people agree"),
    ("payments_dispute", "what a bank asks is kept"),
    ("payments_webhookevent", "what the provider told is kept"),
    ("payments_reconciliation", "a tie-out is never edited"),
    ("approvals_approvalrequest", "two people agree"),
    ("fulfillment_parcel", "packing evidence"),
    ("fulfillment_parcelline", "packing evidence"),
    ("fulfillment_packingphoto", "packing evidence"),
    ("fulfillment_label", "signature"),
    ("fulfillment_scan", "what a carrier said is kept"),
    ("fulfillment_transfer", "transfer"),
    ("fulfillment_closure", "a closure is a fact"),
    ("fulfillment_delay", "delivery"),
    ("fulfillment_return", "what came back"),
    ("fulfillment_returnedpiece", "what came back"),
    ("fulfillment_returnphoto", "what came back"),
    ("fulfillment_returnlabel", "what came back"),
    ("fulfillment_pickup", "a pickup is kept"),
    ("care_carecase", "what a shopper asked for is kept"),
    ("care_attachment", "evidence is kept"),
    ("care_note", "a note is kept"),
    ("care_mail", "care"),
    ("care_mailreply", "care"),
    ("care_opinion", "authenticity_refund"),
    ("care_watch", "non_receipt"),
    ("care_authenticator", "authenticity_refund"),
    ("notifications_notification", "confirmation"),
    ("notifications_resend", "confirmation"),
    ("notifications_sentcopy", "cancellation"),
    ("access_log_accessrecord", "the record of access is kept"),
    ("care_authenticatorevent", "authenticity_refund"),
    ("fulfillment_crossingcheck", "transfer"),
    ("fulfillment_crossingphoto", "transfer"),
    ("fulfillment_counterreceipt", "signature"),
    ("fulfillment_parcelback", "what came back"),
    ("payments_paymentrequest", "what a shopper was asked is kept"),
    ("scanning_heldupload", "evidence is kept"),
    ("worklist_task", "a task is kept"),
    ("publishing_proposal", "two people publish"),
    ("publishing_policyevent", "two people publish"),
    ("scorecard_publicscorecard", "what was shown stays on record"),
]

LINE = "item_id, title, listing, warehouse, weight_grams, price_cents, tax_cents, state"
EMPTY_RECIPIENT = (
    "UPDATE orders_recipient SET email = '', name = '', phone = '', street = '', street2 = '',"
    " city = '', hold_at = '', hold_name = '', hold_hours = ''"
)
EMPTY_LETTER = (
    "UPDATE notifications_notification SET \"to\" = '', subject = '', text = '', html = '',"
    " in_reply_to = '', thread = ''"
)
FIRST = "(SELECT min(order_id) FROM orders_queueentry)"
A_LINE = (
    f"INSERT INTO orders_line (order_id, {LINE}) SELECT {FIRST}, i.id, 'added', '{{}}', 'us', 1,"
    " CENTS, 0, 'placed' FROM catalog_item i WHERE NOT EXISTS (SELECT 1 FROM orders_line l WHERE"
    " l.item_id = i.id) ORDER BY i.id LIMIT 1"
)
ONLY_SQLITE = {"postgresql": ""}
ONLY_POSTGRESQL = {"sqlite": ""}

# A name, the table, the statement (by engine, where they differ), and what it would break.
STATEMENTS: list[tuple[str, str, str | dict[str, str], str]] = [
    ("a line is added", "orders_line", A_LINE.replace("CENTS", "1"), "no_changes"),
    ("a line for nothing is added", "orders_line", A_LINE.replace("CENTS", "0"), "no_changes"),
    (
        "a line begins delivered",
        "orders_line",
        (
            f"INSERT INTO orders_line (order_id, {LINE}) SELECT 987654, i.id, 'x', '{{}}',"
            f" 'us', 1, 1,"
            " 0, 'delivered' FROM catalog_item i WHERE NOT EXISTS (SELECT 1 FROM orders_line l"
            " WHERE"
            " l.item_id = i.id) LIMIT 1"
        ),
        "the lifecycle",
    ),
    (
        "a cancelled line comes back",
        "orders_line",
        "UPDATE orders_line SET state = 'placed' WHERE state IN ('cancelled', 'delivered')",
        "the lifecycle",
    ),
    (
        "a place in the queue is taken by insert",
        "orders_queueentry",
        (
            "INSERT INTO orders_queueentry (order_id, placed_at, holds, ready_pieces, claimed)"
            f" VALUES (987654, {EARLY}, 0, 1, '0')"
        ),
        "queue",
    ),
    ("a recipient is emptied unasked", "orders_recipient", EMPTY_RECIPIENT, "no_changes"),
    (
        "a recipient is emptied while the order goes on",
        "orders_recipient",
        (
            f"{EMPTY_RECIPIENT} WHERE order_id IN (SELECT order_id FROM care_carecase WHERE kind ="
            " 'forget' AND state <> 'done')"
        ),
        "no_changes",
    ),
    (
        "an order is told as erased",
        "orders_event",
        (
            'INSERT INTO orders_event (order_id, kind, at, "by", facts) SELECT order_id,'
            f" 'order.erased', {EARLY}, 'x', '{{}}' FROM orders_recipient WHERE email <> ''"
        ),
        "no_changes",
    ),
    ("letters are emptied", "notifications_notification", EMPTY_LETTER, "confirmation"),
    (
        "a mail is filed under an erased order",
        "care_mail",
        (
            "UPDATE care_mail SET order_id = (SELECT min(order_id) FROM orders_event WHERE kind ="
            " 'order.erased') WHERE order_id IS NOT NULL"
        ),
        "care",
    ),
    (
        "one person agrees with themselves",
        "payments_approval",
        (
            "UPDATE payments_approval SET decided_by = \"by\", decided_at = asked_at, agreed = '1'"
            " WHERE decided_at IS NULL"
        ),
        "two people agree",
    ),
    (
        "an approval begins agreed",
        "payments_approval",
        (
            'INSERT INTO payments_approval (payment_id, key, parts, amount_cents, reason, "by",'
            " asked_at, decided_by, decided_at, agreed) SELECT payment_id, 'forged', parts,"
            " amount_cents, reason, 'staff:a', asked_at, 'staff:b', asked_at, '1' FROM"
            " payments_approval"
        ),
        "two people agree",
    ),
    (
        "one person asks and approves",
        "approvals_approvalrequest",
        (
            "UPDATE approvals_approvalrequest SET decided_by = asked_by, decided_at ="
            " asked_at, agreed"
            " = '1' WHERE decided_at IS NULL"
        ),
        "two people agree",
    ),
    (
        "one person publishes",
        "orders_publication",
        (
            "INSERT INTO orders_publication (policy_id, in_force_from, published_at, proposed_by,"
            " approved_by) SELECT digest, '2030-01-01 00:00:00', '2026-01-01 00:00:00', 'a',"
            " 'a' FROM"
            " orders_publishedpolicy"
        ),
        "two people publish",
    ),
    (
        "an unjudged item is listed",
        "catalog_item",
        (
            f"UPDATE catalog_item SET listed_at = {EARLY} WHERE id NOT IN (SELECT item_id FROM"
            " catalog_evaluation)"
        ),
        "authentication",
    ),
    (
        "a listed item's approval is withdrawn",
        "catalog_withdrawal",
        (
            "INSERT INTO catalog_withdrawal (evaluation_id, by_id, at, reason) SELECT e.id,"
            " e.by_id,"
            f" {EARLY}, 'x' FROM catalog_evaluation e JOIN catalog_item i ON i.id = e.item_id WHERE"
            " i.listed_at IS NOT NULL AND e.id NOT IN (SELECT evaluation_id FROM"
            " catalog_withdrawal)"
        ),
        "authentication",
    ),
    (
        "a crossing that left is taken off its transfer",
        "fulfillment_crossing",
        (
            "DELETE FROM fulfillment_crossing WHERE transfer_id IN (SELECT id FROM"
            " fulfillment_transfer"
            " WHERE dispatched_at IS NOT NULL)"
        ),
        "transfer",
    ),
    (
        "a draft that was put forward is deleted",
        "publishing_draft",
        "DELETE FROM publishing_draft WHERE id IN (SELECT draft_id FROM publishing_proposal)",
        "two people publish",
    ),
    (
        "an upsert edits an order",
        "orders_order",
        (
            "INSERT INTO orders_publishedpolicy (digest, name, effective_on, source) SELECT digest,"
            " name, effective_on, source FROM orders_publishedpolicy WHERE true ON CONFLICT"
            " (digest)"
            " DO UPDATE SET source = 'x'"
        ),
        "the policy in force governs",
    ),
    # SQLite's own ways.
    (
        "OR REPLACE pushes a payment out by its session",
        "payments_payment",
        ONLY_SQLITE
        | {
            "sqlite": "UPDATE OR REPLACE payments_payment SET session_id = (SELECT max(session_id)"
            " FROM payments_payment)"
        },
        "a payment is never deleted",
    ),
    (
        "OR REPLACE pushes a label out by its number",
        "fulfillment_label",
        ONLY_SQLITE
        | {
            "sqlite": "UPDATE OR REPLACE fulfillment_label SET number = (SELECT max(number) FROM"
            " fulfillment_label)"
        },
        "shipping_notice",
    ),
    (
        "OR REPLACE pushes an item out by its key",
        "catalog_item",
        ONLY_SQLITE | {"sqlite": "UPDATE OR REPLACE catalog_item SET id = id + 1"},
        "no_changes",
    ),
    (
        "OR REPLACE pushes a request out by its state",
        "care_carecase",
        ONLY_SQLITE
        | {
            "sqlite": "INSERT OR REPLACE INTO care_carecase (key, order_id, kind, about, message,"
            " how, by, asked_at, verdict, state, facts, outcome, reason, ended_by)"
            " SELECT 'C-forged',"
            " order_id, kind, about, '', how, by, asked_at, verdict, state, facts, '', '', '' FROM"
            " care_carecase WHERE state <> 'done' AND kind <> 'other'"
        },
        "what a shopper asked for is kept",
    ),
    (
        "OR IGNORE edits an order",
        "orders_order",
        ONLY_SQLITE | {"sqlite": "UPDATE OR IGNORE orders_order SET total_cents = 1"},
        "no_changes",
    ),
    (
        "an update from another table",
        "orders_line",
        (
            "UPDATE orders_line SET price_cents = 1 FROM orders_order o WHERE o.id ="
            " orders_line.order_id"
        ),
        "no_changes",
    ),
    (
        "a common table expression edits an event",
        "orders_event",
        (
            "WITH few AS (SELECT 1 AS one) UPDATE orders_event SET \"by\" = 'x' WHERE id IN"
            " (SELECT id"
            " FROM orders_event)"
        ),
        "the timeline is added to",
    ),
    # PostgreSQL's own ways.
    (
        "MERGE edits an order",
        "orders_order",
        ONLY_POSTGRESQL
        | {
            "postgresql": "MERGE INTO orders_order o USING orders_queueentry t ON t.order_id = o.id"
            " WHEN MATCHED THEN UPDATE SET total_cents = 1"
        },
        "no_changes",
    ),
    (
        "MERGE deletes a line",
        "orders_line",
        ONLY_POSTGRESQL
        | {
            "postgresql": "MERGE INTO orders_line l USING orders_queueentry t"
            " ON t.order_id = l.order_id WHEN MATCHED THEN DELETE"
        },
        "no_changes",
    ),
    (
        "a block of PL/pgSQL edits a recipient",
        "orders_recipient",
        ONLY_POSTGRESQL
        | {"postgresql": "DO $$ BEGIN UPDATE orders_recipient SET name = 'x'; END $$"},
        "no_changes",
    ),
]


def statements(engine: str) -> list[tuple[str, str, str, str]]:
    """The statements that this engine knows."""
    rows = [
        (name, table, sql if isinstance(sql, str) else sql[engine], clause)
        for name, table, sql, clause in STATEMENTS
    ]
    return [row for row in rows if row[2]]


def same_rows_again(table: str) -> list[str]:
    """Every row of a table of SQLite's once more."""
    names = ", ".join(f'"{name}"' for name, _ in _columns(table))
    return [
        f"{word} INTO {table} SELECT {names} FROM {table}"
        for word in ("INSERT OR REPLACE", "REPLACE")
    ]


def same_keys_again(table: str) -> str:
    """Every row once more under another primary key, and with the same other keys."""
    names = ", ".join(f'"{name}"' for name, _ in _columns(table))
    moved = ", ".join(
        f'"{name}" || 900000' if primary else f'"{name}"' for name, primary in _columns(table)
    )
    return f"INSERT OR REPLACE INTO {table} ({names}) SELECT {moved} FROM {table}"


def rows_of(table: str) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return {*cursor.fetchall()}


def _columns(table: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, pk FROM pragma_table_info(%s) ORDER BY cid", [table])
        return [(name, primary) for name, primary in cursor.fetchall()]


def more_rows() -> None:
    """What the full house lacks, so that every table has a row that an attack can hit."""
    _money()
    _people()
    _came_since()
    _letters()
    going_on = Order.objects.filter(lines__state="placed").order_by("pk")[0]
    erasure_requests.request_erasure(
        order=going_on, asked_at=NOW, now=NOW, by="shopper", how="page"
    )
    order = place_and_deliver()
    request = ask_to_be_forgotten(order)
    mark_letters_sent(order)
    assert erasure_requests.erase_if_possible(request_id=request.pk, now=DELIVERED + DAY)
    letters.erase_letters(order=letters.orders_to_erase()[0], now=DELIVERED + DAY)


def _money() -> None:
    first = Approval.objects.order_by("pk").first()
    assert first is not None
    approving.decide_refund(approval=first, agree=True, now=NOW, by="staff:fay")
    payment = Payment.objects.exclude(order=None).order_by("pk")[0]
    dispute = {"id": "dp_1", "amount": 100, "reason": "fraudulent", "status": "needs_response"}
    disputes.record_dispute(payment=payment, dispute=dispute, now=NOW)
    WebhookEvent.objects.create(
        provider_id="evt_1",
        kind="charge.captured",
        about="pi_1",
        payload={"of": "somebody"},
        received_at=NOW,
        not_before=NOW,
        handled_at=NOW,
    )


def _people() -> None:
    expert = User.objects.filter(evaluations__isnull=False).order_by("pk")[0]
    off = Evaluation.objects.filter(item__listed_at=None, withdrawal=None).order_by("pk")[0]
    Withdrawal.objects.create(evaluation=off, by=expert, at=NOW, reason="A doubt.")
    VoidedSerial.objects.create(
        brand="Orlède", serial="V1", fingerprint="f" * 64, reason="stolen", at=NOW, by="owner"
    )
    policy = PublishedPolicy.objects.order_by("pk")[0]
    Publication.objects.create(
        policy=policy, in_force_from=NOW, published_at=NOON, proposed_by="a", approved_by="b"
    )
    request = CareCase.objects.filter(kind="not_authentic").order_by("pk")[0]
    Opinion.objects.create(request=request, authentic=True, text="Real.", by="staff:erin", at=NOW)
    mail = Mail.objects.order_by("pk")[0]
    MailReply.objects.create(mail=mail, key="k1", body="Dear you", by="staff:gus", at=NOW)
    fields = {
        "kind": "refund",
        "title": "A refund",
        "reason": "It broke.",
        "facts": {"order": "T-1"},
    }
    fields |= {"asked_by": "staff:gus", "asked_at": NOW}
    ApprovalRequest.objects.create(key="waits", **fields)
    decided = ApprovalRequest.objects.create(key="decided", **fields)
    ApprovalRequest.objects.filter(pk=decided.pk).update(
        decided_by="staff:fay", decided_at=NOW, agreed=True
    )
    task = Task.objects.filter(closed_at=None).order_by("pk")[0]
    close_task(key=task.key, now=NOW, by="staff:gus", outcome="Done.")


def _came_since() -> None:
    """One row each of what the full house doesn't make."""
    by_whom = {"by": "staff:pat", "at": NOW}
    AccessRecord.objects.create(at=NOW, kind="order", who="pat@example.com")
    listed = Authenticator.objects.order_by("pk")[0]
    AuthenticatorEvent.objects.create(
        authenticator=listed,
        kind="listed",
        name=listed.name,
        site=listed.site,
        reason="x",
        **by_whom,
    )
    ProductionMark.objects.create(name="of a test")
    crossing = Crossing.objects.exclude(transfer__landed_at=None).order_by("pk")[0]
    Crossing.objects.filter(pk=crossing.pk).update(checked_at=NOW, checked_by="pat")
    check = CrossingCheck.objects.create(
        crossing=crossing, line=crossing.line, outcome="wrong", **by_whom
    )
    CrossingPhoto.objects.create(check_of=check, file="x.jpg", digest="d", **by_whom)
    label = Label.objects.exclude(number="").order_by("pk")[0]
    CounterReceipt.objects.create(label=label, file="r.jpg", digest="r", **by_whom)
    fields = {
        "label": "bought",
        "number": "794988888885",
        "signature": "DIRECT",
        "carrier": "fedex",
    }
    # The full house has returns with an open parcel back, and there is one at most.
    returned = Return.objects.filter(parcels_back=None).order_by("pk")[0]
    ParcelBack.objects.create(
        returned=returned, key="back-1", opened_at=NOW, opened_by="pat", **fields
    )
    # One order of the full house is asked to pay again already, and an order is asked once.
    not_asked = Order.objects.filter(payment_requests=None).order_by("pk")[0]
    PaymentRequest.objects.create(
        order=not_asked, reason="It lapsed.", by="staff:fay", asked_at=NOW, pay_by=NOW
    )
    HeldUpload.objects.create(
        purpose="x", subject="x", name="x.pdf", digest="d", not_before=NOW, **by_whom
    )


def _letters() -> None:
    notice = Notification.objects.exclude(to="").order_by("pk")[0]
    Notification.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=NOW)
    Resend.objects.create(notice=notice, asked_at=NOW, not_before=NOW)
    SentCopy.objects.create(notice=notice, handed_over_at=NOW, delivered_at=NOW)
    assert SavedSearch.objects.exists()
    assert Label.objects.exclude(number="").exists()
    assert Parcel.objects.exclude(proof="").exists()
    assert Draft.objects.exists()
    assert Proposal.objects.exists()
    if not Watch.objects.exists():
        Watch.objects.create(
            order=Order.objects.order_by("pk")[0],
            number="1",
            opens_at=NOW,
            closes_at=NOW,
            carrier_until=NOW.date(),
        )
