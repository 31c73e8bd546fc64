"""A store in this process: its database, its settings, its worker, and who may sign in.

The source tree is the one that `troth` is imported from. What is done here is what an operator
does: settings in the environment, the command line, a worker that runs tasks and sweeps.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import os
import secrets
import shutil
import subprocess
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from simulation.browser import Browser, Page
from simulation.clock import Clock
from simulation.older_names import KINDS, LETTERS, rename_facts
from simulation.outside import SECRET, MailFolder, Outside, Sent
from simulation.quick_django import make_django_quick
from simulation.source import settings_module
from simulation.transcript import Transcript

STAFF = {
    "packer": ("pat@example.com", "warehouse"),
    "packer2": ("paz@example.com", "warehouse"),
    "care": ("gus@example.com", "care"),
    "care2": ("gia@example.com", "care"),
    "authenticator": ("erin@example.com", "authenticator"),
    "authenticator2": ("sam@example.com", "authenticator"),
    "finance": ("fay@example.com", "finance"),
    "japan": ("kenji@example.com", "warehouse"),
    "owner": ("ola@example.com", "owner"),
    "owner2": ("oscar@example.com", "owner"),
}
# What a worker does each minute costs a life most of its time: the sweeps that nobody's dates hang
# on are left for every few hours of the store's clock.
SWEEPS_AT_EACH_STOP = (".checkout.", ".fulfillment.", ".care.", ".notices.", ".notifications.")
RARE_EVERY = timedelta(hours=8)
# Asking the carriers about every parcel under way, likewise, waits for the stops that are for it.
TRACKING = ".ask_carriers"
REAL_SECONDS = 24 * 3600  # no life takes longer, by the clock on the wall
LETTER_TABLES = ("notifications_notification", "notices_notice")  # of this source, of an older one
MOST_TASKS = 400  # at one stop; more is a loop that feeds itself


def seed_secrets(seed: int) -> None:
    """Whatever asks `secrets` or `uuid` gets the same values for the same seed: numbers, keys,
    the names of tasks. Each place that asks has dice of its own: a page more or less, with its
    token and its session, changes no order's number.
    """
    all_dice: dict[str, Random] = {}

    def dice() -> Random:
        asking = sys._getframe(2)
        while asking.f_globals.get("__name__") == "secrets" and asking.f_back is not None:
            asking = asking.f_back
        place = f"{asking.f_globals.get('__name__')}.{asking.f_code.co_name}"
        if place not in all_dice:
            all_dice[place] = Random(f"secrets {seed} {place}")
        return all_dice[place]

    secrets.choice = lambda options: dice().choice(options)  # type: ignore[assignment]
    secrets.randbelow = lambda end: dice().randrange(end)  # type: ignore[assignment]
    secrets.randbits = lambda bits: dice().getrandbits(bits)  # type: ignore[assignment]
    secrets.token_bytes = lambda size=32: dice().randbytes(size or 32)  # type: ignore[assignment]
    secrets.token_hex = lambda size=32: dice().randbytes(size or 32).hex()  # type: ignore[assignment]
    uuid.uuid4 = lambda: uuid.UUID(bytes=dice().randbytes(16), version=4)


class _OneThreadIndex:
    """A search index that one thread writes: several would each write a part, as chance has it."""

    def __init__(self, open_index: Callable[[Path], Any], folder: Path) -> None:
        self._index = open_index(folder)

    def writer(self, heap_size: int, num_threads: int = 1) -> Any:
        """Its writer, whatever number of threads was asked for."""
        return self._index.writer(heap_size=heap_size, num_threads=1)


class Host:
    """Opened once in a process. `mail_reports` says whether a mail provider reports deliveries."""

    def __init__(
        self,
        *,
        source: Path,
        folder: Path,
        clock: Clock,
        transcript: Transcript,
        seed: int,
        mail_reports: bool,
        database_url: str = "",
    ) -> None:
        self.clock, self.transcript, self.folder, self.source = clock, transcript, folder, source
        self.mail_reports = mail_reports
        self.is_older = source != Path(__file__).parent.parent.resolve()
        Browser.skips_unknown_fields = self.is_older
        self.outside = Outside(folder, clock)
        self._events_read, self._letters_read, self._refusals_read = 0, 0, 0
        self._pages_read = 0
        self._letters_table: str | None = None
        self._browsers: dict[str, Browser] = {}
        self._indexer: Any = None
        self._last_rare_sweep: datetime | None = None
        self.tracks = True  # whether the carriers are asked at this stop
        seed_secrets(seed)
        self._environment(database_url or self._sqlite())
        self._set_up()
        self.mail_folder = MailFolder(folder / "var" / "mail")

    def _environment(self, database_url: str) -> None:
        provider = {
            "MAIL_PROVIDER": "postmark",
            "ANYMAIL_POSTMARK_SERVER_TOKEN": "token",
            "ANYMAIL_POSTMARK_API_URL": f"{self.outside.postmark.url}/",
        }
        os.environ |= {
            "TROTH_ENV": "development",
            "TROTH_VAR": str(self.folder / "var"),
            "DATABASE_URL": database_url,
            "PAYMENTS_PORT": self.outside.payments.url.rpartition(":")[2],
            "CARRIER_PORT": self.outside.carrier.url.rpartition(":")[2],
            "CARRIERS_BY_HAND": "ups,usps",
            "CARE_IMAP_HOST": "",
            "MAILBOX_PORT": "1",
            "ANYMAIL_WEBHOOK_SECRET": SECRET,
            "MAIL_REPORTS": "yes" if self.mail_reports else "no",
            "CARE_AUTHSERV_ID": "mx.simulation",
            "DJANGO_SETTINGS_MODULE": settings_module(self.source),
            "CLAMD_ADDRESS": "",
            **(provider if self.mail_reports else {}),
        }

    def _sqlite(self) -> str:
        (self.folder / "var").mkdir(exist_ok=True)
        shutil.copyfile(migrated_database(self.source), self.folder / "var" / "troth.sqlite3")
        return f"sqlite:///{self.folder}/var/troth.sqlite3"

    def _set_up(self) -> None:
        import django
        from django.conf import settings

        (self.folder / "var" / "static").mkdir(parents=True, exist_ok=True)
        import logging

        logging.disable(logging.CRITICAL)
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.ALLOWED_HOSTS = ["*"]
        self._sessions_in_memory(settings)
        settings.MAILBOX_IN_SANDBOX = False
        settings.MAILBOX_BUILT_IN = False  # as older sources name it
        settings.CARE_IMAP = settings.CARE_IMAP | {"host": ""}
        django.setup()
        make_django_quick()
        clock_module = import_module("troth.clock")
        clock_module.now = self.clock.now  # type: ignore[attr-defined]
        self._quick_database()
        Browser.state = staticmethod(self._state)

    def _state(self) -> Any:
        """The instant, and how many rows were ever written; None where the engine doesn't count."""
        from django.db import connection

        written = getattr(connection.connection, "total_changes", None)
        return None if written is None else (self.clock.now(), written)

    @staticmethod
    def _sessions_in_memory(settings: Any) -> None:
        """Every request reads its session, and nobody reads the table of sessions."""
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        settings.SESSION_CACHE_ALIAS = "sessions"
        settings.CACHES = settings.CACHES | {
            "sessions": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "OPTIONS": {"MAX_ENTRIES": 100_000},
            }
        }

    @staticmethod
    def _quick_database() -> None:
        """A life's database is thrown away: nothing waits for a disk, or for another process."""
        from django.db import connection

        if connection.vendor == "sqlite":
            connection.settings_dict["OPTIONS"]["cached_statements"] = 2000
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous = OFF")
                cursor.execute("PRAGMA locking_mode = EXCLUSIVE")

    # People

    def hire_staff(self) -> None:
        """Everybody who works here, by the operator's command."""
        for email, roles in STAFF.values():
            self.troth("staff", email, "--roles", roles)

    def troth(self, *arguments: str) -> str:
        """The store's command line, in this process; returns what it printed."""
        from troth.cli import main

        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            main(list(arguments))
        self._migrate_no_more()
        return output.getvalue()

    @staticmethod
    def _migrate_no_more() -> None:
        """The first command has migrated, and looked at every guard: once is enough."""
        from django.core import management

        if not getattr(management.call_command, "skips_migrate", False):
            call = management.call_command

            def call_command(name: Any, *arguments: Any, **options: Any) -> Any:
                return None if name == "migrate" else call(name, *arguments, **options)

            call_command.skips_migrate = True  # type: ignore[attr-defined]
            management.call_command = call_command  # type: ignore[assignment]

    def take_in(self, rows: list[dict[str, str]]) -> str:
        """Pieces are taken in from a CSV file, judged by two experts, and put on sale."""
        file = self.folder / "items.csv"
        with file.open("w", encoding="utf-8", newline="") as output:
            names = sorted({name for row in rows for name in row})
            writer = csv.DictWriter(output, names)
            writer.writeheader()
            writer.writerows(rows)
        experts = STAFF["authenticator"][0], STAFF["authenticator2"][0]
        return self.troth(
            "import-items", str(file), "--approve-as", experts[0], "--second", experts[1]
        )

    def shopper(self, name: str) -> Browser:
        """A shopper's browser, the same one for the same name."""
        if name not in self._browsers:
            number = len(self._browsers)
            network = f"10.{number // 200}.{number % 200}.7"
            self._browsers[name] = Browser(self._client(), self._note_page, network)
        return self._browsers[name]

    def staff(self, role: str) -> Browser:
        """A member of the staff, who has just proven who they are."""
        key = f"staff {role}"
        if key not in self._browsers:
            self._browsers[key] = Browser(self._signed_in(STAFF[role][0]), self._note_page)
        return self._browsers[key]

    def _signed_in(self, email: str) -> Any:
        """Signed in for the whole life: neither the session nor the proof gets old in it."""
        from django.contrib.auth.models import User

        client = self._client()
        user = User.objects.get(username=email)
        client.force_login(user)
        session = client.session
        proof = {"method": "password", "at": time.time() + REAL_SECONDS}
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [proof]
        session.save()
        return client

    @staticmethod
    def _client() -> Any:
        from django.test import Client

        client = Client(SERVER_NAME="localhost")
        client.raise_request_exception = False
        return client

    def _note_page(self, page: Page) -> None:
        self._pages_read += 1
        if page.status >= 500:
            self.transcript.write("error", where=page.url, text=page.source[:3000])

    def pages_read(self) -> int:
        """How many since the last question."""
        pages, self._pages_read = self._pages_read, 0
        return pages

    # The worker

    def work(self, *, sweeps: bool = True) -> None:
        """What the worker does at this instant: sweeps, tasks and webhooks, until all is quiet."""
        for _ in range(4):
            if sweeps:
                self._sweep()
                self._index()
                sweeps = False
            done = self._run_tasks() + self._give_hooks()
            self.collect_letters()
            self._collect_events()
            if not done:
                break

    def _sweep(self) -> None:
        from django.conf import settings
        from django.utils.module_loading import import_string

        hour = self.clock.now().replace(minute=0, second=0, microsecond=0)
        now_and_then = self._last_rare_sweep is None or hour - self._last_rare_sweep >= RARE_EVERY
        if now_and_then:
            self._last_rare_sweep = hour
        for path in settings.SWEEPS:
            if not now_and_then and not any(name in path for name in SWEEPS_AT_EACH_STOP):
                continue
            try:
                import_string(path)()
            except Exception:
                self._error(path)

    def _index(self) -> None:
        """The indexer takes in what was listed, sold or changed since the last sweep. One thread
        builds, and what merges is waited for: equal matches come in one order in every life of a
        seed.
        """
        if self._indexer is None:
            from django.conf import settings

            indexing: Any = import_module("troth.catalog.search.indexing")
            indexing.open_index = partial(_OneThreadIndex, indexing.open_index)
            self._indexer = indexing.Indexer(settings.SEARCH_DIR)
        try:
            if self._indexer.catch_up():
                self._indexer.close()
        except Exception:
            self._error("indexer")

    def _run_tasks(self) -> int:
        from django_tasks_db.models import DBTaskResult

        done = 0
        while done < MOST_TASKS:
            if not self.rows(f"SELECT 1 FROM {DBTaskResult._meta.db_table} LIMIT 1"):
                return done
            result = DBTaskResult.objects.ready().order_by("-priority", "run_after", "id").first()
            if result is None:
                return done
            done += 1
            self._run_task(result)
        self.transcript.write("error", where="tasks", text=f"more than {MOST_TASKS} at one stop")
        return done

    def _run_task(self, result: Any) -> None:
        task, path = result.task_result, result.task_path
        arguments, named = list(task.args), dict(task.kwargs)
        type(result).objects.filter(pk=result.pk).delete()
        if path.endswith(TRACKING) and not self.tracks:
            return
        module, _, name = path.rpartition(".")
        try:
            getattr(import_module(module), name).call(*arguments, **named)
        except Exception:
            self._error(path)

    def _error(self, where: str) -> None:
        self.transcript.write("error", where=where, text=traceback.format_exc()[-3000:])

    def _give_hooks(self) -> int:
        """Webhooks that came meanwhile, to the store."""
        delivered, client = 0, self._client()
        self._await_hooks()
        while not self.outside.hooks.waiting.empty():
            hook = self.outside.hooks.waiting.get()
            headers = {name: value for name, value in hook.headers.items() if name != "Host"}
            kind = headers.pop("Content-Type", "application/json")
            headers.pop("Content-Length", None)
            answer = client.post(hook.path, hook.body, content_type=kind, headers=headers)
            delivered += 1
            if answer.status_code >= 400:
                self.transcript.write(
                    "error", where=hook.path, text=f"{answer.status_code} {answer.content[:500]!r}"
                )
        return delivered

    def _await_hooks(self) -> None:
        """The provider's threads send what they have; nothing is left waiting there."""
        store = self.outside.payments._store
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            rows = store.rows("SELECT count(*) FROM deliveries WHERE state = 'waiting'")
            if not rows[0][0]:
                return
            time.sleep(0.005)

    # What was told

    def collect_letters(self) -> list[Sent]:
        """Letters handed over since the last look, written down."""
        if self.mail_reports:
            letters = self.outside.postmark.sent[self._letters_read :]
            self._letters_read += len(letters)
        else:
            letters = self.mail_folder.fresh()
        for letter in letters:
            self._write_letter(letter)
            self.on_letter(letter)
        self._write_refusals()
        return letters

    def _write_refusals(self) -> None:
        """Letters that the provider refused at once: they never left."""
        refused = self.outside.postmark.refused[self._refusals_read :]
        self._refusals_read += len(refused)
        for refusal in refused:
            order = _order_number(refusal["subject"])
            self.transcript.write("mail_report", kind="refused", order=order, **refusal)

    def _write_letter(self, letter: Sent) -> None:
        headers = {name.lower(): value for name, value in letter.headers.items()}
        number = _order_number(f"{letter.subject}\n{letter.text}")
        self.transcript.write(
            "letter",
            to=letter.to,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            message_id=headers.get("message-id", ""),
            in_reply_to=headers.get("in-reply-to", ""),
            order=number,
            attachments=letter.attachments,
            template=self._template_of(headers.get("message-id", "")),
        )

    def _template_of(self, message_id: str) -> str:
        """The letter's kind, as this source records it; "" for one that it doesn't know."""
        if self._letters_table is None:
            from django.db import connection

            tables = connection.introspection.table_names()
            self._letters_table = next((name for name in LETTER_TABLES if name in tables), "")
        if not self._letters_table:
            return ""
        rows = self.rows(
            f"SELECT kind FROM {self._letters_table} WHERE message_id = %s", message_id
        )
        kind = str(rows[0][0]) if rows else ""
        return LETTERS.get(kind, kind)

    def on_letter(self, letter: Sent) -> None:
        """For whoever drives the life: a letter has left."""

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Reads the database, past every door."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())

    def _collect_events(self) -> None:
        import json

        rows = self.rows(
            "SELECT e.id, o.number, i.title, e.kind, e.by, e.at, e.facts FROM orders_event e"
            " JOIN orders_order o ON o.id = e.order_id LEFT JOIN orders_line i ON i.id = e.line_id"
            " WHERE e.id > %s ORDER BY e.id",
            self._events_read,
        )
        for key, order, line, kind, by, at, facts in rows:
            self._events_read = key
            happened = at.isoformat() if hasattr(at, "isoformat") else str(at)
            facts = json.loads(facts) if isinstance(facts, str) else facts
            if self.is_older:
                kind, facts = KINDS.get(kind, kind), rename_facts(facts)
            self.transcript.write(
                "event",
                order=order,
                line=line or "",
                kind=kind,
                by=by,
                event_at=happened,
                facts=facts,
            )
            self.on_event(order, kind)

    def on_event(self, order: str, kind: str) -> None:
        """For whoever drives the life: a row of a timeline was written."""

    def close(self) -> None:
        """Everything that was opened."""
        from django.db import connections

        self.outside.stop()
        if self._indexer is not None:
            self._indexer.close()
        connections.close_all()


