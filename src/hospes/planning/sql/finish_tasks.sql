-- Give executed tasks their end: done, held, skipped, expired or failed, with reason and details; or a later time.
-- params: ids bigint[], finished json, now timestamptz
--
-- Who released a task by hand answers for it as long as it lives.
UPDATE planning_task t
SET state = f.state, reason = f.reason, due_at = coalesce(f.due_at, t.due_at),
    details = CASE WHEN t.details ? 'released_by'
                   THEN jsonb_build_object('released_by', t.details -> 'released_by') || coalesce(f.details, '{}')
                   ELSE f.details END,
    executed_at = CASE WHEN f.state = 'done' THEN %(now)s ELSE t.executed_at END, changed_at = %(now)s
FROM json_to_recordset(%(finished)s::json) AS f (id bigint, state text, reason text, details jsonb, due_at timestamptz)
WHERE t.id = f.id AND t.id = ANY(%(ids)s::bigint[]) AND t.state NOT IN ('done', 'skipped', 'withdrawn', 'expired', 'failed')
