"""A second file that hides in a picture's upload: looked for where another program would look for
it, and never among compressed bytes, where any few bytes are found by chance.

Gain maps, further pictures and videos stand behind the first picture in photos of many phones. What
is kept of an upload is its first picture's pixels, written anew.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

# Where a program that reads the start of a file gives up.
START = 1024
# What a browser or a server would run as text: five letters and more, which no chance writes.
_RUNNABLE = re.compile(rb"<script|<html|<svg[\s>]|<\?php|<!doctype", re.IGNORECASE)
_BEGINNINGS = (b"PK\x03\x04", b"%PDF-", b"GIF8", b"\x7fELF", b"MZ\x90", b"#!/")
_PADDING = b"\0 \t\r\n\xff\xef\xbb\xbf"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES, _LONGEST_ZIP_COMMENT = 22, 65_535


class CutOff(ValueError):
    """The picture has no end."""


def hides_another_file(kind: str, content: bytes) -> bool:
    """Whether the upload is something else as well: a page, a script, an archive, a paper or a
    program. `kind` is JPEG, PNG or WEBP. Raises `CutOff` for a picture without an end, which the
    decoder might fill with gray.
    """
    notes, behind = {"JPEG": _jpeg_parts, "PNG": _png_parts, "WEBP": _webp_parts}[kind](content)
    return (
        any(_RUNNABLE.search(note) for note in notes)
        or b"%PDF-" in b"".join(notes)[:START]
        or _starts_as_another(behind)
        or _ends_as_zip(content)
    )


def _starts_as_another(behind: bytes) -> bool:
    start = behind[:START].lstrip(_PADDING)
    return start.startswith(_BEGINNINGS) or bool(_RUNNABLE.search(start))


def _ends_as_zip(content: bytes) -> bool:
    """An archive is read from its end: a record that says exactly how far the end is."""
    at = content.rfind(_ZIP_END, -_ZIP_END_BYTES - _LONGEST_ZIP_COMMENT)
    if at < 0 or len(content) - at < _ZIP_END_BYTES:
        return False
    (comment,) = struct.unpack_from("<H", content, at + 20)
    return bool(len(content) - at == _ZIP_END_BYTES + comment)


def _jpeg_parts(content: bytes) -> tuple[list[bytes], bytes]:
    """The texts and tables before and between the pixels, and what is behind the picture. A camera
    that wrote a few bytes too many between them is forgiven.
    """
    notes: list[bytes] = []
    at = 2
    while (at := content.find(b"\xff", at)) >= 0 and at + 2 <= len(content):
        marker = content[at + 1]
        if marker == 0xD9:
            return notes, content[at + 2 :]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        if at + 4 > len(content):
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        notes.append(content[at + 4 : at + 2 + length])
        at += 2 + max(length, 2)
    raise CutOff


def _png_parts(content: bytes) -> tuple[list[bytes], bytes]:
    notes: list[bytes] = []
    for name, inside, after in _chunks_of(content, 8, ">I4s", checksum=4):
        if name == b"IEND":
            return notes, content[after:]
        if name not in (b"IDAT", b"fdAT"):
            notes.append(inside)
    raise CutOff


def _webp_parts(content: bytes) -> tuple[list[bytes], bytes]:
    (length,) = struct.unpack_from("<I", content, 4)
    end = 8 + length
    if end > len(content):
        raise CutOff
    chunks = _chunks_of(content[:end], 12, "<4sI", checksum=0)
    pixels = (b"VP8 ", b"VP8L", b"ALPH", b"ANMF")
    return [inside for name, inside, _ in chunks if name not in pixels], content[end:]


def _chunks_of(
    content: bytes, at: int, head: str, *, checksum: int
) -> Iterator[tuple[bytes, bytes, int]]:
    """Name, content and end of each chunk: with a checksum behind it, or padded to even bytes."""
    while at + 8 <= len(content):
        first, second = struct.unpack_from(head, content, at)
        name, length = (first, second) if isinstance(first, bytes) else (second, first)
        inside = at + 8
        at = inside + length + (checksum or length % 2)
        yield name, content[inside : inside + length], at
