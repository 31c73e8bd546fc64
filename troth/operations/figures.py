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
from troth.care.models import Request
from troth.catalog.models import Item
from troth.checkout.models import Checkout
from troth.notices.models import Notice
from troth.operations import health, keeping
from troth.orders.models import Order, Turn
from troth.payments.models import Movement, Received, TieOut
from troth.worklist.models import Task

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One name with what it means, and its values by label."""

    name: str
    says: str
    values: dict[Labels, float]
    kind: str = field(default="gauge")


def text(*, now: datetime) -> str:
    """All of them in Prometheus's text format, by the store's clock at `now`."""
    lines = []
    for figure in (*_orders(now), *_money(now), *_care(now), *_work()):
        lines += [
            f"# HELP troth_{figure.name} {figure.says}",
            f"# TYPE troth_{figure.name} {figure.kind}",
        ]
        for labels, value in figure.values.items():
            label_text = ",".join(
                f'{name}="{_escaped(label_value)}"' for name, label_value in labels
            )
            lines.append(
                f"troth_{figure.name}{'{' + label_text + '}' if label_text else ''} {value:g}"
            )
    return "\n".join(lines) + "\n"


def _one(name: str, help_text: str, value: float, kind: str = "gauge") -> Figure:
    return Figure(name, help_text, {(): value}, kind)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _orders(now: datetime) -> Iterator[Figure]:
    yield _one("orders_placed_total", "Orders ever placed", Order.objects.count(), "counter")
    yield _one("items_for_sale", "Pieces that can be bought", Item.objects.for_sale().count())
    yield _one(
        "checkouts_open",
        "Checkouts that are neither an order nor ended",
        Checkout.objects.filter(ended_at=None, payment__order=None).count(),
    )
    yield _one(
        "queue_waiting",
        "Orders with pieces here that are not packed",
        Turn.objects.filter(here__gt=0).count(),
    )
    ready = Turn.objects.may_go(now)
    yield _one("queue_ready", "Of these, what a packer could take now", ready.count())
    oldest = ready.aggregate(oldest=Min("placed_at"))["oldest"]
    yield _one(
        "queue_oldest_seconds", "How long ago the first of them was placed", _age(oldest, now)
    )


def _money(now: datetime) -> Iterator[Figure]:
    owed = Movement.objects.filter(done_at=None)
    kinds = dict.fromkeys((Movement.CAPTURE, Movement.VOID, Movement.REFUND), 0)
    kinds |= dict(owed.values_list("kind").annotate(many=Count("pk")))
    yield Figure(
        "money_owed",
        "Movements of money that are not done",
        {(("kind", kind),): n for kind, n in kinds.items()},
    )
    first = owed.aggregate(first=Min("asked_at"))["first"]
    yield _one("money_owed_oldest_seconds", "How long the first of them is owed", _age(first, now))
    yield _one(
        "money_failed",
        "Movements that a person must look at",
        Movement.objects.filter(failed=True).count(),
    )
    late = Movement.objects.filter(
        kind=Movement.REFUND, done_at=None, due_on__lt=now.date()
    ).count()
    yield _one("refunds_late", "Refunds past the law's last day", late)
    unhandled = Received.objects.filter(handled_at=None).count()
    yield _one(
        "payment_messages_waiting",
        "Messages of the payment provider that are not settled",
        unhandled,
    )
    last = TieOut.objects.order_by("-made_at").first()
    yield _one(
        "tie_out_differences",
        "What differs in the last tie-out",
        len(last.differences) if last else 0,
    )
    yield _one("tie_out_age_seconds", "How old it is", _age(last.made_at if last else None, now))


def _care(now: datetime) -> Iterator[Figure]:
    owed = Notice.objects.waiting()
    yield _one("letters_owed", "Letters that are written and not sent", owed.count())
    first = owed.aggregate(first=Min("written_at"))["first"]
    yield _one("letters_owed_oldest_seconds", "How long the first of them waits", _age(first, now))
    mails = dict.fromkeys((NEW, OPEN), 0)
    mails |= dict(Mail.objects.exclude(state=DONE).values_list("state").annotate(many=Count("pk")))
    yield Figure(
        "mails_waiting",
        "Mails to care: unread by the store, or a person's turn",
        {(("state", state),): many for state, many in mails.items()},
    )
    unended = Request.objects.unended()
    yield _one("requests_open", "What shoppers asked for and has not ended", unended.count())
    yield _one(
        "requests_late",
        "Of these, what should have been answered",
        unended.filter(answer_by__lt=now).count(),
    )
    yield _one("staff_tasks_open", "Tasks that staff must do", Task.objects.open().count())
    yield _one(
        "staff_tasks_overdue", "Of these, whose time is over", Task.objects.overdue(now).count()
    )


def _work() -> Iterator[Figure]:
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
    yield _one("tasks_oldest_seconds", "How long the first one waits", _age(first, real))
    yield _one("workers", "Workers that were seen lately", health.at_work(now=real))
    yield _one("copy_lag_bytes", "What is committed and not on the second disk", keeping.lags())
    yield Figure("build_info", "The version that runs", {(("version", version("troth")),): 1})


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
