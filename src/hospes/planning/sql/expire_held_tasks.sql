-- End held tasks whose deadline has come; the details keep what they waited for.
-- params: now timestamptz, agency bigint
WITH over AS MATERIALIZED (
    SELECT t.id, t.agency_id
    FROM planning_task t
    WHERE t.state = 'held' AND t.deadline <= %(now)s::timestamptz
        AND (t.agency_id = %(agency)s::bigint OR %(agency)s::bigint IS NULL)
    FOR UPDATE OF t SKIP LOCKED
)
UPDATE planning_task t
SET state = 'expired', reason = 'deadline', changed_at = %(now)s::timestamptz,
    details = coalesce(t.details, '{}') || jsonb_build_object('waited_for', t.reason)
FROM over o
WHERE t.id = o.id AND t.agency_id = o.agency_id
RETURNING t.id
