"""Every address of the store. Each subject names its own in its `config/urls.py`."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

handler404 = "troth.storefront.views.not_found"

urlpatterns = [
    path("", include("troth.operations.urls")),
    path("favicon.ico", RedirectView.as_view(url="/static/components/icon.svg")),
    path("", include("troth.storefront.shop.urls")),
    path("", include("troth.storefront.promises.urls")),
    path("", include("troth.storefront.checkout.urls")),
    path("", include("troth.storefront.care.urls")),
    path("", include("troth.storefront.own_data.urls")),
    path("", include("troth.storefront.orders.urls")),  # after these: it ends in any other number
    path("webhooks/", include("troth.webhooks.urls")),
    path("desk/", include("troth.desk.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns += [path("", include("troth.storefront.mail_folder.urls"))]
