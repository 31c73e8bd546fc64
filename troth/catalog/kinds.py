"""What is recorded and checked of each category, the published scale of condition, the kinds of
defects: as data.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).parent / "published" / "categories.toml"
OTHER = "other"

Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,29}$")]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Part):
    key: Key
    name: Text


class Grade(_Part):
    key: Annotated[str, Field(pattern="^[A-Z]{1,2}$")]
    name: Text
    means: Text
    words: list[Text]
    schema_url: Annotated[str, Field(alias="schema", pattern="^https://schema.org/")]


class Check(_Part):
    """One point of the expert's checklist: what it asks of the expert, and the name that the public
    sees.
    """

    key: Key
    asks: Text
    shown: Text


class Kind(_Part):
    """A category: what a careful reseller records of it."""

    name: Text
    zones: list[Named]
    measures: list[Named]
    accessories: list[Text]
    serial: Text
    checks: Annotated[list[Check], Field(min_length=1)]


class Kinds(_Part):
    severities: list[Text]
    grades: list[Grade]
    defects: list[Named]
    categories: dict[Key, Kind]

    def of(self, category: str) -> Kind:
        """The kind of a category; what is no category of its own is recorded as `other`."""
        return self.categories.get(category, self.categories[OTHER])

    def grade(self, words: str) -> Grade | None:
        """The grade that `very good` or `AB` stands for; None for words outside the published
        scale.
        """
        wanted = words.strip().lower()
        for grade in self.grades:
            if wanted in (grade.key.lower(), grade.name.lower(), *grade.words):
                return grade
        return None


@lru_cache(maxsize=1)
def item_kinds() -> Kinds:
    """The kinds that ship with Troth."""
    return Kinds.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
