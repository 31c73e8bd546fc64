"""Run as a process of its own: places an order, lets a worker send its confirmation, and kills that
worker with SIGKILL at one line of the way; then a second worker and the sweep finish the work.
Again for the next line, and the next.

Prints one JSON object a round. Arguments: the first line to kill at, the step, and the most rounds.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

# Every line executed in these files is a place to die: the notices, the timeline, and the SMTP
# conversation itself.
WATCHED = (
    "/troth/notifications/",
    "/troth/orders/",
    "smtplib.py",
    "/mail/backends/smtp.py",
    "/django_tasks_db/models.py",
)


def main(first: int, step: int, most_rounds: int) -> None:
    import django

    django.setup()
    from django.db import connection

    line = first
    for _ in range(most_rounds):
        order = _place()
        connection.close()
        died = in_child(die_at, line, WATCHED, work_once)
        before = _facts(order)
        _recover()
        print(
            json.dumps(
                {
                    "line": line,
                    "died": died,
                    "order": order,
                    "before": before,
                    "after": _facts(order),
                }
            )
        )
        if not died:
            return  # the whole way is shorter than this line
        line += step


def _place() -> str:
    from tests.factories.items import a_bag
    from tests.factories.orders import order_of
    from troth import clock

    return order_of(a_bag(), now=clock.now()).number


def in_child(work: Any, *arguments: Any) -> bool:
    """Runs `work` in a forked process; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(9)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, (
        f"the worker failed by itself: {status}"
    )
    return os.WIFSIGNALED(status)


def die_at(line: int, watched: tuple[str, ...], work: Callable[[], Any]) -> None:
    """Does the work, and is killed with SIGKILL at the nth line of it that is executed in the
    watched files.
    """
    passed = 0

    def local(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal passed
        if event == "line":
            passed += 1
            if passed == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return local

    def watch(frame: FrameType, _event: str, _argument: object) -> Any:
        return local if any(part in frame.f_code.co_filename for part in watched) else None

    sys.settrace(watch)
    work()


def work_once() -> None:
    """A worker that ends when nothing is left to do."""
    from django.core.management import call_command

    call_command(
        "db_worker", batch=True, verbosity=0, startup_delay=False, reload=False, queue_name="*"
    )


def _recover() -> None:
    """What the next minutes bring: the lease runs out, the sweep finds what is owed, a worker does
    it.
    """
    from django.db import connection

    from troth import clock

    clock.move_forward(timedelta(minutes=6))
    in_child(_sweep_and_work)
    connection.close()


def _sweep_and_work() -> None:
    from troth.notifications.tasks import sweep_notices

    sweep_notices()
    work_once()


def _facts(order: str) -> dict[str, Any]:
    """What the database knows of the order's confirmation."""
    from django.db import connection

    from troth.notifications.models import Notification
    from troth.orders.models import Event

    notices = list(Notification.objects.filter(event__order__number=order, kind="confirmation"))
    events = Event.objects.filter(order__number=order, kind="confirmation.sent").count()
    facts = {
        "notices": len(notices),
        "recorded": sum(notice.sent_at is not None for notice in notices),
        "events": events,
        "message_ids": [notice.message_id for notice in notices],
    }
    connection.close()
    return facts


if __name__ == "__main__":
    from tests.factories import world

    world.url_of_another(os.environ["STRIPE_API"], os.environ["TROTH_PAYMENTS_CLOCK"])
    main(*(int(argument) for argument in sys.argv[1:4]))
