"""Uploaded pictures: what they are is decided by their content, before a pixel of them is decoded.

What passes is decoded and written anew, so that nothing of the upload but its pixels is ever
served: no place, no camera, no second file hidden behind the picture.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from troth.scanning.actions import scan_result
from troth.scanning.models import INFECTED, WAITING

MOST_BYTES = 30_000_000
MOST_PIXELS = 60_000_000
SHORTEST_SIDE = 300
LONGEST_SIDE = 2400
WIDTHS = (400, 800, 1600)

# We count the pixels ourselves, from the header, for every picture.
Image.MAX_IMAGE_PIXELS = None

_ENDINGS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WEBP": (".webp",)}
# Beginnings of what a browser, an archiver or a server would run. None belongs behind or beside a
# picture.
_OTHER_FILES = (
    b"<script",
    b"<html",
    b"<svg",
    b"<?php",
    b"<!doctype",
    b"PK\x03\x04",
    b"%PDF-",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90",
)


class BadPicture(ValueError):
    """The upload can't be taken; the text names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean JPEG of at most `LONGEST_SIDE` pixels, and the SHA-256 of the upload it was made
    from.
    """

    content: bytes
    width: int
    height: int
    digest: str


def clean(file: BinaryIO, *, name: str, size: int, scanned: bool = False) -> Picture:
    """The picture in an upload. Raises `BadPicture` for everything that is not plainly one
    picture.

    `scanned` says that the caller has asked the virus scanner, and acts on what it said. For who
    hasn't, one that is infected or has no verdict yet is refused.
    """
    shown = PurePath(name.replace("\\", "/")).name[:80] or "the file"
    try:
        _refuse_name_or_size(name, size)
        if not scanned:
            _refuse_unscanned(file)
        return _clean(file, name)
    except BadPicture as bad:
        raise BadPicture(f"{shown}: {bad}") from bad
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
        MemoryError,
        IndexError,
    ) as broken:
        raise BadPicture(f"{shown}: is damaged or cut off; send it again") from broken


def _refuse_unscanned(file: BinaryIO) -> None:
    result = scan_result(file)
    if result.state == INFECTED:
        raise BadPicture(f"the virus scanner found {result.says[:80]} in it")
    if result.state == WAITING:
        raise BadPicture("the virus scanner doesn't answer; send it again soon")


def _refuse_name_or_size(name: str, size: int) -> None:
    if name != PurePath(name.replace("\\", "/")).name or name in ("", ".", ".."):
        raise BadPicture("a file's name can't hold a folder; rename it")
    if size > MOST_BYTES:
        raise BadPicture(f"has {size / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:,.0f} MB")


def _clean(file: BinaryIO, name: str) -> Picture:
    content = file.read(MOST_BYTES + 1)
    kind = _kind(content)
    if not name.lower().endswith(_ENDINGS[kind]):
        raise BadPicture(
            f"holds a {kind} picture, and its name doesn't end in {_ENDINGS[kind][0]}; rename it"
        )
    _refuse_stowaways(kind, content)
    with Image.open(io.BytesIO(content), formats=[kind]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            millions = f"{width * height / 1e6:,.0f} megapixels; at most {MOST_PIXELS / 1e6:,.0f}"
            raise BadPicture(f"is {width:,} × {height:,} pixels, {millions}")
        if min(width, height) < SHORTEST_SIDE:
            raise BadPicture(f"is {width} × {height} pixels; at least {SHORTEST_SIDE} on each side")
        if getattr(opened, "is_animated", False) and opened.format != "MPO":
            raise BadPicture("moves; send one still picture")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        picture = _plain(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90, optimize=True, progressive=True)
    return Picture(written.getvalue(), *picture.size, hashlib.sha256(content).hexdigest())


def _kind(content: bytes) -> str:
    if content[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if not content:
        raise BadPicture("is empty")
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        raise BadPicture(
            "is HEIC; set the phone's camera to its most compatible format, or send JPEG, PNG or"
            " WebP"
        )
    raise BadPicture("is not a JPEG, PNG or WebP picture")


def _refuse_stowaways(kind: str, content: bytes) -> None:
    pixels_from, end = {"JPEG": _jpeg_parts, "PNG": _png_parts, "WEBP": _webp_parts}[kind](content)
    beside = (content[:pixels_from] + content[end:]).lower()
    if any(other.lower() in beside for other in _OTHER_FILES):
        raise BadPicture("hides another file beside the picture; save it anew as a plain picture")


def _jpeg_parts(content: bytes) -> tuple[int, int]:
    """Where the pixels begin, and where the picture ends."""
    at, pixels_from = 2, 0
    while True:
        if content[at] != 0xFF:
            raise BadPicture("is damaged or cut off; send it again")
        marker = content[at + 1]
        if marker == 0xD9:
            return pixels_from, at + 2
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        at += 2 + length
        if marker == 0xDA:
            pixels_from = pixels_from or at
            at = _after_scan(content, at)


def _after_scan(content: bytes, at: int) -> int:
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise BadPicture("is damaged or cut off; send it again")
        if content[at + 1] != 0x00 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _png_parts(content: bytes) -> tuple[int, int]:
    at, pixels_from = 8, 0
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        if name == b"IDAT" and not pixels_from:
            pixels_from = at
        at += 12 + length
        if name == b"IEND":
            return pixels_from or at, at


def _webp_parts(content: bytes) -> tuple[int, int]:
    (length,) = struct.unpack_from("<I", content, 4)
    at = 12
    while content[at : at + 4] not in (b"VP8 ", b"VP8L", b"ANMF", b""):
        (chunk,) = struct.unpack_from("<I", content, at + 4)
        at += 8 + chunk + chunk % 2
    return at, 8 + length


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white, without a word about where it was taken."""
    profile = opened.info.get("icc_profile")
    picture = ImageOps.exif_transpose(opened)
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        over = picture.convert("RGBA")
        picture = Image.new("RGB", over.size, "white")
        picture.paste(over, mask=over.getchannel("A"))
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            picture = converted or picture
        except ImageCms.PyCMSError:
            pass  # a profile that can't be read changes no pixel
    picture = picture.convert("RGB")
    picture.info.clear()
    return picture


def sized(content: bytes, width: int) -> bytes:
    """A WebP of the clean picture, `width` pixels wide, its height in proportion."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as opened:
        picture = opened.convert("RGB")
    picture = picture.resize(
        (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
    )
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()
