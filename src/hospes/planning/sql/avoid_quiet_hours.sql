-- Put tasks a minute before the quiet hours that would last to their deadline; back to their rule when they do not.
-- params: ids bigint[], now timestamptz, zones jsonb
WITH quiet AS MATERIALIZED (
-- include: find_quiet_hours
),
placed AS (
    SELECT t.id, t.agency_id,
           CASE WHEN q.quiet_start <= q.at AND q.quiet_end >= t.deadline
                THEN CASE WHEN q.quiet_start - interval '1 minute' >= %(now)s::timestamptz
                          THEN q.quiet_start - interval '1 minute' ELSE t.due_at END
                ELSE greatest(t.due_at, t.planned_at) END AS due_at
    FROM planning_task t
    JOIN quiet q ON q.id = t.id
    WHERE t.id = ANY (%(ids)s::bigint[])
),
written AS (
    UPDATE planning_task t SET due_at = p.due_at
    FROM placed p
    WHERE t.id = p.id AND t.agency_id = p.agency_id AND t.due_at <> p.due_at
    RETURNING t.due_at
)
SELECT min(due_at) FROM written
