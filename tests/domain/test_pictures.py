"""Uploads: decided by content, counted before they are decoded, and nothing served but pixels."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.items import an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.pictures import bomb, picture
from troth.catalog import photos, pictures
from troth.catalog.models import MOST_PHOTOS, Photo
from troth.catalog.tasks import sweep_catalog

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def a_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("run.sh", "echo")
    return held.getvalue()


def clean(content: bytes, name: str = "photo.jpg"):
    return pictures.clean_picture(io.BytesIO(content), name=name, size=len(content))


REFUSED = [
    ("photo.png", bomb, "10,000 × 10,000 pixels, 100 megapixels"),
    ("photo.svg", lambda: SVG, "is not a JPEG, PNG or WebP"),
    ("photo.jpg", lambda: SVG, "is not a JPEG, PNG or WebP"),
    ("photo.jpg", lambda: picture() + a_zip(), "hides another file"),
    ("photo.jpg", lambda: picture() + b"<html><script>alert(1)</script>", "hides another file"),
    ("photo.jpg", lambda: picture(comment=b"<?php system($_GET['c']); ?>"), "hides another file"),
    ("photo.png", lambda: picture("PNG") + a_zip(), "hides another file"),
    ("photo.webp", lambda: picture("WEBP") + SVG, "hides another file"),
    ("photo.jpg", lambda: picture()[:4000], "damaged or cut off"),
    ("photo.png", lambda: picture("PNG")[:-4000], "damaged or cut off"),
    ("photo.webp", lambda: picture("WEBP")[:-2000], "damaged or cut off"),
    ("photo.jpg", lambda: picture()[:3], "damaged or cut off"),
    ("photo.jpg", lambda: b"", "is empty"),
    ("photo.jpg", lambda: picture(size=(299, 900)), "at least 300"),
    ("photo.jpg", lambda: b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
    ("../photo.jpg", picture, "can't hold a folder"),
    ("..\\photo.jpg", picture, "can't hold a folder"),
]


@pytest.mark.parametrize(("name", "make", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_it_is_refused_with_its_name_and_the_reason(name, make, reason):
    with pytest.raises(pictures.BadPicture, match=reason) as refusal:
        clean(make(), name)
    assert str(refusal.value).startswith(f"{name.replace(chr(92), '/').rpartition('/')[2]}: ")


def test_what_moves_is_refused():
    held = io.BytesIO()
    frames = [Image.new("RGB", (400, 400), shade) for shade in ("red", "blue")]
    frames[0].save(held, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    with pytest.raises(pictures.BadPicture, match="moves"):
        clean(held.getvalue(), "photo.webp")


def test_two_hundred_megabytes_are_refused_unread():
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError("it was read")

    with pytest.raises(pictures.BadPicture, match="has 200 MB; at most 30 MB"):
        pictures.clean_picture(Unread(), name="photo.jpg", size=200_000_000)


@pytest.mark.parametrize(
    ("kind", "ending"), [("JPEG", "jpg"), ("JPEG", "JPEG"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_nothing_but_pixels_is_kept(kind, ending):
    cleaned = clean(picture(kind), f"photo.{ending}")
    with Image.open(io.BytesIO(cleaned.content)) as image:
        assert (image.format, image.size) == ("JPEG", (900, 700))
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
    assert b"Camera" not in cleaned.content


def test_it_stands_upright_as_the_camera_meant():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert (
        clean(picture(gps=False, exif=exif)).width,
        clean(picture(gps=False, exif=exif)).height,
    ) == (700, 900)


def test_a_large_one_is_made_smaller():
    assert clean(picture(size=(4000, 3000))).width == pictures.LONGEST_SIDE


def test_what_is_clear_lies_on_white():
    held = io.BytesIO()
    Image.new("RGBA", (400, 400), (255, 0, 0, 0)).save(held, "PNG")
    with Image.open(io.BytesIO(clean(held.getvalue(), "photo.png").content)) as image:
        assert image.getpixel((200, 200)) == (255, 255, 255)


def upload(seed: int, name: str | None = None, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name or f"{seed}.jpg", content or picture(seed=seed, size=(500, 400)))


def add(item, *seeds):
    return photos.add_photos(
        item=item, files=[upload(seed) for seed in seeds], now=NOON, by="staff:pat"
    )


@pytest.fixture
def item(house):
    return an_unjudged_bag()


def order(item) -> list[int]:
    return [photo.pk for photo in Photo.objects.filter(item=item).order_by("position")]


def test_the_good_ones_are_kept_and_the_bad_ones_told(item):
    files = [upload(1), upload(2, content=b"x"), upload(3)]
    added, refused = photos.add_photos(item=item, files=files, now=NOON, by="staff:pat")
    assert [photo.position for photo in added] == [0, 1]
    assert refused == ["2.jpg: is not a JPEG, PNG or WebP picture"]


def test_the_same_picture_sent_twice_is_kept_once(item):
    add(item, 1)
    assert add(item, 1)[1] == ["1.jpg: is here already"]
    assert Photo.objects.count() == 1


def test_there_is_a_limit(item):
    Photo.objects.bulk_create(
        Photo(item=item, position=place, file=f"x{place}.jpg", alt="x")
        for place in range(MOST_PHOTOS)
    )
    assert "at most 24 photos" in add(item, 1)[1][0]


def test_they_are_moved_and_removed(item):
    first, second, third = add(item, 1, 2, 3)[0]
    photos.move_photo(photo=third, to=0, now=NOON, by="staff:pat")
    assert order(item) == [third.pk, first.pk, second.pk]
    photos.move_photo(photo=third, to=99, now=NOON, by="staff:pat")
    assert order(item) == [first.pk, second.pk, third.pk]
    photos.remove_photo(photo=second, now=NOON, by="staff:pat")
    assert order(item) == [first.pk, third.pk]
    add(item, 4)
    assert len(order(item)) == 3


def test_a_pin_goes_with_its_photo(item):
    [photo], _ = add(item, 1)
    defect = {"zone": "corners", "kind": "stain", "severity": "slight", "note": ""}
    item.defects = [defect | {"photo": photo.digest, "x": 1.0, "y": 2.0}]
    item.save()
    photos.remove_photo(photo=photo, now=NOON, by="staff:pat")
    item.refresh_from_db()
    assert item.defects == [defect]


def test_sizes_are_made_and_again_gives_the_same(item):
    [photo], _ = photos.add_photos(
        item=item, files=[upload(1, content=picture(size=(1200, 900)))], now=NOON, by="x"
    )
    assert sweep_catalog() == 1
    for _ in range(2):
        photos.render_sizes(photo)
    photo.refresh_from_db()
    assert photo.sizes == [400, 800]
    for width in photo.sizes:
        with photo.file.storage.open(photo.name_at(width)) as file, Image.open(file) as image:
            assert (image.format, image.width, dict(image.getexif())) == ("WEBP", width, {})
    assert sweep_catalog() == 0
    assert f"{photo.name_at(400)} 400w" in photo.srcset
