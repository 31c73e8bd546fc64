"""What machines read: the data of a page, and the feed of all items."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.moments import NOON
from tests.factories.pictures import picture
from troth.catalog.photos import add_photos

GOOGLE = "{http://base.google.com/ns/1.0}"


def add_two_photos(item):
    files = [
        SimpleUploadedFile(f"{seed}.jpg", picture(seed=seed, size=(600, 500))) for seed in (1, 2)
    ]
    add_photos(item=item, files=files, now=NOON, by="x")
    return item


def data_in_page(answer) -> dict:
    [script] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL
    )
    return json.loads(script)


def read_feed(client) -> list[dict[str, list[str]]]:
    answer = client.get("/feeds/google.xml")
    root = ElementTree.fromstring(b"".join(answer.streaming_content))
    assert (root.tag, root.attrib["version"]) == ("rss", "2.0")
    return [
        {child.tag: [element.text or "" for element in entry.findall(child.tag)] for child in entry}
        for entry in root.iter("item")
    ]
