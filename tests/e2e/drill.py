"""Shoppers who buy while a disk is lost, and what they were told."""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
import time
from collections.abc import Iterator

import psutil
import psycopg

from tests.e2e.buyers import Buyer, pay
from tests.e2e.stores import Store, fresh_database
from tests.engine import ENGINE, postgres_parts

AT_ONCE = 3


class Load:
    """A few shoppers at a time: `acknowledged` are the orders for which they were thanked, `paid`
    the items of those who left after paying.
    """

    def __init__(self, store: Store, slugs: list[str]) -> None:
        self._store, self._slugs = store, iter(slugs)
        self._lock, self._over, self.dies = threading.Lock(), threading.Event(), threading.Event()
        self.acknowledged: list[str] = []
        self.paid: list[str] = []
        self._threads = [threading.Thread(target=self._shop, args=(nth,)) for nth in range(AT_ONCE)]
        for thread in self._threads:
            thread.start()

    def wait(self, orders: int) -> None:
        """Until so many more orders were acknowledged."""
        wanted, until = len(self.acknowledged) + orders, time.monotonic() + 120
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, f"{len(self.acknowledged)} of {wanted} orders"
            assert any(thread.is_alive() for thread in self._threads), "nobody shops any more"
            time.sleep(0.05)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _next(self) -> str | None:
        with self._lock:
            return None if self._over.is_set() else next(self._slugs, None)

    def _shop(self, nth: int) -> None:
        count = 0
        while slug := self._next():
            count += 1
            buyer = Buyer(
                self._store.url,
                f"buyer-{nth}-{count}",
                network=f"10.{nth}.{count // 250}.{count % 250}",
            )
            try:
                self._buy(buyer, slug, leaves=count % 4 == 3)
            except (OSError, http.client.HTTPException, AssertionError, ValueError):
                if self.dies.is_set():
                    return  # the store died under them: nothing was acknowledged
                raise
            finally:
                buyer.close()

    def _buy(self, buyer: Buyer, slug: str, *, leaves: bool) -> None:
        done = pay(buyer.at_the_providers(slug), email=f"{buyer.name}@example.com")
        if leaves:
            self.paid.append(slug)
            return
        number = re.search(r"/orders/(T-[\w-]+)", buyer.come_back(done.location).location)
        assert number, "paid, and not thanked"
        self.acknowledged.append(number[1])


def killed(store: Store, load: Load) -> None:
    """Everything of the store dies in the middle of what it does."""
    load.dies.set()
    dying = [
        psutil.Process(store.process.pid),
        *psutil.Process(store.process.pid).children(recursive=True),
    ]
    for process in dying:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(dying, timeout=30)
    store.process.wait(timeout=30)
    store.ended()


def lose_the_disk(store: Store) -> None:
    """The database is gone, and so are the photos and the search."""
    import shutil

    if ENGINE == "sqlite":
        for file in store.var.glob("troth.sqlite3*"):
            file.unlink()
    else:
        parts, name = postgres_parts(), store.database_url.split("?")[0].rpartition("/")[2]
        with psycopg.connect(
            host=parts["host"], user=parts["user"], port=parts["port"], autocommit=True
        ) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        store.database_url = fresh_database(store.var)
        store.environment["DATABASE_URL"] = store.database_url
    for folder in ("media", "evidence", "search"):
        shutil.rmtree(store.var / folder, ignore_errors=True)


def orders_of(store: Store) -> set[str]:
    return {number for (number,) in store.sql("SELECT number FROM orders_order")}


def until(what, seconds: float = 240) -> None:
    """Waits for something that comes to be."""
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it didn't come to be"
        time.sleep(0.2)


def confirmed(store: Store) -> Iterator[str]:
    """Orders whose confirmation lies in the mail folder."""
    for mail in store.mails():
        if number := re.search(
            r"Your order (T-[\w-]+) is confirmed", mail.get_body(("plain",)).get_content()
        ):
            yield number[1]
