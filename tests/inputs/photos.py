"""Photos as phones, scanners and browsers write them, each made by a function of its name."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageCms

from tests.factories.pictures import picture

END = b"\xff\xd9"
# What a check for second files looks for, each at a place where chance may write it.
BY_CHANCE = b"..MZ\x90..PK\x03\x04..GIF8..\x7fELF..mZ\x90..%PDF.."


def compressed(count: int = 200_000) -> bytes:
    """Bytes as a video or a gain map has them."""
    noise = random.Random(53).randbytes(count)
    return noise[: count // 2] + BY_CHANCE + noise[count // 2 :]


def with_gain_map() -> bytes:
    return picture() + b"\xff\xd8\xff\xe1\x00\x08hdrgm\0" + compressed()


def motion_photo() -> bytes:
    return picture() + b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + compressed()


def motion_photo_without_a_word() -> bytes:
    return picture(gps=False) + b"\0\0\0\x1cftypmp42" + compressed(6_000_000)


def samsung_motion_photo() -> bytes:
    return picture() + b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + b"\0\0\0\x18ftyp" + compressed()


def mpo() -> bytes:
    written = io.BytesIO()
    frames = [Image.open(io.BytesIO(picture(seed=seed))) for seed in (1, 2)]
    noisy = np.random.default_rng(53).integers(0, 255, (700, 900, 3), dtype=np.uint8)
    frames[1] = Image.fromarray(noisy)
    frames[0].save(written, "MPO", save_all=True, append_images=frames[1:])
    return written.getvalue() + BY_CHANCE


def _with_segment(marker: int, payload: bytes) -> bytes:
    jpeg = picture()
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload + jpeg[2:]


def with_a_thumbnail() -> bytes:
    return _with_segment(0xEA, compressed(40_000))


def with_a_profile() -> bytes:
    return _with_segment(0xED, b"\0" * 100 + BY_CHANCE)


def _srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + BY_CHANCE


def webp() -> bytes:
    return picture("WEBP")


def webp_with_a_profile() -> bytes:
    return picture("WEBP", icc_profile=_srgb())


def _chunk(name: bytes, inside: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + inside))
    return struct.pack(">I", len(inside)) + name + inside + check


def _png(bits: int, color: int, rows: np.ndarray, *, extra: bytes = b"", level: int = 6) -> bytes:
    height, width = rows.shape[:2]
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    head = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + extra
        + _chunk(b"IDAT", zlib.compress(lines, level))
        + _chunk(b"IEND", b"")
    )


def png_with_a_profile() -> bytes:
    flat = np.full((400, 400, 3), 127, np.uint8)
    return _png(8, 2, flat, extra=_chunk(b"iCCP", b"x\0\0" + zlib.compress(_srgb()) + BY_CHANCE))


def png_with_words_in_its_pixels() -> bytes:
    rows = np.zeros((400, 400), np.uint8)
    words = np.frombuffer(b"<?php echo 1; ?><script>" + BY_CHANCE, np.uint8)
    rows[5, : words.size] = words
    return _png(8, 0, rows, level=0)


def _ramp(channels: int = 1) -> np.ndarray:
    ramp = np.linspace(0, 65_535, 401).astype(">u2")
    return np.repeat(np.tile(ramp, (400, 1))[:, :, None], channels, axis=2)


def gray_of_16_bits() -> bytes:
    return _png(16, 0, _ramp()[:, :, 0])


def gray_of_16_bits_with_a_profile() -> bytes:
    return _png(16, 0, _ramp()[:, :, 0], extra=_chunk(b"gAMA", struct.pack(">I", 45_455)))


def colors_of_16_bits() -> bytes:
    return _png(16, 2, _ramp(3))


def gray_and_alpha_of_16_bits() -> bytes:
    both = _ramp(2)
    both[:, :, 1] = 65_535
    return _png(16, 4, both)


def padded() -> bytes:
    return picture() + b"\0\0\0"


def with_zeros_behind() -> bytes:
    return picture() + bytes(5000)


def with_bytes_before_its_end() -> bytes:
    return picture()[:-2] + b"\x7f" + END


def with_bytes_between_segments() -> bytes:
    jpeg = picture()
    (length,) = struct.unpack_from(">H", jpeg, 4)
    at = 4 + length
    return jpeg[:at] + b"\0\0\0" + jpeg[at:]


def a_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("run.sh", "echo")
    return held.getvalue()


def with_a_zip_behind() -> bytes:
    return picture() + a_zip()


def with_a_zip_behind_other_bytes() -> bytes:
    return picture() + random.Random(1).randbytes(5000) + a_zip()


def a_paper() -> bytes:
    return b"%PDF-1.7\n1 0 obj<<>>endobj\n"


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def cmyk() -> bytes:
    return _saved(Image.new("CMYK", (400, 400), (0, 90, 90, 0)), "JPEG")


def turned_nine() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 9
    return picture(gps=False, exif=exif)


def of_a_palette() -> bytes:
    return _saved(Image.new("P", (400, 400), 3), "PNG")


def of_one_bit() -> bytes:
    return _saved(Image.new("1", (400, 400), 1), "PNG")


def cut() -> bytes:
    return picture()[:-4000]


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic" + bytes(100)
