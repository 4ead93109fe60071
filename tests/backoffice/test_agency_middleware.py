"""A request is one transaction: a page that fails leaves nothing behind and says what to do."""

import pytest

from hospes.agencies.models import AuditEntry
from tests.backoffice.visiting import Visitor, visitor, words_of
from tests.making import make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.backoffice.failing_pages")]


@pytest.fixture
def marta() -> Visitor:
    """A member whose browser shows what went wrong instead of raising it."""
    found = visitor(make_agency())
    found.raise_request_exception = False
    return found


def test_a_page_that_works_keeps_what_it_wrote(marta: Visitor) -> None:
    assert marta.get("/works").status_code == 200
    assert AuditEntry.objects.values("id").count() == 1


def test_a_page_that_breaks_leaves_nothing_and_shows_a_way_on(marta: Visitor) -> None:
    response = marta.get("/breaks")

    assert response.status_code == 500
    assert "Nothing was changed" in words_of(response)
    assert "a bug" not in words_of(response)
    assert AuditEntry.objects.values("id").count() == 0


def test_what_is_refused_leaves_nothing_and_says_why(marta: Visitor) -> None:
    response = marta.get("/refuses")

    assert response.status_code == 409
    assert "There are not enough credits: add some." in words_of(response)
    assert AuditEntry.objects.values("id").count() == 0


def test_a_conflict_says_that_things_have_moved_on(marta: Visitor) -> None:
    response = marta.get("/moved-on")

    assert response.status_code == 409
    assert "It has gone already." in words_of(response)
