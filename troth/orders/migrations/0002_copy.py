"""The name and hours of the carrier's location that keeps a parcel, as the shopper chose it."""

from django.db import migrations, models

from troth.database.installing import lift_guards


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunPython(lift_guards, migrations.RunPython.noop),
        migrations.AddField(
            model_name="recipient",
            name="hold_name",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="recipient",
            name="hold_hours",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
