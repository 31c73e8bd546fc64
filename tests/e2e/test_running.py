"""`make run` and `troth run`: everything starts with one command, says where it is, and stops with
Ctrl-C.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request

import psutil
import pytest

from tests.e2e.stores import Store
from tests.engine import ENGINE

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="the same whatever the database is: seen on SQLite"
)

PRODUCTION = {
    "TROTH_ENV": "production",
    "SECRET_KEY": "a-long-secret-of-its-own-0123456789-for-nobody-else-to-know",
    "ALLOWED_HOSTS": "shop.fathomandreed.com",
    "EMAIL_HOST": "localhost",
    "SERIAL_KEYS": "a-long-key-for-serials-alone-0123456789-and-for-nothing-else",
    "LINK_KEYS": "a-long-key-for-links-alone-0123456789-and-for-nothing-else",
    "SITE_URL": "https://shop.fathomandreed.com",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "CLIENT_ADDRESS_HEADER": "",
}


def test_opens_with_a_demo_store_and_stops_whole(tmp_path):
    with Store(tmp_path, migrated=False) as store:
        with urllib.request.urlopen(f"{store.url}/healthz", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok"}
            assert answer.headers["Server"] == "web"  # the server doesn't say which one it is
        with urllib.request.urlopen(store.url, timeout=10) as answer:
            assert answer.read().decode().count('href="/items/') >= 12
        assert store.url in "".join(store.output)
        [[items]] = store.sql(
            "SELECT count(*) FROM catalog_item WHERE source = 'demo' AND listed_at IS NOT NULL"
        )
        assert items >= 60
        started = psutil.Process(store.process.pid).children(recursive=True)
        assert len(started) >= 2
        assert store.stop() == 0
        assert not any(process.is_running() for process in started)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child that its parent was killed"
)
def test_killed_outright_it_leaves_nothing_running(tmp_path):
    with Store(tmp_path) as store:
        started = psutil.Process(store.process.pid).children(recursive=True)
        store.process.kill()
        _, left = psutil.wait_procs(started, timeout=20)
        assert left == []


def test_the_second_start_changes_nothing(tmp_path):
    store = Store(tmp_path)
    counts = []
    for _ in range(2):
        with store:
            counts.append(store.sql("SELECT count(*) FROM catalog_item")[0][0])
    assert counts[0] == counts[1]


def test_a_taken_port_is_told_with_what_to_do(store):
    refusal = store.refusal()
    assert f"Port {store.port} is taken" in refusal
    assert "PORT=" in refusal


def test_the_clock_command_moves_the_running_store(store):
    before = store.troth("clock").stdout
    assert store.troth("clock", "--forward", "90m").returncode == 0
    assert store.troth("clock").stdout > before


def test_the_store_alone_has_no_demo_and_says_what_it_does_not_reach(tmp_path):
    store = Store(tmp_path)
    store.module = ("troth.cli", "run")
    with store:
        output = "".join(store.output)
        assert "Not reachable:      payment provider, carriers, mailbox. `make run`" in output
        assert "password" not in output
        commands = [
            " ".join(process.cmdline()) for process in psutil.Process(store.process.pid).children()
        ]
        assert len(commands) == 2
        assert not any("sandbox" in command for command in commands)
        with urllib.request.urlopen(f"{store.url}/healthz", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok"}
        assert store.sql("SELECT count(*) FROM catalog_item") == [(0,)]
        assert store.sql("SELECT count(*) FROM auth_user") == [(0,)]
        assert store.stop() == 0


def test_production_refuses_the_demo(tmp_path):
    store = Store(tmp_path)
    refusal = store.refusal(**PRODUCTION)
    assert "In production the store is started with: troth run" in refusal
    assert store.sql("SELECT count(*) FROM catalog_item") == [(0,)]
    assert store.sql("SELECT count(*) FROM auth_user") == [(0,)]


def test_production_refuses_to_move_the_clock(store):
    moved = subprocess.run(
        [sys.executable, "-m", "troth.cli", "clock", "--forward", "3h"],
        env={**store.environment, **PRODUCTION},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert moved.returncode == 2
    assert "development only" in moved.stderr
