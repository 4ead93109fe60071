"""A small world for the tests of this room."""

import pytest

from hospes.agencies.models import Agency
from tests.making import make_agency


@pytest.fixture
def agency(db: None) -> Agency:
    return make_agency()
