"""SQL statements live in files of their own; this reads each of them once."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def load(package_or_file: str, name: str) -> str:
    """The text of `sql/<name>.sql` beside a room's code, read once per process.

    The file begins with a `--` line that says what the statement does and names its parameters; the
    text is returned unchanged, header included, so that PostgreSQL's logs show where a query is from.

    Args:
        package_or_file: a room ("hospes.planning"), one of its modules (`__name__`), or its `__file__`.
        name: verb and noun without the ending, such as "plan_tasks".

    Returns:
        The whole statement.

    Raises:
        LookupError: there is no such package or file, or its header is missing: a mistake in the code.
    """
    path = _folder(package_or_file) / "sql" / f"{name}.sql"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LookupError(
            f"There is no statement {name!r} for {package_or_file}: looked for {path}."
        ) from error
    if not text.startswith("--"):
        raise LookupError(f"{path} must begin with a -- line that says what it does and its parameters.")
    return text


def _folder(package_or_file: str) -> Path:
    if package_or_file.endswith(".py"):
        return Path(package_or_file).parent
    spec = find_spec(package_or_file)
    if spec is None or spec.origin is None:
        raise LookupError(f"There is no package {package_or_file!r} to load statements from.")
    return Path(spec.origin).parent
