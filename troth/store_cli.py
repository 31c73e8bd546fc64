"""The commands of `troth` that need the store's database."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from troth import money_cli, operations_cli, staff_cli
from troth.money_cli import (
    WrongInput,
    guarded,
    no_demo,
    prepared,
    record_shell_access,
    with_django,
)
from troth.stopping import StopSignals


def add_commands(commands: Any) -> None:
    """Adds them to the parser of `troth.cli`; nothing of Django is loaded before one is chosen."""
    run = commands.add_parser(
        "run", help="the whole store: database, demo items, web server and worker"
    )
    run.set_defaults(run=_run)
    work = commands.add_parser("work", help="the background worker, with the sweep every minute")
    work.set_defaults(run=_work)
    items = commands.add_parser("import-items", help="take items in from a CSV file")
    items.add_argument("file", metavar="FILE.csv", type=Path)
    items.add_argument(
        "--approve-as",
        metavar="EMAIL",
        help="in development only: approve every item in this expert's name",
    )
    items.add_argument(
        "--second",
        metavar="EMAIL",
        help="in development only: approve what needs two experts in this one's name, too",
    )
    items.add_argument(
        "--source", default="import", help="names where the ids come from (default: import)"
    )
    items.add_argument(
        "--location",
        metavar="PLACE",
        help="where every piece of the file lies; its own column 'location' isn't read then",
    )
    items.set_defaults(run=_import_items)
    voided = commands.add_parser(
        "import-serials", help="add voided and stolen serials from a CSV file"
    )
    voided.add_argument(
        "file", metavar="FILE.csv", type=Path, help="with the columns designer, serial and reason"
    )
    voided.set_defaults(run=_import_serials)
    anew = commands.add_parser(
        "reindex", help="make the search index anew from the database, while the store serves"
    )
    anew.set_defaults(run=_reindex)
    counted = commands.add_parser(
        "scorecard", help="read every order's timeline for the scorecard, as far as it isn't read"
    )
    counted.add_argument(
        "--anew", action="store_true", help="forget what was read, and read all of it again"
    )
    counted.set_defaults(run=_scorecard)
    moved = commands.add_parser(
        "clock", help="show the store's clock; in development, move it forward"
    )
    moved.add_argument("--forward", metavar="TIME", type=_duration, help="as in 90m, 3h or 2d")
    moved.set_defaults(run=_clock)
    staff_cli.add_commands(commands)
    money_cli.add_commands(commands)
    operations_cli.add_commands(commands)
    manage = commands.add_parser(
        "manage", help="Django's own commands: migrate, check, collectstatic, ...", add_help=False
    )
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,5})?)([mhd])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 90m, 3h or 2d")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2]]
    return timedelta(**{unit: float(match[1])})


def _run(_arguments: Any) -> int:
    with StopSignals() as stop_signals:
        with stop_signals.ends_at_once():
            prepared()
            guarded()
            _check_environment()
            no_demo()
            from troth.running import run_store

        return run_store(stop_signals)


def _check_environment() -> None:
    """Raises `WrongInput` where a process of development would serve, and give demo passwords to,
    the database of a store in production.
    """
    from django.conf import settings

    from troth.catalog.production import is_production

    if settings.DEVELOPMENT and is_production():
        raise WrongInput(
            "TROTH_ENV: this database belongs to a store in production; set TROTH_ENV=production"
        )


def _work(_arguments: Any) -> int:
    with_django()
    guarded()
    no_demo()
    from troth.running import work

    return work()


def _import_items(arguments: Any) -> None:
    prepared()
    from troth import clock
    from troth.catalog.allowed import places_of, warehouse_of
    from troth.catalog.intake import Intake
    from troth.catalog.rows import COLUMNS
    from troth.catalog.tables import BadFile, Table
    from troth.orders.in_force import terms_at

    if not re.fullmatch(r"[a-z0-9-]{1,40}", arguments.source):
        raise WrongInput("--source: up to 40 small letters, digits and hyphens")
    _check_approvals(arguments)
    expert = _expert(arguments.approve_as, "--approve-as") if arguments.approve_as else None
    second = _expert(arguments.second, "--second") if arguments.second else None
    if second and (expert is None or second == expert):
        raise WrongInput("--second: names a second, different expert beside --approve-as")
    now = clock.now()
    terms = terms_at(now)
    try:
        warehouse_of(arguments.location or "", places_of(terms))
    except ValueError as wrong:
        raise WrongInput(f"--{wrong}") from wrong
    intake = Intake(
        source=arguments.source,
        file_name=arguments.file.name[:200],
        expert=expert,
        second=second,
        terms=terms,
        now=now,
        located=arguments.location or "",
    )
    try:
        table = Table(arguments.file, COLUMNS)
        _tell_layout(table)
        for row in _with_progress(table, arguments.file):
            intake.add(row)
    except BadFile as bad:
        raise WrongInput(f"FILE: {arguments.file}: {bad}") from bad
    intake.flush()
    record_shell_access("imported", about="items", detail=str(arguments.file))
    _tell(intake.report, arguments.file, approved=expert is not None)


def _in_lines(rows: int, lines: int) -> str:
    """Where rows took more lines than they are, how many lines they took."""
    return f" ({lines:,} lines)" if lines > rows else ""


def _check_approvals(arguments: Any) -> None:
    """In production no command writes an expert's approval."""
    from troth.catalog.intake import NO_APPROVALS
    from troth.catalog.production import is_production

    for option, value in (("--approve-as", arguments.approve_as), ("--second", arguments.second)):
        if value and is_production():
            raise WrongInput(f"{option}: {NO_APPROVALS}")


