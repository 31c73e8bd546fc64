"""Stop signals of the servers: none can hang or abort a stop, however many come and when."""

from __future__ import annotations

import signal

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def block_stop_signals() -> set[signal.Signals]:
    """Holds stop signals back, in this thread and in those that it starts: to be called before a
    server is made. Returns those to wait for; under `nohup`, SIGHUP isn't one.
    """
    stops = {number for number in STOPS if not _is_ignored_hangup(number)}
    for number in stops:
        signal.signal(number, _ignore_signal)  # a shell's background job may ignore Ctrl-C
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    return stops


def wait_for_stop(stops: set[signal.Signals]) -> None:
    """Returns when one of these has come; they stay blocked, and what stops is done in peace."""
    signal.sigwait(stops)


def _is_ignored_hangup(number: signal.Signals) -> bool:
    return number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN


def _ignore_signal(*_: object) -> None:
    """Never called while they are blocked; without a handler, an ignored signal would be lost."""
