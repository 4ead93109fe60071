"""Reading ahead gives the same batches, and passes errors on."""

from collections.abc import Iterator
from itertools import count

import pytest

from hospes.bookings.sources.read_ahead import batches_ahead


def test_everything_comes_in_order_in_batches() -> None:
    with batches_ahead(iter(range(7)), 3) as batches:
        assert list(batches) == [[0, 1, 2], [3, 4, 5], [6]]


def test_nothing_is_no_batch() -> None:
    with batches_ahead(iter(()), 3) as batches:
        assert list(batches) == []


def test_an_error_of_reading_comes_after_what_was_read() -> None:
    def numbers() -> Iterator[int]:
        yield from (1, 2, 3)
        raise OSError("disk gone")

    with batches_ahead(numbers(), 2) as batches:
        assert next(batches) == [1, 2]
        with pytest.raises(OSError, match="disk gone"):
            next(batches)


def test_who_leaves_early_ends_the_reading_of_an_endless_file() -> None:
    with batches_ahead(count(), 2) as batches:
        assert next(batches) == [0, 1]
