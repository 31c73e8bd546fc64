"""Every address of the desk, by subject."""

from __future__ import annotations

from troth.desk.auth import urls as auth
from troth.desk.care import urls as care
from troth.desk.catalog import urls as catalog
from troth.desk.money import urls as money
from troth.desk.opening import urls as opening
from troth.desk.orders import urls as orders
from troth.desk.packing import urls as packing
from troth.desk.policy import urls as policy
from troth.desk.returns import urls as returns
from troth.desk.scorecard import urls as scorecard
from troth.desk.tasks import urls as tasks
from troth.desk.transfers import urls as transfers

urlpatterns = [
    *orders.urlpatterns,
    *auth.urlpatterns,
    *opening.urlpatterns,
    *money.urlpatterns,
    *tasks.urlpatterns,
    *packing.urlpatterns,
    *returns.urlpatterns,
    *transfers.urlpatterns,
    *care.urlpatterns,
    *scorecard.urlpatterns,
    *policy.urlpatterns,
    *catalog.urlpatterns,
]
