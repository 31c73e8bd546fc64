from django.db import migrations

from troth.catalog.guards import append_only, forget_append_only

ORDER = "no_changes: a submitted order cannot be changed"
PERSONAL = ("email", "name", "phone", "street", "street2", "city", "hold_at")


class Migration(migrations.Migration):
    """Of a recipient the database takes one change: all of it is emptied at once."""

    dependencies = [("orders", "0006_hold_at")]

    operations = [
        migrations.RunPython(forget_append_only("orders_recipient")),
        migrations.RunPython(
            append_only("orders_recipient", keys=["order_id"], says=ORDER, erasable=PERSONAL)
        ),
    ]
