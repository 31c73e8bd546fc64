"""The runner, the shrinker, the table of what was reached and the controls, on fake lives."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from simulation import __main__ as runner
from simulation import controlling, controls, living, reached, shrink
from simulation.actors.deskwork import as_instant
from simulation.controlling import KeptFinding, why_not_found
from simulation.living import FoundStory, LifeRequest, LifeResult
from simulation.script import Script, Storyline
from simulation.source import settings_module

START = datetime(2026, 11, 23, 13, tzinfo=UTC)
CHECKS = "tests.simulation.fake_checks"


def make_script(*keys: str) -> Script:
    """A script with one order for each key; a key that begins with `world` isn't an order."""
    lines = tuple(
        Storyline(key, "weather" if key.startswith("world") else "order", START, {"email": key})
        for key in keys
    )
    return Script(7, "standard", START, 30, True, lines)


def make_found(signature: str = "sum: wrong", order: str = "T-AAAAA-AAAAA") -> FoundStory:
    return FoundStory("sum", order, "2026-11-23", signature, f"[sum] {order}\nThe sum is wrong.")


def life_program(tmp_path: Path, body: str) -> tuple[str, str]:
    """A program that stands for `python -m simulation.live`; it gets the path of its transcript."""
    file = tmp_path / "live.py"
    file.write_text(
        f"import json, sys, time\nout = sys.argv[sys.argv.index('--out') + 1]\n{body}\n"
    )
    return sys.executable, str(file)


WRITES = """
lines = [
    {"type": "start", "script": ""},
    {"type": "event", "kind": "order.placed", "order": "T-AAAAA-AAAAA", "facts": {}},
    {"type": "letter", "template": "confirmation"},
    {"type": "read", "pages": 3},
]
with open(out, "w") as file:
    for line in lines:
        file.write(json.dumps({"n": 1, "at": "2026-11-23T13:00:00+00:00"} | line) + "\\n")
"""


def test_a_life_is_lived_read_and_counted(tmp_path: Path) -> None:
    result = living.live_one(
        LifeRequest(3), tmp_path, checks=CHECKS, live=life_program(tmp_path, WRITES)
    )
    assert not result.failure
    assert result.counts == {"orders": 1, "letters": 1, "pages": 3, "left_out": 0}
    assert result.signatures == {"fake: order T"}
    assert result.reached["letter"] == {"confirmation": 1}
    assert living.result_from(result.as_json()) == result


def test_a_life_that_breaks_is_no_quiet_life(tmp_path: Path) -> None:
    broken = life_program(tmp_path, "raise LookupError('nobody')")
    result = living.live_one(LifeRequest(3), tmp_path, checks=CHECKS, live=broken)
    assert "nobody" in result.failure


def test_a_life_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(living, "MOST_SECONDS", 0.3)
    hanging = life_program(tmp_path, "time.sleep(30)")
    result = living.live_one(LifeRequest(3), tmp_path, checks=CHECKS, live=hanging)
    assert "not over after" in result.failure


def test_checks_that_do_not_exist_are_no_quiet_life(tmp_path: Path) -> None:
    result = living.live_one(
        LifeRequest(3), tmp_path, checks="tests.nowhere", live=life_program(tmp_path, WRITES)
    )
    assert "no checks in tests.nowhere" in result.failure


def test_who_stops_reading_starts_no_further_life(tmp_path: Path) -> None:
    started: list[int] = []

    def live_life(request: LifeRequest, folder: Path) -> LifeResult:
        started.append(request.seed)
        return LifeResult(request, "")

    lives = living.live_many(map(LifeRequest, range(100)), tmp_path, live_life=live_life)
    next(lives)
    lives.close()
    assert len(started) <= 4


def run_main(
    monkeypatch: pytest.MonkeyPatch, findings: list[FoundStory], *arguments: str, failure: str = ""
) -> tuple[int, list[int]]:
    """Runs the command with lives that end at once; returns the exit and the seeds lived."""
    lived: list[int] = []

    def live_fake(request: LifeRequest, folder: Path, **_: Any) -> LifeResult:
        lived.append(request.seed)
        counts = {"orders": 44, "letters": 5, "pages": 9, "left_out": 0}
        return LifeResult(request, "nowhere.jsonl", 1.0, counts, findings, failure=failure)

    monkeypatch.setattr(runner, "live_one", live_fake)
    monkeypatch.setattr(runner, "shrink_finding", lambda *given, **named: "THE STORY")
    return runner.main([*arguments, "--jobs", "1"]), lived


