"""`troth promise`, `troth verdict`, `troth check-policy`: the shapes that other programs rely
on.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.factories.moments import day, moment
from tests.factories.policies import JAPAN_PROMISES, US_PROMISES, changed_terms
from troth.cli import main
from troth.policy.terms import PUBLISHED, shipped_terms
from troth.policy.wording import CLAUSES

PROMISE = [
    "promise",
    "--placed-at",
    "2026-11-23T12:00:00-05:00",
    "--ship-to",
    "10013",
    "--from",
    "us",
]
CANCEL = ["verdict", "cancellation", "--asked-at", "2026-11-28T12:00:00-05:00"]
CLAIM = [
    "verdict",
    "claim",
    "--shipped-on",
    "2026-11-23",
    "--asked-at",
    "2026-12-16T00:00:00-05:00",
]


def answer(capsys, *arguments: str) -> dict:
    assert main([*arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def instead(arguments: list[str], option: str, value: str) -> list[str]:
    at = arguments.index(option) + 1
    return [*arguments[:at], value, *arguments[at + 1 :]]


@pytest.mark.parametrize("row", US_PROMISES, ids=[row[0] for row in US_PROMISES])
def test_promise_from_new_york(capsys, row):
    placed, *days = row
    output = answer(capsys, *instead(PROMISE, "--placed-at", moment(placed).isoformat()))
    assert list(output) == ["policy", "starts_on", "processed", "transfer", "arrives", "steps"]
    assert [output["starts_on"], *output["processed"].values(), *output["arrives"].values()] == [
        str(day(text)) for text in days
    ]
    assert output["transfer"] is None
    assert output["policy"] == shipped_terms().identity
    assert all(
        list(step) == ["clause", "sentence", "on"] and step["clause"] in CLAUSES
        for step in output["steps"]
    )


@pytest.mark.parametrize("row", JAPAN_PROMISES, ids=[row[0] for row in JAPAN_PROMISES])
def test_promise_from_japan(capsys, row):
    placed, *days = row
    arguments = instead(instead(PROMISE, "--placed-at", moment(placed).isoformat()), "--from", "jp")
    output = answer(capsys, *arguments, "--method", "ground")
    windows = [
        *output["transfer"].values(),
        *output["processed"].values(),
        *output["arrives"].values(),
    ]
    assert [output["starts_on"], *windows] == [str(day(text)) for text in days]


def test_a_refused_destination_is_an_answer(capsys):
    output = answer(capsys, *instead(PROMISE, "--ship-to", "99501"))
    assert list(output) == ["policy", "refused", "steps"]
    assert output["refused"]["clause"] == "methods"


@pytest.mark.parametrize(
    ("more", "verdict", "clause", "answer_by"),
    [
        ([], "held", "cancellation_closed_days", "2026-11-30"),
        (
            ["--confirmed-at", "2026-11-28T10:00:00-05:00"],
            "held",
            "cancellation_closed_days",
            "2026-11-30",
        ),
        (
            ["--confirmed-at", "2026-11-28T09:59:59-05:00"],
            "best_effort",
            "cancellation_closed_days",
            "2026-11-30",
        ),
        (
            ["--confirmed-at", "2026-11-23T10:00:00Z", "--shipped-at", "2026-11-25T10:00:00Z"],
            "refused",
            "cancellation_closed_days",
            None,
        ),
        (
            [
                "--asked-at",
                "2026-11-23T12:00:00-05:00",
                "--confirmed-at",
                "2026-11-23T10:00:00-05:00",
            ],
            "accepted",
            "cancellation",
            None,
        ),
        (
            [
                "--asked-at",
                "2026-11-23T12:00:00.000001-05:00",
                "--confirmed-at",
                "2026-11-23T10:00:00-05:00",
            ],
            "refused",
            "cancellation",
            None,
        ),
    ],
)
def test_verdict_on_a_cancellation(capsys, more, verdict, clause, answer_by):
    output = answer(capsys, *CANCEL, *more)
    assert list(output) == ["verdict", "clause", "closes_at", "answer_by", "sentence", "steps"]
    assert (output["verdict"], output["clause"], output["answer_by"]) == (
        verdict,
        clause,
        answer_by,
    )
    assert (output["closes_at"] is None) == ("--confirmed-at" not in more)


@pytest.mark.parametrize(
    ("shipped_on", "asked_at", "verdict", "clause"),
    [
        ("2026-11-23", "2026-12-15T23:59:59.999999-05:00", "early", "non_receipt"),
        ("2026-11-23", "2026-12-16T00:00:00-05:00", "open", "non_receipt"),
        ("2026-11-23", "2026-12-18T23:59:59-05:00", "open", "non_receipt"),
        ("2026-11-23", "2026-12-19T00:00:00-05:00", "closed", "claim_deadline"),
        ("2026-11-28", "2026-12-18T23:00:00-05:00", "early", "non_receipt"),
        ("2026-11-28", "2026-12-23T23:00:00-05:00", "open", "non_receipt"),
    ],
)
def test_verdict_on_a_claim(capsys, shipped_on, asked_at, verdict, clause):
    output = answer(
        capsys, *instead(instead(CLAIM, "--shipped-on", shipped_on), "--asked-at", asked_at)
    )
    assert list(output) == ["verdict", "clause", "opens_at", "closes_at", "sentence", "steps"]
    assert (output["verdict"], output["clause"]) == (verdict, clause)


def test_a_claim_tells_the_first_instants_of_open_and_closed(capsys):
    output = answer(capsys, *CLAIM, "--delivered-at", "2026-12-01T10:00:00-05:00")
    assert output["verdict"] == "delivered"
    assert (output["opens_at"], output["closes_at"]) == (
        "2026-12-16T00:00:00-05:00",
        "2026-12-19T00:00:00-05:00",
    )


WRONG = [
    (instead(PROMISE, "--placed-at", "2026-11-23T12:00:00"), "--placed-at"),
    (instead(PROMISE, "--placed-at", "yesterday"), "--placed-at"),
    (instead(PROMISE, "--placed-at", "2033-01-03T12:00:00-05:00"), "--placed-at"),
    (instead(PROMISE, "--placed-at", "2032-12-20T12:00:00-05:00"), "--placed-at"),
    (instead(PROMISE, "--placed-at", "0001-01-01T00:00:00+00:00"), "--placed-at"),
    (instead(PROMISE, "--placed-at", "9999-12-31T23:59:59-12:00"), "--placed-at"),
    (instead(PROMISE, "--ship-to", "00000"), "--ship-to"),
    (instead(PROMISE, "--ship-to", "Tribeca"), "--ship-to"),
    (instead(PROMISE, "--from", "mars"), "--from"),
    ([*PROMISE, "--method", "drone"], "--method"),
    ([*PROMISE, "--policy", "/nowhere/policy.toml"], "--policy"),
    (PROMISE[:-2], "--from"),
    ([*CANCEL, "--confirmed-at", "2026-11-23"], "--confirmed-at"),
    ([*CANCEL, "--shipped-at", "2026-11-28T11:00:00-05:00"], "--shipped-at"),
    (
        [
            *CANCEL,
            "--confirmed-at",
            "2026-11-27T10:00-05:00",
            "--shipped-at",
            "2026-11-27T12:00-05:00",
        ],
        "--shipped-at",
    ),
    (instead(CANCEL, "--asked-at", "2040-01-01T00:00:00Z"), "--asked-at"),
    (instead(CLAIM, "--shipped-on", "2026-02-30"), "--shipped-on"),
    (instead(CLAIM, "--shipped-on", "2032-12-30"), "--shipped-on"),
    ([*CLAIM, "--delivered-at", "2026-11-22T10:00:00-05:00"], "--delivered-at"),
    ([*CLAIM, "--nonsense"], "--nonsense"),
]


@pytest.mark.parametrize(
    ("arguments", "option"), WRONG, ids=[" ".join(row[0][-2:]) for row in WRONG]
)
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["words", "json"])
def test_wrong_input_is_one_line_that_names_the_option(capsys, arguments, option, more):
    assert main([*arguments, *more]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert option in err


def test_another_policy_judges_by_its_own_numbers(capsys, tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text(changed_terms(("at = 16:00:00", "at = 11:00:00")).source, encoding="utf-8")
    output = answer(capsys, *PROMISE, "--policy", str(file))
    assert output["starts_on"] == "2026-11-24"
    assert output["policy"]["digest"] != shipped_terms().digest


def test_in_words_the_answer_comes_with_its_reasons(capsys):
    assert main(PROMISE) == 0
    out = capsys.readouterr().out
    assert "2026-12-02" in out
    assert "cut_off: Placed Mon Nov 23" in out


def test_check_policy(capsys, tmp_path):
    assert main(["check-policy", str(PUBLISHED / "troth-standard.toml")]) == 0
    assert shipped_terms().digest in capsys.readouterr().out
    broken = tmp_path / "broken.toml"
    broken.write_text(
        shipped_terms().source.replace("window_hours = 2", "window_hours = 0"), encoding="utf-8"
    )
    assert main(["check-policy", str(broken)]) == 2
    assert "cancellation.window_hours" in capsys.readouterr().err


def test_the_real_command_knows_its_exit_codes():
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "troth.cli", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good, bad = run(*PROMISE, "--json"), run(*instead(PROMISE, "--ship-to", "00000"))
    assert (good.returncode, good.stderr, len(good.stdout.splitlines())) == (0, "", 1)
    assert (bad.returncode, bad.stdout, len(bad.stderr.splitlines())) == (2, "", 1)
