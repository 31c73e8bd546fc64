"""Files that people, and others, try to upload."""

from __future__ import annotations

import io
import random
import struct
import zlib

from PIL import Image

GPS, LATITUDE, LONGITUDE = 0x8825, {1: "N", 2: (40.0, 43.0, 6.0)}, {3: "W", 4: (74.0, 0.0, 21.0)}


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (900, 700),
    seed: int | str = 1,
    *,
    gps: bool = True,
    **options,
) -> bytes:
    """A plain picture, different for each seed; with the place where it was taken."""
    shades = random.Random(seed)
    image = Image.new("RGB", (9, 7))
    image.putdata([(*(shades.randrange(256) for _ in range(3)),) for _ in range(63)])
    image = image.resize(size, Image.Resampling.BICUBIC)
    if gps:
        exif = Image.Exif()
        exif[0x010F] = "A Camera Of Our Own"
        exif[GPS] = LATITUDE | LONGITUDE
        options["exif"] = exif
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def bomb() -> bytes:
    """A PNG of 100 megapixels in a hundred kilobytes."""
    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(10_001) * 10_000, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )
