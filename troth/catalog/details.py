"""What is recorded by category, checked against its kind: grades by zone, measures, defects,
accessories.
"""

from __future__ import annotations

from typing import Any

from troth.catalog.kinds import Kind, Named, item_kinds
from troth.policy.written import measure_in

MOST_DEFECTS = 40
MOST_ACCESSORIES = 20
LARGEST_MEASURE = 20_000
LONGEST_WORDS = 40  # of a measure that is no number, such as a fineness
NOTE_LENGTH = 200


def grades_of(kind: Kind, grades_by_zone: dict[str, str]) -> dict[str, str]:
    """A grade's key for each zone of the kind that has one. ValueError names what is unknown."""
    zones = _keys_of(kind.zones)
    grades = {}
    for zone, words in grades_by_zone.items():
        if zone not in zones:
            raise ValueError(
                f"grades: {zone[:40]!r} is not a zone here; zones are {', '.join(zones)}"
            )
        grade = item_kinds().grade(words)
        if grade is None:
            raise ValueError(
                f"grades: {words[:40]!r} is not on the scale"
                f" {', '.join(entry.key for entry in item_kinds().grades)}"
            )
        grades[zone] = grade.key
    return grades


def measures_of(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Numbers by measure of the kind; whole ones as whole numbers, `fineness` and the like as short
    text.
    """
    names = _keys_of(kind.measures)
    measures: dict[str, Any] = {}
    for name, value in values.items():
        if name not in names:
            raise ValueError(
                f"measures: {name[:40]!r} is not measured here; measures are {', '.join(names)}"
            )
        if name.rpartition("_")[2] in ("mm", "g", "ct"):
            measures[name] = _parse_measure(name, value)
        else:
            measures[name] = _check_measure_text(name, str(value))
    return measures


def _check_measure_text(name: str, value: str) -> str:
    if len(value) > LONGEST_WORDS:
        raise ValueError(f"measures: {name} has {len(value)} characters; at most {LONGEST_WORDS}")
    return value


def _parse_measure(name: str, value: Any) -> float | int:
    try:
        number = measure_in(str(value))
    except ValueError as wrong:
        raise ValueError(f"measures: {name}: {wrong}") from None
    if not 0 < number <= LARGEST_MEASURE:
        raise ValueError(f"measures: {name}: {value} is not between 0 and {LARGEST_MEASURE:,.0f}")
    return int(number) if number == int(number) else float(number)


def accessories_of(entries: list[str]) -> list[str]:
    """Short names of what comes with the piece."""
    names = [name.strip() for name in entries if name.strip()]
    if len(names) > MOST_ACCESSORIES or any(len(name) > 60 for name in names):
        raise ValueError(f"accessories: at most {MOST_ACCESSORIES}, each of at most 60 characters")
    return names


def defects_of(kind: Kind, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each defect as {zone, kind, severity, note}; pinned, with {photo, x, y}: the photo's digest,
    and percent.
    """
    if len(entries) > MOST_DEFECTS:
        raise ValueError(f"defects: at most {MOST_DEFECTS}")
    return [_parse_defect(kind, defect) for defect in entries]


def _parse_defect(kind: Kind, entry: dict[str, Any]) -> dict[str, Any]:
    choices = {
        "zone": _keys_of(kind.zones),
        "kind": _keys_of(item_kinds().defects),
        "severity": item_kinds().severities,
    }
    defect: dict[str, Any] = {}
    for name, allowed in choices.items():
        value = str(entry.get(name, ""))
        if value not in allowed:
            raise ValueError(f"defects: {name} {value[:40]!r} is not one of {', '.join(allowed)}")
        defect[name] = value
    note = str(entry.get("note", "")).strip()
    if len(note) > NOTE_LENGTH:
        raise ValueError(f"defects: a note has at most {NOTE_LENGTH} characters")
    defect["note"] = note
    if entry.get("photo"):
        x, y = float(entry["x"]), float(entry["y"])
        if not (0 <= x <= 100 and 0 <= y <= 100):
            raise ValueError("defects: a pin lies between 0 and 100 percent of the photo")
        defect |= {"photo": str(entry["photo"])[:64], "x": round(x, 1), "y": round(y, 1)}
    return defect


_UNITS = {"mm": (10, "cm"), "g": (1, "g"), "ct": (1, "ct")}


def measures_in_words(kind: Kind, measures: dict[str, Any]) -> list[tuple[str, str]]:
    """`Length`, `25 cm`, in the order of the kind."""
    return [
        (measure.name, _measure_in_words(measure.key, measures[measure.key]))
        for measure in kind.measures
        if measure.key in measures
    ]


def _measure_in_words(key: str, value: Any) -> str:
    by, unit = _UNITS.get(key.rpartition("_")[2], (0, ""))
    return f"{value / by:g} {unit}" if by else str(value)


def defects_in_words(item: Any) -> list[dict[str, Any]]:
    """Each defect with its zone and kind in words, and the photo it is pinned on."""
    photos = {photo.digest: photo for photo in item.photos.all() if photo.digest}
    return [
        {
            **defect,
            "zone": name_of(item.kind.zones, defect["zone"]),
            "kind": name_of(item_kinds().defects, defect["kind"]),
            "on": photos.get(defect.get("photo", "")),
        }
        for defect in item.defects
    ]


def name_of(named: list[Named], key: str) -> str:
    """The words for a key; the key itself where the data no longer has it."""
    return next((entry.name for entry in named if entry.key == key), key)


def _keys_of(named: list[Named]) -> list[str]:
    return [entry.key for entry in named]
