"""A small demo agency in a database of its own, the web that serves it in its own role, and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Error, sync_playwright
from psycopg import sql

from hospes.cli.processes import listen

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("HOSPES_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

# In a process of its own: while a browser runs, the process of the tests may not use Django's database.
FILL = """
from hospes.config.installation import Installation
Installation().connect()
from hospes.cli.processes import migrate_database
migrate_database()
from tests.browser.small_season import make_small_season
make_small_season()
"""


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the web serves the small demo agency."""
    with database() as url:
        environment = {**os.environ, "DATABASE_URL": url, "HOSPES_VAR": str(tmp_path_factory.mktemp("var"))}
        subprocess.run([sys.executable, "-c", FILL], env=environment, cwd=ROOT, check=True)
        yield from serve(environment)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; where there is none the tests are skipped."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: name one in HOSPES_CHROMIUM")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"Chromium does not start here: {error.message.splitlines()[0]}")
        yield started
        started.close()


@contextmanager
def database() -> Iterator[str]:
    """An empty database beside the others of the tests' server; gone afterwards."""
    url = os.environ["DATABASE_URL"]
    name = f"test_pages_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def serve(environment: dict[str, str]) -> Iterator[str]:
    """Run `hospes web` on a free port until the tests are through."""
    door = listen("127.0.0.1", 0)
    words = [sys.executable, "-m", "hospes", "web", "--descriptor", str(door.fileno())]
    web = subprocess.Popen(words, env=environment, pass_fds=[door.fileno()], cwd=ROOT)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        web.terminate()
        web.wait(timeout=20)
        door.close()
