"""Make `hospes_instant`: the one place that decides when a local time happens (S6)."""

from typing import ClassVar

from django.db import migrations

# `AT TIME ZONE` agrees with S6 in a gap (forward by the gap). In an overlap it takes the later instant, so the
# offset of a day before is tried as well: when it shows the same local time, that instant is the earlier one.
# Neither STRICT nor IMMUTABLE, or PostgreSQL could not write it into the calling statement: called by the million,
# it must cost no call. Give it plain columns: an argument that is itself costly would also prevent that.
MAKE = """
CREATE FUNCTION hospes_instant(local timestamp, zone text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN timezone(zone, timezone(zone, local) - interval '24 hours') > local - interval '24 hours'
            AND timezone(zone, timezone(zone, local) + (local - interval '24 hours'
                - timezone(zone, timezone(zone, local) - interval '24 hours'))) = local
        THEN timezone(zone, local) + (local - interval '24 hours'
            - timezone(zone, timezone(zone, local) - interval '24 hours'))
        ELSE timezone(zone, local)
    END
$$
"""


class Migration(migrations.Migration):
    """One function, written into the statements that call it."""

    dependencies: ClassVar = [("planning", "0003_combine_seasons")]

    operations: ClassVar = [
        migrations.RunSQL(MAKE, "DROP FUNCTION hospes_instant(timestamp, text)"),
    ]
