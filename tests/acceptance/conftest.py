"""A command line on the test database."""

from tests.cli.conftest import hospes

__all__ = ["hospes"]
