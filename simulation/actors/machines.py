"""Machines that fail: processes that die, a worker that stands still, providers that are down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.life import Life, Quiet
from simulation.outside import ask
from simulation.script import Storyline


class ProcessDied(BaseException):
    """The process is gone: nothing of it catches this."""


class Machines(Quiet):
    """Failures of the store's own processes and of those that it needs."""

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._task_deaths: list[int] = []
        self._request_deaths: list[int] = []
        self._wrapped = False
        self._worker_stands = False

    def story(self, line: Storyline) -> bool:
        """One failure."""
        acts: dict[str, Callable[[Storyline], None]] = {
            "process_dies": self._arm,
            "worker_stands": self._stop_worker,
            "mail_down": self._stop_mail,
            "payments_down": self._stop_payments,
        }
        act = acts.get(line.kind)
        if act is None:
            return False
        act(line)
        return True

    # Deaths

    def _arm(self, line: Storyline) -> None:
        self._wrap()
        waiting = self._task_deaths if line.traits["where"] == "task" else self._request_deaths
        waiting.append(line.traits["nth"])

    def _wrap(self) -> None:
        """Tasks and requests run under a guard that can kill them."""
        if self._wrapped:
            return
        self._wrapped = True
        host = self.life.host
        run = host._run_task

        def run_task(result: Any) -> None:
            path = result.task_path
            self._perhaps_dies(self._task_deaths, lambda: run(result), f"the task {path}")

        host._run_task = run_task  # type: ignore[method-assign]
        self._wrap_requests()

    def _wrap_requests(self) -> None:
        from django.http import HttpResponse
        from django.test import Client

        request = Client.request

        def guarded(client: Any, **environ: Any) -> Any:
            path = environ.get("PATH_INFO", "")
            method = environ.get("REQUEST_METHOD", "GET")
            if method != "POST" or not self._request_deaths:
                return request(client, **environ)
            answers: list[Any] = []
            died = self._perhaps_dies(
                self._request_deaths,
                lambda: answers.append(request(client, **environ)),
                f"the request {method} {path}",
            )
            if died:
                return HttpResponse(b"Bad Gateway: the process died.", status=502)
            return answers[0]

        Client.request = guarded  # type: ignore[method-assign, assignment]

    def _perhaps_dies(self, waiting: list[int], deed: Callable[[], None], where: str) -> bool:
        """Does it; dies at the statement that is due, if it gets so far. True where it died."""
        if not waiting:
            deed()
            return False
        from django.db import connection

        last, count = waiting[0], 0

        def count_statement(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal count
            count += 1
            if count == last:
                raise ProcessDied
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count_statement):
                deed()
        except ProcessDied:
            waiting.pop(0)
            self.life.deed(
                "store", "machine.died", f"A process dies in the middle of {where}",
                where=where, statement=last,
            )  # fmt: skip
            return True
        waiting[0] = max(last - count, 1)
        return False

    # Outages

    def _stop_worker(self, line: Storyline) -> None:
        """No task and no sweep for hours; pages are answered."""
        host, hours = self.life.host, line.traits["hours"]
        sweep, tasks = host._sweep, host._run_tasks
        host._sweep = lambda: None  # type: ignore[method-assign]
        host._run_tasks = lambda: 0  # type: ignore[method-assign]
        self._note("worker.stands", f"The worker stands still for {hours} hours", hours)

        def start_again() -> None:
            host._sweep, host._run_tasks = sweep, tasks  # type: ignore[method-assign]
            self._note("worker.works", "The worker works again", 0)
            self.life.watch()

        self.life.later(start_again, hours=hours)

    def _stop_mail(self, line: Storyline) -> None:
        if not self.life.host.mail_reports:
            return
        hours, postmark = line.traits["hours"], self.life.host.outside.postmark
        postmark.down = True
        self._note("mail.down", f"The mail provider is down for {hours} hours", hours)

        def answer_again() -> None:
            postmark.down = False
            self._note("mail.up", "The mail provider works again", 0)
            self.life.watch()

        self.life.later(answer_again, hours=hours)

    def _stop_payments(self, line: Storyline) -> None:
        hours = line.traits["hours"]
        url = f"{self.life.host.outside.payments.url}/_control"
        ask(url, fail_before={"path": "", "times": 10**6, "status": 503})
        self._note("payments.down", f"The payment provider is down for {hours} hours", hours)

        def answer_again() -> None:
            ask(url, fail_before={"path": "", "times": 0})
            self._note("payments.up", "The payment provider works again", 0)
            self.life.watch()

        self.life.later(answer_again, hours=hours)

    def _note(self, what: str, words: str, hours: float) -> None:
        who = {"mail": "mail", "payments": "provider"}.get(what.partition(".")[0], "store")
        self.life.deed(who, what, words, hours=hours)
