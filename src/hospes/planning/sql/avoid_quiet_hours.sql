-- Put tasks a minute before the quiet hours that would last to their deadline; back to their rule when they do not.
-- params: ids bigint[], now timestamptz, zones jsonb
WITH quiet AS MATERIALIZED (
-- include: find_quiet_hours
),
placed AS (
    SELECT id, agency_id,
           CASE WHEN quiet_start <= at AND quiet_end >= deadline
                THEN CASE WHEN quiet_start - interval '1 minute' >= %(now)s::timestamptz
                          THEN quiet_start - interval '1 minute' ELSE due_at END
                ELSE greatest(due_at, planned_at) END AS due_at
    FROM quiet
),
written AS (
    UPDATE planning_task t SET due_at = p.due_at
    FROM placed p
    WHERE t.id = p.id AND t.agency_id + 0 = p.agency_id AND t.due_at <> p.due_at
    RETURNING t.due_at
)
SELECT min(due_at) FROM written
