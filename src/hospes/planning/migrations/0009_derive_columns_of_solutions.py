"""Derive the new columns of the solutions that are there already, as saving them would."""

from typing import ClassVar

from django.db import migrations

TABLES = ("planning_solution", "planning_notification")
DERIVE = """
    UPDATE planning_solution s
    SET is_critical = s.recipe IN ('instructions', 'pending_payment'),
        guest_channels = COALESCE((
            SELECT array_agg(DISTINCT step.value ->> 'channel')
            FROM planning_notification n CROSS JOIN jsonb_array_elements(n.chain) AS step
            WHERE n.agency_id = s.agency_id AND n.solution_id = s.id
            HAVING bool_and(n.role IN ('guest', 'client'))), '{}')
    WHERE NOT s.is_critical AND s.guest_channels = '{}' AND NOT s.definition ? 'critical'
"""


class Migration(migrations.Migration):
    """Nobody is an agency here: the fences open for the one statement and close again."""

    dependencies: ClassVar = [("planning", "0008_find_tasks_with_secrets")]

    operations: ClassVar = [
        migrations.RunSQL(
            [
                *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES),
                DERIVE,
                *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES),
            ],
            migrations.RunSQL.noop,
        ),
    ]
