"""Telling who listens what happened: signed, tried again until it is taken, and as untidy as it is
asked to be.
"""

from __future__ import annotations

import http.client
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.http.storage import Storage

PAUSES = (0.2, 1.0, 5.0, 15.0, 60.0)
GIVE_UP_AFTER = 3600
PATIENCE = 10
SENDERS = 4
STOP_SECONDS = 3


@dataclass(slots=True)
class DeliveryFaults:
    """How the messages go out; all false is tidy."""

    hold: bool = False
    shuffle: bool = False
    duplicate: int = 1
    drop: float = 0.0


class Senders:
    """Some threads that deliver what is queued, so that one slow listener does not stop the rest:
    in no sure order, and again after growing pauses until it is taken.
    """

    def __init__(
        self,
        store: Storage,
        *,
        url: str,
        secret: str,
        is_paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._is_paused = is_paused
        self.manners = DeliveryFaults()
        self._store, self._url, self.secret = store, urlsplit(url), secret
        self._ends, self._lock, self._taken = threading.Event(), threading.Lock(), set[int]()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """A message on its way may arrive; who listens too slowly gets it again after a restart."""
        self._ends.set()
        deadline = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        while not self._ends.is_set():
            delivery = self._next()
            if delivery is None:
                self._ends.wait(0.05)
                continue
            try:
                self._deliver(*delivery)
            except sqlite3.ProgrammingError:  # the store is closed: it was stopped meanwhile
                if not self._ends.is_set():
                    raise
            finally:
                with self._lock:
                    self._taken.discard(delivery[0])

    def _next(self) -> tuple[int, int, bytes] | None:
        with self._lock:
            order = "random()" if self.manners.shuffle else "id"
            waiting = "state = 'waiting' AND next <= ?"
            sql = (
                f"SELECT id, tries, payload FROM deliveries WHERE {waiting} ORDER BY {order}"
                " LIMIT 20"
            )
            rows = self._store.rows(sql, time.time())
            # Asked after looking: what was queued under a hold is never seen before it.
            if self.manners.hold or self._is_paused():
                return None
            for key, tries, payload in rows:
                if key not in self._taken:
                    self._taken.add(key)
                    return key, tries, payload
        return None

    def _deliver(self, key: int, tries: int, payload: bytes) -> None:
        if random.random() < self.manners.drop:  # noqa: S311
            delivered = True  # lost on the way, and nobody knows
        else:
            delivered = all([self._send(payload) for _ in range(max(self.manners.duplicate, 1))])  # noqa: C419 - each is sent
        if delivered:
            self._store.rows("UPDATE deliveries SET state = 'taken' WHERE id = ?", key)
            return
        pause = PAUSES[min(tries, len(PAUSES) - 1)]
        sql = (
            "UPDATE deliveries SET tries = tries + 1, next = ?, born = CASE born WHEN 0 THEN ? ELSE"
            " born END, state = CASE WHEN born > 0 AND born < ? THEN 'given up' ELSE state END"
            " WHERE id = ?"
        )
        now = time.time()
        self._store.rows(sql, now + pause, now, now - GIVE_UP_AFTER, key)

    def headers(self, payload: bytes) -> dict[str, str]:
        """Those that sign a message."""
        raise NotImplementedError

    def _send(self, payload: bytes) -> bool:
        connection = http.client.HTTPConnection(
            self._url.hostname or "", self._url.port, timeout=PATIENCE
        )
        headers = {"Content-Type": "application/json"} | self.headers(payload)
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        try:
            connection.request("POST", path, payload, headers)
            answer = connection.getresponse()
            answer.read()
            return 200 <= answer.status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
