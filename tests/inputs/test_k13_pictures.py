"""K13: photos as phones, scanners and browsers write them, through what every upload passes; and
that a shopper's photo of damage is kept.
"""

from __future__ import annotations

import io
import random
import tomllib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from tests.factories.pictures import picture
from tests.inputs import photos
from troth.care import attaching
from troth.catalog import pictures

ROWS = tomllib.loads(Path(__file__).with_name("k13_pictures.toml").read_text(encoding="utf-8"))[
    "row"
]


def made_by(name: str) -> bytes:
    return picture() if name == "picture" else getattr(photos, name)()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['made']} {row.get('name', '')}")
def test_an_upload_is_judged_by_its_content(row):
    """Through the function that takes a request's files, which leaves pictures to `clean`."""
    name = row.get("name", "photo.jpg")
    file = ContentFile(made_by(row["made"]), name=name)
    if not row["right"].isdigit() and not row["right"].startswith("taken"):
        with pytest.raises(pictures.BadPicture, match=row["right"]):
            attaching._read_file(file, name)
        return
    content, kind, _ = attaching._read_file(file, name)
    assert kind == ("application/pdf" if row["right"] == "taken as paper" else "image/jpeg")
    if row["right"].isdigit():
        with Image.open(io.BytesIO(content)) as shown:
            shade = shown.convert("L").getpixel((200, 200))
        assert abs(shade - int(row["right"])) <= 2


def test_of_two_hundred_photos_with_a_megabyte_behind_none_is_refused():
    plain = picture(size=(320, 320), gps=False)
    chance = random.Random(53)
    for _ in range(200):
        content = plain + b"\xff\xd8\xff\xe0" + chance.randbytes(1_000_000)
        pictures.clean_picture(io.BytesIO(content), name="photo.jpg", size=len(content))


def test_both_ends_of_a_deep_picture_keep_their_shade():
    content = photos.gray_of_16_bits()
    cleaned = pictures.clean_picture(io.BytesIO(content), name="a.png", size=len(content))
    with Image.open(io.BytesIO(cleaned.content)) as shown:
        shades = [shown.convert("L").getpixel((at, 200)) for at in (2, 100, 300, 398)]
    for shade, right in zip(shades, (1, 64, 191, 254), strict=True):
        assert abs(shade - right) <= 3
