import django.db.models.deletion
from django.db import migrations, models

from troth.catalog.guards import append_only

PUBLISHED = "what was published stays on the record"


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_erasing")]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("in_force_from", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=100)),
                ("approved_by", models.CharField(max_length=100)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="orders.publishedpolicy",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("in_force_from__gte", models.F("published_at"))),
                        name="published_before_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposed_by", models.F("approved_by")), _negated=True),
                        name="published_by_two",
                    ),
                ],
            },
        ),
        migrations.RunPython(append_only("orders_publication", keys=["id"], says=PUBLISHED)),
    ]
