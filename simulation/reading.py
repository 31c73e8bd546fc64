"""Who reads: every order's page whenever something happened to it, and once a day."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulation.browser import Browser, Page

if TYPE_CHECKING:
    from simulation.life import Life

QUIET_DAYS = 3  # after so many days without an event, an order's page is read every third day


class Reader:
    """Reads pages as the people who may, and writes down what they say when it changed."""

    def __init__(self, life: Life) -> None:
        self.store = StoreReader(life, self)
        self._life = life
        self._touched: dict[str, None] = {}
        self._last_touched: dict[str, datetime] = {}

    def touch(self, order: str) -> None:
        """Something happened to this order."""
        self.store.touched[order] = None
        self._touched[order] = None
        self._last_touched[order] = self._life.now

    def read_touched(self) -> None:
        """Pages of the orders to which something happened at this stop."""
        touched, self._touched = list(self._touched), {}
        for order in touched:
            self.read_order(order, papers=True)
        self.store.write_tasks()
        if touched:
            self._write_states(touched)
        self._count()

    def read_all(self) -> None:
        """Once a day: the page of every order that may still change, and the store's own pages."""
        for order in self._life.orders:
            if self._is_due(order):
                self.read_order(order, papers=False)
        self._write_states(list(self._life.orders))
        self._write_money()
        self.store.read_daily()
        self._count()

    def _is_due(self, order: str) -> bool:
        """Daily while something happens; else now and then, as nothing but a date can change it."""
        now = self._life.now
        quiet = (now - self._last_touched.get(order, now)).days
        return quiet <= QUIET_DAYS or quiet % 3 == 0

    def read_order(self, order: str, *, papers: bool) -> None:
        """The order's page; with `papers` also the printed copy and the calendar file."""
        shopper = self._life.orders.get(order)
        if shopper is None:
            return
        browser = shopper["browser"]
        page = browser.get(f"/orders/{order}")
        self.write_page("order", order, "shopper", page)
        if papers:
            self.write_page("print", order, "shopper", browser.get(f"/orders/{order}/print"))
            calendar = browser.get(f"/orders/{order}/calendar.ics")
            self.write_page("calendar", order, "shopper", calendar, raw=True)

    def write_page(
        self, kind: str, about: str, viewer: str, page: Page, *, raw: bool = False
    ) -> None:
        """A page as it reads, where it differs from the last reading."""
        text = page.source if raw and page.ok else page.text
        if raw:
            text = re.sub(r"DTSTAMP:\S+", "DTSTAMP", text)
        self._life.transcript.write_changed(
            "page",
            (kind, about, viewer),
            page=kind,
            about=about,
            viewer=viewer,
            url=page.url,
            status=page.status,
            text=text,
        )

    def write_desk(self, kind: str, about: str, viewer: str, page: Page) -> None:
        """A page of the desk, without the clock that stands on it."""
        cut = re.sub(r"\bIt is [A-Z]\w+,? [A-Z]\w+ \d[^.<]*\.", "", page.source)
        self.write_page(kind, about, viewer, Page(page.url, page.status, cut, page.raw))

    def _count(self) -> None:
        pages = self._life.host.pages_read()
        if pages:
            self._life.transcript.write("read", pages=pages)

    def _write_states(self, orders: list[str]) -> None:
        numbers = [order for order in orders if order]
        if not numbers:
            return
        marks = ",".join(["%s"] * len(numbers))
        lines: dict[str, list[dict[str, Any]]] = {}
        rows = self._life.host.rows(
            "SELECT o.number, l.title, l.state, l.price_cents FROM orders_line l"
            f" JOIN orders_order o ON o.id = l.order_id WHERE o.number IN ({marks}) ORDER BY l.id",
            *numbers,
        )
        for number, title, state, cents in rows:
            lines.setdefault(number, []).append(
                {"title": title, "state": state, "price_cents": cents}
            )
        for number, pieces in lines.items():
            traits = self._life.orders.get(number, {})
            self._life.transcript.write_changed(
                "state",
                (number,),
                order=number,
                email=traits.get("email", ""),
                placed_at=traits.get("placed_at", ""),
                lines=pieces,
            )

    def _write_money(self) -> None:
        audit = self._life.host.outside.payments.control.audit()
        for payment in audit.get("payments") or audit.get("payment_intents") or ():
            self._life.transcript.write_changed("money", (str(payment.get("id")),), **payment)


