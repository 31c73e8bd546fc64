"""A real store under mixed load for a while: does it grow, does it slow down, does it leave
anything owed?

    make soak          (SOAK=10 minutes, SHOPPERS=6 at a time)

Shoppers look around, search, buy, pay, cancel and write mails to care, on two web processes, with
the worker and the sandbox. Printed at the end: the memory of each process after the first
and in the last tenth of the time, what went wrong, the latencies of each kind as ratios, and every
row that is still owed.
"""

from __future__ import annotations

import collections
import json
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

MINUTES, SHOPPERS = float(os.environ.get("SOAK", "10")), int(os.environ.get("SHOPPERS", "6"))
WORDS = (
    "bag",
    "calfskin",
    "chronograph",
    "hermes",
    "silk scarf",
    "black",
    "gold ring",
    "brikin",
    "boots size 38",
)
TOKEN = "soak"  # noqa: S105
Times = dict[str, list[tuple[float, float]]]


def main() -> None:
    if "--engine" not in sys.argv:
        sys.argv += ["--engine", os.environ.get("ENGINE", "sqlite")]
    sys.path.insert(0, str(Path(__file__).parent.parent))
    os.environ["TROTH_DURABLE"] = "yes"
    from tests.engine import pytest_unconfigure

    try:
        with tempfile.TemporaryDirectory() as folder:
            sys.exit(_soak(Path(folder)))
    finally:
        pytest_unconfigure()


def _soak(folder: Path) -> int:
    from tests.e2e.round_items import items_for
    from tests.e2e.stores import Store

    store = Store(
        folder / "store",
        WEB_PROCESSES="2",
        CLIENT_ADDRESS_HEADER="X-Forwarded-For",
        METRICS_TOKEN=TOKEN,
        SWEEP_SECONDS="5",
    )
    with store:
        slugs = iter(items_for(store, folder, int(MINUTES * 250) + 100))
        soak = Soak(store, slugs)
        sizes = soak.run()
        _rest(store)
        owed = _owed(store)
        ready = _json(store, "/readyz")
        tied = store.troth("tie-out")
    _print(soak, sizes)
    print(
        "\nstill owed:", ", ".join(f"{name} {value:g}" for name, value in owed.items()) or "nothing"
    )
    print("ready:", ready, "\ntie-out:", tied.stdout.strip())
    return int(bool(soak.wrong or owed or tied.returncode))


class Soak:
    """The shoppers, and what they met."""

    def __init__(self, store: Any, slugs: Any) -> None:
        self.store, self._slugs, self._lock = store, slugs, threading.Lock()
        self.times: Times = collections.defaultdict(list)
        self.wrong: collections.Counter[str] = collections.Counter()
        self.orders = 0
        self._ends = 0.0

    def run(self) -> dict[str, list[tuple[float, float]]]:
        """Returns each process's memory over time, in MB."""
        import psutil

        began = time.monotonic()
        self._ends = began + 60 * MINUTES
        threads = [
            threading.Thread(target=self._shop, args=(nth,), daemon=True) for nth in range(SHOPPERS)
        ]
        for thread in threads:
            thread.start()
        sizes: dict[str, list[tuple[float, float]]] = collections.defaultdict(list)
        while any(thread.is_alive() for thread in threads):
            for process in psutil.Process(self.store.process.pid).children(recursive=True):
                try:
                    name = f"{_name(process.cmdline())} {process.pid}"
                    sizes[name].append((time.monotonic() - began, process.memory_info().rss / 1e6))
                except (psutil.NoSuchProcess, psutil.ZombieProcess):
                    continue
            time.sleep(2)
        return sizes

    def _shop(self, nth: int) -> None:
        from tests.e2e.buyers import Buyer

        chance, count = random.Random(nth), 0
        while time.monotonic() < self._ends:
            count += 1
            buyer = Buyer(
                self.store.url,
                f"soak-{nth}-{count}",
                network=f"10.{nth}.{count // 250}.{count % 250}",
            )
            try:
                for _ in range(6):
                    self._timed(
                        "page",
                        lambda b=buyer: b.get(
                            chance.choice(("/", "/items/", "/bag", "/items/?page=2"))
                        ),
                    )
                    words = chance.choice(WORDS).replace(" ", "+")
                    self._timed("search", lambda b=buyer, w=words: b.get(f"/search?q={w}"))
                self._buy(buyer, chance)
            except (OSError, AssertionError, ValueError, StopIteration) as problem:
                self.wrong[f"{type(problem).__name__}: {str(problem)[:120]}"] += 1
            finally:
                buyer.close()

    def _buy(self, buyer: Any, chance: random.Random) -> None:
        from tests.e2e.buyers import pay

        with self._lock:
            slug = next(self._slugs)
        self._timed("item", lambda: buyer.get(f"/items/{slug}?zip=10013"))
        url = self._timed("checkout", lambda: buyer.at_the_providers(slug))
        done = pay(url, email=f"{buyer.name}@example.com")
        if chance.random() < 0.1:
            return  # went away: the sweep finds it
        back = self._timed("placing", lambda: buyer.come_back(done.location))
        match = re.search(r"/orders/(T-[\w-]+)", back.location)
        assert match, back.location
        self.orders += 1
        self._timed("order", lambda: buyer.get(f"/orders/{match[1]}"))
        if chance.random() < 0.2:
            self._timed("cancel", lambda: buyer.post(f"/orders/{match[1]}/ask/cancel"))
        elif chance.random() < 0.2:
            buyer.get("/dev/mail/")
            form = {
                "sender": f"{buyer.name}@example.com",
                "subject": match[1],
                "text": "When will it come?",
            }
            self._timed("mail", lambda: buyer.post("/dev/mail/write", proven="on", **form))

    def _timed(self, kind: str, ask: Callable[[], Any]) -> Any:
        started = time.monotonic()
        answer = ask()
        self.times[kind].append((started, time.monotonic() - started))
        if getattr(answer, "status", 200) >= 400:
            self.wrong[f"{kind}: {answer.status}"] += 1
        return answer


