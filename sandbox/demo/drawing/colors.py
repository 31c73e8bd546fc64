"""Colour names of the catalog as paint, and the little arithmetic that shades them."""

COLOURS = {
    "black": "#26242a",
    "cognac": "#a5602c",
    "brown": "#5f3c28",
    "burgundy": "#6a1f2d",
    "navy": "#25334f",
    "blue": "#3f6590",
    "forest green": "#2c4a3a",
    "green": "#4b6b4d",
    "ivory": "#ebe2d0",
    "white": "#f2efe9",
    "camel": "#c09160",
    "beige": "#d3bf9f",
    "taupe": "#8d7d6f",
    "red": "#a92a2c",
    "rose": "#d2a097",
    "grey": "#83838a",
    "gold": "#c8a052",
    "silver": "#b9bdc2",
}
UNKNOWN_COLOUR = "#8d7d6f"

METALS = {
    "gold": ("#7a5518", "#f3dc93", "#c8963a", "#fff3cc", "#8f6720"),
    "palladium": ("#54595e", "#eef1f3", "#a2a8ae", "#ffffff", "#6d7379"),
    "rose": ("#84503f", "#f6d3c1", "#cd917a", "#fff0e8", "#96604d"),
    "black": ("#0c0c0e", "#5d5e64", "#232428", "#8a8c93", "#101012"),
}

STONES = {
    "sapphire": "#2a4b9b",
    "emerald": "#1f7a56",
    "ruby": "#a81d3c",
    "diamond": "#dfe8ee",
    "citrine": "#d99a2b",
    "amethyst": "#7a4fa0",
}


def hex_of(colour: str) -> str:
    """The paint for a catalog colour; an unknown name gives a neutral taupe."""
    return COLOURS.get(colour.strip().lower(), UNKNOWN_COLOUR)


def mix_paint(first: str, second: str, share: float) -> str:
    """The paint that lies `share` of the way from `first` to `second`, both '#rrggbb'."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighten(paint: str, share: float) -> str:
    """`paint` moved towards a warm white."""
    return mix_paint(paint, "#fffaf2", share)


def darken(paint: str, share: float) -> str:
    """`paint` moved towards a warm black."""
    return mix_paint(paint, "#120c0a", share)


def brightness_of(paint: str) -> float:
    """How bright `paint` looks, from 0 (black) to 1 (white)."""
    red, green, blue = (int(paint[i : i + 2], 16) for i in (1, 3, 5))
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255


def metal_of(words: str) -> str | None:
    """The metal that a colour or material names ('rose gold', 'steel'), or None if it names
    none.
    """
    text = words.lower()
    if "rose" in text:
        return "rose"
    if "gold" in text or "brass" in text:
        return "gold"
    if any(word in text for word in ("silver", "steel", "platinum", "palladium", "titanium")):
        return "palladium"
    return "black" if "ceramic" in text else None
