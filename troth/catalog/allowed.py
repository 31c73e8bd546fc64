"""The words that a file of items may use where something is decided by them. An unknown word is
refused, with those that are allowed and the nearest of them: none falls back to the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from troth.catalog.kinds import item_kinds
from troth.catalog.models import Item
from troth.policy.terms import ABROAD, HOME, Terms

_ALIKE = 75

# What other shops call a category, for the word that is proposed.
_MEANT_CATEGORY = {
    "apparel": "clothing",
    "backpack": "bags",
    "boots": "shoes",
    "clothes": "clothing",
    "coat": "clothing",
    "dresses": "clothing",
    "eyewear": "accessories",
    "footwear": "shoes",
    "garment": "clothing",
    "handbag": "bags",
    "kids": "children",
    "purse": "bags",
    "scarf": "accessories",
    "sneakers": "shoes",
    "timepiece": "watches",
    "wallet": "accessories",
}
# What a house calls by more than one name is kept under one.
_CATEGORIES = {
    "jewellery": "jewelry",
    "girls": "children",
    "boys": "children",
    "design & decoration": "home",
}
GENDERS = ("women", "men", "unisex", "kids")
_GENDERS = {
    "women": "women", "woman": "women", "womens": "women", "women's": "women", "female": "women",
    "ladies": "women", "men": "men", "man": "men", "mens": "men", "men's": "men", "male": "men",
    "gentlemen": "men", "unisex": "unisex", "kids": "kids", "children": "kids", "girls": "kids",
    "boys": "kids", "life & living": "",
}  # fmt: skip
_MEANT_PLACE = {
    "jp": "japan", "jpn": "japan", "tokyo": "japan", "osaka": "japan", "日本": "japan",
    "東京": "japan", "us": "new york", "usa": "new york",
    "ny": "new york", "nyc": "new york",
}  # fmt: skip


def resolve_word(
    column: str,
    text: str,
    allowed: Mapping[str, str],
    *,
    shown: Collection[str] = (),
    meant: Mapping[str, str] | None = None,
) -> str:
    """What the word stands for. ValueError names the column, what is allowed (`shown`, where not
    every name of it), and the nearest.
    """
    word = " ".join(text.split()).casefold().replace("’", "'")
    if word in allowed:
        return allowed[word]
    names = shown or allowed
    near = _nearest_word(word, list(allowed), meant or {})
    proposed = f"; did you mean {near!r}?" if near else ""
    raise ValueError(f"{column}: {text[:40]!r} is not one of {', '.join(names)}{proposed}")


def _nearest_word(word: str, names: list[str], meant: Mapping[str, str]) -> str:
    word = re.split("[>/|]", word)[-1].strip()  # the last of a path is the most exact
    if by_meaning := next((meant[part] for part in (word, *word.split()) if part in meant), ""):
        return by_meaning
    match = process.extractOne(word, names, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    return str(match[0]) if match else ""


@lru_cache(maxsize=1)
def _category_words() -> dict[str, str]:
    categories = item_kinds().categories
    named = {kind.name.casefold(): key for key, kind in categories.items()}
    return {key: key for key in categories} | named | _CATEGORIES


def category_of(text: str) -> str:
    """The category that a word names."""
    return resolve_word(
        "category",
        text,
        _category_words(),
        shown=item_kinds().categories.keys(),
        meant=_MEANT_CATEGORY,
    )


def tax_category_of(text: str) -> str:
    """The tax category that a word names; empty where nothing says it."""
    choices = {key: key for key, _name in Item.TAX_CATEGORIES}
    return resolve_word("tax_category", text, choices) if text else ""


def gender_of(text: str) -> str:
    """Whom a piece is for; empty where nothing says it."""
    return resolve_word("gender", text, _GENDERS, shown=GENDERS) if text else ""


def places_of(terms: Terms | None) -> dict[str, str]:
    """Each word that names a warehouse: the usual ones, and those of these terms."""
    places = {name.casefold(): key for key, name in Item.WAREHOUSES} | {"united states": HOME}
    if terms is None:
        return places
    return places | {terms.warehouse_name(key).casefold(): key for key in (HOME, ABROAD)}


def warehouse_of(text: str, places: Mapping[str, str]) -> str:
    """The warehouse that a word names; where nothing is said, the one that everything ships
    from.
    """
    return resolve_word("location", text, places, meant=_MEANT_PLACE) if text else HOME