def _name(command: list[str]) -> str:
    command_line = " ".join(command)
    names = {
        "granian": "web",
        "troth.cli work": "worker",
        "sandbox.stripe": "payments",
        "sandbox.carriers": "carrier",
        "sandbox.imap": "mailbox",
    }
    return next((name for part, name in names.items() if part in command_line), "web child")


def _rest(store: Any) -> None:
    """Time for what is owed to be done."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends and _owed(store):
        time.sleep(2)


def _owed(store: Any) -> dict[str, float]:
    """What nobody may leave behind when the shoppers have gone. A mail that waits for a person is
    not owed by us.
    """
    headers = {"Authorization": f"Bearer {TOKEN}"}
    request = urllib.request.Request(f"{store.url}/metrics", headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        lines = [
            line.rsplit(" ", 1)
            for line in answer.read().decode().splitlines()
            if not line.startswith("#")
        ]
    ours = re.compile(
        r'money_owed\{|money_failed|letters_owed|refunds_late|messages_waiting|checkouts_open|new"|ready"'
    )
    return {
        name: float(value)
        for name, value in lines
        if float(value) and ours.search(name) and "seconds" not in name
    }


def _json(store: Any, path: str) -> Any:
    try:
        with urllib.request.urlopen(f"{store.url}{path}", timeout=30) as answer:  # noqa: S310
            return json.load(answer)["checks"]
    except urllib.error.HTTPError as refused:
        return json.load(refused)["checks"]


def _print(soak: Soak, sizes: dict[str, list[tuple[float, float]]]) -> None:
    print(f"\n{MINUTES:g} minutes, {SHOPPERS} shoppers at a time, {soak.orders} orders\n")
    print("memory, MB              after 1/10    in the last 1/10    growth")
    for name, seen in sorted(sizes.items()):
        length = seen[-1][0]
        early = [mb for at, mb in seen if length / 10 <= at <= length / 5] or [seen[0][1]]
        late = [mb for at, mb in seen if at >= 0.9 * length]
        first, last = statistics.median(early), statistics.median(late)
        print(f"  {name:20} {first:10.1f} {last:15.1f} {100 * (last / first - 1):+14.1f} %")
    print("\nlatency        count   p50 ms   p95/p50   p99/p50   last third/first third")
    for kind, seen in sorted(soak.times.items()):
        took = sorted(seconds for _, seconds in seen)
        p50 = statistics.median(took)
        by_time = [seconds for _, seconds in sorted(seen)]
        third = max(len(by_time) // 3, 1)
        slower = statistics.median(by_time[-third:]) / statistics.median(by_time[:third])
        p95, p99 = (
            took[min(int(len(took) * share), len(took) - 1)] / p50 for share in (0.95, 0.99)
        )
        print(f"  {kind:10} {len(took):7} {1000 * p50:8.1f} {p95:9.1f} {p99:9.1f} {slower:12.2f}")
    print(
        "\nwrong:",
        "; ".join(f"{error} ({times})" for error, times in soak.wrong.most_common(10)) or "nothing",
    )


if __name__ == "__main__":
    main()
