from django.db import migrations

from troth.catalog.guards import append_only, one_live_line_replaces_none, only_may_change

ORDER = "no_changes: a submitted order cannot be changed"
POLICY = "an order is judged by the policy it was placed under"
LINE_TERMS = (
    "id",
    "order_id",
    "item_id",
    "title",
    "listing",
    "warehouse",
    "weight_grams",
    "price_cents",
    "tax_cents",
)
ORDER_KEYS = ("id", "number", "key", "checkout_key")


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("catalog", "0002_guards")]

    operations = [
        migrations.RunPython(append_only("orders_order", keys=ORDER_KEYS, says=ORDER)),
        migrations.RunPython(append_only("orders_recipient", keys=["order_id"], says=ORDER)),
        migrations.RunPython(
            only_may_change("orders_line", columns=["state"], fixed=LINE_TERMS, says=ORDER)
        ),
        migrations.RunPython(one_live_line_replaces_none),
        migrations.RunPython(
            append_only("orders_event", keys=["id"], says="the timeline is never edited")
        ),
        migrations.RunPython(append_only("orders_publishedpolicy", keys=["digest"], says=POLICY)),
    ]
