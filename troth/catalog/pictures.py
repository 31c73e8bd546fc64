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

import numpy as np
from PIL import Image, ImageCms, ImageOps

from troth.catalog.hidden_files import hides_another_file
from troth.scanning.actions import scan_result
from troth.scanning.models import INFECTED, WAITING

MOST_BYTES = 30_000_000
MOST_PIXELS = 60_000_000
SHORTEST_SIDE = 300
LONGEST_SIDE = 2400
WIDTHS = (400, 800, 1600)

# We count the pixels ourselves, from the header, for every picture.
Image.MAX_IMAGE_PIXELS = None

# Modes of one channel with more than eight bits, as scanners and microscopes write them.
_DEEP = ("I", "I;16", "I;16B", "I;16L", "I;16N")


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


def clean_picture(file: BinaryIO, *, name: str, size: int, scanned: bool = False) -> Picture:
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
        return _reencode_picture(file)
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
        raise BadPicture(f"the virus scanner found {result.scanner_response[:80]} in it")
    if result.state == WAITING:
        raise BadPicture("the virus scanner doesn't answer; send it again soon")


def _refuse_name_or_size(name: str, size: int) -> None:
    if name != PurePath(name.replace("\\", "/")).name or name in ("", ".", ".."):
        raise BadPicture("a file's name can't hold a folder; rename it")
    if size > MOST_BYTES:
        raise BadPicture(f"has {size / 1e6:,.0f} MB; at most {MOST_BYTES / 1e6:,.0f} MB")


def _reencode_picture(file: BinaryIO) -> Picture:
    content = file.read(MOST_BYTES + 1)
    kind = _picture_kind(content)
    if hides_another_file(kind, content):
        raise BadPicture("hides another file beside the picture; save it anew as a plain picture")
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
        picture = _normalize_image(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90, optimize=True, progressive=True)
    return Picture(written.getvalue(), *picture.size, hashlib.sha256(content).hexdigest())


def is_picture(start: bytes) -> bool:
    """Whether a file that starts so may be a picture that is taken."""
    return start.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF"))


def _picture_kind(content: bytes) -> str:
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


def _normalize_image(opened: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white, without a word about where it was taken."""
    profile = opened.info.get("icc_profile")
    picture = _eight_bits(ImageOps.exif_transpose(opened))
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


def _eight_bits(picture: Image.Image) -> Image.Image:
    """The same shades in 256 steps: 65,535 is as white as 255, and Pillow would clip at 255."""
    if picture.mode not in _DEEP:
        return picture
    steps = np.asarray(picture).clip(0, 65_535).astype(np.uint16) // 257
    return Image.fromarray(steps.astype(np.uint8))


def resize_to_webp(content: bytes, width: int) -> bytes:
    """A WebP of the clean picture, `width` pixels wide, its height in proportion."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as opened:
        picture = opened.convert("RGB")
    picture = picture.resize(
        (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
    )
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()
