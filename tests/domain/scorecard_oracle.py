"""The scorecard's figures as plain SQL over orders and events, written apart from the house's own
reading.

Each measure is one statement that gives `(order_id, lane, decided, state, ending)` a case. Days are
New York's; business days come from the holidays in the published file. Nothing here imports the
package that it checks.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

POLICY = Path(__file__).parents[2] / "troth/policy/published/troth-standard.toml"
# When New York's clocks change, in UTC, over the days that the year's timelines can reach.
_TO_SUMMER, _TO_WINTER = "2026-03-08 07:00:00.000", "2026-11-01 06:00:00.000"


class Sqlite:
    instant = staticmethod(lambda text: f"strftime('%Y-%m-%d %H:%M:%f', {text})")
    stored = instant
    keys = "json_each({})"

    @staticmethod
    def day(at: str) -> str:
        summer = f"({at}) >= '{_TO_SUMMER}' AND ({at}) < '{_TO_WINTER}'"
        return f"date({at}, CASE WHEN {summer} THEN '-4 hours' ELSE '-5 hours' END)"

    @staticmethod
    def fact(of: str, *path: str) -> str:
        return f"json_extract({of}, '$.{'.'.join(path)}')"

    @staticmethod
    def has(of: str, key: str) -> str:
        return f"json_type({of}, '$.{key}') IS NOT NULL"

    @staticmethod
    def minutes_later(at: str, minutes: int) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f', {at}, '+{minutes} minutes')"

    week = staticmethod(lambda day: f"date({day}, '-6 days', 'weekday 1')")
    date = staticmethod(lambda text: f"date({text})")
    number = staticmethod(lambda text: f"CAST({text} AS INTEGER)")
    both = staticmethod(lambda a, b: f"min({a}, {b})")
    members = staticmethod(lambda of, key: f"json_each({of}, '$.{key}')")
    next_day = staticmethod(lambda day: f"date({day}, '+1 day')")
    weekday = staticmethod(lambda day: f"CAST(strftime('%w', {day}) AS INTEGER)")


class Postgres:
    instant = staticmethod(lambda text: f"({text})::timestamptz")
    stored = staticmethod(lambda column: column)
    keys = "jsonb_each({})"

    day = staticmethod(lambda at: f"(({at}) AT TIME ZONE 'America/New_York')::date")
    week = staticmethod(lambda day: f"date_trunc('week', {day})::date")
    date = staticmethod(lambda text: f"({text})::date")
    number = staticmethod(lambda text: f"({text})::bigint")
    both = staticmethod(lambda a, b: f"least({a}, {b})")
    members = staticmethod(lambda of, key: f"jsonb_array_elements_text({of} -> '{key}')")
    next_day = staticmethod(lambda day: f"({day} + 1)")
    weekday = staticmethod(lambda day: f"extract(dow FROM {day})::int")

    @staticmethod
    def fact(of: str, *path: str) -> str:
        return f"({of} #>> '{{{','.join(path)}}}')"

    @staticmethod
    def has(of: str, key: str) -> str:
        return f"({of} ? '{key}')"

    @staticmethod
    def minutes_later(at: str, minutes: int) -> str:
        return f"({at} + interval '{minutes} minutes')"


class Year:
    """The statements, for one engine and one instant at which they are asked."""

    def __init__(self, engine: str, now: datetime) -> None:
        self.d = Sqlite if engine == "sqlite" else Postgres
        text = now.isoformat()
        self.now = self.d.instant(f"'{text}'")
        self.today = self.d.day(self.now)

    # What most of them begin with.

    def promises(self) -> str:
        d = self.d
        key, value = "p.key", "p.value"
        end = lambda *path: d.date(d.fact(value, *path))  # noqa: E731
        return (
            f"promises AS (SELECT o.id order_id, o.policy_id, o.method, {key} place, {key} || '.'"
            f" || o.method lane, {end('processed', 'latest')} processed_by,"
            f" {end('arrives', 'earliest')} arrives_from, {end('arrives', 'latest')} arrives_by,"
            f" {d.date(d.fact(value, 'transfer', 'latest'))} crossed_by FROM orders_order o,"
            f" {d.keys.format('o.promises')} p)"
        )

    def happened(self, name: str, kind: str) -> str:
        """The first day on which a line had this happen to it, by a window over its events."""
        day = self.d.day(self.d.stored("e.at"))
        return (
            f"{name} AS (SELECT line_id, on_day FROM (SELECT e.line_id, {day} on_day, row_number()"
            " OVER (PARTITION BY e.line_id ORDER BY e.id) nth FROM orders_event e WHERE e.kind ="
            f" '{kind}') x WHERE nth = 1)"
        )

    def came(self) -> str:
        """The day on which each line's last parcel was, by the carrier's last word, delivered and
        signed for.
        """
        d = self.d
        reported_at = f"coalesce({d.instant(d.fact('e.facts', 'at'))}, {d.stored('e.at')})"
        return (
            "boxed AS (SELECT line_id, number FROM (SELECT "
            + d.number("m.value")
            + f" line_id, {d.fact('e.facts', 'number')} number, row_number() OVER (PARTITION BY"
            " m.value ORDER BY e.id DESC) nth FROM orders_event e,"
            f" {d.members('e.facts', 'lines')} {self._as()} WHERE e.kind = 'parcel.shipped') x"
            " WHERE nth = 1), signed AS (SELECT order_id, number, on_day FROM (SELECT"
            f" e.order_id, {d.fact('e.facts', 'number')} number, {d.day(reported_at)} on_day,"
            f" row_number() OVER (PARTITION BY {d.fact('e.facts', 'number')} ORDER BY e.id DESC)"
            " nth FROM orders_event e WHERE e.kind = 'parcel.delivered') x WHERE nth = 1), came"
            " AS (SELECT b.line_id, s.on_day FROM boxed b JOIN signed s ON s.number = b.number)"
        )

    def _as(self) -> str:
        return "m" if self.d is Sqlite else "AS m(value)"

    def lanes(self) -> str:
        """The lane of a whole order."""
        return (
            "lanes AS (SELECT o.id order_id, CASE WHEN count(DISTINCT l.warehouse) > 1 THEN 'both' "
            "ELSE min(l.warehouse) END || '.' || o.method lane "
            "FROM orders_order o JOIN orders_line l ON l.order_id = o.id GROUP BY o.id, o.method)"
        )

    def boxes(self) -> str:
        """Every parcel that left: its number, its day, its lane."""
        d = self.d
        return (
            f"boxes AS (SELECT e.id, e.order_id, {d.fact('e.facts', 'number')} number,"
            f" {d.date(d.fact('e.facts', 'shipped_on'))} shipped_on, CASE WHEN count(DISTINCT"
            " l.warehouse) > 1 THEN 'both' ELSE min(l.warehouse) END || '.' || min(o.method) lane"
            " FROM orders_event e JOIN orders_order o ON o.id = e.order_id CROSS JOIN LATERAL"
            f" {d.members('e.facts', 'lines')} {self._as()} JOIN orders_line l ON l.id ="
            f" {d.number('m.value')} WHERE e.kind = 'parcel.shipped' GROUP BY e.id, e.order_id,"
            " e.facts)"
        ).replace("LATERAL " if d is Sqlite else "\0", "")

    def days(self) -> str:
        """The store's business days, numbered by a window."""
        listed = tomllib.loads(POLICY.read_text("utf-8"))["calendars"]["store"]["holidays"]
        holidays = ", ".join(f"('{day}')" for day in listed)
        d, first, last = self.d, self.d.date("'2025-12-01'"), self.d.date("'2027-06-30'")
        rows = (
            f"SELECT column1 FROM (VALUES {holidays}) v"
            if d is Sqlite
            else f"SELECT day::date FROM (VALUES {holidays}) v(day)"
        )
        return (
            f"holidays(day) AS ({rows}), every(day) AS (SELECT {first} UNION ALL SELECT"
            f" {d.next_day('day')} FROM every WHERE day < {last}), upto AS (SELECT day, open,"
            f" sum(open) OVER (ORDER BY day) nth FROM (SELECT day, CASE WHEN {d.weekday('day')} IN"
            " (0, 6) OR day IN (SELECT day FROM holidays) THEN 0 ELSE 1 END open FROM every) x),"
            " days AS (SELECT day, nth FROM upto WHERE open = 1)"
        )

    # How a case is decided.

    def by_day(self) -> str:
        """Of `cases(order_id, lane, due, done)`."""
        return (
            f"SELECT order_id, lane, {self.d.both('coalesce(done, due)', 'due')} decided, CASE WHEN"
            f" done <= due THEN 'kept' WHEN done > due OR {self.today} > due THEN 'broken' ELSE"
            f" 'open' END state, CASE WHEN done > due OR (done IS NULL AND {self.today} > due) THEN"
            " 'late' ELSE '' END ending FROM cases"
        )

    def in_window(self) -> str:
        """Of `cases(order_id, lane, early, due, done, all_done)`: `done` is the last of what came,
        `all_done` of all ends.
        """
        early = "all_done <= due AND done < early"
        late = f"(all_done > due OR (all_done IS NULL AND {self.today} > due))"
        return (
            f"SELECT order_id, lane, {self.d.both('coalesce(all_done, due)', 'due')} decided, CASE"
            f" WHEN all_done <= due THEN 'kept' WHEN {late} THEN"
            f" 'broken' ELSE 'open' END state, CASE WHEN {early} THEN 'early' WHEN {late} THEN"
            " 'late' ELSE '' END ending FROM cases"
        )

    def pieces(
        self, due: str, early: str = "NULL", *, done: str, where: str = "", also: str = ""
    ) -> str:
        """One promise of one warehouse: when the last of its pieces was done, or cancelled. Off in
        time is no case.
        """
        return (
            f"cases AS (SELECT * FROM (SELECT p.order_id, p.lane, {self.d.date(early)} early, {due}"
            " due, max(d.on_day) done, CASE WHEN count(coalesce(d.on_day, c.on_day)) = count(*)"
            " THEN max(coalesce(d.on_day, c.on_day)) END all_done FROM promises p JOIN orders_line"
            f" l ON l.order_id = p.order_id AND l.warehouse = p.place {also} LEFT JOIN {done} d ON"
            f" d.line_id = l.id LEFT JOIN off c ON c.line_id = l.id {where} GROUP BY p.order_id,"
            " p.lane, p.place, "
            + ", ".join(part for part in (due, early) if part != "NULL")
            + ") x WHERE all_done IS NULL OR done IS NOT NULL OR all_done > due)"
        )

    # The measures.

    def processed(self) -> str:
        parts = [
            self.promises(),
            self.happened("packed", "line.processed"),
            self.happened("off", "line.cancelled"),
        ]
        return self._with(*parts, self.pieces("p.processed_by", done="packed")) + self.in_window()

    def crossed(self) -> str:
        parts = [
            self.promises(),
            self.happened("landed", "line.arrived"),
            self.happened("off", "line.cancelled"),
        ]
        cases = self.pieces("p.crossed_by", done="landed", where="WHERE p.crossed_by IS NOT NULL")
        return self._with(*parts, cases) + self.in_window()

    def arrived(self) -> str:
        parts = [self.promises(), self.came(), self.happened("off", "line.cancelled")]
        return (
            self._with(*parts, self.pieces("p.arrives_by", "p.arrives_from", done="came"))
            + self.in_window()
        )

    def arrived_after_processing(self, policies: dict[str, tuple[int, int]]) -> str:
        """`policies` are the ground's days, by the digest of the policy that an order was placed
        under.
        """
        rows = ", ".join(
            f"('{digest}', {first}, {last})" for digest, (first, last) in policies.items()
        )
        packed = (
            "packing AS (SELECT p.order_id, p.place, p.policy_id, max(k.on_day) packed_on FROM"
            " promises p JOIN orders_line l ON l.order_id = p.order_id AND l.warehouse = p.place"
            " LEFT JOIN packed k ON k.line_id = l.id LEFT JOIN off c ON c.line_id = l.id GROUP BY"
            " p.order_id, p.place, p.policy_id HAVING count(coalesce(k.on_day, c.on_day)) ="
            " count(*) AND count(k.on_day) > 0)"
        )
        after = (
            "after_packing AS (SELECT x.order_id, x.place, a.day early, b.day due FROM packing x "
            "JOIN ground g ON g.digest = x.policy_id JOIN upto u ON u.day = x.packed_on "
            "JOIN days a ON a.nth = u.nth + g.first JOIN days b ON b.nth = u.nth + g.last)"
        )
        columns = (
            "column1 digest, column2 first, column3 last"
            if self.d is Sqlite
            else "digest, first, last"
        )
        named = "" if self.d is Sqlite else "(digest, first, last)"
        parts = [
            self.days(),
            f"ground AS (SELECT {columns} FROM (VALUES {rows}) v{named})",
            self.promises(),
            self.came(),
            self.happened("packed", "line.processed"),
            self.happened("off", "line.cancelled"),
            packed,
            after,
            self.pieces(
                "a.due",
                "a.early",
                done="came",
                also="JOIN after_packing a ON a.order_id = p.order_id AND a.place = p.place",
            ),
        ]
        return self._with(*parts) + self.in_window()

    def confirmed(self) -> str:
        d = self.d
        cases = (
            "cases AS (SELECT e.order_id, n.lane, "
            + d.minutes_later(d.stored("e.at"), 5)
            + f" due, (SELECT min({d.stored('c.at')}) FROM orders_event c WHERE c.order_id ="
            " e.order_id AND c.kind = 'confirmation.sent') done FROM orders_event e JOIN lanes n"
            " ON n.order_id = e.order_id WHERE e.kind = 'order.placed')"
        )
        return self._with(self.lanes(), cases) + self.by_instant()

    def by_instant(self) -> str:
        """Of `cases(order_id, lane, due, done)`, both instants."""
        return (
            f"SELECT order_id, lane, {self.d.day(self.d.both('coalesce(done, due)', 'due'))}"
            f" decided, CASE WHEN done <= due THEN 'kept' WHEN done > due OR {self.now} > due THEN"
            f" 'broken' ELSE 'open' END state, CASE WHEN done > due OR (done IS NULL AND {self.now}"
            " > due) THEN 'late' ELSE '' END ending FROM cases"
        )

    def cancellations(self) -> str:
        d, request = self.d, lambda of: d.fact(f"{of}.facts", "request")
        requests = (
            f"asked AS (SELECT a.id, a.order_id, n.lane, {d.fact('a.facts', 'answer_by')}"
            f" answer_by, CASE WHEN {d.has('a.facts', 'follows')} THEN {d.stored('a.at')} ELSE"
            f" {d.instant(d.fact('a.facts', 'asked_at'))} END since, (SELECT min(x.id) FROM"
            " orders_event x WHERE x.order_id = a.order_id AND x.id > a.id AND (x.kind ="
            " 'order.cancelled' OR (x.kind IN ('cancellation.refused', 'cancellation.accepted',"
            f" 'cancellation.withdrawn') AND {request('x')} = {request('a')}))) ended FROM"
            " orders_event a JOIN lanes n ON n.order_id = a.order_id WHERE a.kind ="
            f" 'cancellation.requested' AND NOT {d.has('a.facts', 'unconfirmed')})"
        )
        at = d.stored("e.at")
        by_day = (
            f"cases AS (SELECT a.order_id, a.lane, {d.date('a.answer_by')} due, {d.day(at)} done,"
            " e.kind FROM asked a LEFT JOIN orders_event e ON e.id = a.ended WHERE a.answer_by IS"
            f" NOT NULL AND NOT (coalesce(e.kind, '') = 'cancellation.withdrawn' AND {d.day(at)} <="
            f" {d.date('a.answer_by')}))"
        )
        due = d.minutes_later("a.since", 5)
        at_once = (
            f"cases AS (SELECT a.order_id, a.lane, {due} due, {at} done FROM asked a LEFT JOIN"
            " orders_event e ON e.id = a.ended WHERE a.answer_by IS NULL AND NOT (coalesce(e.kind,"
            f" '') = 'cancellation.withdrawn' AND {at} <= {due}))"
        )
        first = self._with(self.lanes(), requests, by_day) + self.by_day()
        second = self._with(self.lanes(), requests, at_once) + self.by_instant()
        return f"SELECT * FROM ({first}) held UNION ALL SELECT * FROM ({second}) at_once"

    def delay_notices(self) -> str:
        d = self.d
        sent_on = d.day(d.stored("n.at"))
        cases = (
            f"cases AS (SELECT e.order_id, {d.fact('e.facts', 'warehouse')} || '.' || o.method"
            f" lane, {d.date(d.fact('e.facts', 'old_by'))} due, min({sent_on}) done"
            " FROM orders_event e JOIN orders_order o ON o.id = e.order_id"
            " LEFT JOIN orders_event n ON n.kind IN ('delay_notice.sent',"
            " 'delay_notice.superseded') AND n.order_id = e.order_id AND"
            f" {d.number(d.fact('n.facts', 'event'))} = e.id WHERE e.kind = 'promise.delayed'"
            " GROUP BY 1, 2, 3)"
        )
        return self._with(cases) + self.by_day()

    def shipping_notices(self) -> str:
        d = self.d
        sent_on = d.day(d.stored("n.at"))
        cases = (
            f"cases AS (SELECT b.order_id, b.lane, b.shipped_on due, {sent_on} done FROM boxes b"
            " LEFT JOIN orders_event n ON n.kind = 'shipping_notice.sent'"
            f" AND n.order_id = b.order_id AND {d.number(d.fact('n.facts', 'event'))} = b.id)"
        )
        return self._with(self.boxes(), cases) + self.by_day()

    def signed(self) -> str:
        d = self.d
        reported_at = f"coalesce({d.instant(d.fact('e.facts', 'at'))}, {d.stored('e.at')})"
        last = (
            f"last AS (SELECT * FROM (SELECT b.order_id, b.lane, {d.day(reported_at)} decided,"
            " e.kind, row_number() OVER (PARTITION BY b.id ORDER BY e.id DESC) nth FROM boxes b"
            " JOIN orders_event e ON e.order_id = b.order_id AND e.kind IN ('parcel.delivered',"
            f" 'parcel.delivered_unsigned') AND {d.fact('e.facts', 'number')} = b.number) x"
            " WHERE nth = 1)"
        )
        return (
            self._with(self.boxes(), last)
            + "SELECT order_id, lane, decided, CASE kind WHEN 'parcel.delivered' THEN 'kept' ELSE"
            " 'broken' END state, CASE kind WHEN 'parcel.delivered' THEN '' ELSE 'unsigned' END"
            " ending FROM last"
        )

    def refunds(self) -> str:
        d, operation = self.d, lambda of: d.fact(f"{of}.facts", "operation")
        cases = (
            f"cases AS (SELECT e.order_id, n.lane, {d.date(d.fact('e.facts', 'due_on'))} due,"
            f" {d.day(d.stored('r.at'))} done FROM orders_event e JOIN lanes n ON n.order_id ="
            " e.order_id LEFT JOIN orders_event r ON r.kind = 'payment.refunded' AND r.order_id ="
            f" e.order_id AND {operation('r')} = {operation('e')} WHERE e.kind = 'refund.owed')"
        )
        return self._with(self.lanes(), cases) + self.by_day()

    def claims(self) -> str:
        ends = "WHEN 'claim.accepted' THEN 'refunded' WHEN 'claim.parcel_found' THEN 'found'"
        return self._reports(
            "claim",
            "'claim.accepted', 'claim.parcel_found', 'claim.refused'",
            ends,
            "refused",
            "'claim.reported', 'claim.filed', 'claim.refused'",
        )

    def authenticity(self) -> str:
        return self._reports(
            "authenticity",
            "'authenticity.disproven', 'authenticity.report_refused'",
            "WHEN 'authenticity.disproven' THEN 'proven'",
            "refused",
            "'authenticity.reported'",
        )

    def damage(self) -> str:
        return self._reports(
            "damage", "'damage.decided'", "WHEN '' THEN ''", "", "'damage.reported'"
        )

    def _reports(self, subject: str, ends: str, words: str, otherwise: str, begins: str) -> str:
        """The latest end of each report; the first day of one that has none."""
        d = self.d
        verdict = d.fact("e.facts", "verdict")
        named = (
            f"CASE e.kind {words} ELSE"
            f" {f'{chr(39)}{otherwise}{chr(39)}' if otherwise else verdict} END"
        )
        if subject == "claim":
            named = (
                f"CASE WHEN e.kind = 'claim.refused' AND {verdict} = 'closed' THEN 'too_late' ELSE"
                f" {named} END"
            )
        is_end = f"e.kind IN ({ends})" + (
            f" AND {verdict} <> 'return'" if subject == "damage" else ""
        )
        events = (
            f"told AS (SELECT e.order_id, {d.fact('e.facts', 'request')} request,"
            f" {d.day(d.stored('e.at'))} on_day, CASE WHEN {is_end} THEN 1 ELSE 0 END is_end,"
            f" {named} ending, row_number() OVER (PARTITION BY {d.fact('e.facts', 'request')}, CASE"
            f" WHEN {is_end} THEN 1 ELSE 0 END ORDER BY e.id) forth, row_number() OVER (PARTITION"
            f" BY {d.fact('e.facts', 'request')}, CASE WHEN {is_end} THEN 1 ELSE 0 END ORDER BY"
            f" e.id DESC) back FROM orders_event e WHERE e.kind IN ({begins}, {ends}))"
        )
        return (
            self._with(self.lanes(), events)
            + "SELECT t.order_id, n.lane, t.on_day decided, 'kept' state, t.ending FROM told t JOIN"
            " lanes n ON n.order_id = t.order_id WHERE t.is_end = 1 AND t.back = 1 UNION ALL"
            " SELECT t.order_id, n.lane, t.on_day, 'open', '' FROM told t JOIN lanes n ON"
            " n.order_id = t.order_id WHERE t.is_end = 0 AND t.forth = 1 AND NOT EXISTS (SELECT 1"
            " FROM told x WHERE x.request = t.request AND x.is_end = 1)"
        )

    def _with(self, *parts: str) -> str:
        return f"WITH RECURSIVE {', '.join(parts)} "

    def by_week_and_lane(self, statement: str) -> str:
        return (
            f"SELECT {self.d.week('decided')} week, lane, state, ending, count(*) FROM"
            f" ({statement}) every_case GROUP BY 1, 2, 3, 4"
        )
