"""`troth`: the store's command line, for people and programs. Wrong input is one line on stderr,
and exit 2.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from troth.commands.errors import WrongInput
from troth.commands.names import HELP
from troth.policy.addresses.places import UnknownZip, place_of
from troth.policy.dates import windows
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.promise import promise
from troth.policy.shipping.carriers import UnknownMethod
from troth.policy.terms import BadPolicy, Terms, load_terms, shipped_terms


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # argparse names the option first: `argument --ship-to: …`
        raise WrongInput(message.removeprefix("argument "))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0 for every answer (a no included), 2 for wrong
    input.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        if words and words[0] in HELP:
            return _run_store_command(words[0], words[1:])
        arguments = _build_parser().parse_args(words)
        code: int | None = arguments.run(arguments)
        return code or 0
    except WrongInput as wrong:
        print(f"troth: {' '.join(str(wrong).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _build_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="troth", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _promise_command(commands)
    _verdict_commands(commands)
    checked = commands.add_parser(
        "check-policy", help="check a policy file, naming every field at fault"
    )
    checked.add_argument("file", metavar="FILE", type=Path)
    checked.set_defaults(run=_check_policy)
    for name, line in HELP.items():  # for `troth --help`: they are run by their names
        commands.add_parser(name, help=line)
    return parser


def _run_store_command(name: str, arguments: Sequence[str]) -> int:
    # Django is loaded here and nowhere above: the promise of a day is worked out without it.
    from troth.commands.entry import run_command

    return run_command(name, arguments)


def _promise_command(commands: Any) -> None:
    command = commands.add_parser("promise", help="the dates of an order, with their reasons")
    command.add_argument("--placed-at", metavar="T", required=True, type=_parse_instant)
    command.add_argument("--ship-to", metavar="ZIP", required=True)
    command.add_argument("--from", dest="warehouse", required=True, choices=["us", "jp"])
    command.add_argument("--method", metavar="METHOD")
    _add_common_options(command, _print_promise)


def _verdict_commands(commands: Any) -> None:
    verdict = commands.add_parser("verdict", help="what becomes of a request, and why")
    kinds = verdict.add_subparsers(required=True, metavar="KIND")
    cancellation = kinds.add_parser("cancellation", help="a cancellation asked for at an instant")
    cancellation.add_argument("--confirmed-at", metavar="T", type=_parse_instant)
    cancellation.add_argument("--asked-at", metavar="T", required=True, type=_parse_instant)
    cancellation.add_argument("--shipped-at", metavar="T", type=_parse_instant)
    _add_common_options(cancellation, _print_cancellation)
    claim = kinds.add_parser("claim", help="a parcel reported as not received")
    claim.add_argument("--shipped-on", metavar="D", required=True, type=_parse_day)
    claim.add_argument("--asked-at", metavar="T", required=True, type=_parse_instant)
    claim.add_argument("--delivered-at", metavar="T", type=_parse_instant)
    _add_common_options(claim, _print_claim)


def _add_common_options(command: argparse.ArgumentParser, run: Callable[[Any], int | None]) -> None:
    command.add_argument(
        "--policy",
        metavar="FILE",
        type=Path,
        help="judge by this policy file instead of the shipped one",
    )
    command.add_argument("--json", action="store_true", help="print exactly one JSON object")
    command.set_defaults(run=run)


def _parse_instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an instant with its offset, such as 2026-11-23T16:00:00-05:00"
        )
    return at


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day, such as 2026-11-23") from None


def _load_terms(arguments: Any) -> Terms:
    if arguments.policy is None:
        return shipped_terms()
    try:
        return load_terms(arguments.policy)
    except BadPolicy as bad:
        first, *more = str(bad).split("\n")
        others = f" (and {len(more)} more: troth check-policy {arguments.policy})" if more else ""
        raise WrongInput(f"--policy: {arguments.policy}: {first}{others}") from bad


def _print_promise(arguments: Any) -> None:
    terms = _load_terms(arguments)
    try:
        place = place_of(arguments.ship_to)
    except UnknownZip as unknown:
        raise WrongInput(f"--ship-to: {unknown}") from unknown
    try:
        answer = promise(
            terms,
            placed_at=arguments.placed_at,
            place=place,
            warehouse=arguments.warehouse,
            method=arguments.method,
        )
    except UnknownMethod as unknown:
        raise WrongInput(f"--method: {unknown}") from unknown
    except (BeyondCalendar, OverflowError) as beyond:
        raise WrongInput(f"--placed-at: {beyond}") from beyond
    data = answer.data()
    _print_answer(arguments, {"policy": terms.identity, **data}, _promise_in_words(data))


def _promise_in_words(data: dict[str, Any]) -> str:
    if "refused" in data:
        return str(data["refused"]["sentence"])
    return f"Arrives {data['arrives']['earliest']} to {data['arrives']['latest']}."


def _print_cancellation(arguments: Any) -> None:
    terms = _load_terms(arguments)
    try:
        answer = windows.cancellation_verdict(
            terms,
            confirmed_at=arguments.confirmed_at,
            asked_at=arguments.asked_at,
            shipped_at=arguments.shipped_at,
        )
    except windows.ContradictoryFacts as wrong:
        raise WrongInput(f"--{wrong.fact.replace('_', '-')}: {wrong}") from wrong
    except (BeyondCalendar, OverflowError) as beyond:
        raise WrongInput(f"--asked-at: {beyond}") from beyond
    _print_answer(arguments, answer.data(), f"{answer.verdict}: {answer.sentence}")


def _print_claim(arguments: Any) -> None:
    terms = _load_terms(arguments)
    try:
        answer = windows.claim_verdict(
            terms,
            shipped_on=arguments.shipped_on,
            asked_at=arguments.asked_at,
            delivered_at=arguments.delivered_at,
        )
    except windows.ContradictoryFacts as wrong:
        raise WrongInput(f"--{wrong.fact.replace('_', '-')}: {wrong}") from wrong
    except (BeyondCalendar, OverflowError) as beyond:
        raise WrongInput(f"--shipped-on: {beyond}") from beyond
    _print_answer(arguments, answer.data(), f"{answer.verdict}: {answer.sentence}")


def _print_answer(arguments: Any, data: dict[str, Any], in_words: str) -> None:
    if arguments.json:
        print(json.dumps(data))
        return
    print(in_words)
    for step in data["steps"]:
        print(f"  {step['on']}  {step['clause']}: {step['sentence']}")


def _check_policy(arguments: Any) -> int:
    try:
        terms = load_terms(arguments.file)
    except BadPolicy as bad:
        for fault in str(bad).split("\n"):
            print(f"{arguments.file}: {fault}", file=sys.stderr)
        return 2
    print(f"{arguments.file}: {terms.name}, effective {terms.effective_on}, digest {terms.digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
