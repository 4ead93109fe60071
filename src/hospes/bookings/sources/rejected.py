"""Writes the rows that were refused into a file of their own, to be corrected and imported again."""

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from hospes.bookings.sources.read_csv import RowRead
from hospes.kit.errors import Malformed


def path_of_rejected(path: Path) -> Path:
    """`stays.csv` and `stays.csv.gz` → `stays.rejected.csv` beside it."""
    name = path.name.removesuffix(".gz").removesuffix(".csv")
    return path.with_name(f"{name}.rejected.csv")


class RejectedRows:
    """The file of refused rows: the columns of the original, then line, column and reason.

    Made with the first refused row; one of an earlier run is removed. Bytes that were not UTF-8 are written
    as they were.
    """

    def __init__(self, path: Path, header: list[str]) -> None:
        self.path = path
        self._header = header
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            message = f"{self.path.name} cannot be replaced ({error.strerror}): move it away."
            raise Malformed(message) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: RowRead, *, column: str, reason: str) -> None:
        """Write one refused row."""
        width = len(self._header)
        values = [*row.values[:width], *[""] * (width - len(row.values))]
        self._open().writerow([*values, row.line, column, reason])

    def _open(self) -> Any:
        if self._file is None:
            try:
                self._file = self.path.open("w", encoding="utf-8", errors="surrogateescape", newline="")
            except OSError as error:
                message = (
                    f"{self.path.name} cannot be written ({error.strerror}): give the folder write rights."
                )
                raise Malformed(message) from error
            self._writer = csv.writer(self._file)
            self._writer.writerow([*self._header, "line", "column", "reason"])
        return self._writer
