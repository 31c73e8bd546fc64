"""All mutants of a package, and a random sample of them that stays the same for a seed.

A mutant is one change that one operator of mutmut makes at one place. Its key is a digest of the
module, the function, the change, and which one of equal changes it is; so an edit elsewhere leaves
the key, and the sample, as they are.
"""

from __future__ import annotations

import ast
import difflib
import fnmatch
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

SAMPLE = Path(__file__).with_name("sample.toml")
NEVER_MUTATED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)


@dataclass(frozen=True)
class Group:
    """Packages whose mutants are counted together, and the tests that should kill them."""

    name: str
    packages: tuple[str, ...]
    count: int
    floor: float
    tests: tuple[str, ...]
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutant:
    """One change at one place. `first` and `last` are the lines of its statement."""

    key: str
    path: str
    line: int
    first: int
    last: int
    inside: str
    before: str
    after: str
    number: int

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"


def read_sample(path: Path = SAMPLE) -> tuple[int, list[Group]]:
    """The seed and the groups that stand in the file."""
    data = tomllib.loads(path.read_text("utf-8"))
    groups = [
        Group(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in row.items()
            }
        )
        for row in data["group"]
    ]
    return data["seed"], groups


def choose_sample(group: Group, seed: int, root: Path) -> list[Mutant]:
    """The group's random mutants. Each statement is as likely as another, whatever its length, and
    gives one mutant at most.
    """
    by_statement: dict[tuple[str, int], Mutant] = {}
    for mutant in group_mutants(group, root):
        at = (mutant.path, mutant.first)
        best = by_statement.get(at)
        if best is None or rank_of(seed, "change", mutant) < rank_of(seed, "change", best):
            by_statement[at] = mutant
    ranked = sorted(by_statement.values(), key=lambda mutant: rank_of(seed, "place", mutant))
    return ranked[: group.count]


def rank_of(seed: int, purpose: str, mutant: Mutant) -> str:
    return sha256(f"{seed} {purpose} {mutant.key}".encode()).hexdigest()


def group_mutants(group: Group, root: Path) -> Iterator[Mutant]:
    """Every mutant of the group's packages, module by module."""
    for package in group.packages:
        for path in sorted((root / package).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if not any(fnmatch.fnmatch(name, pattern) for pattern in group.leave_out):
                yield from module_mutants(name, path.read_text("utf-8"))


def module_mutants(path: str, source: str) -> list[Mutant]:
    """Every mutant of one module."""
    finder = find_changes(source)
    statements = statement_lines(source)
    numbers: Counter[tuple[str, str, str]] = Counter()
    mutants = []
    for line, inside, original, changed in finder.changes:
        before, after = code_of(original), code_of(changed)
        numbers[inside, before, after] += 1
        number = numbers[inside, before, after]
        key = sha256(f"{path}\n{inside}\n{before}\n{after}\n{number}".encode()).hexdigest()[:12]
        first, last = statements.get(line, (line, line))
        mutants.append(Mutant(key, path, line, first, last, inside, before, after, number))
    return mutants


def mutated_source(source: str, mutant: Mutant) -> str:
    """The module's text with the mutant in it. Raises LookupError where its place is gone."""
    finder = find_changes(source)
    wanted = (mutant.inside, mutant.before, mutant.after)
    number = 0
    for _, inside, original, changed in finder.changes:
        if (inside, code_of(original), code_of(changed)) == wanted:
            number += 1
            if number == mutant.number:
                tree = finder.module.deep_replace(original, changed)
                assert isinstance(tree, cst.Module)
                return tree.code
    raise LookupError(f"{mutant.path} has no such place any more: {mutant.before}")


def difference(source: str, mutant: Mutant) -> str:
    """The mutant as a unified diff without context."""
    lines = difflib.unified_diff(
        source.splitlines(), mutated_source(source, mutant).splitlines(), n=0, lineterm=""
    )
    return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


class ChangeFinder(cst.CSTVisitor):
    """Collects (line, enclosing function, original node, changed node) from mutmut's operators."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, module: cst.Module) -> None:
        super().__init__()
        self.module = module
        self.changes: list[tuple[int, str, cst.CSTNode, cst.CSTNode]] = []
        self._inside: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, NEVER_MUTATED) or is_for_types_alone(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._inside.append(node.name.value)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                for changed in operator(node):
                    self.changes.append((line, ".".join(self._inside), node, changed))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._inside.pop()


def find_changes(source: str) -> ChangeFinder:
    wrapper = MetadataWrapper(cst.parse_module(source))
    finder = ChangeFinder(wrapper.module)
    wrapper.visit(finder)
    return finder


def is_for_types_alone(node: cst.CSTNode) -> bool:
    """Whether a statement is `if TYPE_CHECKING:`, which never runs."""
    return (
        isinstance(node, cst.If)
        and isinstance(node.test, cst.Name)
        and node.test.value == "TYPE_CHECKING"
    )


def code_of(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node).strip()


def statement_lines(source: str) -> dict[int, tuple[int, int]]:
    """For each line, the first and last line of the innermost statement that it belongs to. Of a
    statement with a body only its head counts.
    """
    spans: dict[int, tuple[int, int]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            first, last = head_lines(node)
            for line in range(first, last + 1):
                old = spans.get(line)
                if old is None or last - first < old[1] - old[0]:
                    spans[line] = (first, last)
    return spans


def head_lines(node: ast.stmt | ast.ExceptHandler | ast.match_case) -> tuple[int, int]:
    first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
    body: Sequence[ast.AST] = getattr(node, "body", []) or getattr(node, "cases", [])
    if not body:
        end = getattr(node, "end_lineno", None)
        return first, end or first
    inner = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
    start = min(
        [inner.lineno, *(decorator.lineno for decorator in getattr(inner, "decorator_list", []))]
    )
    return first, max(first, start - 1)
