from django.db import migrations, models

from troth.catalog.guards import append_only

ORDER = "no_changes: a submitted order cannot be changed"


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_links")]

    operations = [
        migrations.AlterField("order", "link_hash", models.CharField(max_length=64, unique=True)),
        migrations.RemoveField("order", "key"),
        migrations.RunPython(
            append_only(
                "orders_order", keys=["id", "number", "link_hash", "checkout_key"], says=ORDER
            )
        ),
    ]
