"""How the bytes of a text file are read: its encoding is found and named for people, or the file
is refused with what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20
SAMPLE = 400_000
SAVE_AS = "in Excel, save it as “CSV UTF-8 (comma delimited)”"
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32", "UTF-32"),
    (b"\0\0\xfe\xff", "utf-32", "UTF-32"),
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What Western European listings hold of Windows-1252 beside ASCII.
_WESTERN = set(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿŒœŠšŽžŸ"
    "‘’“”–—…€£¥®™©°º½¼¾·«»¡¿§²µ\u00a0"
)
# An accented capital inside a word of small letters, or a sign that no word holds: those bytes
# mean other letters, as in a file from an old Mac.
_UNLIKELY = re.compile(r"[a-zà-ÿ][À-ÞŒŠŽŸ]|[A-Z][ŠŽŸŒ][a-z]|[^\W\d_][–—…¿½¼¾²°º£€][^\W\d_]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]+")


class UnknownEncoding(ValueError):
    """The file's bytes can't be read as text, or not surely. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec of Python, and what people call it."""

    codec: str
    name: str


def encoding_of(path: Path) -> Encoding:
    """The encoding of a file of text. A file that is UTF-8 but for a few bytes is UTF-8: those
    bytes spoil their own rows. Raises `UnknownEncoding`.
    """
    with path.open("rb") as file:
        start = file.read(CHUNK)
    if start.startswith(_WORKBOOKS):
        raise UnknownEncoding(f"it is an Excel workbook, not a CSV file; {SAVE_AS}")
    for mark, codec, name in _MARKS:
        if start.startswith(mark):
            return Encoding(codec, name)
    if wide := _utf16_encoding(start):
        return wide
    broken, is_utf8 = _broken_lines(path)
    return Encoding("utf-8", "UTF-8") if is_utf8 else _legacy_encoding(broken)


def _utf16_encoding(start: bytes) -> Encoding | None:
    """UTF-16 without its mark: every second byte of plain letters is zero."""
    pairs = len(start) // 2
    for at, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if pairs and start[at::2].count(0) > pairs * 0.4 > start[1 - at :: 2].count(0):
            return Encoding(codec, "UTF-16")
    return None


def _broken_lines(path: Path) -> tuple[bytes, bool]:
    """A sample of the lines that aren't UTF-8; and whether the file is UTF-8 all the same, since at
    least as many lines hold letters beyond ASCII that are.
    """
    broken, bad, good = bytearray(), 0, 0
    with path.open("rb") as file:
        while lines := file.readlines(CHUNK):
            try:
                good += not b"".join(lines).decode("utf-8").isascii()
                continue
            except UnicodeDecodeError:
                pass
            for line in lines:
                try:
                    good += not line.decode("utf-8").isascii()
                except UnicodeDecodeError:
                    bad += 1
                    if len(broken) < SAMPLE:
                        broken += line
    return bytes(broken), bad <= good


def _legacy_encoding(sample: bytes) -> Encoding:
    """Windows-1252 or Shift_JIS, where the letters it gives are such as listings hold."""
    western = sample.decode("cp1252", "replace")
    beyond = {sign for sign in western if not sign.isascii()}
    if beyond <= _WESTERN and not _UNLIKELY.search(western):
        return Encoding("cp1252", "Windows-1252 (Western European)")
    try:
        japanese = sample.decode("cp932")
    except UnicodeDecodeError:
        japanese = ""
    words = _JAPANESE.findall(japanese)
    if japanese and "".join(words) == "".join(sign for sign in japanese if not sign.isascii()):
        whole = not any("\uff61" <= sign <= "\uff9f" for word in words for sign in word)
        if whole or _KANA.search(japanese):
            return Encoding("cp932", "Shift_JIS (Japanese)")
    raise UnknownEncoding(
        "its letters beyond plain ones are in an encoding that can't be told for sure, and would be"
        f" read wrong; {SAVE_AS}"
    )
