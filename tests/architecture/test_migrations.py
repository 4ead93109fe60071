"""Migrations are complete and their names say what they do."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.architecture.house import ROOMS, python_files, report

MADE_UP = re.compile(r"_auto_|_and_more$")
NUMBERED = re.compile(r"^\d{4}_[a-z][a-z0-9_]+$")


def poor_names(names: list[str]) -> list[str]:
    """Names that a machine made up, or that are not `0007_what_it_does`."""
    return [
        name
        for name in names
        if not NUMBERED.match(name) or re.search(r"_auto_|_alter_.*_more$|_and_more$", name)
    ]


def missing_migrations(state: ProjectState) -> list[str]:
    """What `makemigrations` would add for our rooms to come from the migrations' state to `state`."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    changes = MigrationAutodetector(loader.project_state(), state).changes(graph=loader.graph)
    return [
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        if app in ROOMS
        for migration in migrations
        for operation in migration.operations
    ]


def test_migration_names_say_what_they_do() -> None:
    names = [
        file.path.rsplit("/", 1)[-1].removesuffix(".py")
        for file in python_files()
        if file.is_migration and not file.path.endswith("__init__.py")
    ]
    assert poor_names(names) == []


def test_every_change_of_a_model_has_its_migration() -> None:
    faults = missing_migrations(ProjectState.from_apps(apps))
    assert not faults, report(faults)


@pytest.mark.parametrize(
    "name", ["0002_auto_20260101_1200", "0003_alter_task_state_and_more", "fix", "0004_"]
)
def test_a_poor_name_is_found(name: str) -> None:
    assert poor_names([name, "0001_initial", "0002_index_due_tasks"]) == [name]


def test_a_forgotten_migration_is_found() -> None:
    state = ProjectState.from_apps(apps)
    state.add_model(ModelState("agencies", "Forgotten", [("id", models.BigAutoField(primary_key=True))]))
    assert missing_migrations(state) == ["agencies: Create model Forgotten"]
