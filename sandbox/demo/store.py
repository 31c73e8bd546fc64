"""The demo store in its sandbox, as a command of the store."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from sandbox.demo.loading import load_demo
from sandbox.demo.past_days import FEWEST_DAYS, MOST_DAYS
from sandbox.demo.people import (
    CARE,
    EXPERTS,
    FINANCE,
    JAPAN,
    PACKER,
    SECOND_OWNER,
    STAFF,
    create_people,
    share_password,
)
from sandbox.demo.processes import Process, pause_file, sandbox_processes
from troth import clock
from troth.catalog.models import Item
from troth.commands.errors import WrongInput
from troth.commands.management.commands.run import Command as RunCommand
from troth.files import replace_text
from troth.running import HOST, FirstJob, is_port_free, run_store, shown_host


class Command(RunCommand):
    """Loads the demo where there is none, then runs the sandbox's processes and the store."""

    help = "the store with a demo, a payment provider, carriers and a mailbox"

    def create_parser(
        self,
        prog_name: str,  # noqa: ARG002 - the names are Django's
        subcommand: str,  # noqa: ARG002
        **options: Any,
    ) -> CommandParser:
        """For `python -m sandbox --help`."""
        return super().create_parser("python -m", "sandbox", **options)

    def prepare(self) -> None:
        """Refused in production, which has no demo."""
        if not settings.DEVELOPMENT:
            raise WrongInput(
                "TROTH_ENV: the sandbox and its demo are for development. In production the store"
                " is started with: troth run"
            )
        super().prepare()

    def perform(self) -> int:
        """Returns when everything has stopped."""
        host = os.environ.get("HOST", HOST)
        processes = sandbox_processes(host)
        if problem := _port_problem(host, processes):
            print(problem, file=sys.stderr)
            return 2
        contents = wanted_contents()
        _remove_signs_of_making()
        with self.stop_signals.ends_at_once():
            create_people()
            if contents is not Contents.EMPTY:
                load_demo(expert_emails=EXPERTS, now=clock.now())
            elif Item.objects.exists():
                raise WrongInput(
                    f"EMPTY: the store in {settings.VAR_DIR} has pieces already. Name a folder of"
                    " its own: TROTH_VAR=/tmp/empty EMPTY=1 make run"
                )
            password = share_password()
        lives = contents is Contents.LIVED or is_half_made()
        code = run_store(
            self.stop_signals,
            beside={name: process.command for name, process in processes.items()},
            greeting=_greeting(host, password),
            first=_past() if lives else None,
        )
        note_end(clock.now())
        return code


def _past() -> FirstJob:
    """The past is made behind the open store; time passes for nobody else's records meanwhile."""
    pause_file().parent.mkdir(parents=True, exist_ok=True)
    pause_file().touch()
    return FirstJob(
        name="The making of the demo's past",
        command=[sys.executable, "-m", "simulation.past", *_past_options()],
        when_ended=_remove_signs_of_making,
    )


def _remove_signs_of_making() -> None:
    """Of a making that ended, or that was killed."""
    pause_file().unlink(missing_ok=True)
    settings.DESK_NOTICE.unlink(missing_ok=True)


def _saved_position() -> dict[str, Any]:
    """How far the past is made (`simulation.past.making.Position`); empty before it begins."""
    try:
        saved: dict[str, Any] = json.loads(position_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return saved


def position_file() -> Path:
    """Where the making of the past says how far it is."""
    return Path(settings.VAR_DIR) / "past.json"


def is_half_made() -> bool:
    """Whether a past was begun and not ended: it is, before the worker sees it."""
    return _saved_position().get("is_made") is False


def note_end(now: datetime) -> None:
    """The store was open until now: what comes next begins here."""
    saved = _saved_position()
    if saved.get("is_made"):
        replace_text(position_file(), json.dumps(saved | {"lived_until": now.isoformat()}))


class Contents(Enum):
    """What a store of the sandbox has when it opens."""

    LIVED = "pieces, and ninety days of orders"
    PIECES = "pieces on sale"
    EMPTY = "nothing"


def wanted_contents() -> Contents:
    """As the environment says: `EMPTY=1` for an empty store, `PAST=no` for one that never sold,
    `PAST=60` for sixty days.
    """
    if os.environ.get("EMPTY", "") not in ("", "0"):
        return Contents.EMPTY
    past = os.environ.get("PAST", "yes")
    days = int(past) if past.isdecimal() else FEWEST_DAYS
    if past not in ("yes", "no") and not (past.isdecimal() and FEWEST_DAYS <= days <= MOST_DAYS):
        raise WrongInput(
            f"PAST is {past!r}; it is yes, no, or a number of days from {FEWEST_DAYS} to"
            f" {MOST_DAYS}"
        )
    return Contents.PIECES if past == "no" else Contents.LIVED


def _past_options() -> list[str]:
    past = os.environ.get("PAST", "")
    return ["--days", past] if past.isdecimal() else []


def _port_problem(host: str, processes: dict[str, Process]) -> str:
    """What to do about a port that is not free, if there is one."""
    if not is_port_free(host, settings.PORT):
        return f"Port {settings.PORT} is taken. Choose another: PORT={settings.PORT + 2} make run"
    for name, process in processes.items():
        if not is_port_free(host, process.port):
            return (
                f"Port {process.port} is taken; the built-in {name} needs it, or"
                f" {process.variable}=..."
            )
    return ""


def _greeting(host: str, password: str) -> list[str]:
    address = f"http://{shown_host(host)}:{settings.PORT}"
    return [
        f"The desk:           {address}/desk/   everybody's password {password}",
        f"  owners            {STAFF}, {SECOND_OWNER}",
        f"  packer            {PACKER}   {address}/desk/packing/",
        f"  Japan             {JAPAN}   {address}/desk/transfers/",
        f"  care              {CARE}   {address}/desk/care/",
        f"  finance           {FINANCE}   {address}/desk/money/",
        f"  authenticators    {', '.join(EXPERTS)}   {address}/desk/items/",
        (
            "Test cards:         4242 4242 4242 4242 is approved, 4000 0000 0000 0002 declined;"
            " its page lists more"
        ),
    ]
