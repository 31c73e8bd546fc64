"""A real browser for the stories that a shopper would live in one."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request

import pytest
from django.db import connections

from tests.e2e.browser_steps import open_desk_as
from tests.e2e.chromium import chromium_path
from tests.e2e.page_checks import blocked_by_policy
from tests.e2e.stores import Store, free_port
from tests.factories.moments import clock_file

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()
        # While Playwright's loop runs in this thread, Django has a connection of its own for it:
        # whatever test came after a story used that one, and it must not outlive the loop.
        connections.close_all()


@pytest.fixture(params=[{"width": 1440, "height": 900}], ids=["desktop"])
def page(browser, request):
    context = browser.new_context(viewport=request.param)
    context.set_default_timeout(30_000)
    refused = blocked_by_policy(context)
    yield context.new_page()
    context.close()
    assert refused == []


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """One running demo store for the stories that don't mind each other; see
    `tests/e2e/browser_steps.py`.
    """
    with Store(tmp_path_factory.mktemp("store")) as running:
        until_searchable(running)
        yield running


def until_searchable(store: Store) -> None:
    """The worker indexes the pieces once the store is open: until then a search finds none of what
    it asks for, and shows the newest.
    """
    for _ in range(600):
        with urllib.request.urlopen(f"{store.url}/search?q=bag") as answer:
            if re.search(r"\d+ pieces", answer.read().decode()):
                return
        time.sleep(0.1)
    raise AssertionError("nothing was indexed")


@pytest.fixture(scope="session")
def busy_store(tmp_path_factory):
    """One for many shoppers at once: two web processes, and a proxy's header tells who is who."""
    with Store(
        tmp_path_factory.mktemp("busy"), WEB_PROCESSES="2", CLIENT_ADDRESS_HEADER="X-Forwarded-For"
    ) as running:
        yield running


@pytest.fixture
def provider(tmp_path):
    """A payment provider in a process of its own, which nobody kills."""
    port, clock = free_port(), clock_file(tmp_path / "payments-clock")
    command = [
        sys.executable,
        "-m",
        "sandbox.stripe.server",
        "--port",
        str(port),
        "--folder",
        str(tmp_path / "payments"),
        "--webhook-secret",
        "whsec_builtin",
        "--clock-file",
        str(clock),
    ]
    running = subprocess.Popen(command)
    yield {"STRIPE_API": f"http://127.0.0.1:{port}", "TROTH_PAYMENTS_CLOCK": str(clock)}
    running.terminate()
    running.wait(timeout=20)


@pytest.fixture
def desk(browser, store):
    """Staff's own window, on a desktop, signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    refused = blocked_by_policy(context)
    open_desk_as(context, store)
    yield context.new_page()
    context.close()
    assert refused == []
