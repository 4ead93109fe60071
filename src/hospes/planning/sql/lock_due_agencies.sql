-- Agencies of the tasks that are due first, each kept from having its rules planned until the transaction ends.
-- params: now timestamptz, most integer, agency bigint, key bigint
--
-- `OFFSET 0` takes one lock per agency, not one per task. Locks that somebody holds alone are not waited for.
SELECT agency_id
FROM (
    SELECT DISTINCT agency_id
    FROM (
        SELECT agency_id FROM planning_task
        WHERE state = 'planned' AND due_at <= %(now)s::timestamptz
          AND (%(agency)s::bigint IS NULL OR agency_id = %(agency)s::bigint)
        ORDER BY due_at LIMIT %(most)s::integer
    ) AS due OFFSET 0
) AS agencies
WHERE pg_try_advisory_xact_lock_shared(%(key)s::bigint + agency_id)
