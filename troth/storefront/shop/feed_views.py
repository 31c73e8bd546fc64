"""What machines ask for: the sitemap, the product feed and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from troth import clock
from troth.absolute_urls import absolute_url
from troth.catalog.models import Item
from troth.catalog.search.indexing import every_item
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import cut_off_on, local_time
from troth.policy.schema import Method
from troth.policy.terms import Terms
from troth.policy.texts import as_text
from troth.storefront.shop.delivery_times import DeliveryTimes, Times
from troth.storefront.shop.structured_data import (
    COUNTRY,
    CURRENCY,
    description_of,
    picture_urls,
    product_id,
)

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
        ("link", absolute_url("item", item.slug)),
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
