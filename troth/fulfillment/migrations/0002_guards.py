from django.db import migrations

from troth.catalog.guards import append_only, only_may_change


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial"), ("catalog", "0008_holds")]

    operations = [
        migrations.RunPython(
            append_only(
                "fulfillment_scan",
                keys=["id", "digest"],
                says="what a carrier said is kept as it was said",
            )
        ),
        migrations.RunPython(
            append_only(
                "fulfillment_closure",
                keys=["id"],
                says="a closure is a fact; another one answers it",
            )
        ),
        migrations.RunPython(
            only_may_change(
                "fulfillment_delay",
                columns=["answer", "answered_at", "outcome", "ended_at", "refund_due_on"],
                fixed=[
                    "id",
                    "standing_id",
                    "order_id",
                    "number",
                    "old_by",
                    "new_by",
                    "arrives_from",
                    "arrives_by",
                    "why",
                    "steps",
                    "silence",
                    "found_at",
                    "notice_by",
                    "decides_at",
                ],
                says="what a shopper was told of a delay is never edited",
            )
        ),
    ]