def test_the_last_line_counts_and_a_finding_exits_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, [make_found()], "12", "99") == (1, [12, 99])
    output = capsys.readouterr().out
    assert output.count("THE STORY") == 1  # each kind once
    expected = "2 lives, 88 orders, 10 letters, 18 pages, 2 findings of 1 kinds"
    assert output.splitlines()[-1] == expected


def test_quiet_lives_exit_with_zero_and_broken_ones_with_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run_main(monkeypatch, [], "12") == (0, [12])
    assert run_main(monkeypatch, [], "12", failure="Traceback")[0] == 2


def test_without_seeds_it_lives_those_of_the_day(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, lived = run_main(monkeypatch, [])
    assert f"the day's seeds: {lived[0]} {lived[1]}" in capsys.readouterr().out
    assert runner.seeds_of(date(2026, 11, 28)) == [202611280, 202611281]


def test_a_long_run_goes_on_from_its_results(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = str(tmp_path / "results.jsonl")
    assert run_main(monkeypatch, [], "--until", "3", "--results", results) == (0, [1, 2, 3])
    assert run_main(monkeypatch, [], "--until", "5", "--results", results) == (0, [4, 5])
    assert capsys.readouterr().out.splitlines()[-1].startswith("5 lives, 220 orders")
    pacific = ("--until", "1", "--results", results, "--store", "pacific")
    assert run_main(monkeypatch, [], *pacific)[1] == [1]  # another store is another life


def test_the_order_s_own_storyline_is_tried_first() -> None:
    tried: list[set[str]] = []

    def shows(part: Script) -> FoundStory | None:
        keys = {line.key for line in part.storylines}
        tried.append(keys)
        return make_found() if "c" in keys else None

    smallest = shrink.Shrinker(make_script("a", "b", "c", "world-1"), shows).shrink("c")
    assert [line.key for line in smallest.storylines] == ["c"]
    assert tried == [{"c"}]


def test_two_storylines_that_need_each_other_stay() -> None:
    keys = [f"order-{number:02}" for number in range(20)]

    def shows(part: Script) -> FoundStory | None:
        left = {line.key for line in part.storylines}
        return make_found() if {"order-03", "order-17"} <= left else None

    shrinker = shrink.Shrinker(make_script(*keys), shows, tries=60)
    smallest = shrinker.shrink("order-03")
    assert [line.key for line in smallest.storylines] == ["order-03", "order-17"]


def test_shrinking_ends_after_its_tries() -> None:
    calls: list[int] = []

    def shows(part: Script) -> FoundStory | None:
        calls.append(len(part.storylines))
        return None

    shrinker = shrink.Shrinker(make_script(*"abcdefgh"), shows, tries=5)
    assert len(shrinker.shrink("a").storylines) == 8
    assert len(calls) == 5


def test_a_story_has_the_deeds_of_its_order_and_stays_short() -> None:
    def deed(order: str, words: str) -> dict[str, Any]:
        return {
            "type": "deed", "at": "2026-11-23T13:00:00+00:00", "who": "packer", "what": "box.close",
            "order": order, "words": words,
        }  # fmt: skip

    lines = [deed("T-AAAAA-AAAAA", f"deed {number}") for number in range(90)]
    lines += [deed("T-BBBBB-BBBBB", "somebody else's")]
    story = shrink.tell_story(lines, make_found())
    assert "The sum is wrong." in story
    assert "somebody else's" not in story
    assert len(story.splitlines()) <= shrink.STORY_LINES


def test_the_storyline_of_a_finding_is_its_buyer_s() -> None:
    lines = [{"type": "deed", "order": "T-AAAAA-AAAAA", "who": "shopper:b", "what": "order.pay"}]
    assert shrink.storyline_of(lines, make_script("a", "b"), make_found()) == "b"
    named = FoundStory("sum", "", "", "sum: wrong", "Order T-AAAAA-AAAAA got $3.")
    assert shrink.storyline_of(lines, make_script("a", "b"), named) == "b"
    nobody = FoundStory("errors", "", "", "errors: tasks", "A task raised.")
    assert shrink.storyline_of(lines, make_script("a"), nobody) == ""


NAMES = {"event": ["order.placed", "parcel.lost"], "letter": ["delay"]}


def test_what_is_at_zero_needs_a_reason() -> None:
    counts = {"event": Counter({"order.placed": 3}), "letter": Counter({"delay": 1})}
    assert reached.problems_of(NAMES, counts, {}) == [
        "event parcel.lost: never reached, and no reason says why"
    ]
    reasons = {"event": {"parcel.lost": "No carrier loses one in a life."}}
    assert not reached.problems_of(NAMES, counts, reasons)


def test_a_reason_goes_when_it_is_over() -> None:
    counts = {"event": Counter({"order.placed": 3, "parcel.lost": 1}), "letter": Counter(delay=1)}
    reasons = {"event": {"parcel.lost": "Never.", "parcel.eaten": "Never."}}
    problems = reached.problems_of(NAMES, counts, reasons)
    assert problems == [
        "event parcel.lost: reached, so its reason must go",
        "event parcel.eaten: a reason is given, and there is no such thing",
    ]


def test_the_names_are_read_from_the_source() -> None:
    names = reached.names_to_reach(reached.HERE)
    assert {"order.placed", "line.shipped"} <= {*names["event"]}
    assert {"confirmation", "delay", "shipping"} <= {*names["letter"]}
    assert "Order confirmed" in names["heading"]
    assert "trace" in names["task"]
    assert "order.pay" in names["deed"]


def test_reasons_name_what_there_is_and_a_test_that_there_is() -> None:
    names, reasons = reached.names_to_reach(reached.HERE), reached.read_reasons()
    assert {*reasons} <= {*names}
    for group, given in reasons.items():
        assert {*given} <= {*names[group]}
        for reason in given.values():
            file, _, test = reason.partition("Shown by ")[2].rstrip(".").partition("::")
            assert f"def {test}" in (reached.HERE / file).read_text(encoding="utf-8"), reason


def test_a_transcript_is_counted_by_group() -> None:
    names = {"event": [], "letter": [], "heading": [], "request": ["Your question"], "verdict": [],
             "task": [], "deed": []}  # fmt: skip
    page = {"type": "page", "page": "order", "status": 200, "text": "Delayed\n\nYour question\n"}
    moved = {"type": "event", "kind": "promise.delayed", "facts": {"silence": "cancel"}}
    refused = {"type": "event", "kind": "claim.refused", "facts": {"verdict": "closed"}}
    counts = reached.count_reached([page, moved, refused], names)
    assert counts["heading"]["Delayed"] == 1
    assert counts["request"]["Your question"] == 1
    assert counts["verdict"] == {"delay without an answer: cancel": 1, "claim closed": 1}


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23 21:00:00",
        "2026-11-23T16:00:00-05:00",
        datetime(2026, 11, 23, 21),
        datetime(2026, 11, 23, 21, tzinfo=UTC),
    ],
)
def test_a_time_of_either_database_is_an_instant(value: object) -> None:
    assert as_instant(value) == datetime(2026, 11, 23, 21, tzinfo=UTC)


