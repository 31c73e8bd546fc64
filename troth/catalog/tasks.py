"""Background work of the catalog: the sizes of photos."""

from __future__ import annotations

from django.db.models import QuerySet
from django_tasks import task

from troth.catalog.models import Photo
from troth.catalog.photos import render_sizes


@task()
def make_photo_sizes(photo_id: int) -> None:
    """Makes the sizes of a photo, if it is still there and they aren't."""
    if photo := _photos_without_sizes().filter(pk=photo_id).first():
        render_sizes(photo)


def sweep_catalog() -> int:
    """Enqueues again what a killed worker left unmade. Returns how much."""
    owed = list(_photos_without_sizes().values_list("pk", flat=True)[:500])
    for photo_id in owed:
        make_photo_sizes.enqueue(photo_id)
    return len(owed)


def _photos_without_sizes() -> QuerySet[Photo]:
    """What was uploaded and has no sizes yet; the demo's drawings fit every size."""
    return Photo.objects.filter(sizes=[], file__endswith=".jpg")
