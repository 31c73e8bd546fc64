"""What is already here is numbered, and its timeline begins with how it stands."""

from django.db import migrations
from django.db.models import F, Window
from django.db.models.functions import RowNumber


def number_evaluations(apps, _schema_editor):
    evaluations = apps.get_model("catalog", "Evaluation").objects
    counted = Window(RowNumber(), partition_by=F("item_id"), order_by="id")
    for evaluation in evaluations.annotate(nth=counted).iterator():
        evaluations.filter(pk=evaluation.pk).update(number=evaluation.nth)


def begin_timelines(apps, _schema_editor):
    items, events = (
        apps.get_model("catalog", "Item").objects,
        apps.get_model("catalog", "ItemEvent").objects,
    )
    batch = []
    for item in items.order_by("pk").iterator():
        facts = {"price_cents": item.price_cents}
        batch.append(
            events.model(
                item=item, kind="item.taken_in", at=item.created_at, by="import", facts=facts
            )
        )
        if item.listed_at:
            batch.append(
                events.model(
                    item=item, kind="item.listed", at=item.listed_at, by="import", facts=facts
                )
            )
        if item.sold_at:
            batch.append(
                events.model(
                    item=item, kind="item.sold", at=item.sold_at, by="shopper", facts=facts
                )
            )
        if len(batch) > 2000:
            events.bulk_create(batch)
            batch = []
    events.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_collector")]

    operations = [migrations.RunPython(number_evaluations), migrations.RunPython(begin_timelines)]
