import django.db.models.deletion
from django.db import migrations, models

OPENS, CLOSES = ("payment.review_opened",), ("payment.review_approved", "payment.review_declined")


def fill(apps, _schema_editor):
    """The place of each order that is here already, by its timeline."""
    orders, turns = (
        apps.get_model("orders", "Order").objects,
        apps.get_model("orders", "Turn").objects,
    )
    from datetime import datetime

    for order in orders.prefetch_related("events", "lines").iterator(chunk_size=500):
        events = list(order.events.all())
        limits = [
            event.facts.get("closes_at")
            for event in events
            if event.kind.startswith("confirmation.")
        ]
        turns.create(
            order=order,
            placed_at=order.placed_at,
            free_after=max(
                (datetime.fromisoformat(limit) for limit in limits if limit), default=None
            ),
            holds=sum((event.kind in OPENS) - (event.kind in CLOSES) for event in events),
            here=sum(line.state == "placed" for line in order.lines.all()),
        )


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_guards")]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="turn",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("placed_at", models.DateTimeField()),
                ("free_after", models.DateTimeField(null=True)),
                ("holds", models.IntegerField(default=0)),
                ("here", models.PositiveIntegerField()),
                ("taken", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("here__gt", 0), ("taken", False)),
                        fields=["placed_at", "order"],
                        name="turn_waiting",
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
