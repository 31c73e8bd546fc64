"""Clause `confirmation`: the worker dies at every line of sending, and every order still has its
one confirmation.
"""

from __future__ import annotations

import collections
import email
import json
import os
import subprocess
import sys

import pytest
from aiosmtpd.controller import Controller

from tests.e2e.stores import free_port, migrated_database

EVERY = int(os.environ.get("TROTH_KILL_EVERY", "97"))  # 1 is every line: `make kills`


class Inbox:
    """The world's mail server: takes every message whole, and remembers when."""

    def __init__(self) -> None:
        self.message_ids: list[str] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:
        message = email.message_from_bytes(envelope.content)
        self.message_ids.append(message["Message-ID"])
        return "250 Taken"


@pytest.fixture
def inbox():
    handler = Inbox()
    handler.port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=handler.port)
    server.start()
    yield handler
    server.stop()


def killed_at_every(step: int, inbox: Inbox, provider: dict[str, str], tmp_path) -> list[dict]:
    """The rounds, each with how many copies its message had."""
    (tmp_path / "var").mkdir()
    environment = {
        **os.environ,
        **provider,
        "TROTH_VAR": str(tmp_path / "var"),
        "DATABASE_URL": migrated_database(tmp_path / "var"),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(inbox.port),
    }
    script = [sys.executable, "-m", "tests.e2e.killed_worker", "1", str(step), "3000"]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    rounds = [json.loads(line) for line in ran.stdout.splitlines()]
    copies = collections.Counter(inbox.message_ids)
    for attempt in rounds:
        attempt["copies"] = sum(
            copies[message_id] for message_id in attempt["after"]["message_ids"]
        )
    assert sum(attempt["copies"] for attempt in rounds) == len(inbox.message_ids), (
        "a message nobody has a record of"
    )
    return rounds


def test_nothing_lost_and_doubled_only_between_sending_and_recording(inbox, provider, tmp_path):
    rounds = killed_at_every(EVERY, inbox, provider, tmp_path)
    *killed, whole = rounds
    assert not whole["died"], "the last round must run past the last line"
    assert all(attempt["died"] for attempt in killed)
    assert all(attempt["after"] | {"message_ids": 1} == WELL for attempt in rounds)
    doubled = [attempt for attempt in rounds if attempt["copies"] > 1]
    lost = [attempt for attempt in rounds if attempt["copies"] < 1]
    assert lost == []
    assert all(attempt["copies"] == 2 and not attempt["before"]["recorded"] for attempt in doubled)
    print(f"\n{len(killed)} kills, {len(lost)} lost, {len(doubled)} doubled (same Message-ID)")


WELL = {"notices": 1, "recorded": 1, "events": 1, "message_ids": 1}
