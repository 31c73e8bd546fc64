"""What machines read, against what Google asks of it: required fields, types, units and lengths."""

from __future__ import annotations

import re

import pytest

from tests.factories.items import a_bag, a_cheap_scarf, a_watch_in_japan
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.web.feeds import GOOGLE, add_two_photos, data_in_page, read_feed
from troth.policy.terms import shipped_terms
from troth.storefront.shop import structured_data

# Google's merchant listing:
# https://developers.google.com/search/docs/appearance/structured-data/merchant-listing
REQUIRED = {
    "name": str, "image": list, "offers.price": str, "offers.priceCurrency": str,
    "offers.availability": str, "offers.itemCondition": str, "offers.url": str, "brand.name": str,
    "description": str, "sku": str,
}  # fmt: skip


def at(data, path: str):
    for part in path.split("."):
        data = data[part]
    return data


def test_a_product_has_what_a_merchant_listing_requires(shopper):
    item = add_two_photos(a_bag())
    data = data_in_page(shopper.get(item.get_absolute_url()))
    assert (data["@context"], data["@type"], data["offers"]["@type"]) == (
        "https://schema.org",
        "Product",
        "Offer",
    )
    for path, kind in REQUIRED.items():
        assert isinstance(at(data, path), kind), path
        assert at(data, path), path
    assert all(
        re.fullmatch(r"http://localhost:\d+/media/items/\w+\.jpg", url) for url in data["image"]
    )
    assert data["offers"]["price"] == "1200.00"
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert data["offers"]["itemCondition"] == "https://schema.org/UsedCondition"


def test_the_shipping_is_the_policys(shopper):
    [shipping] = data_in_page(shopper.get(a_bag().get_absolute_url()))["offers"]["shippingDetails"]
    assert shipping["shippingRate"] == {
        "@type": "MonetaryAmount",
        "value": "15.00",
        "currency": "USD",
    }
    assert shipping["shippingDestination"]["addressCountry"] == "US"
    assert len(shipping["shippingDestination"]["addressRegion"]) == 49
    time = shipping["deliveryTime"]
    for name, (least, most) in {"handlingTime": (1, 2), "transitTime": (5, 10)}.items():
        assert time[name] == {
            "@type": "QuantitativeValue",
            "minValue": least,
            "maxValue": most,
            "unitCode": "DAY",
        }
    assert time["businessDays"]["dayOfWeek"] == [
        f"https://schema.org/{day}"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    ]


def test_what_lies_in_japan_takes_longer_to_leave_us(shopper):
    [shipping] = data_in_page(shopper.get(a_watch_in_japan().get_absolute_url()))["offers"][
        "shippingDetails"
    ]
    handling = shipping["deliveryTime"]["handlingTime"]
    assert (handling["minValue"], handling["maxValue"]) == (1 + 1 + 4, 2 + 2 + 8)


@pytest.mark.parametrize(
    ("now", "cut_off"),
    [("Mon 2026-11-23 12:00", "16:00:00-05:00"), ("Wed 2026-07-01 12:00", "16:00:00-04:00")],
)
def test_the_cut_off_has_the_offset_of_its_day(house, now, cut_off):
    [method] = shipped_terms().methods.values()
    details = structured_data.shipping_details(a_bag(), method, shipped_terms(), moment(now))
    assert details["deliveryTime"]["cutoffTime"] == cut_off


def test_final_sale_is_said_as_schema_org_says_it(shopper):
    policy = data_in_page(shopper.get(a_bag().get_absolute_url()))["offers"][
        "hasMerchantReturnPolicy"
    ]
    assert policy["returnPolicyCategory"] == "https://schema.org/MerchantReturnNotPermitted"
    assert policy["applicableCountry"] == "US"


def test_sold_is_said_at_once(shopper):
    item = a_bag()
    order_of(item)
    assert (
        data_in_page(shopper.get(item.get_absolute_url()))["offers"]["availability"]
        == "https://schema.org/SoldOut"
    )