def _with_progress(rows: Any, file: Path) -> Any:
    from tqdm import tqdm

    try:
        with file.open("rb") as counted:
            total = max(
                sum(chunk.count(b"\n") for chunk in iter(lambda: counted.read(1 << 20), b"")) - 1, 0
            )
    except OSError:
        total = None
    return tqdm(rows, total=total, unit=" items", desc="Importing", file=sys.stderr)


def _tell_layout(table: Any) -> None:
    """How the file was read, where that had to be found out, and what of it isn't read."""
    layout = table.layout
    if not layout.is_plain:
        print(
            f"{table.path}: read as {layout.encoding}, columns separated by {layout.delimiter}.",
            file=sys.stderr,
        )
    if layout.unread:
        print(f"{table.path}: columns not read: {', '.join(layout.unread)}.", file=sys.stderr)


def _tell(report: Any, file: Path, *, approved: bool) -> None:
    for line, reason in report.broken[:1000]:
        print(f"{file}:{line}: {reason}", file=sys.stderr)
    if len(report.broken) > 1000:
        print(f"... and {len(report.broken) - 1000:,} more", file=sys.stderr)
    print(
        f"{report.added:,} items added, {report.already_here:,} already here, {report.listed:,}"
        f" approved and listed, {len(report.broken):,} broken rows"
        f"{_in_lines(len(report.broken), report.broken_lines)} left out."
    )
    if report.added and not approved:
        print(
            "None is listed: in-house experts judge them first at the desk, under Items, or attest"
            " there that they were judged before."
        )
    if report.waiting:
        print(
            f"{report.waiting:,} wait for a second expert, for their price (--second EMAIL in"
            " development, else at the desk)."
        )


