"""What machines read: schema.org data on pages, the sitemap and the product feed, from the policy
and the items.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from troth import clock
from troth.catalog.models import Item
from troth.catalog.search.indexing import every_item
from troth.orders.policy_versions import terms_at
from troth.policy.calendars import WEEKDAYS
from troth.policy.promise import cut_off_on, local_time
from troth.policy.schema import Method
from troth.policy.terms import Terms
from troth.policy.texts import as_text
from troth.storefront.delivery_times import DeliveryTimes, Times, by_policy

CURRENCY, COUNTRY = "USD", "US"
# Google's product taxonomy, by our category.
_GOOGLE = {
    "bags": 3032,
    "shoes": 187,
    "clothing": 1604,
    "watches": 201,
    "jewelry": 188,
    "accessories": 167,
    "children": 1604,
}
_APPAREL = {"shoes", "clothing", "accessories", "children", "bags", "watches", "jewelry"}
# What is for nobody in particular is for all; a word that we don't know is not passed on.
_GENDERS = {"women": "female", "men": "male", "unisex": "unisex", "kids": "unisex", "": "unisex"}


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
    url = f"{settings.SITE_URL}{item.get_absolute_url()}"
    times = DeliveryTimes(terms, now).by_method(item)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": item.title,
        "url": url,
        "sku": product_id(item),
        "description": description_of(item),
        "brand": {"@type": "Brand", "name": item.brand},
        "category": item.kind.name,
        "image": picture_urls(item),
        "offers": {
            "@type": "Offer",
            "url": url,
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
        },
    }
    optional = {
        "color": item.color,
        "material": item.material,
        "size": item.size,
        "model": item.model,
        "mpn": item.reference,
    }
    return data | {name: value for name, value in optional.items() if value}


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
    local = local_time(terms, now)
    at = cut_off_on(terms, local.date())
    cut_off = local.replace(hour=at.hour, minute=at.minute, second=at.second, microsecond=0)
    closed = set(terms.file.calendars[terms.file.cut_off.calendar].weekend)
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
            "cutoffTime": cut_off.isoformat().partition("T")[2],
            "businessDays": {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": [
                    f"https://schema.org/{day.capitalize()}"
                    for day in WEEKDAYS
                    if day not in closed
                ],
            },
            "handlingTime": _day_range(*times.handling),
            "transitTime": _day_range(*times.transit),
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


if TYPE_CHECKING:
    _ItemSitemap = Sitemap[Item]
else:  # Django's class takes no parameter at run time
    _ItemSitemap = Sitemap


class ItemSitemap(_ItemSitemap):
    """Every item for sale."""

    limit = 20_000
    changefreq = "daily"

    def items(self) -> QuerySet[Item]:
        return Item.objects.for_sale().newest_first().only("slug", "listed_at")

    def lastmod(self, item: Item) -> datetime | None:
        return item.listed_at


@require_GET
@cache_control(public=True, max_age=600)
def google_feed(_request: HttpRequest) -> HttpResponseBase:
    """Google's product feed, RSS 2.0: every item for sale that has a photo."""
    now = clock.now()
    return StreamingHttpResponse(
        _feed_lines(terms_at(now), now), content_type="application/rss+xml; charset=utf-8"
    )


def _feed_lines(terms: Terms, now: datetime) -> Iterator[str]:
    store = terms.file.store
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:g="http://base.google.com/ns/1.0"><channel>'
    )
    yield f"<title>{_xml_text(store.name)}</title><link>{_xml_text(settings.SITE_URL)}</link>"
    yield f"<description>{_xml_text(store.name)}, {now:%Y-%m-%d}</description>\n"
    left_out, times = 0, DeliveryTimes(terms, now)
    for item in _for_sale():
        if images := picture_urls(item):
            yield _feed_entry(item, images, times)
        else:
            left_out += 1
    yield (
        f"</channel></rss>\n<!-- {left_out} left out: an item without a photo can't be in this feed"
        " -->\n"
    )


def _xml_text(value: Any) -> str:
    """The value as text of an XML element: nothing in it is markup, or ruins the file."""
    return escape(as_text(str(value)))


def _for_sale() -> Iterable[Item]:
    return every_item(Item.objects.for_sale().prefetch_related("photos"))


def _feed_entry(item: Item, images: list[str], delivery_times: DeliveryTimes) -> str:
    terms, times = delivery_times.terms, delivery_times.by_method(item)
    handling = next((method_times.handling for method_times in times.values()), ("", ""))
    pairs: list[tuple[str, Any]] = [
        ("id", product_id(item)),
        ("title", item.title[:150]),
        ("description", description_of(item)[:5000]),
        ("link", f"{settings.SITE_URL}{item.get_absolute_url()}"),
        ("image_link", images[0]),
        *(("additional_image_link", url) for url in images[1:11]),
        ("availability", "in_stock" if times else "out_of_stock"),
        ("price", f"{item.price_cents / 100:.2f} {CURRENCY}"),
        ("condition", "used"),
        ("brand", item.brand[:70]),
        ("identifier_exists", "no"),
        ("product_type", item.kind.name),
        ("google_product_category", _GOOGLE.get(item.category)),
        ("color", item.color[:100]),
        ("material", item.material[:200]),
        ("size", item.size[:100]),
        ("shipping_weight", f"{item.weight_grams} g"),
        ("ships_from_country", "JP" if item.warehouse == "jp" else COUNTRY),
        ("min_handling_time", handling[0]),
        ("max_handling_time", handling[1]),
    ]
    if item.category in _APPAREL:
        pairs.append(("gender", _GENDERS.get(item.gender)))
        pairs.append(("age_group", "kids" if item.category == "children" else "adult"))
    fields = "".join(
        f"<g:{name}>{_xml_text(value)}</g:{name}>"
        for name, value in pairs
        if value not in ("", None)
    )
    ways = "".join(
        _feed_shipping(terms.methods[key], its, terms, delivery_times.now)
        for key, its in times.items()
    )
    return f"<item>{fields}{ways}</item>\n"


def _feed_shipping(method: Method, times: Times, terms: Terms, now: datetime) -> str:
    """A method's price and days for each state, with the hour that our day ends at, in our zone:
    without it Google takes 8 in the morning in California.
    """
    cut_off = cut_off_on(terms, local_time(terms, now).date())
    inside = (
        f"<g:service>{_xml_text(method.name)}</g:service>"
        f"<g:price>{method.price_cents / 100:.2f} {CURRENCY}</g:price>"
        f"<g:min_handling_time>{times.handling[0]}</g:min_handling_time>"
        f"<g:max_handling_time>{times.handling[1]}</g:max_handling_time>"
        f"<g:min_transit_time>{times.transit[0]}</g:min_transit_time>"
        f"<g:max_transit_time>{times.transit[1]}</g:max_transit_time>"
        f"<g:handling_cutoff_time>{cut_off:%H%M}</g:handling_cutoff_time>"
        f"<g:handling_cutoff_timezone>{_xml_text(terms.file.zone)}</g:handling_cutoff_timezone>"
    )
    return "".join(
        f"<g:shipping><g:country>{COUNTRY}</g:country><g:region>{state}</g:region>{inside}</g:shipping>"
        for state in method.states
    )


@require_GET
def robots_txt(_request: HttpRequest) -> HttpResponse:
    closed = "".join(
        f"Disallow: {path}\n" for path in ("/desk/", "/bag", "/checkout", "/orders/", "/searches/")
    )
    return HttpResponse(
        f"User-agent: *\n{closed}Sitemap: {settings.SITE_URL}/sitemap.xml\n",
        content_type="text/plain",
    )
