import json
import pickle
from datetime import timedelta

import pytest

from hospes.kit import errors

CODES = {
    "HospesError": "error",
    "Refused": "refused",
    "NotFound": "not_found",
    "Conflict": "conflict",
    "OutOfCredit": "out_of_credit",
    "Malformed": "malformed",
    "UnreadableBooking": "unreadable_booking",
    "UnknownField": "unknown_field",
    "ProviderFailure": "provider_failure",
    "Temporary": "temporary",
    "Permanent": "permanent",
    "Uncertain": "uncertain",
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_the_code_of_each_error_is_stable(name: str, code: str) -> None:
    assert getattr(errors, name).code == code


@pytest.mark.parametrize(
    ("leaf", "parent"),
    [
        (errors.NotFound, errors.Refused),
        (errors.OutOfCredit, errors.Refused),
        (errors.UnknownField, errors.Malformed),
        (errors.Uncertain, errors.ProviderFailure),
    ],
)
def test_leaves_are_caught_by_their_branch(leaf: type[Exception], parent: type[Exception]) -> None:
    assert issubclass(leaf, parent)
    assert issubclass(parent, errors.HospesError)


def test_an_error_shows_code_sentence_and_facts() -> None:
    error = errors.UnknownField("There is no field x.", field="x", suggestion=None)
    assert json.loads(json.dumps(error.as_dict())) == {
        "code": "unknown_field",
        "message": "There is no field x.",
        "details": {"field": "x", "suggestion": None},
    }
    assert str(error) == "There is no field x."


def test_a_temporary_failure_keeps_how_long_to_wait_through_pickling() -> None:
    error = errors.Temporary("Busy; try later.", retry_after=timedelta(seconds=7), status=429)
    again = pickle.loads(pickle.dumps(error))
    assert (again.retry_after, again.details, str(again)) == (
        timedelta(seconds=7),
        {"status": 429},
        "Busy; try later.",
    )
