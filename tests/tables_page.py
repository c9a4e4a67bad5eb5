"""The data dictionary in docs/insights-tables.md, made from the definitions of the columns.

`python -m tests.tables_page` writes it anew; a test holds that it is fresh.
"""

import re
from pathlib import Path
from typing import Any, Final

from sdm_tui.documents.tables.about import dictionary
from sdm_tui.documents.tables.columns import Table
from sdm_tui.documents.tables.every import TABLES

PAGE: Final = Path(__file__).parents[1] / "docs" / "insights-tables.md"
BEGIN: Final = "<!-- columns: written by python -m tests.tables_page -->"
END: Final = "<!-- end of columns -->"


def with_columns(text: str) -> str:
    """Return the page with the columns as they are defined now."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    found = pattern.search(text)
    assert found, "the page has no place for the columns"
    columns = "\n\n".join([BEGIN, *(_of(table) for table in TABLES), END])
    return text[: found.start()] + columns + text[found.end() :]


def _of(table: Table[Any]) -> str:
    lines = [f"### {table.name}", "", table.meaning, "", "| column | type | meaning |"]
    lines += ["| --- | --- | --- |"]
    lines += [f"| `{name}` | {kind} | {meaning} |" for name, kind, meaning in dictionary(table)]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(with_columns(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