def test_no_title_ends_the_script(shopper):
    item = a_bag(title="</script><script>alert(1)</script>")
    answer = shopper.get(item.get_absolute_url())
    assert "<script>alert" not in answer.content.decode()
    assert data_in_page(answer)["name"] == "</script><script>alert(1)</script>"


# Google's product data specification: the attribute, whether it is required of us, and its form.
FEED = {
    "id": (True, r".{1,50}"),
    "title": (True, r".{1,150}"),
    "description": (True, r"(?s).{1,5000}"),
    "link": (True, r"http://localhost:\d+/items/[\w-]+"),
    "image_link": (True, r"http.+\.jpg"),
    "additional_image_link": (False, r"http.+\.jpg"),
    "availability": (True, r"in_stock"),
    "price": (True, r"\d+\.\d\d USD"),
    "condition": (True, r"used"),
    "brand": (True, r".{1,70}"),
    "identifier_exists": (True, r"no"),
    "google_product_category": (True, r"\d+"),
    "gender": (True, r"male|female|unisex"),
    "age_group": (True, r"adult|kids"),
    "shipping_weight": (True, r"\d+ g"),
    "min_handling_time": (True, r"\d+"),
    "max_handling_time": (True, r"\d+"),
    "ships_from_country": (True, r"US|JP"),
    "product_type": (True, r".{1,750}"),
    "color": (False, r".{1,100}"),
    "material": (False, r".{1,200}"),
    "size": (False, r".{1,100}"),
    "shipping": (True, r""),
}


def test_the_feed_by_its_specification(shopper):
    bag, scarf = (
        add_two_photos(a_bag(colour="red")),
        add_two_photos(a_cheap_scarf(title='silk & "wool" <scarf>')),
    )
    entries = read_feed(shopper)
    assert len(entries) == 2
    for entry in entries:
        names = {tag.removeprefix(GOOGLE) for tag in entry}
        assert {name for name, (required, _) in FEED.items() if required} <= names <= set(FEED)
        for name in names:
            assert all(re.fullmatch(FEED[name][1], value) for value in entry[GOOGLE + name]), (
                name,
                entry[GOOGLE + name],
            )
    assert {entry[f"{GOOGLE}title"][0] for entry in entries} == {bag.title, scarf.title}


def test_the_feed_tells_the_price_of_each_place(shopper):
    add_two_photos(a_bag())
    text = b"".join(shopper.get("/feeds/google.xml").streaming_content).decode()
    assert text.count("<g:shipping>") == 49
    assert (
        "<g:region>NY</g:region><g:service>Ground</g:service><g:price>15.00 USD</g:price>" in text
    )


def test_the_feed_holds_what_is_for_sale_and_has_a_photo(shopper):
    order_of(add_two_photos(a_bag()))
    a_bag()
    assert read_feed(shopper) == []
    assert "1 left out" in b"".join(shopper.get("/feeds/google.xml").streaming_content).decode()


def test_the_sitemap_lists_what_is_for_sale(shopper):
    sold, bag = a_bag(), a_bag()
    order_of(sold)
    index = shopper.get("/sitemap.xml").content.decode()
    assert "sitemap-items.xml" in index
    page = shopper.get("/sitemap-items.xml").content.decode()
    assert bag.get_absolute_url() in page
    assert sold.slug not in page


def test_robots_are_told_where_not_to_go(shopper):
    text = shopper.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text
    assert "/sitemap.xml" in text


def test_the_store_says_what_it_is(shopper):
    assert data_in_page(shopper.get("/"))["@type"] == "OnlineStore"


def test_a_photo_may_be_kept_for_a_year_and_nothing_else_is_served(shopper):
    item = add_two_photos(a_bag())
    photo = item.photos.first()
    answer = shopper.get(f"/media/{photo.file.name}")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"Exif" not in b"".join(answer.streaming_content)
    for path in ("../db.sqlite3", "..%2fevidence/x.jpg", "items/none.jpg", "items/x.html"):
        assert shopper.get(f"/media/{path}").status_code == 404
