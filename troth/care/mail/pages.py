"""The words of an HTML mail, in one pass over it: whatever it is made of, each letter is looked at
a few times at most.

Python's own parser looks through the rest of a page again for each tag that isn't ended: 40 KB take
it half a minute.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,40})([^<>]*)>")
_NAMED = re.compile(
    r"""\b(?:class|id)\s*=\s*("[^"<>]{0,300}|'[^'<>]{0,300}|[^\s"'<>]{1,300})""", re.IGNORECASE
)
_QUOTES = re.compile(r"gmail_attr|yahoo_quoted")
# Outlook's heading of what is quoted below it, to the end of the page and without a mark.
_HEADINGS = re.compile(r"OutlookMessageHeader|divRplyFwdMsg")
_HEADING = "\n-----Original Message-----\n"
_BREAKS, _ENDS = (
    frozenset(("br", "p", "div", "tr", "li", "hr")),
    frozenset(("p", "div", "tr", "li")),
)
_UNSEEN = frozenset(("script", "style", "head"))
_NEVER_ENDED = frozenset(("br", "img", "hr", "input", "meta", "link"))


def words_of(page: str) -> str:
    """Its words line by line, without what is unseen. What is quoted has the mark of a plain text,
    `>`, before each line.
    """
    words, at = _Words(), 0
    while at < len(page):
        opens = page.find("<", at)
        if opens != at:
            words.text(page[at : opens if opens >= 0 else len(page)])
            at = opens if opens >= 0 else len(page)
        elif tag := _TAG.match(page, at):
            words.tag(bool(tag[1]), tag[2].lower(), tag[3])
            at = tag.end()
        else:
            at = _skip_markup(page, at, words)
    return re.sub(r"[ \t\xa0]+", " ", "".join(words.lines()))


def _skip_markup(page: str, at: int, words: _Words) -> int:
    """Where a comment, a declaration or a sign that means itself ends. What is left open goes to
    the end.
    """
    closes = (
        "-->" if page.startswith("<!--", at) else ">" if page[at + 1 : at + 2] in ("!", "?") else ""
    )
    if not closes:
        words.text("<")
        return at + 1
    end = page.find(closes, at + 2)
    return end + len(closes) if end >= 0 else len(page)


class _Words:
    """The words so far, each with whether it is quoted, and the elements around the place: those
    whose words don't count, and those that quote.
    """

    def __init__(self) -> None:
        self._words: list[tuple[str, bool]] = []
        self._skipped = _Open()
        self._quoting = _Open()

    def lines(self) -> Iterator[str]:
        """The words; a quotation begins a line of its own, and each of its lines has a mark."""
        before, begins = False, True
        for words, quoted in self._words:
            if quoted != before and not begins:
                yield "\n"
                begins = True
            before = quoted
            for line in words.splitlines(keepends=True) if quoted else (words,):
                yield "> " + line if quoted and begins else line
                begins = line.endswith("\n") if line else begins

    def text(self, text: str) -> None:
        if self._skipped:
            return
        with suppress(ValueError):  # a number longer than any letter's
            text = unescape(text)
        self._words.append((text, bool(self._quoting)))

    def _break(self, text: str = "\n") -> None:
        self._words.append((text, bool(self._quoting)))

    def tag(self, ends: bool, name: str, attributes: str) -> None:
        if not ends:
            self._begins(name, attributes)
        if ends or attributes.endswith("/"):
            self._ends(name)

    def _begins(self, name: str, attributes: str) -> None:
        named = _NAMED.findall(attributes[:2000])
        if self._skipped or name in _UNSEEN:
            self._skipped.add(name)
            return
        if name in _BREAKS:
            self._break()
        if self._quoting or name == "blockquote" or any(map(_QUOTES.search, named)):
            self._quoting.add(name)
        elif any(map(_HEADINGS.search, named)):
            self._break(_HEADING)

    def _ends(self, name: str) -> None:
        if self._skipped:
            self._skipped.end(name)
            return
        if name in _ENDS:
            self._break()
        self._quoting.end(name)


class _Open:
    """Elements that are open, the outer first."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._counted: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._names)

    def add(self, name: str) -> None:
        if name not in _NEVER_ENDED:
            self._names.append(name)
            self._counted[name] += 1

    def end(self, name: str) -> None:
        """Ends the innermost of this name, and what is open inside it; nothing where none is."""
        ended = ""
        while self._counted[name] and ended != name:
            ended = self._names.pop()
            self._counted[ended] -= 1
