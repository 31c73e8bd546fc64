"""What the store counts, for Prometheus: worked out from the rows when asked, the same whichever
process is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from django.db.models import Count, Min
from django_tasks_db.models import DBTaskResult

from troth.care.mail_models import DONE, NEW, OPEN, Mail
from troth.care.models import CareCase
from troth.catalog.models import Item
from troth.checkout.models import Checkout
from troth.notifications.models import Notification
from troth.operations import health, keeping
from troth.orders.models import Order, QueueEntry
from troth.payments.models import PaymentOperation, Reconciliation, WebhookEvent
from troth.worklist.models import Task

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One name with what it means, and its values by label."""

    name: str
    says: str
    values: dict[Labels, float]
    kind: str = field(default="gauge")


def metrics_text(*, now: datetime) -> str:
    """All of them in Prometheus's text format, by the store's clock at `now`."""
    lines = []
    for figure in (
        *_order_figures(now),
        *_money_figures(now),
        *_care_figures(now),
        *_work_figures(),
    ):
        lines += [
            f"# HELP troth_{figure.name} {figure.says}",
            f"# TYPE troth_{figure.name} {figure.kind}",
        ]
        for labels, value in figure.values.items():
            label_text = ",".join(
                f'{name}="{_escape_label(label_value)}"' for name, label_value in labels
            )
            lines.append(
                f"troth_{figure.name}{'{' + label_text + '}' if label_text else ''} {value:g}"
            )
    return "\n".join(lines) + "\n"


def _single_figure(name: str, help_text: str, value: float, kind: str = "gauge") -> Figure:
    return Figure(name, help_text, {(): value}, kind)


def _age_seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _order_figures(now: datetime) -> Iterator[Figure]:
    yield _single_figure(
        "orders_placed_total", "Orders ever placed", Order.objects.count(), "counter"
    )
    yield _single_figure(
        "items_for_sale", "Pieces that can be bought", Item.objects.for_sale().count()
    )
    yield _single_figure(
        "checkouts_open",
        "Checkouts that are neither an order nor ended",
        Checkout.objects.filter(ended_at=None, payment__order=None).count(),
    )
    yield _single_figure(
        "queue_waiting",
        "Orders with pieces here that are not packed",
        QueueEntry.objects.filter(ready_pieces__gt=0).count(),
    )
    ready = QueueEntry.objects.ready_to_pack(now)
    yield _single_figure("queue_ready", "Of these, what a packer could take now", ready.count())
    oldest = ready.aggregate(oldest=Min("placed_at"))["oldest"]
    yield _single_figure(
        "queue_oldest_seconds",
        "How long ago the first of them was placed",
        _age_seconds(oldest, now),
    )


def _money_figures(now: datetime) -> Iterator[Figure]:
    owed = PaymentOperation.objects.filter(done_at=None)
    kinds = dict.fromkeys(
        (PaymentOperation.CAPTURE, PaymentOperation.VOID, PaymentOperation.REFUND), 0
    )
    kinds |= dict(owed.values_list("kind").annotate(many=Count("pk")))
    yield Figure(
        "money_owed",
        "Movements of money that are not done",
        {(("kind", kind),): n for kind, n in kinds.items()},
    )
    first = owed.aggregate(first=Min("asked_at"))["first"]
    yield _single_figure(
        "money_owed_oldest_seconds", "How long the first of them is owed", _age_seconds(first, now)
    )
    yield _single_figure(
        "money_failed",
        "Movements that a person must look at",
        PaymentOperation.objects.filter(failed=True).count(),
    )
    late = PaymentOperation.objects.filter(
        kind=PaymentOperation.REFUND, done_at=None, due_on__lt=now.date()
    ).count()
    yield _single_figure("refunds_late", "Refunds past the law's last day", late)
    unhandled = WebhookEvent.objects.filter(handled_at=None).count()
    yield _single_figure(
        "payment_messages_waiting",
        "Messages of the payment provider that are not settled",
        unhandled,
    )
    last = Reconciliation.objects.order_by("-made_at").first()
    yield _single_figure(
        "tie_out_differences",
        "What differs in the last tie-out",
        len(last.differences) if last else 0,
    )
    yield _single_figure(
        "tie_out_age_seconds", "How old it is", _age_seconds(last.made_at if last else None, now)
    )


def _care_figures(now: datetime) -> Iterator[Figure]:
    owed = Notification.objects.waiting()
    yield _single_figure("letters_owed", "Letters that are written and not sent", owed.count())
    first = owed.aggregate(first=Min("written_at"))["first"]
    yield _single_figure(
        "letters_owed_oldest_seconds", "How long the first of them waits", _age_seconds(first, now)
    )
    mails = dict.fromkeys((NEW, OPEN), 0)
    mails |= dict(Mail.objects.exclude(state=DONE).values_list("state").annotate(many=Count("pk")))
    yield Figure(
        "mails_waiting",
        "Mails to care: unread by the store, or a person's turn",
        {(("state", state),): many for state, many in mails.items()},
    )
    unended = CareCase.objects.unended()
    yield _single_figure(
        "requests_open", "What shoppers asked for and has not ended", unended.count()
    )
    yield _single_figure(
        "requests_late",
        "Of these, what should have been answered",
        unended.filter(answer_by__lt=now).count(),
    )
    yield _single_figure(
        "staff_tasks_open", "Tasks that staff must do", Task.objects.open().count()
    )
    yield _single_figure(
        "staff_tasks_overdue", "Of these, whose time is over", Task.objects.overdue(now).count()
    )


def _work_figures() -> Iterator[Figure]:
    real = datetime.now(UTC)  # a task's times are the machine's
    tasks = dict.fromkeys(("READY", "RUNNING", "FAILED"), 0)
    lately = DBTaskResult.objects.filter(
        enqueued_at__gt=real - timedelta(days=1), status__in=list(tasks)
    )
    tasks |= dict(lately.values_list("status").annotate(many=Count("pk")))
    yield Figure(
        "tasks",
        "Background tasks of the last day",
        {(("status", status.lower()),): many for status, many in tasks.items()},
    )
    first = DBTaskResult.objects.filter(status="READY").aggregate(first=Min("enqueued_at"))["first"]
    yield _single_figure(
        "tasks_oldest_seconds", "How long the first one waits", _age_seconds(first, real)
    )
    yield _single_figure("workers", "Workers that were seen lately", health.count_workers(now=real))
    yield _single_figure(
        "copy_lag_bytes", "What is committed and not on the second disk", keeping.copy_lag_bytes()
    )
    yield Figure("build_info", "The version that runs", {(("version", version("troth")),): 1})


def _escape_label(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
