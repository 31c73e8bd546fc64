from django.db import migrations, models

from troth.catalog.guards import append_only, forget_append_only

ORDER = "no_changes: a submitted order cannot be changed"


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_turns")]

    operations = [
        migrations.RunPython(forget_append_only("orders_recipient")),
        migrations.AddField(
            "recipient", "hold_at", models.CharField(blank=True, default="", max_length=20)
        ),
        migrations.RunPython(append_only("orders_recipient", keys=["order_id"], says=ORDER)),
    ]
