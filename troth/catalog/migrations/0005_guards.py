from django.db import migrations, models

from troth.catalog.guards import append_only, listing_needs_standing_approvals

STAYS = "authentication: an evaluation stays on record"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_numbers_and_events")]

    operations = [
        migrations.AlterField("evaluation", "number", models.PositiveSmallIntegerField()),
        migrations.AddConstraint(
            "evaluation",
            models.UniqueConstraint(fields=["item", "number"], name="evaluation_number_once"),
        ),
        migrations.RunPython(append_only("catalog_evaluation", keys=["id"], says=STAYS)),
        migrations.RunPython(
            append_only("catalog_withdrawal", keys=["id", "evaluation_id"], says=STAYS)
        ),
        migrations.RunPython(
            append_only("catalog_listingrule", keys=["id"], says="authentication: a rule stays")
        ),
        migrations.RunPython(
            append_only("catalog_itemevent", keys=["id"], says="what happened to an item stays")
        ),
        migrations.RunPython(listing_needs_standing_approvals),
    ]
