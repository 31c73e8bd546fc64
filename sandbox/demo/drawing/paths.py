"""Mirroring of SVG path data."""

from re import findall

# For each command, what its numbers are: x, y, something that stays (-), or an arc's sweep flag
# (s).
SHAPES = {
    "m": "xy",
    "l": "xy",
    "t": "xy",
    "h": "x",
    "v": "y",
    "q": "xyxy",
    "s": "xyxy",
    "c": "xyxyxy",
    "a": "----sxy",
}


def mirror_path(d: str, axis: str) -> str:
    """Path `d` reflected within the 800 square: left to right for axis 'x', top to bottom for 'y'.

    Reflecting the numbers, not the picture, keeps the light on the upper left; browsers also light
    mirrored surfaces wrongly.
    """
    parts = []
    for letter, numbers in findall(r"([a-zA-Z])([^a-zA-Z]*)", d):
        shape = SHAPES.get(letter.lower(), "")
        values = [float(n) for n in findall(r"-?\d*\.?\d+", numbers)]
        for i, value in enumerate(values):
            role = shape[i % len(shape)]
            if role == axis:
                values[i] = 800 - value if letter.isupper() else -value
            elif role == "s":
                values[i] = 1 - value
        parts.append(letter + " ".join(f"{round(v, 1):g}" for v in values))
    return "".join(parts)