DAILY = (("desk_queue", "/desk/"),)
TASK_READERS = ("owner", "care", "packer", "authenticator", "finance")


class StoreReader:
    """What the store says of itself: the desk's pages, its tasks, the FAQ, the feed."""

    def __init__(self, life: Life, reader: Reader) -> None:
        self._life, self._reader = life, reader
        self.touched: dict[str, None] = {}  # orders whose page at the desk is to be read
        self.faq_changed = True
        self._open_tasks: set[int] = set()
        self._last_task = 0
        self._has_tasks = True
        self._tasks_seen: tuple[Any, ...] = ()
        self._days_read = 0

    def read_daily(self) -> None:
        """Once a day what the desk sees; once a week what anybody sees of the store."""
        if self._days_read % 2:
            self._read_desk_orders()
        self._read_tasks()
        desk = self._life.host.staff("owner")
        for kind, address in DAILY:
            self._reader.write_desk(kind, "", "owner", desk.get(address))
        if self.faq_changed or self._days_read % 7 == 0:
            self._read_faq()
        if self._days_read % 7 == 3:
            self._read_weekly(desk)
        self._days_read += 1

    def _read_desk_orders(self) -> None:
        """The desk's page of every order that something happened to since the last time."""
        touched, self.touched = list(self.touched), {}
        care = self._life.host.staff("care")
        for order in touched:
            self._reader.write_desk("desk_order", order, "care", care.get(f"/desk/orders/{order}"))

    def _read_tasks(self) -> None:
        """An owner's list of all, on days on which a task is open or was closed; now and then each
        role's.
        """
        if not self._has_tasks:
            return
        seen = self._life.host.rows("SELECT count(*), count(closed_at) FROM worklist_task")[0]
        if seen == self._tasks_seen and not self._open_tasks:
            return
        self._tasks_seen = seen
        everybody = self._days_read % 5 == 0
        for role in TASK_READERS if everybody else TASK_READERS[:1]:
            page = self._life.host.staff(role).get("/desk/tasks/")
            self._reader.write_desk("desk_tasks", "", role, page)

    def _read_faq(self) -> None:
        """What the store promises to anybody."""
        self.faq_changed = False
        anybody = self._life.host.shopper("anybody")
        self._reader.write_page("faq", "", "anybody", anybody.get("/faq"))

    def _read_weekly(self, desk: Browser) -> None:
        """The feed, a few pieces on sale, and the scorecard."""
        anybody = self._life.host.shopper("anybody")
        self._reader.write_page("feed", "", "anybody", anybody.get("/feeds/google.xml"), raw=True)
        self._reader.write_desk("desk_scorecard", "", "owner", desk.get("/desk/scorecard/"))
        rows = self._life.host.rows(
            "SELECT slug FROM catalog_item WHERE listed_at IS NOT NULL AND sold_at IS NULL"
            " ORDER BY source_id"
        )
        for (slug,) in rows[:: max(len(rows) // 3, 1)][:3]:
            self._reader.write_page(
                "item", slug, "anybody", anybody.get(f"/items/{slug}?zip=10013")
            )

    def write_tasks(self) -> None:
        """Tasks of the desk that were opened or closed since the last stop."""
        if not self._has_tasks:
            return
        marks = ",".join(str(key) for key in sorted(self._open_tasks)) or "0"
        try:
            rows = self._life.host.rows(
                "SELECT t.id, t.key, t.role, t.title, t.due_at, t.closed_at, o.number, t.kind"
                " FROM worklist_task t LEFT JOIN orders_order o ON o.id = t.order_id"
                f" WHERE t.id > %s OR t.id IN ({marks}) ORDER BY t.id",
                self._last_task,
            )
        except Exception:
            self._has_tasks = False
            self._life.left_out("worklist_task")
            return
        for row, key, role, title, due_at, closed_at, order, kind in rows:
            self._last_task = max(self._last_task, row)
            (self._open_tasks.discard if closed_at else self._open_tasks.add)(row)
            self._life.transcript.write_changed(
                "task",
                (key,),
                key=key,
                kind=kind,
                role=role,
                title=title,
                due_at=_written(due_at),
                closed_at=_written(closed_at),
                order=order or "",
            )


def _written(value: Any) -> str:
    """An instant of the database as ISO text; "" for none."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
