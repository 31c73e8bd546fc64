"""A browser without scripts: it opens pages, reads their forms, and sends them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from simulation.older_names import FACTS, FIELDS
from simulation.words import words_of_page


@dataclass
class Form:
    """A form of a page, with what it would send if nothing were typed."""

    action: str
    method: str = "get"
    fields: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)  # of radios and selects
    uploads: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words
    words: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select, self._textarea = "", ""
        self._button: tuple[str, str] | None = None
        self._button_words = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = Form(got.get("action", ""), got.get("method", "get").lower())
            self.forms.append(self._open)
            return
        form = self._open
        if form is None:
            return
        name = got.get("name", "")
        if tag == "input":
            self._read_input(form, name, got, "checked" in got)
        elif tag == "textarea":
            self._textarea = name
            form.fields.setdefault(name, "")
        elif tag == "select":
            self._select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            value = got.get("value", "")
            form.choices[self._select].append(value)
            if "selected" in got or self._select not in form.fields:
                form.fields[self._select] = value
        elif tag == "button" and got.get("type", "submit") == "submit":
            self._button, self._button_words = (name, got.get("value", "")), ""

    def _read_input(self, form: Form, name: str, got: dict[str, str], checked: bool) -> None:
        kind, value = got.get("type", "text"), got.get("value", "")
        if kind == "submit":
            form.buttons.append((name, value, value))
        elif not name:
            return
        elif kind == "file":
            form.uploads.append(name)
        elif kind == "radio":
            form.choices.setdefault(name, []).append(value)
            if checked:
                form.fields[name] = value
        elif kind == "checkbox":
            form.choices.setdefault(name, []).append(value or "on")
            if checked:
                form.fields[name] = value or "on"
        else:
            form.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._open is None:
            return
        if self._textarea:
            self._open.fields[self._textarea] += data
        if self._button is not None:
            self._button_words += data
        self._open.words += f" {data.strip()}" if data.strip() else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "button" and self._button is not None and self._open is not None:
            self._open.buttons.append((*self._button, " ".join(self._button_words.split())))
            self._button = None
        elif tag == "form":
            self._open = None


@dataclass
class Page:
    """An answer: where it came from, and what it says."""

    url: str
    status: int
    source: str
    raw: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it is a page and no refusal."""
        return self.status < 400

    @cached_property
    def text(self) -> str:
        """Its words, one block a line."""
        return words_of_page(self.source)

    @property
    def notice(self) -> str:
        """What it says of what was just done: messages and errors; else its beginning."""
        classes = r'class="[^"]*\b(?:message|messages|error|errorlist|note|notice|alert)\b[^"]*"'
        parts = re.findall(
            rf"<[a-z]+[^>]*{classes}[^>]*>(.*?)</(?:p|div|ul|li)>", self.source, re.DOTALL
        )
        words = " / ".join(words_of_page(part).replace("\n", " ") for part in parts[:4])
        return words or self.text[:600]

    def forms(self) -> list[Form]:
        """Its forms, in order."""
        return self._forms

    @cached_property
    def _forms(self) -> list[Form]:
        parser = _Forms()
        parser.feed(self.source)
        return parser.forms

    def form(self, *marks: str) -> Form | None:
        """The first form that posts, and whose address, fields, buttons or words hold all marks."""
        for form in self.forms():
            buttons = " ".join(f"{name}={value} {words}" for name, value, words in form.buttons)
            fields = (*form.fields, *(FACTS.get(name, "") for name in form.fields))
            names = " ".join((*fields, *form.choices, *form.uploads))
            if form.method == "post" and all(
                mark in f"{form.action} {names} {buttons} {form.words}" for mark in marks
            ):
                return form
        return None

    def links(self, pattern: str = "") -> list[str]:
        """The addresses that it leads to, each once, in order."""
        addresses = re.findall(r'<a\b[^>]*href="([^"]+)"', self.source)
        return [link for link in dict.fromkeys(addresses) if re.search(pattern, link)]


class Browser:
    """One person's cookies. `notify` hears of every page that answered."""

    # What a page of the desk hangs on: the instant, and what was written so far. Opened again while
    # that is the same, it says the same. None where nobody counts what is written.
    state: Callable[[], Any] = staticmethod(lambda: None)
    # Set for the forms of an older source: what they don't ask for isn't typed.
    skips_unknown_fields = False

    def __init__(self, client: Any, notify: Callable[[Page], None], network: str = "") -> None:
        self._client, self._notify, self._network = client, notify, network
        self._opened: dict[str, tuple[Any, Page]] = {}
        self._sent = False  # the next page may say what became of it, once

    @property
    def cookies(self) -> Any:
        """What the store has set."""
        return self._client.cookies

    def get(self, url: str) -> Page:
        """Opens an address, and follows where it leads."""
        state = self.state() if url.startswith("/desk/") else None
        opened_state, page = self._opened.get(url, (None, None))
        if page is not None and state is not None and opened_state == state:
            return self._done(page)
        page = self._page(url, self._client.get(url, **self._extra()))
        self._opened[url] = state, page
        if self._sent or state is None or self.state() != state:  # opening it wrote something
            del self._opened[url]
        self._sent = False
        return page

    def post(self, url: str, fields: dict[str, Any] | None = None, **files: Any) -> Page:
        """Sends fields, and files under their names; follows where it leads."""
        self._opened, self._sent = {}, True
        answer = self._client.post(url, {**(fields or {}), **files}, **self._extra())
        return self._page(url, answer)

    def send(
        self, page: Page, form: Form, typed: dict[str, Any] | None = None, *, button: str = ""
    ) -> Page:
        """Sends a form of a page with what is typed, by the button whose name, value or words hold
        `button`. A choice that the form doesn't offer raises LookupError.
        """
        fields = {name: value for name, value in form.fields.items() if name}
        for name, value in (typed or {}).items():
            if self.skips_unknown_fields and name not in form.fields:
                name = FIELDS.get(name, name)
            is_field = name in form.fields or name in form.choices or name in form.uploads
            if not is_field and self.skips_unknown_fields:
                continue
            if not is_field:
                raise LookupError(f"{page.url}: no field {name} in the form {form.action}")
            fields[name] = value
        pressed = [
            candidate
            for candidate in form.buttons
            if button in f"{candidate[0]}={candidate[1]} {candidate[2]}"
        ]
        if button and not pressed:
            raise LookupError(f"{page.url}: no button {button!r} in the form {form.action}")
        if pressed and pressed[0][0]:
            fields[pressed[0][0]] = pressed[0][1]
        return self.post(urljoin(page.url, form.action or page.url), fields)

    def _extra(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self._network} if self._network else {}

    def _page(self, url: str, answer: Any, hops: int = 0) -> Page:
        if answer.status_code in (301, 302, 303, 307, 308) and hops < 6:
            to = urljoin(url, answer.headers["Location"])
            if urlsplit(to).netloc not in ("", "localhost", "testserver"):
                return self._done(Page(to, answer.status_code, ""))
            parts = urlsplit(to)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            return self._page(path, self._client.get(path, **self._extra()), hops + 1)
        streaming = getattr(answer, "streaming", False)
        raw = b"".join(answer.streaming_content) if streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        readable = any(word in kind for word in ("text", "json", "xml"))
        source = raw.decode(errors="replace") if readable else ""
        return self._done(Page(url, answer.status_code, source, raw))

    def _done(self, page: Page) -> Page:
        self._notify(page)
        return page
