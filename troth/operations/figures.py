"""What the store counts, for Prometheus: worked out from the rows when asked, the same whichever
process is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from django.db.models import Count, Min
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from troth.care.mail_models import DONE, NEW, OPEN, Mail
from troth.care.models import CareCase
from troth.catalog.models import Item
from troth.checkout.models import Checkout
from troth.notifications.models import Notification
from troth.operations import health
from troth.orders.models import Order, QueueEntry
from troth.payments.models import PaymentOperation, Reconciliation, WebhookEvent
from troth.worklist.models import Task


class StoreCollector(Collector):
    """Counts the rows when asked, by the store's clock at `now`."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield from _order_metrics(self._now)
        yield from _money_metrics(self._now)
        yield from _care_metrics(self._now)
        yield from _work_metrics()


def metrics_text(*, now: datetime) -> str:
    """All metrics in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(StoreCollector(now))
    return generate_latest(registry).decode()


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"troth_{name}", help_text, value)


def _labeled_gauge(name: str, help_text: str, label: str, values: Mapping[str, float]) -> Metric:
    gauge = GaugeMetricFamily(f"troth_{name}", help_text, labels=[label])
    for label_value, value in values.items():
        gauge.add_metric([label_value], value)
    return gauge


def _age_seconds(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _order_metrics(now: datetime) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "troth_orders_placed_total", "Orders ever placed", Order.objects.count()
    )
    yield _gauge("items_for_sale", "Pieces that can be bought", Item.objects.for_sale().count())
    yield _gauge(
        "checkouts_open",
        "Checkouts that are neither an order nor ended",
        Checkout.objects.filter(ended_at=None, payment__order=None).count(),
    )
    yield _gauge(
        "queue_waiting",
        "Orders with pieces here that are not packed",
        QueueEntry.objects.filter(ready_pieces__gt=0).count(),
    )
    ready = QueueEntry.objects.ready_to_pack(now)
    yield _gauge("queue_ready", "Of these, what a packer could take now", ready.count())
    oldest = ready.aggregate(oldest=Min("placed_at"))["oldest"]
    yield _gauge(
        "queue_oldest_seconds",
        "How long ago the first of them was placed",
        _age_seconds(oldest, now),
    )


def _money_metrics(now: datetime) -> Iterator[Metric]:
    owed = PaymentOperation.objects.filter(done_at=None)
    kinds: dict[str, int] = dict.fromkeys(
        (PaymentOperation.CAPTURE, PaymentOperation.VOID, PaymentOperation.REFUND), 0
    )
    kinds |= dict(owed.values_list("kind").annotate(many=Count("pk")))
    yield _labeled_gauge("money_owed", "Movements of money that are not done", "kind", kinds)
    first = owed.aggregate(first=Min("asked_at"))["first"]
    yield _gauge(
        "money_owed_oldest_seconds", "How long the first of them is owed", _age_seconds(first, now)
    )
    yield _gauge(
        "money_failed",
        "Movements that a person must look at",
        PaymentOperation.objects.filter(failed=True).count(),
    )
    late = PaymentOperation.objects.filter(
        kind=PaymentOperation.REFUND, done_at=None, due_on__lt=now.date()
    ).count()
    yield _gauge("refunds_late", "Refunds past the law's last day", late)
    unhandled = WebhookEvent.objects.filter(handled_at=None).count()
    yield _gauge(
        "payment_messages_waiting",
        "Messages of the payment provider that are not settled",
        unhandled,
    )
    yield from _tie_out_metrics(now)


def _tie_out_metrics(now: datetime) -> Iterator[Metric]:
    last = Reconciliation.objects.order_by("-made_at").first()
    yield _gauge(
        "tie_out_differences",
        "What differs in the last tie-out",
        len(last.differences) if last else 0,
    )
    yield _gauge(
        "tie_out_age_seconds", "How old it is", _age_seconds(last.made_at if last else None, now)
    )


def _care_metrics(now: datetime) -> Iterator[Metric]:
    owed = Notification.objects.waiting()
    yield _gauge("letters_owed", "Letters that are written and not sent", owed.count())
    first = owed.aggregate(first=Min("written_at"))["first"]
    yield _gauge(
        "letters_owed_oldest_seconds", "How long the first of them waits", _age_seconds(first, now)
    )
    mails: dict[str, int] = dict.fromkeys((NEW, OPEN), 0)
    mails |= dict(Mail.objects.exclude(state=DONE).values_list("state").annotate(many=Count("pk")))
    yield _labeled_gauge(
        "mails_waiting", "Mails to care: unread by the store, or a person's turn", "state", mails
    )
    unended = CareCase.objects.unended()
    yield _gauge("requests_open", "What shoppers asked for and has not ended", unended.count())
    yield _gauge(
        "requests_late",
        "Of these, what should have been answered",
        unended.filter(answer_by__lt=now).count(),
    )
    yield _gauge("staff_tasks_open", "Tasks that staff must do", Task.objects.open().count())
    yield _gauge(
        "staff_tasks_overdue", "Of these, whose time is over", Task.objects.overdue(now).count()
    )


def _work_metrics() -> Iterator[Metric]:
    real = datetime.now(UTC)  # a task's times are the machine's
    tasks = dict.fromkeys(("READY", "RUNNING", "FAILED"), 0)
    lately = DBTaskResult.objects.filter(
        enqueued_at__gt=real - timedelta(days=1), status__in=list(tasks)
    )
    tasks |= dict(lately.values_list("status").annotate(many=Count("pk")))
    yield _labeled_gauge(
        "tasks",
        "Background tasks of the last day",
        "status",
        {status.lower(): count for status, count in tasks.items()},
    )
    first = DBTaskResult.objects.filter(status="READY").aggregate(first=Min("enqueued_at"))["first"]
    yield _gauge("tasks_oldest_seconds", "How long the first one waits", _age_seconds(first, real))
    yield _gauge("workers", "Workers that were seen lately", health.count_workers(now=real))
    yield _labeled_gauge("build_info", "The version that runs", "version", {version("troth"): 1})
