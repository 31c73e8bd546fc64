"""A page as a person reads it: its words, one block a line."""

from __future__ import annotations

import html
import re

_BLOCKS = (
    "p|h[1-6]|li|ul|ol|section|div|table|tr|form|button|dt|dd|dl|details|summary|br|article|header"
    "|fieldset|legend|label|option|nav|figure|figcaption|blockquote|pre|aside|footer|hr"
)


def words_of_page(source: str) -> str:
    """The words of <main>, or of all where there is none."""
    main = re.search(r"<main[^>]*>(.*?)</main>", source, re.DOTALL)
    return words_of_html(main[1] if main else source)


def words_of_html(source: str) -> str:
    """The words between the tags, one block a line; cells of a table are parted by a bar."""
    text = re.sub(r"<(script|style|template|svg)\b.*?</\1>", "", source, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", text)
    text = re.sub(rf"</?(?:{_BLOCKS})\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
