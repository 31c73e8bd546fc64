"""Faults that are put into a life, one at a time, to show that the checks see them.

Each module holds `CONTROL`: what a person would lose, what is replaced, and how. A target that is
gone raises TargetGone: a control that changes nothing proves nothing. The target is a function, a
method or a value (`troth.care.not_received.claims:is_late`, `troth.x:Class.method`). Named in the
module that defines it, it is replaced for everybody who imported it; named in a module that imports
it, only there. A template's file is named as `template:notifications/delay/body.txt`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent
SCRIPTS = HERE / "scripts"


class TargetGone(LookupError):
    """What a control replaces isn't there any more: the control must be written anew."""


@dataclass(frozen=True)
class Control:
    """One fault. `make` gets what stands there and returns what stands there instead."""

    loses: str  # what a person would lose, in one sentence
    kind: str  # "mend" (a mend taken back, with its decision) or "subtle"
    target: str
    make: Callable[[Any], Any]
    mends: str = ""  # the decision that it takes back
    conditional: bool = False  # counts only where `note_use` is called: most calls change nothing
    more: tuple[tuple[str, Callable[[Any], Any]], ...] = ()  # further targets of the same fault


class PutIn:
    """A control in this process, and how often what it replaced was used."""

    def __init__(self, control: Control) -> None:
        self.used = 0
        self._conditional = control.conditional

    def count(self, replacement: Any) -> Any:
        """The same function, with a count of its calls."""
        if not callable(replacement) or isinstance(replacement, type):
            return replacement

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.used += not self._conditional
            return replacement(*args, **kwargs)

        return counted


_CURRENT: list[PutIn] = []


def note_use() -> None:
    """A conditional control has changed something just now."""
    for put_in in _CURRENT:
        put_in.used += 1


def control_names() -> list[str]:
    """Every control, as it is named on the command line."""
    return sorted(
        file.stem.replace("_", "-") for file in HERE.glob("*.py") if not file.stem.startswith("_")
    )


def load_control(name: str) -> Control:
    """The control of this name; raises LookupError for one that doesn't exist."""
    if name not in control_names():
        raise LookupError(f"no control {name}")
    module = import_module(f"simulation.controls.{name.replace('-', '_')}")
    control: Control = module.CONTROL
    return control


def script_of(name: str) -> Path:
    """The short life that shows it."""
    return SCRIPTS / f"{name}.json"


def put_in_control(name: str) -> PutIn:
    """Replaces its targets in this process; Django must be set up."""
    import_module(settings.ROOT_URLCONF)  # whoever imports a target by name has done so
    control = load_control(name)
    put_in = PutIn(control)
    _CURRENT.append(put_in)
    for target, make in ((control.target, control.make), *control.more):
        if target.startswith("template:"):
            _replace_template(target, make, put_in)
        else:
            replace_object(target, make, put_in)
    return put_in


def replace_object(target: str, make: Callable[[Any], Any], put_in: PutIn) -> None:
    """Another object in the place of a target, for whoever uses it."""
    owner, name = find_owner(target)
    raw = vars(owner)[name] if isinstance(owner, type) else getattr(owner, name)
    if isinstance(raw, property) and raw.fget is not None:
        setattr(owner, name, property(put_in.count(make(raw.fget))))
        return
    replacement = put_in.count(make(raw))
    if replacement is raw:
        raise TargetGone(f"{target}: the control replaces it by itself")
    setattr(owner, name, replacement)
    if not isinstance(owner, type) and getattr(raw, "__module__", "") == owner.__name__:
        _replace_imported(raw, replacement)


def find_owner(target: str) -> tuple[Any, str]:
    """The module or class of a target, and its name there; raises TargetGone."""
    module, _, path = target.partition(":")
    try:
        owner: Any = import_module(module)
    except ModuleNotFoundError as error:
        raise TargetGone(f"{target}: {error}") from error
    *classes, name = path.split(".")
    for part in classes:
        owner = getattr(owner, part, None)
    if owner is None or not hasattr(owner, name):
        raise TargetGone(f"{target} is gone")
    return owner, name


def _replace_imported(raw: Any, replacement: Any) -> None:
    """Wherever a module of the store has imported it by name."""
    if isinstance(raw, str | int | float | bool | type(None)):
        return
    for name, module in list(sys.modules.items()):
        if name.startswith("troth"):
            for attribute, value in list(vars(module).items()):
                if value is raw:
                    setattr(module, attribute, replacement)


def changed_template(target: str, make: Callable[[str], str]) -> str:
    """A template's source with the fault in it; raises TargetGone where nothing changes."""
    from django.template import TemplateDoesNotExist
    from django.template.loader import get_template

    name = target.removeprefix("template:")
    try:
        source: str = get_template(name).template.source  # type: ignore[attr-defined]
    except TemplateDoesNotExist as error:
        raise TargetGone(f"template {name} is gone") from error
    replacement = make(source)
    if replacement == source:
        raise TargetGone(f"template {name} no longer holds what the control replaces")
    return replacement


def _replace_template(target: str, make: Callable[[str], str], put_in: PutIn) -> None:
    """A template's source, wherever Django loads it from."""
    from django.template import engines
    from django.template.loaders.filesystem import Loader

    name, replacement = target.removeprefix("template:"), changed_template(target, make)
    original = Loader.get_contents

    def get_contents(self: Any, origin: Any) -> str:
        if origin.template_name == name:
            put_in.used += 1
            return replacement
        return original(self, origin)

    Loader.get_contents = get_contents  # type: ignore[method-assign]
    for engine in engines.all():
        for loader in getattr(getattr(engine, "engine", None), "template_loaders", []):
            loader.reset()


def swap_words(old: str, new: str) -> Callable[[str], str]:
    """For templates and other texts: other words in the place of these."""
    return lambda source: source.replace(old, new)
