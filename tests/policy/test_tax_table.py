"""The bookkeeper's document is what the engine says, and says all of it."""

from __future__ import annotations

from pathlib import Path

from troth.policy.sales_tax.tax import rate_tables
from troth.policy.sales_tax.tax_table import UNSURE, examples_by_code, render_table

DOCUMENT = Path(__file__).parents[2] / "docs/sales-tax.md"


def sections() -> dict[str, list[list[str]]]:
    """The cells of each table's rows, without its head, by its title."""
    tables = {}
    for part in render_table().split("\n## ")[1:]:
        rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
        tables[part.splitlines()[0]] = rows[2:]
    return tables


def test_the_committed_document_is_what_the_engine_makes():
    assert DOCUMENT.read_text("utf-8") == render_table(), (
        "python -m troth.policy.sales_tax.tax_table > docs/sales-tax.md"
    )


def test_every_row_of_the_edition_is_in_each_of_the_three_tables():
    codes = ["0021", *sorted(place.code for place in rate_tables()[-1].places)]
    assert len(codes) == 77
    for title, rows in list(sections().items())[1:4]:
        assert [row[0] for row in rows] == codes, title
        assert len({len(row) for row in rows}) == 1, title


def test_a_few_rows_read_as_a_bookkeeper_reads_them():
    ordinary, clothing, shipping = list(sections().values())[1:4]
    of = lambda rows, code: next(row[2:] for row in rows if row[0] == code)  # noqa: E731
    edition = "Publication 718 (2/25)"
    assert of(ordinary, "8081") == [
        "10001 New York",
        "8.875",
        "$40.00",
        "$45.00",
        "$3.75",
        "$88.75",
        edition,
    ]
    assert of(ordinary, "2541")[0] == "13421 Oneida (r)"
    assert of(ordinary, "0021")[0] == "no destination resolves to it"
    assert of(clothing, "8081") == [
        "$0.00",
        "$0.00",
        "$0.00",
        "$0.00",
        "$9.76",
        "Publication 718-C",
    ]
    assert of(clothing, "2811") == [
        "$0.00",
        "$4.68",
        "$0.41",
        "$5.09",
        "$9.49",
        "Publication 718-C",
    ]
    assert of(shipping, "2811") == [
        "$1.29",
        "$0.69",
        "$1.29",
        "8.625",
        f"TB-ST-838; both: {UNSURE}",
    ]
    assert of(shipping, "8081")[:3] == ["$1.33", "$0.00", "$1.33"]


def test_only_cities_whose_every_zip_is_doubtful_have_a_doubtful_example():
    assert {
        code for code, (_, _, looks) in examples_by_code(rate_tables()[-1]).items() if looks
    } == {
        "0831",
        "2541",
        "5211",
    }


def test_every_row_of_every_table_names_its_source_or_is_of_a_table_that_does():
    tables = sections()
    assert [row[-1] for row in tables["Dates"]] == [
        "no earlier edition is kept",
        "Publication 718 (2/25)",
    ]
    assert {row[0] for row in tables["ZIPs that straddle two places"]} == {
        row[0] for row in tables["What is charged in them, by the place named"]
    }
    assert sum(UNSURE in row[-1] for row in tables["The rules, and where each comes from"]) == 4
