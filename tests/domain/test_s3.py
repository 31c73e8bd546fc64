"""Photos in an S3-compatible store, by setting: a real socket, a bucket of moto's."""

from __future__ import annotations

import io
import json
import urllib.request

import boto3
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from moto.server import ThreadedMotoServer
from PIL import Image

from tests.factories.items import an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.people import erin
from tests.factories.pictures import picture
from troth.catalog import photos
from troth.catalog.models import EvidencePhoto, Photo
from troth.config.stores import storage_of


@pytest.fixture
def buckets(house, monkeypatch):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    for name, value in {
        "S3_ENDPOINT": url,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=url, region_name="us-east-1")
    for bucket in ("photos", "evidence"):
        client.create_bucket(Bucket=bucket)
    anybody = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::photos/*",
    }
    client.put_bucket_policy(
        Bucket="photos", Policy=json.dumps({"Version": "2012-10-17", "Statement": [anybody]})
    )
    house.STORAGES = house.STORAGES | {
        "default": storage_of("photos", house.VAR_DIR, cache=house.PHOTO_CACHE),
        "evidence": storage_of("evidence", house.VAR_DIR),
    }
    # A field asks for its storage once, when the process starts.
    monkeypatch.setattr(EvidencePhoto._meta.get_field("file"), "storage", storages["evidence"])
    yield client
    urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST")).close()
    server.stop()


def keys(client, bucket: str) -> list[str]:
    return sorted(
        entry["Key"] for entry in client.list_objects_v2(Bucket=bucket).get("Contents", [])
    )


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", picture(size=(900, 600)))


def test_photos_and_their_sizes_go_to_the_bucket_and_are_removed_from_it(
    buckets, django_capture_on_commit_callbacks
):
    [photo], refused = photos.add_photos(item=an_unjudged_bag(), files=[upload()], now=NOON, by="x")
    assert refused == []
    photos.render_sizes(photo)
    photo = Photo.objects.get()
    name = photo.file.name.removesuffix(".jpg")
    assert keys(buckets, "photos") == [f"{name}-400.webp", f"{name}-800.webp", f"{name}.jpg"]
    with urllib.request.urlopen(photo.url) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert Image.open(io.BytesIO(answer.read())).size == (400, 267)
    with django_capture_on_commit_callbacks(execute=True):
        photos.remove_photo(photo=photo, now=NOON, by="x")
    assert keys(buckets, "photos") == []


def test_evidence_lies_apart(buckets):
    photos.add_evidence(item=an_unjudged_bag(), files=[upload()], now=NOON, by=erin())
    assert keys(buckets, "photos") == []
    assert keys(buckets, "evidence") == [EvidencePhoto.objects.get().file.name]