def _order_number(text: str) -> str:
    import re

    match = re.search(r"\bT-[0-9A-Z]{5}-[0-9A-Z]{5}\b", text)
    return match[0] if match else ""


def migrated_database(source: Path) -> Path:
    """The file of a migrated SQLite database for a source tree; made where there is none."""
    digest = hashlib.sha256()
    for file in sorted((source / "troth").rglob("*.py")):
        digest.update(str(file.relative_to(source)).encode() + file.read_bytes())
    folder = Path(__file__).parent.parent / ".cache" / "simulation"
    template = folder / f"{digest.hexdigest()[:24]}.sqlite3"
    if not template.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _migrate(source, template)
    return template


def _migrate(source: Path, template: Path) -> None:
    making = template.with_name(f"{template.stem}-{os.getpid()}.making")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{making}",
        "TROTH_ENV": "development",
        "TROTH_VAR": str(template.parent),
        "PYTHONPATH": str(source),
        "DJANGO_SETTINGS_MODULE": settings_module(source),
    }
    command = [sys.executable, "-m", "troth.cli", "manage", "migrate", "-v0"]
    subprocess.run(command, cwd=source, env=environment, check=True)
    connection = __import__("sqlite3").connect(making)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    making.rename(template)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """In memory where this machine has such a place."""
    root = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    import tempfile

    with tempfile.TemporaryDirectory(prefix="life-", dir=root) as folder:
        yield Path(folder)


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)
