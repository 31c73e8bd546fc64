import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0008_publication"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("events", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Showing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown", models.BooleanField()),
                ("after", models.PositiveBigIntegerField(unique=True)),
                ("by", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=30)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("lane", models.CharField(max_length=40)),
                ("decided_on", models.DateField()),
                ("week", models.DateField()),
                ("kept", models.BooleanField(null=True)),
                ("late_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["week", "measure", "lane", "kept", "outcome", "late_at"],
                        name="case_by_week",
                    ),
                    models.Index(
                        condition=models.Q(("kept", None)),
                        fields=["measure", "late_at"],
                        name="case_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "measure", "about"), name="judged_once"
                    )
                ],
            },
        ),
    ]
