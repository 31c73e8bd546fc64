"""The commands of `troth` that are about money, and what every command that needs the database
begins with.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Any


class WrongInput(Exception):
    """One line for the person who typed it: the option, and what is wrong with it."""


def add_commands(commands: Any) -> None:
    """Adds them to the parser of `troth.cli`."""
    tie_out = commands.add_parser(
        "tie-out", help="compare our money with the payment provider's; 1 where they differ"
    )
    tie_out.add_argument(
        "--days", type=int, default=8, metavar="N", help="of the last N days, 1 to 400 (default: 8)"
    )
    tie_out.set_defaults(run=_tie_out)
    tax_report = commands.add_parser(
        "tax-report", help="the sales-tax return's figures by code, as CSV"
    )
    tax_report.add_argument(
        "quarter",
        metavar="YYYY-MM",
        help="the quarter that begins in March, June, September or December",
    )
    tax_report.set_defaults(run=_tax_report)


def with_django(*, database: bool = True) -> None:
    """Makes Django ready. Raises `WrongInput` for an environment that it can't use; and for the
    database of another version, unless the command leaves the `database` alone.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise WrongInput(str(wrong)) from wrong
    if database:
        from troth.database.older import OtherVersion, refuse_other_versions

        try:
            refuse_other_versions()
        except OtherVersion as other:
            raise WrongInput(str(other)) from other


def prepared() -> None:
    """Django, and in development a database that is up to date; production migrates when it is told
    to.
    """
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


def guarded() -> None:
    """Raises `WrongInput` where the database lacks a guard: it would take what must be refused. In
    production, also where its role could change one.
    """
    from django.conf import settings
    from django.db.utils import OperationalError

    from troth.database.app_role import role_faults
    from troth.database.installing import guard_faults

    try:
        faults = guard_faults()
        role = [] if settings.DEVELOPMENT else role_faults()
    except OperationalError as unreachable:
        raise WrongInput(f"DATABASE_URL: {unreachable}") from unreachable
    if faults:
        raise WrongInput(
            f"the database is not guarded as it must be: {'; '.join(faults)}. To put every guard"
            " back: troth manage migrate"
        )
    if role:
        raise WrongInput(
            f"DATABASE_URL: its role {', '.join(role)}, and so could change what the database"
            " refuses. Let another role own the tables (docs/operations.md, PostgreSQL)"
        )
    if settings.DATABASE_OWNER_URL and not settings.DEVELOPMENT:
        raise WrongInput(
            "DATABASE_OWNER_URL: set it for migrate and restore alone; the store's own processes"
            " must not know it"
        )


def record_shell_access(kind: str, *, about: str, detail: str = "") -> None:
    """Records what somebody took out of the store, or in, from a shell: under the name by which
    this machine knows them.
    """
    from troth import clock
    from troth.access_log.actions import record_access

    who = f"operator:{getpass.getuser()}"
    record_access(kind=kind, who=who, about=about, detail=detail, now=clock.now())


def no_demo() -> None:
    """Raises `WrongInput` where somebody of the demo could sign in to a store in production."""
    from django.conf import settings

    from troth.operations.opening import demo_people

    if settings.DEVELOPMENT:
        return
    if people := demo_people():
        raise WrongInput(
            f"{people[0]} is a demo's account, and could sign in. Add your own owner, then take it"
            f" off the staff: troth staff {people[0]} --remove"
        )


def _tie_out(arguments: Any) -> int:
    from datetime import timedelta

    if not 1 <= arguments.days <= 400:
        raise WrongInput("--days: a number from 1 to 400")
    with_django()
    from troth import clock
    from troth.payments.provider import Unreachable, provider
    from troth.payments.tieout import tie_out
    from troth.policy.money import dollars

    now = clock.now()
    try:
        comparison = tie_out(
            since=now - timedelta(days=arguments.days), until=now, now=now, provider=provider()
        )
    except Unreachable as unreachable:
        raise WrongInput(
            f"the payment provider doesn't answer: {unreachable}; try again later"
        ) from unreachable
    for difference in comparison.differences:
        ours, theirs = dollars(difference["ours_cents"]), dollars(difference["theirs_cents"])
        print(f"{difference['about']}: {difference['says']} (ours {ours}, theirs {theirs})")
    print(
        f"{comparison.payments:,} payments of the last {arguments.days} days,"
        f" {len(comparison.differences):,} differences."
    )
    return 1 if comparison.differences else 0


def _tax_report(arguments: Any) -> None:
    from troth.policy import tax_report

    try:
        first, last = tax_report.quarter(arguments.quarter)
    except ValueError as wrong:
        raise WrongInput(f"YYYY-MM: {wrong}") from wrong
    with_django()
    from troth import clock
    from troth.orders.in_force import terms_at
    from troth.payments import tax_return

    record_shell_access("exported", about="sales tax report", detail=f"{first} to {last}")
    sys.stdout.write(tax_return.report(first=first, last=last, terms=terms_at(clock.now())))
