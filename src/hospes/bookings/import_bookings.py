"""Import bookings from a CSV file."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.db.models import F

from hospes.agencies.models import Agency
from hospes.agencies.tenancy import acting_for
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.models import Import, ImportState
from hospes.bookings.receive_bookings import Received, receive_bookings
from hospes.bookings.sources.maps import ColumnMap
from hospes.bookings.sources.read_ahead import batches_ahead
from hospes.bookings.sources.read_csv import Defaults, RowRead, open_csv
from hospes.bookings.sources.rejected import RejectedRows, path_of_rejected
from hospes.kit.errors import Conflict, Malformed, NotFound

TakeIn = Callable[[Sequence[BookingFacts]], Sequence[Received]]
"""Receives and plans a set of facts in one transaction; the caller's, when there is one."""

FAULTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was refused; `column` "" is the whole row."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import: with which map, only as a rehearsal, in batches of how many rows, telling whom."""

    column_map: ColumnMap | None = None
    dry_run: bool = False
    batch: int = 2000
    progress: Callable[[int], None] | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `rows` = created + changed + unchanged + stale + refused + left_out.

    Attributes:
        left_out: rows that the map's filters pass over.
        repeated: rows whose booking was in the file before; the later row counts.
        resumed_after: rows that an interrupted run had taken in already.
        faults: the first of the refusals; all of them are in the file `rejected`, None when there are none.
        unknown_columns: became custom fields.
    """

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    stale: int = 0
    refused: int = 0
    left_out: int = 0
    repeated: int = 0
    resumed_after: int = 0
    faults: list[Fault] = field(default_factory=list)
    rejected: Path | None = None
    unknown_columns: list[str] = field(default_factory=list)


def import_bookings(
    agency_id: int, path: Path, *, now: datetime, take_in: TakeIn, options: ImportOptions | None = None
) -> ImportReport:
    """Take in every good row of a file, in batches; list every bad one.

    Each batch is one transaction together with the note how far the import is: an import that is interrupted
    at any point goes on after its last batch when the same file is imported again with the same map. A file
    that was imported to its end is read anew, and changes only what differs. Memory does not grow with the
    file, but for eight bytes or so per booking to tell repeated references.

    Args:
        agency_id: whose bookings.
        path: `.csv`, or packed with gzip.
        now: when the import is started.
        take_in: receives and plans a batch.
        options: see there.

    Raises:
        NotFound: there is no such agency.
        Malformed: the file or the map as a whole cannot be used; nothing was changed.
        Conflict: another process imports the same file.
    """
    options = options or ImportOptions()
    agency = Agency.objects.filter(id=agency_id).first()
    if agency is None:
        raise NotFound("There is no such agency: create it first.")
    text, bookings = open_csv(path, Defaults(agency.timezone, agency.currency), options.column_map)
    with text, RejectedRows(path_of_rejected(path), bookings.header) as rejected:
        entry = (
            None if options.dry_run else _open_entry(agency_id, path, now=now, column_map=options.column_map)
        )
        run = _Run(agency_id, now, take_in, rejected, entry)
        run.report.unknown_columns = bookings.unknown
        with batches_ahead(bookings.rows(), options.batch) as batches:
            for batch in batches:
                run.take(batch)
                if options.progress:
                    options.progress(run.report.rows)
    run.finish()
    return run.report


def _open_entry(agency_id: int, path: Path, *, now: datetime, column_map: ColumnMap | None) -> Import:
    """The note of how far this file is; begun anew when it was done."""
    digest = _digest(path, column_map)
    fresh = {"name": path.name[-255:], "state": ImportState.RUNNING, "started_at": now, "changed_at": now}
    zero = dict.fromkeys(("rows_done", *_OUTCOMES, "refused"), 0)
    with acting_for(agency_id):
        entry, is_new = Import.objects.get_or_create(agency_id=agency_id, digest=digest, defaults=fresh)
        if not is_new and entry.state == ImportState.DONE:
            Import.objects.filter(id=entry.id, agency_id=agency_id).update(**fresh, **zero)
            entry.refresh_from_db()
    return entry


_OUTCOMES = ("created", "changed", "unchanged", "stale")


def _digest(path: Path, column_map: ColumnMap | None) -> str:
    seen = sha256((column_map.text if column_map else "").encode() + b"\0")
    try:
        with path.open("rb") as raw:
            while block := raw.read(1 << 20):
                seen.update(block)
    except OSError as error:
        raise Malformed(f"The file {path.name} cannot be read ({error.strerror}): check the file.") from error
    return seen.hexdigest()


@dataclass(slots=True)
class _Run:
    """One run over a file; without a entry it is a rehearsal that leaves nothing behind."""

    agency_id: int
    now: datetime
    take_in: TakeIn
    rejected: RejectedRows
    entry: Import | None
    report: ImportReport = field(default_factory=ImportReport)
    seen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.entry is not None:
            self.report.resumed_after = self.entry.rows_done
            for outcome in _OUTCOMES:
                setattr(self.report, outcome, getattr(self.entry, outcome))

    def take(self, batch: list[RowRead]) -> None:
        """Take in a batch, unless a run before this one did.

        Refusals follow from the file alone, so the rows that were done before are read again to list theirs.
        """
        report = self.report
        good = [(row, facts) for row in batch if (facts := self._sort(row)) is not None]
        report.rows += len(batch)
        if report.rows <= report.resumed_after:
            return
        # Batches of another size may have been used before: rows at the seam are not taken in twice.
        skipped = max(0, report.resumed_after - (report.rows - len(batch)))
        fresh = {id(row) for row in batch[skipped:]}
        todo = [(row, facts) for row, facts in good if id(row) in fresh]
        for (row, _), one in zip(todo, self._commit([facts for _, facts in todo]), strict=True):
            if one.error is not None:
                self._refuse(row, column=str(one.error.details.get("column", "")), reason=one.error.message)

    def finish(self) -> None:
        """Note that the file was read to its end."""
        self.report.rejected = self.rejected.path if self.report.refused else None
        if self.entry is not None:
            with acting_for(self.agency_id):
                done = Import.objects.filter(id=self.entry.id, agency_id=self.agency_id)
                done.update(state=ImportState.DONE, refused=self.report.refused, changed_at=self.now)

    def _sort(self, row: RowRead) -> BookingFacts | None:
        if row.reason:
            self._refuse(row, column=row.column, reason=row.reason)
        elif row.facts is None:
            self.report.left_out += 1
        else:
            key = hash((row.facts.portal.strip(), row.facts.reference.strip()))
            self.report.repeated += key in self.seen
            self.seen.add(key)
        return row.facts

    def _refuse(self, row: RowRead, *, column: str, reason: str) -> None:
        self.report.refused += 1
        self.rejected.add(row, column=column, reason=reason)
        if len(self.report.faults) < FAULTS_SHOWN:
            self.report.faults.append(Fault(row.line, column, reason))

    def _commit(self, facts: list[BookingFacts]) -> Sequence[Received]:
        with acting_for(self.agency_id):
            received = self._receive(facts)
            counts = Counter(one.outcome for one in received)
            if self.entry is None:
                transaction.set_rollback(True)
            else:
                self._note(self.entry, counts)
        for outcome in _OUTCOMES:
            setattr(self.report, outcome, getattr(self.report, outcome) + counts[outcome])
        return received

    def _receive(self, facts: list[BookingFacts]) -> Sequence[Received]:
        if not facts:
            return []
        if self.entry is not None:
            return self.take_in(facts)
        return receive_bookings(self.agency_id, facts, now=self.now, origin=Origin.IMPORT)

    def _note(self, entry: Import, counts: Counter[str]) -> None:
        """Move the entry on with the batch, in its transaction; only from where this run knows it to be."""
        grown = {outcome: F(outcome) + counts[outcome] for outcome in _OUTCOMES}
        same = Import.objects.filter(
            id=entry.id, agency_id=self.agency_id, rows_done=entry.rows_done, state=ImportState.RUNNING
        )
        if not same.update(rows_done=self.report.rows, changed_at=self.now, **grown):
            raise Conflict("Another process imports this file: wait until it is done.")
        entry.rows_done = self.report.rows
