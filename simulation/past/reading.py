"""The past, read while it is made: what everybody was told, for the simulation's own checks."""

from __future__ import annotations

import email
import email.policy
import json
import re
import time
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sandbox.demo.people import CARE, EXPERTS, FINANCE, PACKER, STAFF
from simulation.browser import Browser, Page
from simulation.past.world import World
from simulation.reading import Reader
from simulation.transcript import Transcript
from troth.policy.terms import Terms

WITHOUT_END = 10**9  # seconds
ROLES = {"owner": STAFF, "care": CARE, "packer": PACKER, "finance": FINANCE}


class PastReader:
    """Stands for a life (`simulation.life.Life`) before its reader: at each stop of the past, what
    was mailed and recorded since the last one, and the pages of the orders that it was about; once
    a day all of them.
    """

    def __init__(self, world: World, transcript: Transcript, terms: Terms) -> None:
        from django.conf import settings

        self.transcript, self._world, self._terms = transcript, world, terms
        self._mail = Path(settings.VAR_DIR) / "mail"
        self.orders: dict[str, dict[str, Any]] = {}
        self.host = self
        control = SimpleNamespace(audit=lambda: world.control_payments("/audit"))
        self.outside = SimpleNamespace(payments=SimpleNamespace(control=control))
        self.reader = Reader(self)  # type: ignore[arg-type]
        self._browsers: dict[str, Browser] = {}
        self._pages, self._events, self._mails = 0, 0, set[str]()
        self._day: date | None = None  # until the first stop

    @property
    def now(self) -> datetime:
        """The instant of the past, in the store's zone."""
        return self._world.clock.now().astimezone(self._terms.zone)

    def read_stop(self) -> None:
        """What is new since the last stop."""
        if self._day is None:
            self._begin()
        self._write_letters()
        self._write_events()
        self.reader.read_touched()
        if self.now.date() != self._day:
            self._day = self.now.date()
            self.reader.read_all()

    def end(self) -> None:
        """Nothing comes after this."""
        self.transcript.write("end", counts=dict(self.transcript.counts))

    def _begin(self) -> None:
        self._day = self.now.date()
        self.transcript.write(
            "start",
            seed=0,
            store="standard",
            policy=self._terms.source,
            mail_reports=False,
            engine="",
            source="",
            script="",
        )

    def left_out(self, _name: str) -> None:
        """Nothing is, of this source."""

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Reads the database."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())

    def pages_read(self) -> int:
        """How many since the last question."""
        pages, self._pages = self._pages, 0
        return pages

    def shopper(self, name: str) -> Browser:
        """The same browser for the same name."""
        if name not in self._browsers:
            from django.test import Client

            self._browsers[name] = Browser(Client(SERVER_NAME="localhost"), self._note_page)
        return self._browsers[name]

    def staff(self, role: str) -> Browser:
        """A member of the staff, signed in."""
        from django.contrib.auth.models import User
        from django.test import Client

        name = f"staff {role}"
        if name not in self._browsers:
            client = Client(SERVER_NAME="localhost")
            user = User.objects.get(username=ROLES.get(role, EXPERTS[0]))
            client.force_login(user)
            session = client.session
            session["account_authentication_methods_user"] = str(user.pk)
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time() + WITHOUT_END}
            ]
            session.save()
            self._browsers[name] = Browser(client, self._note_page)
        return self._browsers[name]

    def _note_page(self, page: Page) -> None:
        self._pages += 1
        if page.status >= 500:
            self.transcript.write("error", where=page.url, text=page.source[:3000])

    def _write_letters(self) -> None:
        for file in sorted(self._mail.glob("*.eml")):
            if file.name not in self._mails:
                self._mails.add(file.name)
                self._write_letter(file.read_bytes())

    def _write_letter(self, raw: bytes) -> None:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        subject, body = str(message["Subject"]), text.get_content() if text else ""
        order = re.search(r"\bT-[0-9A-Z]{5}-[0-9A-Z]{5}\b", f"{subject}\n{body}")
        message_id = str(message["Message-ID"] or "")
        kinds = self.rows(
            "SELECT kind FROM notifications_notification WHERE message_id = %s", message_id
        )
        self.transcript.write(
            "letter",
            to=str(message["To"]),
            subject=subject,
            text=body,
            html=html.get_content() if html else "",
            message_id=message_id,
            in_reply_to=str(message["In-Reply-To"] or ""),
            order=order[0] if order else "",
            attachments=[part.get_filename() or "" for part in message.iter_attachments()],
            template=str(kinds[0][0]) if kinds else "",
        )

    def _write_events(self) -> None:
        rows = self.rows(
            "SELECT e.id, o.number, i.title, e.kind, e.by, e.at, e.facts FROM orders_event e"
            " JOIN orders_order o ON o.id = e.order_id LEFT JOIN orders_line i ON i.id = e.line_id"
            " WHERE e.id > %s ORDER BY e.id",
            self._events,
        )
        for key, number, line, kind, by, at, facts in rows:
            self._events = key
            self._meet_shopper(number)
            self.transcript.write(
                "event",
                order=number,
                line=line or "",
                kind=kind,
                by=by,
                event_at=at.isoformat() if hasattr(at, "isoformat") else str(at),
                facts=json.loads(facts) if isinstance(facts, str) else facts,
            )
            self.reader.touch(number)

    def _meet_shopper(self, number: str) -> None:
        """Whoever bought it opens its page by the link of their letters."""
        if number in self.orders:
            return
        from troth.orders.links import link_of
        from troth.orders.models import Order

        order = Order.objects.select_related("recipient").get(number=number)
        browser = self.shopper(number)
        path = "/" + link_of(number=number, link_hash=order.link_hash).split("/", 3)[3]
        browser.get(path)
        self.orders[number] = {
            "browser": browser,
            "email": order.recipient.email,
            "placed_at": order.placed_at.isoformat(),
        }
