"""The words of an HTML mail, in one pass over it: whatever it is made of, each letter is looked at
a few times at most.

Python's own parser looks through the rest of a page again for each tag that isn't ended: 40 KB take
it half a minute.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,40})([^<>]*)>")
_NAMED = re.compile(
    r"""\b(?:class|id)\s*=\s*("[^"<>]{0,300}|'[^'<>]{0,300}|[^\s"'<>]{1,300})""", re.IGNORECASE
)
_QUOTES = re.compile(r"gmail_quote|yahoo_quoted|OutlookMessageHeader|divRplyFwdMsg")
_BREAKS, _ENDS = (
    frozenset(("br", "p", "div", "tr", "li", "hr")),
    frozenset(("p", "div", "tr", "li")),
)
_UNSEEN = frozenset(("script", "style", "head", "blockquote"))
_NEVER_ENDED = frozenset(("br", "img", "hr", "input", "meta", "link"))


def words_of(page: str) -> str:
    """What its writer wrote, line by line, without what is unseen and what is quoted."""
    found, at = _Words(), 0
    while at < len(page):
        opens = page.find("<", at)
        if opens != at:
            found.text(page[at : opens if opens >= 0 else len(page)])
            at = opens if opens >= 0 else len(page)
        elif tag := _TAG.match(page, at):
            found.tag(bool(tag[1]), tag[2].lower(), tag[3])
            at = tag.end()
        else:
            at = _after(page, at, found)
    return re.sub(r"[ \t\xa0]+", " ", "".join(found.words))


def _after(page: str, at: int, found: _Words) -> int:
    """Where a comment, a declaration or a sign that means itself ends. What is left open goes to
    the end.
    """
    closes = (
        "-->" if page.startswith("<!--", at) else ">" if page[at + 1 : at + 2] in ("!", "?") else ""
    )
    if not closes:
        found.text("<")
        return at + 1
    end = page.find(closes, at + 2)
    return end + len(closes) if end >= 0 else len(page)


class _Words:
    """The words so far, and the elements around the place whose words don't count."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._skipped: list[str] = []
        self._counted: Counter[str] = Counter()

    def text(self, told: str) -> None:
        if not self._skipped:
            try:
                self.words.append(unescape(told))
            except ValueError:  # a number longer than any letter's
                self.words.append(told)

    def tag(self, ends: bool, name: str, told: str) -> None:
        if not ends:
            self._begins(name, told)
        if ends or told.endswith("/"):
            self._ends(name)

    def _begins(self, name: str, told: str) -> None:
        if (
            self._skipped
            or name in _UNSEEN
            or any(_QUOTES.search(each) for each in _NAMED.findall(told[:2000]))
        ):
            if name not in _NEVER_ENDED:
                self._skipped.append(name)
                self._counted[name] += 1
        elif name in _BREAKS:
            self.words.append("\n")

    def _ends(self, name: str) -> None:
        if self._counted[name]:
            ended = ""
            while ended != name:
                ended = self._skipped.pop()
                self._counted[ended] -= 1
        elif not self._skipped and name in _ENDS:
            self.words.append("\n")
