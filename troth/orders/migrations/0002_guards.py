from django.db import migrations

from troth.catalog.guards import append_only, only_may_change

ORDER = "no_changes: a submitted order cannot be changed"
LINE_TERMS = (
    "id", "order_id", "item_id", "title", "listing", "warehouse", "weight_grams", "price_cents", "tax_cents",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("catalog", "0002_guards")]

    operations = [
        migrations.RunPython(append_only("orders_order", ORDER)),
        migrations.RunPython(append_only("orders_recipient", ORDER)),
        migrations.RunPython(only_may_change("orders_line", columns=["state"], fixed=LINE_TERMS, says=ORDER)),
        migrations.RunPython(append_only("orders_event", "the timeline is never edited")),
        migrations.RunPython(
            append_only("orders_publishedpolicy", "an order is judged by the policy it was placed under")
        ),
    ]