def _import_serials(arguments: Any) -> int:
    """Exits with 1 where a row isn't on the list: a stolen piece could be sold."""
    prepared()
    from troth import clock
    from troth.catalog.actions import void_serial
    from troth.catalog.tables import BadFile, BadRow
    from troth.catalog.voided_rows import rows_of_serials, serials_table

    added = gone = left_out = lines = 0
    try:
        table = serials_table(arguments.file)
        _tell_layout(table)
        for row in rows_of_serials(table):
            if isinstance(row, BadRow):
                left_out, lines = left_out + 1, lines + row.lines
                print(f"{arguments.file}:{row.line}: {row.reason}", file=sys.stderr)
                continue
            added += 1
            for item in void_serial(**row.values, now=clock.now(), by="import-serials"):
                gone += 1
                print(f"{item.source_id} {item.title}: bears the serial in line {row.line}")
    except BadFile as bad:
        raise WrongInput(f"FILE: {arguments.file}: {bad}") from bad
    record_shell_access("imported", about="serials", detail=str(arguments.file))
    print(f"{added:,} serials on the list; {gone:,} items bear one, and none of them is for sale.")
    if left_out:
        print(
            f"{left_out:,} rows{_in_lines(left_out, lines)} are NOT on the list: mend them, and"
            " import the file again."
        )
    return 1 if left_out else 0


def _reindex(_arguments: Any) -> None:
    with_django()
    from django.conf import settings
    from tqdm import tqdm

    from troth.catalog.search.indexing import rebuild

    folder = rebuild(
        settings.SEARCH_DIR,
        progress=lambda items, total: tqdm(
            items, total=total, unit=" items", desc="Indexing", file=sys.stderr
        ),
    )
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"The search uses the new index: {size / 1e6:,.1f} MB in {folder}")


def _scorecard(arguments: Any) -> None:
    with_django()
    from tqdm import tqdm

    from troth import clock
    from troth.orders.models import Event
    from troth.scorecard import actions

    if arguments.anew:
        actions.forget()
    with tqdm(total=Event.objects.count(), unit=" events", desc="Reading", file=sys.stderr) as bar:
        judged = actions.catch_up(
            now=clock.now(), progress=lambda looked: bar.update(looked - bar.n)
        )
    print(f"{judged:,} orders were judged anew; the scorecard counts them now.")


def _expert(email: str, option: str) -> Any:
    """The expert who answers for the evaluations. Development adds one that is missing, and says
    so.
    """
    from django.conf import settings
    from django.contrib.auth.models import User

    from troth import roles
    from troth.catalog.actions import is_expert

    staff_cli.check_email(email, option)
    expert = User.objects.filter(username__iexact=email).first()
    if expert is None and settings.DEVELOPMENT:
        expert = staff_cli.add_person(email, password=None, named=[roles.AUTHENTICATOR])
        print(
            f"{email} was not known and is now an expert of this development store.",
            file=sys.stderr,
        )
    if expert is None or not is_expert(expert):
        named = ",".join(sorted({*(roles.of(expert) if expert else ()), roles.AUTHENTICATOR}))
        raise WrongInput(
            f"{option}: {email} is not an active expert; make one with: troth staff {email} --roles"
            f" {named}"
        )
    return expert


def _clock(arguments: Any) -> None:
    with_django(database=False)
    from troth import clock

    if arguments.forward is not None:
        try:
            clock.move_forward(arguments.forward)
        except (clock.ClockIsReal, ValueError) as refused:
            raise WrongInput(f"--forward: {refused}") from refused
    print(f"{clock.now().isoformat(timespec='seconds')} ({clock.moved_by()} ahead of real time)")


# Django's commands that write no row of the store by themselves. In production no other one runs:
# `loaddata` would write an expert's approval, `flush` would try to empty the database, and
# `createsuperuser` makes somebody whom the staff list doesn't know.
PRODUCTION_COMMANDS = (
    "check",
    "clearsessions",
    "collectstatic",
    "db_worker",
    "help",
    "migrate",
    "prune_db_task_results",
    "sendtestemail",
    "showmigrations",
    "sqlmigrate",
    "version",
)


def _manage(arguments: Any) -> None:
    with_django()
    from django.conf import settings

    named = next((word for word in arguments.rest if not word.startswith("-")), "help")
    if not settings.DEVELOPMENT and named not in PRODUCTION_COMMANDS:
        raise WrongInput(
            f"manage: {named} doesn't run in production; these do: {', '.join(PRODUCTION_COMMANDS)}"
        )
    from django.core.management import execute_from_command_line

    execute_from_command_line(["troth manage", *arguments.rest])
