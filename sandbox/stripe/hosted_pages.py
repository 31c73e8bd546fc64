"""The page on which a shopper types a card. Plain forms, no script: the store never sees the
number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from sandbox.stripe.cards import KNOWN, card_of, has_luhn_digit
from sandbox.stripe.forms import is_email_address
from sandbox.stripe.state import Doc, StripeState
from sandbox.stripe.storage import StoredObject

_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"
Page = tuple[int, dict[str, str], str]
FIELDS = {
    "email": ("Email", "email", "email"),
    "number": ("Card number", "numeric", "cc-number"),
    "expiry": ("Expiry, as 12/30", "numeric", "cc-exp"),
    "cvc": ("Security code", "numeric", "cc-csc"),
    "name": ("Name on card", "text", "cc-name"),
    "zip": ("ZIP code", "numeric", "postal-code"),
}
_STYLE = """
:root{--paper:#f7f7f4;--ink:#22252b;--soft:#565b66;--line:#d8d9d3;--key:#2f3a8f;--bad:#9b2c1f}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem clamp(1rem,4vw,2.5rem) 3rem;display:grid;gap:2rem}
@media(min-width:52rem){main{grid-template-columns:5fr 6fr;gap:4rem;padding-top:4rem}}
h1{font-size:1.05rem;font-weight:500;color:var(--soft);margin:0}
.total{font-size:2.2rem;font-weight:600;margin:.1rem 0 1rem}
table{width:100%;border-collapse:collapse}
th{font-weight:400;text-align:left;padding:.4rem 1rem .4rem 0;overflow-wrap:anywhere}
td{text-align:right;white-space:nowrap;vertical-align:top;padding:.4rem 0}
tr+tr{border-top:1px solid var(--line)}
.small{font-size:.875rem;color:var(--soft)}.field{margin:0 0 .9rem;display:grid;gap:.25rem}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:.8rem;align-items:start}
input{font:inherit;padding:.6rem .7rem;min-height:2.75rem;border:1px solid #8a8d92;
border-radius:6px;width:100%;background:#fff}
[aria-invalid]{border:2px solid var(--bad)}.problem{color:var(--bad);font-size:.9rem}
.note{padding:.7rem 1rem;border-radius:6px;background:#fbeeea;border:1px solid #e3b8ae;
margin:0 0 1rem}
button{font:600 1rem system-ui,sans-serif;width:100%;min-height:2.9rem;border:0;border-radius:6px;
cursor:pointer;background:var(--key);color:#fff}
button.quiet{background:#fff;color:var(--key);border:1px solid var(--key);margin-top:.6rem}
a{color:var(--key)}:focus-visible{outline:3px solid var(--key);outline-offset:2px}
details{margin-top:1.5rem}summary{cursor:pointer;color:var(--key)}
code{font-size:.9rem;white-space:nowrap}li{margin:.25rem 0}
"""


class HostedPages:
    """Everything under /c/. Each request is one transaction of the state's store."""

    def __init__(self, state: StripeState, *, store_name: str) -> None:
        self._state, self._name = state, store_name

    def answer(self, *, method: str, path: str, form: Mapping[str, str]) -> Page:
        with self._state.store.transaction():
            self._state.expire()
            if match := re.fullmatch(r"/c/pay/([A-Za-z0-9_]{1,255})", path):
                return self._pay(method, match[1], form)
            if match := re.fullmatch(r"/c/3ds/([A-Za-z0-9_]{1,255})", path):
                return self._authenticate(method, match[1], form)
        return self._gone("There is no such page.", None)

    def _pay(self, method: str, key: str, form: Mapping[str, str]) -> Page:
        session = self._state.store.get("checkout.session", key)
        if session is None:
            return self._gone("There is no such page.", None)
        if session.doc["status"] == "complete":
            return self._back(session)
        if session.doc["status"] == "expired":
            return self._gone(
                "This page has expired. Nothing was charged.", session.doc["cancel_url"]
            )
        if method != "POST":
            return self._form(session, {"email": session.doc["customer_email"] or ""}, {})
        typed = {name: form.get(name, "").strip()[:200] for name in FIELDS}
        typed["number"] = re.sub(r"[ -]", "", typed["number"])
        # A phone's numeric keypad has no slash.
        typed["expiry"] = re.sub(
            r"^(\d\d)[ -]?((?:20)?\d\d)$", r"\1/\2", typed["expiry"], flags=re.ASCII
        )
        if wrong := _form_problems(typed, self._state.now()):
            return self._form(session, typed, wrong)
        card, paying = card_of(typed["number"]), self._state.payment_of(session)
        if card.secure:
            self._state.ask_for_authentication(paying, typed)
            return 303, {"Location": f"{self._state.public_url}/c/3ds/{paying.doc['id']}"}, ""
        if decline_message := self._state.try_card(paying, card, typed):
            return self._form(session, typed, {}, decline_message)
        return self._back(session)

    def _authenticate(self, method: str, key: str, form: Mapping[str, str]) -> Page:
        paying = self._state.store.get("payment_intent", key)
        page = self._state.store.get("checkout.session", paying.own["page"]) if paying else None
        if paying is None or page is None:
            return self._gone("There is no such page.", None)
        if page.doc["status"] == "complete":
            return self._back(page)
        if page.doc["status"] == "expired" or paying.doc["status"] != "requires_action":
            return self._gone(
                "This authentication is over. Nothing was charged.", page.doc["cancel_url"]
            )
        if method != "POST":
            return self._question(page)
        typed = paying.own["typed"]
        if form.get("answer") == "complete":
            card = card_of(paying.own["card"])
            self._state.try_card(paying, card, typed, secure="authenticated")
            return self._back(page)
        message = self._state.authentication_failed(paying)
        return self._form(page, typed | {"number": "", "cvc": ""}, {}, message)

    def _back(self, session: StoredObject) -> Page:
        """To the store again, with the page's own name in the address."""
        where = session.doc["success_url"].replace("{CHECKOUT_SESSION_ID}", session.doc["id"])
        return 303, {"Location": quote(where, safe=_IN_ADDRESSES)}, ""

    def _form(
        self,
        session: StoredObject,
        typed: Mapping[str, str],
        wrong: Mapping[str, str],
        error: str = "",
    ) -> Page:
        doc, params = session.doc, session.own["asked"]
        message = (doc["custom_text"]["submit"] or {}).get("message", "")
        shown = {name: value for name, value in typed.items() if name not in ("number", "cvc")}
        fields = {
            name: _field_html(name, shown.get(name, ""), wrong.get(name, "")) for name in FIELDS
        }
        back = (
            f'<p><a href="{escape(doc["cancel_url"])}">Back to the store</a></p>'
            if doc["cancel_url"]
            else ""
        )
        problem = (
            f'<p class="note" role="alert">{escape(error)} Nothing was charged; try another'
            " card.</p>"
            if error
            else ""
        )
        body = f"""<main><section aria-label="What you pay"><h1>{escape(self._name)}</h1>
<p class="total">{_dollars_text(doc["amount_total"])}</p>{_lines_html(params["line_items"])}{back}
<p class="small">Test payments: no money moves.</p></section>
<section aria-label="Pay by card"><h2 class="small">Pay by card</h2>{problem}
<form method="post" action="/c/pay/{doc["id"]}">{fields["email"]}{fields["number"]}
<div class="pair">{fields["expiry"]}{fields["cvc"]}</div>{fields["name"]}{fields["zip"]}
{f'<p class="small">{escape(message)}</p>' if message else ""}
<button>Pay {_dollars_text(doc["amount_total"])}</button></form>
<details><summary>Test cards</summary><ul>{_cards_html()}</ul></details></section></main>"""
        return 200, {}, _page_html(f"Pay {self._name}", body)

    def _question(self, page: StoredObject) -> Page:
        body = f"""<main><section><h1>Your card's issuer asks: is it you?</h1>
<p class="total">{_dollars_text(page.doc["amount_total"])}</p>
<p>For {escape(self._name)}. In a real payment your bank asks here.</p>
<form method="post"><button name="answer" value="complete">Complete authentication</button>
<button name="answer" value="fail" class="quiet">Fail authentication</button></form>
</section></main>"""
        return 200, {}, _page_html("Authentication", body)

    def _gone(self, message: str, back: str | None) -> Page:
        link = f'<p><a href="{escape(back)}">Back to the store</a></p>' if back else ""
        name, text = escape(self._name), escape(message)
        body = f"<main><section><h1>{name}</h1><p>{text}</p>{link}</section></main>"
        return 200 if back else 404, {}, _page_html("Payment", body)


def _form_problems(typed: Mapping[str, str], now: int) -> dict[str, str]:
    """What can't be so, by field."""
    problems = {}
    if typed["email"] and not is_email_address(typed["email"]):
        problems["email"] = "This is not an email address."
    if not 12 <= len(typed["number"]) <= 19 or not has_luhn_digit(typed["number"]):
        problems["number"] = "This is not a card number."
    expiry = re.fullmatch(r"(0[1-9]|1[0-2]) ?/ ?(?:20)?(\d\d)", typed["expiry"], re.ASCII)
    today = datetime.fromtimestamp(now, UTC)
    if not expiry or (2000 + int(expiry[2]), int(expiry[1])) < (today.year, today.month):
        problems["expiry"] = "A month and year to come, as 12/30."
    if not re.fullmatch(r"\d{3,4}", typed["cvc"], re.ASCII):
        problems["cvc"] = "Three or four digits."
    if not typed["name"]:
        problems["name"] = "The name on the card is missing."
    if not re.fullmatch(r"\d{5}(-\d{4})?", typed["zip"], re.ASCII):
        problems["zip"] = "Five digits, as in 10013."
    return problems


def _field_html(name: str, value: str, problem: str) -> str:
    label, mode, fills = FIELDS[name]
    aria = f' aria-invalid="true" aria-describedby="{name}-problem"' if problem else ""
    problem_html = (
        f'<span class="problem" id="{name}-problem">{escape(problem)}</span>' if problem else ""
    )
    return (
        f'<p class="field"><label for="{name}">{label}</label><input id="{name}" name="{name}"'
        f' value="{escape(value)}" inputmode="{mode}" autocomplete="{fills}"'
        f' maxlength="200"{aria}>{problem_html}</p>'
    )


def _lines_html(lines: list[Doc]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line["price_data"]["product_data"]["name"])}</th>'
        f"<td>{_dollars_text(line['quantity'] * line['price_data']['unit_amount'])}</td></tr>"
        for line in lines
    )
    return f"<table>{rows}</table>"


def _cards_html() -> str:
    return "".join(
        f"<li><code>{' '.join(re.findall('.{1,4}', card.number))}</code> {card.does}</li>"
        for card in KNOWN
    )


def _dollars_text(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"


def _page_html(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, '
        'initial-scale=1"><meta name="robots"'
        f' content="noindex"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"</head><body>{body}</body></html>"
    )
