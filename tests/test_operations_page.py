"""docs/operations.md is compared with the code: every variable, every command, every address."""

from __future__ import annotations

import re
from pathlib import Path

from troth.commands.names import HELP, module_of
from troth.operations import health

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
CARRIERS = {
    f"{name}_{part}"
    for name in ("FEDEX", "UPS", "USPS")
    for part in ("KEY", "SECRET", "ACCOUNT", "API")
}
BY_PARTS = CARRIERS | {
    "FEDEX_WEBHOOK_TOKEN",
    "USPS_CRID",
    "USPS_MID",
    "ANYMAIL_…",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}


def test_every_variable_of_the_environment_is_told_and_no_other():
    read = set()
    troth, demo = ROOT / "troth", ROOT / "sandbox" / "demo" / "store.py"
    started_by = (troth / "running.py", troth / "children.py", demo)
    for path in (*(troth / "config").glob("*.py"), *started_by):
        source = path.read_text("utf-8")
        read |= set(re.findall(r'(?:env|env_number|os\.environ\.get)\(\s*"([A-Z0-9_]+)"', source))
    table = PAGE[PAGE.index("| variable |") : PAGE.index("The keys are in no backup")]
    documented = {
        name for row in _rows(table) for name in re.findall(r"`([A-Z0-9_…]+)`", row.split("|")[1])
    }
    assert documented == read | BY_PARTS


def _rows(table: str) -> list[str]:
    return [line for line in table.splitlines()[2:] if line.startswith("|")]


def test_what_production_must_have_is_marked():
    from tests.factories.settings import PRODUCTION

    rows = re.findall(r"^\| (.*?) \| must \|", PAGE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(PRODUCTION)


def test_its_commands_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make ([\w-]+)`", PAGE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    pure = (ROOT / "troth" / "cli.py").read_text("utf-8")
    for command in set(re.findall(r"^ {4}troth ([a-z-]+)|`troth ([a-z-]+)", PAGE, re.MULTILINE)):
        name = "".join(command)
        assert name in HELP or f'add_parser("{name}"' in re.sub(r"\(\s+", "(", pure), name


def test_each_command_of_the_store_is_listed():
    folder = ROOT / "troth" / "commands" / "management" / "commands"
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert modules == {module_of(name) for name in HELP}


def test_its_checks_and_figures_exist():
    [row] = [line for line in PAGE.splitlines() if line.startswith("| `/readyz`")]
    assert set(re.findall(r"`(\w+)`", row.split("|")[3])) == set(health.CHECKS)
    figures = (ROOT / "troth/operations/figures.py").read_text("utf-8")
    for name in re.findall(r"`troth_(\w+)`", PAGE):
        assert f'"{name}"' in figures, name


def test_links_lead_somewhere():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", PAGE)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
