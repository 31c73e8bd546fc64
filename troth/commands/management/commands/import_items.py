"""`troth import-items`: pieces from a CSV file, one row each."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandParser

from troth import clock, roles
from troth.catalog.actions import is_expert
from troth.catalog.allowed import places_of, warehouse_of
from troth.catalog.intake import NO_APPROVALS, Intake, IntakeReport
from troth.catalog.production import is_production
from troth.catalog.rows import COLUMNS
from troth.catalog.tables import BadFile, Table
from troth.commands.base import StoreCommand, record_shell_access
from troth.commands.errors import WrongInput
from troth.commands.layouts import in_lines, print_layout
from troth.commands.names import HELP
from troth.commands.people import add_person, check_email
from troth.commands.progress import rows_with_progress
from troth.orders.policy_versions import terms_at

MOST_REASONS = 1000  # that are printed


class Command(StoreCommand):
    """A broken row is named with its line, and ends nothing."""

    help = HELP["import-items"]
    migrates = True

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and who answers for its pieces."""
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument(
            "--approve-as",
            metavar="EMAIL",
            help="in development only: approve every item in this expert's name",
        )
        parser.add_argument(
            "--second",
            metavar="EMAIL",
            help="in development only: approve what needs two experts in this one's name, too",
        )
        parser.add_argument(
            "--source", default="import", help="names where the ids come from (default: import)"
        )
        parser.add_argument(
            "--location",
            metavar="PLACE",
            help="where every piece of the file lies; its own column 'location' isn't read then",
        )

    def perform(self) -> None:
        """Prints what came of it."""
        options = self.options
        if not re.fullmatch(r"[a-z0-9-]{1,40}", options.source):
            raise WrongInput("--source: up to 40 small letters, digits and hyphens")
        self.check_approvals()
        expert = find_expert(options.approve_as, "--approve-as") if options.approve_as else None
        second = find_expert(options.second, "--second") if options.second else None
        if second and (expert is None or second == expert):
            raise WrongInput("--second: names a second, different expert beside --approve-as")
        now = clock.now()
        terms = terms_at(now)
        try:
            warehouse_of(options.location or "", places_of(terms))
        except ValueError as wrong:
            raise WrongInput(f"--{wrong}") from wrong
        intake = Intake(
            source=options.source,
            file_name=options.file.name[:200],
            expert=expert,
            second=second,
            terms=terms,
            now=now,
            located=options.location or "",
        )
        take_in(intake, options.file)
        record_shell_access("imported", about="items", detail=str(options.file))
        print_report(intake.report, options.file, approved=expert is not None)

    def check_approvals(self) -> None:
        """In production no command writes an expert's approval."""
        for option, value in (
            ("--approve-as", self.options.approve_as),
            ("--second", self.options.second),
        ):
            if value and is_production():
                raise WrongInput(f"{option}: {NO_APPROVALS}")


def take_in(intake: Intake, file: Path) -> None:
    """Every row of the file. Raises `WrongInput` for a file that is no table."""
    try:
        table = Table(file, COLUMNS)
        print_layout(table)
        for row in rows_with_progress(table, file):
            intake.add(row)
    except BadFile as bad:
        raise WrongInput(f"FILE: {file}: {bad}") from bad
    intake.flush()


def print_report(report: IntakeReport, file: Path, *, approved: bool) -> None:
    """The broken rows with their lines on stderr, and the counts on stdout."""
    for line, reason in report.broken[:MOST_REASONS]:
        print(f"{file}:{line}: {reason}", file=sys.stderr)
    if len(report.broken) > MOST_REASONS:
        print(f"... and {len(report.broken) - MOST_REASONS:,} more", file=sys.stderr)
    print(
        f"{report.added:,} items added, {report.already_here:,} already here, {report.listed:,}"
        f" approved and listed, {len(report.broken):,} broken rows"
        f"{in_lines(len(report.broken), report.broken_lines)} left out."
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


def find_expert(email: str, option: str) -> User:
    """The expert who answers for the evaluations. Development adds one that is missing, and says
    so.
    """
    check_email(email, option)
    expert = User.objects.filter(username__iexact=email).first()
    if expert is None and settings.DEVELOPMENT:
        expert = add_person(email, password=None, named=[roles.AUTHENTICATOR])
        print(
            f"{email} was not known and is now an expert of this development store.",
            file=sys.stderr,
        )
    if expert is None or not is_expert(expert):
        named = ",".join(sorted({*(roles.roles_of(expert) if expert else ()), roles.AUTHENTICATOR}))
        raise WrongInput(
            f"{option}: {email} is not an active expert; make one with: troth staff {email} --roles"
            f" {named}"
        )
    return expert
