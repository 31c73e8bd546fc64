"""Where a parcel waits for its recipient, and until when, as the carrier says it."""

from django.db import migrations, models

from troth.database.installing import lift_guards


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial")]

    operations = [
        migrations.RunPython(lift_guards, migrations.RunPython.noop),
        migrations.AddField(model_name="scan", name="held", field=models.JSONField(default=dict)),
    ]
