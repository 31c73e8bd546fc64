"""Names as an older source has them: an event's facts, and the fields of a form.

A life of an older source is read by the checks of today, so what it wrote is renamed on its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FACTS = {"says": "sentence"}  # old: new
FIELDS = {new: old for old, new in FACTS.items()}


def rename_facts(value: Any) -> Any:
    """An older event's facts, with each old key replaced, at every depth."""
    if isinstance(value, Mapping):
        return {FACTS.get(key, key): rename_facts(inner) for key, inner in value.items()}
    return [rename_facts(inner) for inner in value] if isinstance(value, list) else value