def test_every_control_has_its_target() -> None:
    names = controls.control_names()
    assert len(names) >= 24
    kinds = Counter(controls.load_control(name).kind for name in names)
    assert kinds["mend"] >= 12
    assert kinds["subtle"] >= 12
    for name in names:
        control = controls.load_control(name)
        for target in (control.target, *(target for target, _ in control.more)):
            if target.startswith("template:"):
                assert controls.changed_template(target, control.make)
            else:
                controls.find_owner(target)


def test_a_target_that_is_gone_is_said() -> None:
    for target in (
        "troth.care.not_received.claims:nothing",
        "troth.nowhere:it",
        "troth.care.not_received.claims:No.such",
    ):
        with pytest.raises(controls.TargetGone):
            controls.find_owner(target)
    with pytest.raises(controls.TargetGone):
        controls.changed_template("template:notifications/nothing/body.txt", lambda source: source)
    with pytest.raises(controls.TargetGone):
        controls.changed_template("template:notifications/delay/body.txt", lambda source: source)


def test_a_control_replaces_what_others_have_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    home, user = ModuleType("troth_home"), ModuleType("troth_user")

    def window() -> int:
        return 2

    window.__module__ = "troth_home"
    home.window = user.window = window  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "troth_home", home)
    monkeypatch.setitem(sys.modules, "troth_user", user)
    control = controls.Control("", "subtle", "troth_home:window", lambda original: lambda: 3)
    put_in = controls.PutIn(control)
    controls.replace_object(control.target, control.make, put_in)
    assert (home.window(), user.window()) == (3, 3)  # type: ignore[attr-defined]
    assert put_in.used == 2


