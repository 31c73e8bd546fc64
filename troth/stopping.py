"""Stop signals, taken so that none of them can hang or abort a stop, however many come and when."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
from collections.abc import Iterator

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignals:
    """From its creation on, a stop signal is a byte in a pipe, and nothing else happens at once.

    The interpreter's own C code writes that byte. A handler in Python that takes a lock, such as
    `Event.set()`, waits for itself for ever when a second signal finds it at work. As a context, it
    has the process ignore stop signals when it ends: what is left is the interpreter's exit.
    """

    def __init__(self) -> None:
        self._came, write_fd = os.pipe()
        os.set_blocking(write_fd, False)
        signal.set_wakeup_fd(write_fd, warn_on_full_buffer=False)
        for number in NUMBERS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, _ignore_signal)

    def wait(self, seconds: float | None = None) -> bool:
        """True as soon as a stop signal came, and ever after; False when the seconds are over."""
        return bool(select.select([self._came], [], [], seconds)[0])

    @contextlib.contextmanager
    def ends_at_once(self) -> Iterator[None]:
        """Meanwhile a stop signal ends the process on the spot, with 0: for work that starts no
        process, and that a database undoes by itself.

        A thread sees to it, since a query that waits for a lock lets no handler run.
        """
        over, done = os.pipe()
        watching = threading.Thread(target=self._exit_or, args=[over], daemon=True)
        watching.start()
        try:
            yield
        finally:
            os.close(done)
            watching.join()
            os.close(over)

    def _exit_or(self, over: int) -> None:
        if self._came in select.select([self._came, over], [], [])[0]:
            os._exit(0)

    def __enter__(self) -> StopSignals:
        return self

    def __exit__(self, *_: object) -> None:
        for number in NUMBERS:
            signal.signal(number, signal.SIG_IGN)


def _ignore_signal(*_: object) -> None:
    """The byte is in the pipe already; without a handler in Python there would be none."""
