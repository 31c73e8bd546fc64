"""Pages' data for machines, as schema.org names it, from the policy and the items."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from troth.absolute_urls import absolute_url
from troth.catalog.models import Item
from troth.policy.dates.calendars import WEEKDAYS
from troth.policy.dates.promise import cut_off_on, local_time
from troth.policy.schema import Method
from troth.policy.terms import Terms
from troth.policy.texts import as_text
from troth.storefront.shop.delivery_times import DeliveryTimes, Times, by_policy

CURRENCY, COUNTRY = "USD", "US"


def json_ld_script(data: dict[str, Any]) -> SafeString:
    """JSON-LD for a page: what could end the script is written as its code."""
    text = json.dumps(_storable_data(data), ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def _storable_data(data: Any) -> Any:
    """The data without characters that are no text."""
    if isinstance(data, dict):
        return {name: _storable_data(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_storable_data(value) for value in data]
    return as_text(data) if isinstance(data, str) else data


def product_data(item: Item, terms: Terms, now: datetime) -> dict[str, Any]:
    """The item as schema.org's Product with its Offer, as Google's merchant listings ask for it."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": item.title,
        "url": absolute_url("item", item.slug),
        "sku": product_id(item),
        "description": description_of(item),
        "brand": {"@type": "Brand", "name": item.brand},
        "category": item.kind.name,
        "image": picture_urls(item),
        "offers": _offer_data(item, terms, now),
    }
    optional = {
        "color": item.color,
        "material": item.material,
        "size": item.size,
        "model": item.model,
        "mpn": item.reference,
    }
    return data | {name: value for name, value in optional.items() if value}


def _offer_data(item: Item, terms: Terms, now: datetime) -> dict[str, Any]:
    times = DeliveryTimes(terms, now).by_method(item)
    return {
        "@type": "Offer",
        "url": absolute_url("item", item.slug),
        "price": f"{item.price_cents / 100:.2f}",
        "priceCurrency": CURRENCY,
        "availability": f"https://schema.org/{_availability_of(item, times)}",
        "itemCondition": (
            item.grade.schema_url if item.grade else "https://schema.org/UsedCondition"
        ),
        "seller": {"@type": "Organization", "name": terms.file.store.name},
        "shippingDetails": [
            shipping_details(item, terms.methods[key], terms, now, method_times)
            for key, method_times in times.items()
        ],
        "hasMerchantReturnPolicy": return_policy(),
    }


def product_id(item: Item) -> str:
    """The one name of a piece for machines, in the feed and on its page. It never changes: from its
    address, which is made once and ends in letters of its own.
    """
    return item.slug[-50:].lstrip("-")


def _availability_of(item: Item, times: dict[str, Times]) -> str:
    if not item.is_for_sale:
        return "SoldOut"
    return "InStock" if times else "OutOfStock"  # nobody can say when it comes


def description_of(item: Item) -> str:
    """The description; of a piece without one, its facts."""
    facts = [
        item.brand,
        item.sub_category or item.category,
        item.color,
        item.material,
        item.size,
        item.condition,
    ]
    return item.description or ", ".join(fact for fact in facts if fact)


def picture_urls(item: Item) -> list[str]:
    """Addresses of the item's photos in their order; drawings are not photos."""
    urls = [photo.file.url for photo in item.photos.all() if str(photo.file.name).endswith(".jpg")]
    return [url if "://" in url else f"{settings.SITE_URL}{url}" for url in urls]


def shipping_details(
    item: Item, method: Method, terms: Terms, now: datetime, times: Times | None = None
) -> dict[str, Any]:
    """One method's price, destinations and times (the policy's own where none are given); the
    cut-off with the offset that the store's zone has today.
    """
    times = times or by_policy(terms, method, item.warehouse)
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": f"{method.price_cents / 100:.2f}",
            "currency": CURRENCY,
        },
        "shippingDestination": {
            "@type": "DefinedRegion",
            "addressCountry": COUNTRY,
            "addressRegion": method.states,
        },
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            **_working_hours(terms, now),
            "handlingTime": _day_range(*times.handling),
            "transitTime": _day_range(*times.transit),
        },
    }


def _working_hours(terms: Terms, now: datetime) -> dict[str, Any]:
    """Until when an order counts as of today, and the days on which the store works."""
    local = local_time(terms, now)
    at = cut_off_on(terms, local.date())
    cut_off = local.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
    closed = set(terms.file.calendars[terms.file.cut_off.calendar].weekend)
    return {
        "cutoffTime": cut_off.isoformat().partition("T")[2],
        "businessDays": {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [
                f"https://schema.org/{day.capitalize()}" for day in WEEKDAYS if day not in closed
            ],
        },
    }


def _day_range(least: int, most: int) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "minValue": least, "maxValue": most, "unitCode": "DAY"}


def return_policy() -> dict[str, Any]:
    """Final sale; what the policy gives beyond it (cancellation, authenticity) has no word in
    schema.org.
    """
    category = "https://schema.org/MerchantReturnNotPermitted"
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": COUNTRY,
        "returnPolicyCategory": category,
    }


def organization_data(terms: Terms) -> dict[str, Any]:
    store = terms.file.store
    return {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "name": store.name,
        "url": settings.SITE_URL,
        "contactPoint": {
            "@type": "ContactPoint",
            "email": store.care_email,
            "contactType": "customer service",
        },
        "hasMerchantReturnPolicy": return_policy(),
    }