def test_a_control_named_where_it_is_imported_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    home, user = ModuleType("troth_home"), ModuleType("troth_user")

    def window() -> int:
        return 2

    window.__module__ = "troth_home"
    home.window = user.window = window  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "troth_home", home)
    monkeypatch.setitem(sys.modules, "troth_user", user)
    control = controls.Control("", "subtle", "troth_user:window", lambda original: lambda: 3)
    controls.replace_object(control.target, control.make, controls.PutIn(control))
    assert (home.window(), user.window()) == (2, 3)  # type: ignore[attr-defined]


def test_a_control_is_found_only_by_its_own_finding(tmp_path: Path) -> None:
    kept_finding = KeptFinding(1, 1, "sum: wrong")
    used, unused = tmp_path / "used.jsonl", tmp_path / "unused.jsonl"
    used.write_text(json.dumps({"type": "control", "used": 4}) + "\n")
    unused.write_text(json.dumps({"type": "control", "used": 0}) + "\n")

    def why(file: Path, *signatures: str, failure: str = "", without: str = "") -> str:
        findings = [make_found(signature) for signature in signatures]
        quiet = LifeResult(LifeRequest(1), "", findings=[make_found(without)] if without else [])
        return why_not_found(LifeResult(LifeRequest(1), str(file), findings=findings,
                                        failure=failure), kept_finding, quiet)  # fmt: skip

    assert not why(used, "sum: wrong")
    assert why(used, "queue: overtaken") == "NOT FOUND: sum: wrong"
    assert why(unused, "sum: wrong") == "what it replaces was never used"
    assert why(used, failure="Traceback\nTargetGone: gone") == "broke: TargetGone: gone"
    assert why(used, "sum: wrong", without="sum: wrong") == "THERE WITHOUT IT: sum: wrong"
    assert not why(used, "sum: wrong", without="queue: overtaken")


def test_controls_on_one_life_share_the_life_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scripts = {name: tmp_path / f"{name}.json" for name in ("one", "two", "three")}
    for name, file in scripts.items():
        file.write_text("other" if name == "three" else "same")
    kept_findings = {name: KeptFinding(1, 1, "sum: wrong") for name in scripts}
    monkeypatch.setattr(controlling, "kept_findings", lambda: kept_findings)
    monkeypatch.setattr(controlling, "script_of", scripts.__getitem__)
    lived: list[str] = []

    def live_life(request: LifeRequest, folder: Path) -> LifeResult:
        lived.append(request.control)
        transcript = folder / f"{request.name}.jsonl"
        transcript.write_text(json.dumps({"type": "control", "used": 1}) + "\n")
        is_there = bool(request.control) or "three" in request.script
        findings = [make_found("sum: wrong")] if is_there else []
        return LifeResult(request, str(transcript), findings=findings)

    assert controlling.try_controls(["one", "two", "three"], tmp_path, live_life, jobs=1) == 1
    output = capsys.readouterr().out
    assert lived == ["", "", "one", "two", "three"]
    assert "one: found" in output
    assert "two: found" in output
    assert "three: THERE WITHOUT IT: sum: wrong" in output
    assert "2 of 3 controls found" in output


def test_an_older_tree_has_its_own_settings_module(tmp_path):
    assert settings_module(Path(controls.__file__).parents[2]) == "troth.config.settings"
    assert settings_module(tmp_path) == "troth.settings"
