"""No litter, no hang: whatever signals come, and however a run of the tests ends, no process lives
on and no folder is left.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.cleanup import living, processes_with
from tests.e2e.stores import Store, free_port
from tests.engine import ENGINE, FULL, on_one_engine

STOPS = int(os.environ.get("TROTH_STOPS", "1"))
WITHIN_SECONDS = 10
PAIRS = [(signal.SIGINT, signal.SIGTERM), (signal.SIGINT, signal.SIGINT)]
SAMPLE = Path(__file__).with_name("sample_run.py")


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """In the background of a shell, a run ignores Ctrl-C, and so would all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


only_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux shows the environment of every process"
)
deep = pytest.mark.skipif(not FULL, reason="seen by `make stops`")
one_store = pytest.mark.xdist_group("stopping")


@pytest.fixture
def temporary():
    """A temporary folder for a run of its own, with a name as short as it needs."""
    return Path(tempfile.mkdtemp(prefix="s"))


def nothing_left(temporary: Path, within: float = WITHIN_SECONDS) -> None:
    assert living(processes_with(temporary), within) == []
    until = time.monotonic() + within
    while left := sorted(path.name for path in temporary.iterdir()):
        assert time.monotonic() < until, left
        time.sleep(0.05)


class Interrupted:
    """A store that is started to be interrupted."""

    def __init__(self, store: Store, temporary: Path) -> None:
        self._temporary, self._output = temporary, store.var / "said.txt"
        with self._output.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sandbox"],
                env={**store.environment, "TMPDIR": str(temporary)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def send(self, numbers: tuple[signal.Signals, ...], gaps: list[float]) -> int:
        """Sends one after the other, the first at once. Returns the exit code."""
        until = time.monotonic() + WITHIN_SECONDS
        for number, gap in zip(numbers, [0.0, *gaps], strict=True):
            time.sleep(gap)
            self.process.send_signal(number)
        try:
            code = self.process.wait(timeout=until - time.monotonic())
        except subprocess.TimeoutExpired:
            for process in processes_with(self._temporary):
                process.kill()
            self.process.wait()
            raise AssertionError(f"it hangs, and said:\n{self.output()}") from None
        nothing_left(self._temporary, within=2)
        return code

    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def wait_for(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + 120
        while not happened():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < until, self.output()
            time.sleep(0.01)


@on_one_engine("sqlite", "the same whatever the database is")
@one_store
@only_linux
@pytest.mark.parametrize("numbers", [*PAIRS, PAIRS[0] * 2])
def test_an_open_store_stops_whatever_signals_come(store_to_stop, temporary, numbers):
    store, _ = store_to_stop
    run = Interrupted(store, temporary)
    run.wait_for(lambda: "Ctrl-C stops everything" in run.output())
    assert run.send(numbers, [0.0] * (len(numbers) - 1)) == 0


@on_one_engine("sqlite", "the same whatever the database is")
@one_store
@only_linux
def test_processes_that_do_not_stop_are_ended(store_to_stop, temporary):
    store, _ = store_to_stop
    run = Interrupted(store, temporary)
    run.wait_for(lambda: "Ctrl-C stops everything" in run.output())
    for child in psutil.Process(run.process.pid).children(recursive=True):
        child.suspend()
    assert run.send((signal.SIGINT,), []) == 0


@only_linux
def test_a_store_that_is_being_prepared_stops_and_opens_later(tmp_path, temporary):
    store = Store(tmp_path, migrated=False)
    run = Interrupted(store, temporary)
    begun = "troth.sqlite3" if ENGINE == "sqlite" else "demo-password"
    run.wait_for((store.var / begun).exists)
    assert run.send(PAIRS[0], [0.01]) == 0
    with store:
        assert store.sql("SELECT count(*) FROM catalog_item WHERE source = 'demo'")[0][0] >= 60


@on_one_engine("sqlite", "the same whatever the database is")
@one_store
@only_linux
@pytest.mark.parametrize("nth", range(STOPS))
def test_interrupted_twice_at_random_moments(store_to_stop, temporary, nth):
    store, opens_in = store_to_stop
    chance = random.Random(nth)
    run = Interrupted(store, temporary)
    time.sleep(chance.uniform(0, 1.5 * opens_in))
    opened = "Ctrl-C stops everything" in run.output()
    numbers = PAIRS[nth % 2] * chance.choice([1, 1, 2])
    code = run.send(numbers, [chance.uniform(0, 0.3) for _ in numbers[1:]])
    # Before its command began, the system or the interpreter ended it.
    assert code in ((0,) if opened else (0, 1, -signal.SIGINT, -signal.SIGTERM)), run.output()


@pytest.fixture(scope="module")
def store_to_stop(tmp_path_factory):
    """A store that has been open once, and how many seconds it takes to open."""
    store = Store(tmp_path_factory.mktemp("stopped"))
    for _ in range(2):
        began = time.monotonic()
        with store:
            opens_in = time.monotonic() - began
    return store, opens_in


@on_one_engine("sqlite", "the same whatever the database is")
@only_linux
@pytest.mark.parametrize("name", ["stripe", "carriers", "imap"])
def test_a_server_of_the_sandbox_stops_whatever_signals_come(tmp_path, name):
    port, module = free_port(), f"sandbox.{name}.server"
    process = subprocess.Popen(
        [sys.executable, "-m", module, "--port", str(port), "--folder", str(tmp_path)]
    )
    while not listening(port):
        assert process.poll() is None
        time.sleep(0.05)
    for number in PAIRS[0] * 2:
        process.send_signal(number)
    assert process.wait(timeout=WITHIN_SECONDS) == 0


def listening(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Run:
    """A run of its own of one test."""

    def __init__(self, temporary: Path, test: str, *more: str) -> None:
        self.ready = temporary.with_name(f"{temporary.name}-ready")
        self._output = temporary.with_name(f"{temporary.name}-said")
        environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
        del environment["TROTH_TEST_VAR"]
        plain = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--engine", ENGINE]
        with self._output.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *plain, *more, f"{SAMPLE}::{test}"],
                env={
                    **environment,
                    "TMPDIR": str(temporary),
                    "TROTH_SAMPLE_READY": str(self.ready),
                },
                cwd=SAMPLE.parents[2],
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Run:
        """It is at its test."""
        while not self.ready.exists():
            assert self.process.poll() is None, self._output.read_text(encoding="utf-8")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.wait(timeout=60)
        self.ready.unlink()

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)


@on_one_engine("sqlite", "the same whatever the database is")
@pytest.mark.parametrize(("test", "code"), [("test_green", 0), ("test_red", 1)])
def test_a_run_that_ends_leaves_nothing(temporary, test, code):
    assert Run(temporary, test).process.wait(timeout=120) == code
    assert list(temporary.iterdir()) == []
    nothing_left(temporary, within=0)


@on_one_engine("sqlite", "the same whatever the database is")
@only_linux
@pytest.mark.parametrize("workers", [("-n", "2"), pytest.param((), marks=deep)])
def test_a_run_that_is_interrupted_leaves_nothing(temporary, workers):
    with Run(temporary, "test_waits", *workers) as run:
        run.press_ctrl_c()
    nothing_left(temporary)


@on_one_engine("sqlite", "the same whatever the database is")
@only_linux
@pytest.mark.parametrize("gap", [pytest.param(gap, marks=deep) for gap in (0.0, 0.2, 1.0)])
def test_a_run_that_is_interrupted_twice_leaves_nothing(temporary, gap):
    with Run(temporary, "test_waits") as run:
        run.press_ctrl_c()
        time.sleep(gap)
        run.press_ctrl_c()
    nothing_left(temporary)


@only_linux
@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=deep)])
def test_a_run_that_is_killed_leaves_nothing(temporary, number):
    with Run(temporary, "test_waits", "-n", "2") as run:
        run.process.send_signal(number)
    nothing_left(temporary)
