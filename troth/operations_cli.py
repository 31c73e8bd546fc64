"""The commands of `troth` that keep the store from being lost."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from troth.money_cli import WrongInput, record_shell_access, with_django


def add_commands(commands: Any) -> None:
    """Adds them to the parser of `troth.cli`."""
    backup_command = commands.add_parser(
        "backup", help="back the store up into a new folder, while it works on"
    )
    backup_command.add_argument("folder", metavar="DIR", type=Path)
    backup_command.set_defaults(run=_backup)
    check_command = commands.add_parser(
        "check-timelines",
        help="compare every order's stored state with its timeline; 1 where they differ",
    )
    check_command.set_defaults(run=_check_timelines)
    restore_command = commands.add_parser(
        "restore",
        help="make an empty place the store of a backup, or of COPY_DIR's folder, and reconcile it",
        description="The store must not run meanwhile. Ends with what `troth reconcile` does.",
    )
    restore_command.add_argument("folder", metavar="DIR", type=Path)
    restore_command.set_defaults(run=_restore)
    reconcile_command = commands.add_parser(
        "reconcile",
        help="ask the payment provider what a restored store has lost; 1 where they still differ",
        description="Safe to repeat. The store must not run meanwhile.",
    )
    reconcile_command.add_argument(
        "since", metavar="WHEN", help="of when the restored store is: 2026-11-25T10:00:00+00:00"
    )
    reconcile_command.set_defaults(run=lambda arguments: _reconcile(_moment(arguments.since)))


def _report_progress(text: str) -> None:
    print(text, file=sys.stderr)


def _backup(arguments: Any) -> None:
    with_django()
    from django.db import Error

    from troth.operations import backup

    record_shell_access("exported", about="a backup", detail=str(arguments.folder))
    try:
        manifest = backup.make(arguments.folder, report=_report_progress)
    except (backup.UnableToBackUp, OSError, Error) as unable:
        raise WrongInput(f"DIR: {unable}") from unable
    size = sum(file.stat().st_size for file in arguments.folder.rglob("*") if file.is_file())
    print(
        f"{manifest['counts']['orders_order']:,} orders, {sum(manifest['counts'].values()):,} rows"
        f" and {len(manifest['files']):,} files, {size / 1e6:,.1f} MB, of {manifest['began_at']}:"
        f" {arguments.folder}"
    )
    for alias in manifest["elsewhere"]:
        print(f"Not in it: the bucket of {alias!r} files; it has copies of its own.")


def _check_timelines(_arguments: Any) -> int:
    with_django()
    from troth.orders.replaying import differences

    count = 0
    for difference in differences():
        print(difference)
        count += 1
    print(f"{count:,} differences between stored states and timelines.")
    return 1 if count else 0


def _restore(arguments: Any) -> int:
    with_django(database=False)
    from django.db import Error

    from troth.operations import restoring

    try:
        since = restoring.restore(arguments.folder, report=_report_progress)
    except (restoring.UnableToRestore, OSError, Error) as unable:
        raise WrongInput(f"DIR: {unable}") from unable
    print(f"Restored as of {since.isoformat(timespec='seconds')}.")
    return _reconcile(since)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise WrongInput(f"WHEN: {text!r} is no moment") from wrong
    if moment.tzinfo is None:
        raise WrongInput(f"WHEN: {text!r} has no zone; end it with +00:00")
    return moment


def _reconcile(since: datetime) -> int:
    with_django()
    from collections import Counter

    from troth import clock
    from troth.checkout.reconciling import reconcile
    from troth.orders.in_force import terms_at
    from troth.payments import moving, tieout
    from troth.payments.provider import Unreachable, provider

    now = clock.now()
    counted: Counter[str] = Counter()
    try:
        for case in reconcile(since=since, now=now, terms_at=terms_at, provider=provider()):
            counted[case.what] += 1
            print(f"{case.intent_id} {case.order}: {case.what}: {case.says}")
        for movement_id in moving.sweep(now=now):
            moving.do(movement_id=movement_id, clock=clock.now, provider=provider())
        comparison = tieout.tie_out(
            since=since - tieout.BACK,
            until=now + timedelta(seconds=5),
            now=clock.now(),
            provider=provider(),
        )
    except Unreachable as unreachable:
        again = f"troth reconcile {since.isoformat()}"
        raise WrongInput(
            f"the payment provider doesn't answer: {unreachable}; once it does: {again}"
        ) from unreachable
    for difference in comparison.differences:
        print(f"{difference['about']}: {difference['says']}")
    summary = (
        ", ".join(f"{many:,} {what}" for what, many in sorted(counted.items()))
        or "nothing was missing"
    )
    print(
        f"Reconciled with the payment provider: {summary};"
        f" {len(comparison.differences):,} differences left."
    )
    return 1 if comparison.differences else 0
