"""SQL statements live in files of their own; this reads each of them once."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

INCLUDE = re.compile(r"^-- include: (\w+)\n", re.MULTILINE)


@cache
def load(package_or_file: str, name: str) -> str:
    """The text of `sql/<name>.sql` beside a room's code, read once per process.

    The file begins with a `--` line that says what the statement does and names its parameters; the
    text is returned unchanged, header included, so that PostgreSQL's logs show where a query is from.
    A line `-- include: <part>` stands for the text of `sql/parts/<part>.sql` (or `sql/<part>.sql`),
    which several statements share.

    Args:
        package_or_file: a room ("hospes.planning"), one of its modules (`__name__`), or its `__file__`.
        name: verb and noun without the ending, such as "plan_tasks".

    Returns:
        The whole statement.

    Raises:
        LookupError: there is no such package or file, or its header is missing: a mistake in the code.
    """
    return whole(
        _folder(package_or_file) / "sql" / f"{name}.sql", f"statement {name!r} for {package_or_file}"
    )


def whole(path: Path, meant: str = "statement") -> str:
    """The text of a file of SQL with the parts it includes.

    Raises:
        LookupError: the file or a part is not there, or has no header.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LookupError(f"There is no {meant}: looked for {path}.") from error
    if not text.startswith("--"):
        raise LookupError(f"{path} must begin with a -- line that says what it does and its parameters.")
    return INCLUDE.sub(lambda found: whole(_part(path, found[1]), "part"), text)


def _part(path: Path, name: str) -> Path:
    """Where a part is that this file includes: in `parts/`, unless it is a statement of its own as well."""
    folder = path.parent.parent if path.parent.name == "parts" else path.parent
    beside = folder / f"{name}.sql"
    return beside if beside.exists() else folder / "parts" / f"{name}.sql"


def _folder(package_or_file: str) -> Path:
    if package_or_file.endswith(".py"):
        return Path(package_or_file).parent
    spec = find_spec(package_or_file)
    if spec is None or spec.origin is None:
        raise LookupError(f"There is no package {package_or_file!r} to load statements from.")
    return Path(spec.origin).parent
