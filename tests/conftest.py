"""What every test needs: a PostgreSQL. That of DATABASE_URL, else the embedded one in `var/test`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import dj_database_url
import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

if not os.environ.get("DATABASE_URL"):
    from hospes.config import embedded

    # The settings are loaded before this file: tell them, and processes that tests start, which server it is.
    os.environ["DATABASE_URL"] = embedded.start(ROOT / "var" / "test")
    settings.DATABASES["default"].update(dj_database_url.parse(os.environ["DATABASE_URL"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, with the rights that `hospes migrate` gives."""
    from hospes.agencies.tenancy import grant_rights

    with django_db_blocker.unblock():
        grant_rights()
