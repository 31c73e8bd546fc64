"""The store in this process while its past is made, and what it talks to, by the past's clock."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sandbox.carriers.server import CarrierServer
from sandbox.stripe.server import PaymentsServer
from sandbox.stripe.webhooks import stripe_signature
from simulation.clock import Clock
from simulation.outside import ask, submit
from simulation.quick_django import make_django_quick

MOST_TASKS = 2000  # at one stop; more is a loop that feeds itself
SECRET = "whsec_builtin"
WEBHOOKS = "/webhooks/payments"
SWEPT_EACH_TIME = (".checkout.", ".fulfillment.", ".care.", ".notifications.")
LEFT_TO_THE_WORKER = ".scorecard."  # it reads each order once, those of visitors too
ASKS_CARRIERS = ".ask_carriers"


class _Payments(PaymentsServer):
    """The provider by the past's clock; time passes where the past says so."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        self.past_clock = clock
        super().__init__(folder=folder, webhook_url=f"http://store{WEBHOOKS}", sends=False)

    def now(self) -> int:
        """The instant of the past."""
        return self.past_clock.seconds()

    def _let_time_pass(self) -> None:
        pass


class _Carriers(CarrierServer):
    """The carriers by the past's clock; they collect what is handed to them, and nothing else."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        self.past_clock = clock
        super().__init__(folder=folder)
        self.parcels._collect = lambda now: None  # type: ignore[method-assign]

    def now(self) -> int:
        """The instant of the past."""
        return self.past_clock.seconds()

    def _let_time_pass(self) -> None:
        pass


class World:
    """Moves the clock, and does what a worker does."""

    def __init__(
        self, clock: Clock, payments: _Payments, carriers: _Carriers, started_at: datetime
    ) -> None:
        self.clock, self._payments, self._carriers = clock, payments, carriers
        self._asks_carriers = True
        self._indexer: Any = None
        self.started_at = started_at  # by the store's own clock: until then the past is made

    def control_carriers(self, action: str = "", **payload: Any) -> Any:
        """Tells the carriers what happens to a parcel."""
        return ask(f"{self._carriers.url}/_control{action}", **payload)

    def control_payments(self, action: str = "", **payload: Any) -> Any:
        """Tells the payment provider what happens to a payment."""
        return ask(f"{self._payments.url}/_control{action}", **payload)

    @staticmethod
    def pay(url: str, *, card: str, name: str, zip_code: str, email: str) -> None:
        """Types a card on the provider's page."""
        typed = {"expiry": "12/40", "cvc": "123", "name": name, "zip": zip_code, "email": email}
        submit(url, number=card, **typed)

    def pass_time(self) -> None:
        """The clock has moved: whatever ends by itself, ends."""
        with self._payments._store.transaction():
            self._payments._state.expire()
        self._carriers.parcels.settle()

    def index(self) -> None:
        """The search takes in what was listed and sold, as the worker's indexer does."""
        from django.conf import settings

        from troth.catalog.search.indexing import Indexer

        if self._indexer is None:
            self._indexer = Indexer(settings.SEARCH_DIR)
        self._indexer.catch_up()

    def close(self) -> None:
        """The worker's indexer may have the search."""
        if self._indexer is not None:
            self._indexer.close()

    def leave_boxes_to_the_next_driver(self) -> None:
        """What is packed at the end of the past isn't collected for the past."""
        for collects in (False, True):
            self._carriers.parcels.set_collecting(collects)

    def sweep(self, *, everything: bool) -> None:
        """What the worker looks for each minute, and what comes of it; or only what people's dates
        depend on, without asking the carriers.
        """
        from django.conf import settings
        from django.utils.module_loading import import_string

        self._asks_carriers = everything
        for path in settings.SWEEPS:
            if LEFT_TO_THE_WORKER in path:
                continue
            if everything or any(name in path for name in SWEPT_EACH_TIME):
                import_string(path)()
        self.work()
        self._asks_carriers = True

    def work(self) -> None:
        """The tasks and webhooks that wait, until none is left."""
        for _ in range(20):
            if not self._run_tasks() + self._take_messages():
                return
        raise RuntimeError("the worker finds no end")

    def _run_tasks(self) -> int:
        from django_tasks import task_backends
        from django_tasks.backends.dummy import DummyBackend

        backend = task_backends["default"]
        assert isinstance(backend, DummyBackend)
        done, results = 0, backend.results
        while results:
            result = results.pop(0)
            done += 1
            if self._asks_carriers or not result.task.module_path.endswith(ASKS_CARRIERS):
                result.task.call(*result.args, **result.kwargs)
            if done > MOST_TASKS:
                raise RuntimeError(f"more than {MOST_TASKS} tasks at one stop")
        return done

    def _take_messages(self) -> int:
        from django.test import Client

        messages = self._payments.waiting_messages()
        for key, payload in messages:
            signature = stripe_signature(payload, SECRET, int(time.time()))
            answer = Client(SERVER_NAME="localhost").post(
                WEBHOOKS,
                payload,
                content_type="application/json",
                headers={"stripe-signature": signature},
            )
            if answer.status_code >= 300:
                raise RuntimeError(f"{WEBHOOKS} answered {answer.status_code}")
            self._payments.mark_taken(key)
        return len(messages)


def _see_no_future(clock: Clock) -> None:
    """What begins with `Order.objects` or `Event.objects`, as the worker's sweeps do, sees those of
    the past alone: somebody may buy at the open store meanwhile, and their order waits for the
    worker.
    """
    from troth.orders.models import Event, Order

    for manager, name in ((Event.objects, "at"), (Order.objects, "placed_at")):
        manager.get_queryset = partial(_until_now, manager.get_queryset, f"{name}__lte", clock)  # type: ignore[method-assign]


def _until_now(get_queryset: Callable[[], Any], lookup: str, clock: Clock) -> Any:
    return get_queryset().filter(**{lookup: clock.now()})


def _be_quick() -> None:
    """SQLite's writes aren't waited for until they are on the disk: it is a demo's past."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["cached_statements"] = 2000
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
    gc.set_threshold(200_000, 100, 100)  # little of it is garbage in circles


@contextmanager
def open_world() -> Iterator[World]:
    """The store of this environment, with servers of its own for the past: nothing of it reaches
    the store's other processes but through the database and the sandbox's files.
    """
    from troth.config.base import VAR_DIR

    clock = Clock(datetime(2000, 1, 1, tzinfo=UTC))
    with ExitStack() as stack:
        payments_folder, carrier_folder = VAR_DIR / "payments", VAR_DIR / "carrier"
        for folder in (payments_folder, carrier_folder):
            folder.mkdir(parents=True, exist_ok=True)
        payments, carriers = _Payments(clock, payments_folder), _Carriers(clock, carrier_folder)
        stack.enter_context(payments)
        stack.enter_context(carriers)
        os.environ |= {
            "PAYMENTS_PORT": payments.url.rpartition(":")[2],
            "CARRIER_PORT": carriers.url.rpartition(":")[2],
            "TASK_BACKEND": "django_tasks.backends.dummy.DummyBackend",
            "DJANGO_SETTINGS_MODULE": "troth.config.settings",
        }
        import django

        django.setup()
        from django.conf import settings

        from troth import clock as store_clock

        settings.ALLOWED_HOSTS = ["*"]
        make_django_quick()
        _be_quick()
        _see_no_future(clock)
        started_at, real_now = store_clock.now(), store_clock.now
        store_clock.now = clock.now
        world = World(clock, payments, carriers, started_at)
        try:
            yield world
        finally:
            world.close()
            store_clock.now = real_now
