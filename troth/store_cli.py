"""The commands of `troth` that need the store's database."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from troth import money_cli
from troth.money_cli import WrongInput, with_django


def add_commands(commands: Any) -> None:
    """Adds them to the parser of `troth.cli`; nothing of Django is loaded before one is chosen."""
    run = commands.add_parser("run", help="the whole store: database, demo items, web server and worker")
    run.set_defaults(run=_run)
    work = commands.add_parser("work", help="the background worker, with the sweep every minute")
    work.set_defaults(run=_work)
    items = commands.add_parser("import-items", help="take items in from a CSV file")
    items.add_argument("file", metavar="FILE.csv", type=Path)
    items.add_argument(
        "--approve-as", metavar="EMAIL", help="the in-house expert who has evaluated every item in the file"
    )
    items.add_argument(
        "--second", metavar="EMAIL", help="another in-house expert, who has evaluated what the policy wants two for"
    )
    items.add_argument("--source", default="import", help="names where the ids come from (default: import)")
    items.set_defaults(run=_import_items)
    voided = commands.add_parser("import-serials", help="add voided and stolen serials from a CSV file")
    voided.add_argument("file", metavar="FILE.csv", type=Path, help="with the columns designer, serial and reason")
    voided.set_defaults(run=_import_serials)
    anew = commands.add_parser("reindex", help="make the search index anew from the database, while the store serves")
    anew.set_defaults(run=_reindex)
    moved = commands.add_parser("clock", help="show the store's clock; in development, move it forward")
    moved.add_argument("--forward", metavar="TIME", type=_duration, help="as in 90m, 3h or 2d")
    moved.set_defaults(run=_clock)
    staff = commands.add_parser("add-staff", help="add a member of staff; prints a password once")
    staff.add_argument("email", metavar="EMAIL")
    staff.add_argument("--expert", action="store_true", help="may also judge items and see their serials")
    staff.add_argument("--money", action="store_true", help="may also give refunds")
    staff.set_defaults(run=_add_staff)
    money_cli.add_commands(commands)
    manage = commands.add_parser(
        "manage", help="Django's own commands: migrate, check, collectstatic, ...", add_help=False
    )
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,5}(?:\.\d+)?)([mhd])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 90m, 3h or 2d")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: float(found[1])})


def _prepared() -> None:
    """Django, and in development a database that is up to date; production migrates when it is told to."""
    with_django()
    from django.conf import settings
    from django.core.management import call_command
    from django.db.utils import OperationalError

    if settings.DEVELOPMENT:
        Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as unreachable:
            raise WrongInput(f"DATABASE_URL: {unreachable}") from unreachable


def _run(_arguments: Any) -> int:
    _prepared()
    from troth.running import run_store

    return run_store()


def _work(_arguments: Any) -> int:
    with_django()
    from troth.running import work

    return work()


def _import_items(arguments: Any) -> None:
    _prepared()
    from troth import clock
    from troth.catalog.intake import Intake
    from troth.catalog.rows import BadFile, rows_of
    from troth.policy.terms import shipped

    if not re.fullmatch(r"[a-z0-9-]{1,40}", arguments.source):
        raise WrongInput("--source: up to 40 small letters, digits and hyphens")
    expert = _expert(arguments.approve_as, "--approve-as") if arguments.approve_as else None
    second = _expert(arguments.second, "--second") if arguments.second else None
    if second and (expert is None or second == expert):
        raise WrongInput("--second: names a second, different expert beside --approve-as")
    intake = Intake(
        source=arguments.source, file_name=arguments.file.name[:200], expert=expert, second=second, terms=shipped(),
        now=clock.now(),
    )  # fmt: skip
    try:
        for row in _with_progress(rows_of(arguments.file), arguments.file):
            intake.add(row)
    except BadFile as bad:
        raise WrongInput(f"FILE: {arguments.file}: {bad}") from bad
    intake.flush()
    _tell(intake.report, arguments.file, approved=expert is not None)


def _with_progress(rows: Any, file: Path) -> Any:
    from tqdm import tqdm

    try:
        with file.open("rb") as counted:
            total = max(sum(chunk.count(b"\n") for chunk in iter(lambda: counted.read(1 << 20), b"")) - 1, 0)
    except OSError:
        total = None
    return tqdm(rows, total=total, unit=" items", desc="Importing", file=sys.stderr)


def _tell(report: Any, file: Path, *, approved: bool) -> None:
    for line, reason in report.broken[:1000]:
        print(f"{file}:{line}: {reason}", file=sys.stderr)
    if len(report.broken) > 1000:
        print(f"... and {len(report.broken) - 1000:,} more", file=sys.stderr)
    print(
        f"{report.added:,} items added, {report.already_here:,} already here, {report.listed:,} approved and listed, "
        f"{len(report.broken):,} broken rows left out."
    )
    if report.added and not approved:
        print("None is listed: an in-house expert must evaluate them first (--approve-as EMAIL).")
    if report.waiting:
        print(f"{report.waiting:,} wait for a second expert, for their price (--second EMAIL, or at the desk).")


def _import_serials(arguments: Any) -> None:
    _prepared()
    from troth import clock
    from troth.catalog import actions
    from troth.catalog.rows import BadFile, rows_of

    added = gone = 0
    try:
        for row in rows_of(arguments.file, required=("designer", "serial", "reason")):
            try:
                if isinstance(row, tuple):
                    raise actions.NotAllowed(row[1])
                values = row.values
                told = {"brand": values["designer"], "serial": values["serial"], "reason": values["reason"]}
                bearing = actions.void_serial(**told, now=clock.now(), by="import-serials")
            except actions.NotAllowed as broken:
                print(f"{arguments.file}:{row[0] if isinstance(row, tuple) else row.line}: {broken}", file=sys.stderr)
                continue
            added += 1
            for item in bearing:
                gone += 1
                print(f"{item.source_id} {item.title}: bears the serial in line {row.line}")
    except BadFile as bad:
        raise WrongInput(f"FILE: {arguments.file}: {bad}") from bad
    print(f"{added:,} serials on the list; {gone:,} items bear one, and none of them is for sale.")


def _reindex(_arguments: Any) -> None:
    with_django()
    from django.conf import settings
    from tqdm import tqdm

    from troth.catalog.search.indexing import rebuild

    folder = rebuild(
        settings.SEARCH_DIR,
        progress=lambda items, total: tqdm(items, total=total, unit=" items", desc="Indexing", file=sys.stderr),
    )
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"The search uses the new index: {size / 1e6:,.1f} MB in {folder}")


def _expert(email: str, option: str) -> Any:
    """The expert who answers for the evaluations. Development adds one that is missing, and says so."""
    from django.conf import settings
    from django.contrib.auth.models import User

    from troth.catalog.actions import is_expert

    _check_email(email, option)
    expert = User.objects.filter(username__iexact=email).first()
    if expert is None and settings.DEVELOPMENT:
        expert = _add_person(email, password=None, expert=True)
        print(f"{email} was not known and is now an expert of this development store.", file=sys.stderr)
    if expert is None or not is_expert(expert):
        raise WrongInput(f"{option}: {email} is not an active expert; add one with: troth add-staff {email} --expert")
    return expert


def _add_person(email: str, *, password: str | None, expert: bool) -> Any:
    from django.contrib.auth.models import User

    person = User.objects.create_user(username=email, email=email, password=password, is_staff=True)
    if expert:
        _make_expert(person)
    return person


def _make_expert(person: Any) -> None:
    from troth.catalog.actions import JUDGE, SEE_SERIALS, permission

    person.user_permissions.add(permission(JUDGE), permission(SEE_SERIALS))


def _let_move_money(person: Any) -> None:
    from troth.catalog.actions import permission
    from troth.payments.actions import MOVE_MONEY

    person.user_permissions.add(permission(MOVE_MONEY))


def _check_email(email: str, option: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        raise WrongInput(f"{option}: {email!r} is not an email address") from None


def _clock(arguments: Any) -> None:
    with_django()
    from troth import clock

    if arguments.forward is not None:
        try:
            clock.move_forward(arguments.forward)
        except (clock.ClockIsReal, ValueError) as refused:
            raise WrongInput(f"--forward: {refused}") from refused
    print(f"{clock.now().isoformat(timespec='seconds')} ({clock.moved_by()} ahead of real time)")


def _add_staff(arguments: Any) -> None:
    import secrets

    _prepared()
    from django.contrib.auth.models import User

    _check_email(arguments.email, "EMAIL")
    if known := User.objects.filter(username__iexact=arguments.email).first():
        if not arguments.expert and not arguments.money:
            raise WrongInput(f"EMAIL: {arguments.email} is already known")
        if arguments.expert:
            _make_expert(known)
            print(f"{arguments.email} may now judge items and see their serials")
        if arguments.money:
            _let_move_money(known)
            print(f"{arguments.email} may now give refunds")
        return
    password = secrets.token_urlsafe(12)
    person = _add_person(arguments.email, password=password, expert=arguments.expert)
    if arguments.money:
        _let_move_money(person)
    print(f"{arguments.email} may sign in at /desk/ with the password {password}")


def _manage(arguments: Any) -> None:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.settings")
    execute_from_command_line(["troth manage", *arguments.rest])
