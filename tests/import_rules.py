"""What modules of the tests import: of one another, and of the store."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def imports_of_tests(source: str) -> list[tuple[str, str]]:
    """Modules under `tests` that a source imports, wherever it does, with the names taken."""
    imports: list[tuple[str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imports += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                is_module = (ROOT / inner.replace(".", "/")).with_suffix(".py").exists()
                is_module |= bool(re.match(r"test_|conftest$", alias.name))
                imports.append((inner if is_module else str(node.module), alias.name))
    return [(module, name) for module, name in imports if module.startswith("tests.")]


def is_collected(module: str) -> bool:
    """Whether pytest reads a module by itself: a module of tests, or a `conftest`."""
    return bool(re.match(r"test_|conftest$", module.rpartition(".")[2]))


def is_oracle(module: str) -> bool:
    """Whether a module's name says that it is a second reading."""
    return module.endswith("_oracle") and not is_collected(module)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def functions_of_the_store(source: str) -> set[str]:
    """The functions of `troth` that a source imports, or calls of a module that it imports."""
    tree = ast.parse(source)
    functions, modules = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            functions |= {alias.name for alias in node.names if alias.name.startswith("troth")}
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == "troth":
            for alias in node.names:
                inner = ROOT / f"{node.module}.{alias.name}".replace(".", "/")
                if inner.is_dir() or inner.with_suffix(".py").exists():
                    modules.add(alias.asname or alias.name)
                elif alias.name[0].islower():
                    functions.add(alias.name)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in modules
            and node.attr[0].islower()
        ):
            functions.add(node.attr)
    return functions
